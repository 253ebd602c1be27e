"""A feed of our own: an item per story, as Atom 1.0 and as JSON Feed 1.1, for any web server to hand out.

The JSON Feed is read back and added to, and the Atom file is made from it. What has no field in either format stands
under `_watcher`.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from watcher.channels.base import Channel, Reach, write_whole
from watcher.channels.parts import errata, forms, messages, roundup
from watcher.channels.parts.forms import Part
from watcher.core.outcome import Absent, Finding, Outcome, Sent, Unsent
from watcher.core.telling import Delivery, Kind, Message, Post, Roundup
from watcher.core.words.instant import utc_text

log = logging.getLogger(__name__)

FOLDER = "feeds"  # below the state folder
NAME = "stories"
MOST_ITEMS = 100
ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"

_OURS = UUID("6d1f3f0e-5c0b-4d5a-9c1e-7a3e9f2b8c41")  # the namespace (RFC 9562) of our ids
_POST = "post"
_BELOW = (Kind.REPLY, Kind.CORRECTION)
_UNREADABLE = (ValueError, KeyError, TypeError, OverflowError, RecursionError)  # what a broken file may raise
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def connect(reach: Reach) -> Channel:
    return FeedOut(reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story, as readers of the feed see it."""

    id: str
    title: str
    url: str | None
    published: str  # instants as text, one form: they are compared as such
    updated: str
    sections: Mapping[str, str]  # the post, and each reply under its key

    @property
    def content(self) -> str:
        return "\n\n".join(self.sections.values())


class FeedOut:
    def __init__(self, reach: Reach) -> None:
        self._state = reach.state
        self._title = forms.clean(reach.name)

    def ready(self) -> str | None:
        return None

    def address(self, to: object) -> str:
        if to in (None, ""):
            return NAME
        if isinstance(to, str) and re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", to):
            return to
        raise ValueError(f"`to` of a feed is the name of its files, such as {NAME}: a-z, 0-9 and hyphens")

    def render(self, delivery: Delivery) -> Message:
        match delivery.content:
            case Post() as post:
                words = messages.words(post.lang)
                headline = errata.tell(post, Kind.POST, words)[0]
                parts = errata.tell(post, delivery.kind, words)
                told = [*parts] if delivery.kind in _BELOW else [*parts[1:]]
                url, first_at = forms.link(post.url), post.first_at
                told_at = max(post.told_at, post.correction.at) if post.correction else post.told_at
            case Roundup() as post:
                headline, *told = roundup.parts(post, messages.words(post.lang))
                told_at = post.told_at
                url, first_at = None, min(line.first_at for line in post.lines)
            case _:
                raise ValueError(f"delivery {delivery.key} is no post")
        return Message(
            body=_text(told),
            options={
                "title": headline.text,
                "url": url,
                "published": utc_text(first_at),
                "updated": utc_text(told_at),
            },
        )

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.message is None:
            raise ValueError(f"delivery {delivery.key} was not rendered")
        path = self._state / FOLDER / f"{delivery.address}.json"
        try:
            items = {item.id: item for item in _kept(path)}
            id = _id(f"{delivery.subscription}/{delivery.key.split('/')[1]}")
            items[id] = _grown(items.get(id), id, delivery, delivery.message)
            newest = sorted(items.values(), key=lambda item: (item.updated, item.id), reverse=True)[:MOST_ITEMS]
            title = self._title if delivery.address == NAME else f"{self._title}: {delivery.address}"
            write_whole(path, _json_feed(title, newest))
            write_whole(path.with_suffix(".atom"), _atom(title, _id(f"feed/{delivery.address}"), newest))
        except OSError as error:  # tried again: a disk may get room, a folder its permissions
            return Unsent(str(error))
        return Sent(id)

    async def probe(self, delivery: Delivery) -> Finding:  # noqa: ARG002 - writing an item twice leaves it once
        return Absent()


# --- one item ------------------------------------------------------------------------------------------------------


def _id(name: str) -> str:
    return uuid5(_OURS, name).urn


def _grown(item: Item | None, id: str, delivery: Delivery, message: Message) -> Item:
    """A post or an edit takes the place of the one before; a reply or a correction stands below it."""
    section = delivery.key if delivery.kind in _BELOW else _POST
    sections = {**(item.sections if item else {}), section: message.body}
    told = _item({**message.options, "id": id, "sections": sections})
    if item is None:
        return told
    updated = max(item.updated, told.updated)
    if section != _POST:
        return replace(item, sections=told.sections, updated=updated)
    return replace(told, updated=updated)


def _item(values: Mapping[str, Any]) -> Item:
    """The item of some JSON. Raises one of `_UNREADABLE` where that is not of our making."""
    sections = {_legal(name): _legal(text) for name, text in dict(values["sections"]).items()}
    return Item(
        id=_legal(values["id"]),
        title=_legal(values["title"]),
        url=forms.link(_legal(values["url"])) if values["url"] else None,
        published=utc_text(datetime.fromisoformat(values["published"])),
        updated=utc_text(datetime.fromisoformat(values["updated"])),
        sections=dict(sorted(sections.items(), key=lambda section: section[0] != _POST)),  # the post stands first
    )


def _legal(text: object) -> str:
    """Without the characters that XML has no way to write."""
    if not isinstance(text, str):
        raise TypeError("not a text")
    return _NOT_XML.sub("", text)


def _text(parts: Sequence[Part]) -> str:
    """The parts as plain text, each address behind the words it belongs to."""
    texts = ["".join(f"{run.text} <{run.url}>" if run.url else run.text for run in part.runs) for part in parts]
    return forms.join(texts, parts) if texts else ""


# --- the files -----------------------------------------------------------------------------------------------------


def _kept(path: Path) -> list[Item]:
    """The items of the JSON Feed; of a broken one those that are whole."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        return [_remembered(written) for written in json.loads(text)["items"]]
    except _UNREADABLE as error:
        items = list(_whole_lines(text))
        log.warning("act=read path=%s the feed is broken and begins anew: items=%d error=%r", path, len(items), error)
        return items


def _whole_lines(text: str) -> Iterator[Item]:
    for line in text.split("\n"):
        with suppress(*_UNREADABLE):
            yield _remembered(json.loads(line.rstrip(",")))


def _remembered(written: Any) -> Item:
    return _item(
        {
            "sections": written["_watcher"]["sections"],
            "id": written["id"],
            "title": written["title"],
            "url": written.get("url"),
            "published": written["date_published"],
            "updated": written["date_modified"],
        }
    )


def _json_feed(title: str, items: Sequence[Item]) -> bytes:
    """The file with each item on a line of its own, so that damage to the file spoils few of them."""
    head = json.dumps({"version": JSON_FEED, "title": title, "authors": [{"name": title}]}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(_json_item(item), ensure_ascii=False) for item in items)
    return f'{head[:-1]}, "items": [\n{lines}\n]}}\n'.encode()


def _json_item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        **({"url": item.url} if item.url else {}),
        "title": item.title,
        "content_text": item.content,
        "date_published": item.published,
        "date_modified": item.updated,
        "_watcher": {"sections": item.sections},
    }


def _atom(title: str, id: str, items: Sequence[Item]) -> bytes:
    feed = Element("feed", xmlns=ATOM)
    _add(feed, "id", id)
    _add(feed, "title", title)
    _add(feed, "updated", items[0].updated)
    _add(_add(feed, "author"), "name", title)
    for item in items:
        entry = _add(feed, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "published", item.published)
        _add(entry, "updated", item.updated)
        if item.url:
            _add(entry, "link", rel="alternate", href=item.url)
        _add(entry, "content", item.content, type="text")
    indent(feed)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, name, attributes)
    child.text = text
    return child
