"""What the invented outlets publish on one day, as a file says it.

    day: 2031-03-04                  # an invented date
    zone: Asia/Seoul                 # of the day, and of the times shown
    cycles: ["06:00", "08:05"]       # when the feeds are asked; what is out by the first time is a baseline
    outlets:
      - id: harbour-wire             # its pages live at http://harbour-wire.example/SLUG
        name: Harbour Wire
        lang: en                     # optional, as are `label` and `state`: as in feeds.yaml
        label: wire
        feed: broken                 # optional: XML that is not well-formed
        pages: consent wall          # optional: no page shows its article
        items:
          - at: "07:52"              # when it comes out
            slug: new-quay
            title: New quay at ...
            text: |                  # paragraphs, with an empty line between
              ...

Names that end in `.example` belong to nobody and never will (RFC 2606).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watcher.app.files import values, yamlfile
from watcher.app.files.feedfile import LABELS
from watcher.app.files.fields import Fields, ids_once
from watcher.app.files.values import BadValue
from watcher.core.rules.document import Items, Node, Place, Problem, Table, UserProblems

KEYS = ("day", "zone", "cycles", "outlets")
OUTLET_KEYS = ("id", "name", "lang", "label", "state", "feed", "pages", "items")
ITEM_KEYS = ("at", "slug", "title", "text")
SOME_DAY, SOME_ZONE = date(2000, 1, 1), ZoneInfo("UTC")  # so that the rest is judged where these cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    published_at: datetime
    slug: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    id: str
    name: str
    lang: str | None = None
    label: str | None = None
    state: str | None = None
    has_broken_feed: bool = False
    has_consent_wall: bool = False
    items: tuple[Item, ...] = ()

    @property
    def host(self) -> str:
        return f"{self.id}.example"

    @property
    def feed_url(self) -> str:
        return f"http://{self.host}/feed.xml"

    def url(self, item: Item) -> str:
        return f"http://{self.host}/{item.slug}"

    def published(self, now: datetime) -> tuple[Item, ...]:
        """What is out by now, the newest first, as feeds have it."""
        out = (item for item in self.items if item.published_at <= now)
        return tuple(sorted(out, key=lambda item: item.published_at, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    zone: ZoneInfo
    cycles: tuple[datetime, ...]  # UTC, each later than the one before
    outlets: tuple[Outlet, ...]

    @property
    def articles(self) -> int:
        return sum(len(outlet.items) for outlet in self.outlets)


def read_press(path: Path) -> Press:
    """Raises UserProblems with all that is wrong in the file."""
    try:
        tree = yamlfile.parse(path.read_text("utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror or "" if isinstance(error, OSError) else "not UTF-8 text"
        raise UserProblems([Problem(Place(str(path), 0), "cannot be read", why)]) from error
    problems: list[Problem] = []
    press = _press(tree, problems)
    if problems:
        raise UserProblems(problems)
    return press


def _press(tree: Node, problems: list[Problem]) -> Press:
    if not isinstance(tree, Table):
        raise UserProblems([Problem(tree.place, "not a newsroom", f"its keys are {', '.join(KEYS)}")])
    fields = Fields(tree, problems)
    fields.only(KEYS)
    day, zone = fields.required("day", _day) or SOME_DAY, fields.required("zone", _zone) or SOME_ZONE
    if "cycles" not in tree.items:
        problems.append(Problem(tree.place, "`cycles` is missing", 'write `cycles: ["06:00", "08:00"]`'))
    cycles = sorted(_instant(day, hour, zone) for hour in fields.several("cycles", _hour))
    outlets = _tables(fields, "outlets")
    outlets = list(ids_once(outlets, "outlet", problems))
    read = [_outlet(Fields(table, problems), day, zone) for table in outlets]
    return Press(zone=zone, cycles=tuple(cycles), outlets=tuple(outlet for outlet in read if outlet))


def _outlet(fields: Fields, day: date, zone: ZoneInfo) -> Outlet | None:
    fields.only(OUTLET_KEYS)
    id, name = fields.required("id", _label_of_a_host), fields.required("name", values.words)
    label, state = (
        fields.optional("label", values.one_of(LABELS, what="a label")),
        fields.optional("state", values.country),
    )
    lang = fields.optional("lang", values.language)
    feed = fields.optional("feed", values.one_of(["broken"], what="a way to err"))
    pages = fields.optional("pages", values.one_of(["consent wall"], what="a way to err"))
    items = [_item(Fields(table, fields.problems), day, zone) for table in _tables(fields, "items")]
    if id is None or name is None:
        return None
    return Outlet(
        id=id,
        name=name,
        lang=lang,
        label=label,
        state=state,
        has_broken_feed=feed is not None,
        has_consent_wall=pages is not None,
        items=tuple(item for item in items if item),
    )


def _item(fields: Fields, day: date, zone: ZoneInfo) -> Item | None:
    fields.only(ITEM_KEYS)
    hour, slug = fields.required("at", _hour), fields.required("slug", values.slug)
    title, text = fields.required("title", values.words), fields.required("text", str.strip)
    if hour is None or slug is None or title is None or text is None:
        return None
    paragraphs = tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return Item(published_at=_instant(day, hour, zone), slug=slug, title=title, paragraphs=paragraphs)


def _tables(fields: Fields, key: str) -> Sequence[Table]:
    node = fields.table.items.get(key)
    if not isinstance(node, Items):
        fields.wrong(key, f"`{key}` is a list", "begin each entry with `- `")
        return []
    fields.problems += [Problem(each.place, "not an entry") for each in node if not isinstance(each, Table)]
    return [each for each in node if isinstance(each, Table)]


def _instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(f"`{text}` is not a date", "write `2031-03-04`") from error


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise BadValue(f"`{text}` is not an hour", 'write `"08:05"`') from error


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadValue(f"`{text}` is not a time zone", "write `Asia/Seoul`") from error


def _label_of_a_host(text: str) -> str:
    if "_" in values.slug(text):
        raise BadValue(f"`{text}` cannot be part of a host", "write a hyphen for `_`")
    return text
