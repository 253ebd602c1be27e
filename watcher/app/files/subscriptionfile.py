"""Reads subscriptions.yaml: who hears what, where and how often."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from watcher.app.files import values
from watcher.app.files.fields import Fields, entries, ids_once, plain, problem_of
from watcher.app.files.values import BadValue
from watcher.core.desk import Review
from watcher.core.editing.budget import usual_limit
from watcher.core.news import RuleId
from watcher.core.rules.document import Level, Node, Problem, Table, did_you_mean
from watcher.core.telling import AtOnce, Cadence, Daily, Quiet, Subscription, SubscriptionId, Weekly

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
KEYS = ("id", "via", "to", "rules", "send", "zone", "lang", "at_most", "quiet", "preview", "review", "operator")
REVIEWED_FOR = timedelta(minutes=10)  # unless `after` says otherwise
WAKES = ("telegram", "email")  # channels that call somebody: only there can it be too late in the evening
LISTS_ONLY = ("email",)  # channels that carry daily and weekly lists and nothing at once
POSTS_ONLY = ("feed", "webhook")  # channels whose readers make lists of their own
PREVIEWS = ("none", "small", "large")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Topics = Mapping[str, frozenset[RuleId]]  # a rule's id or a tag: the rules meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a subscription may choose from."""

    channels: Sequence[str]
    address: Callable[[str, object], str]  # (via, to): the channel's canonical text; raises ValueError
    topics: Topics
    languages: Sequence[str]


def read_subscriptions(tree: Node, choices: Choices) -> tuple[tuple[Subscription, ...], tuple[Problem, ...]]:
    """The subscriptions that can be read, and all that is wrong with the file."""
    problems: list[Problem] = []
    tables = entries(tree, "subscriptions", problems)
    tables = list(ids_once(tables, "subscription", problems))
    read: dict[tuple[str, str], SubscriptionId] = {}
    subscriptions = []
    for table in tables:
        subscription = _subscription(table, choices, problems)
        if subscription is None:
            continue
        subscriptions.append(subscription)
        first = read.setdefault((subscription.via, subscription.address), subscription.id)
        if first != subscription.id:
            what = f"`{subscription.id}` goes where `{first}` goes: what both ask for is told there twice"
            problems.append(Problem(table.place, what, "join them into one", Level.WARNING))
    return tuple(subscriptions), tuple(problems)


def _subscription(table: Table, choices: Choices, problems: list[Problem]) -> Subscription | None:
    fields = Fields(table, problems)
    fields.only(KEYS)
    subscription_id = fields.required("id", values.slug)
    via = fields.required("via", values.one_of(choices.channels, what="a channel"))
    address = _address(fields, via, choices) if via else None
    rules = _rules(fields, choices.topics)
    cadence = fields.optional("send", _cadence)
    zone = fields.optional("zone", _zone)
    lang = fields.optional("lang", values.one_of(choices.languages, what="a language that posts can speak"))
    preview = fields.optional("preview", values.one_of(PREVIEWS, what="a size of preview"))
    operator = fields.optional("operator", values.truth)
    _check_what_it_carries(fields, via, cadence, operator=bool(operator))
    at_most, quiet = _at_most(fields, via or ""), _quiet(fields, via, address or "") if via else None
    review = _review(fields, cadence or AtOnce(), choices)
    if subscription_id is None or via is None or address is None:
        return None
    return Subscription(
        id=SubscriptionId(subscription_id),
        via=via,
        address=address,
        rules=rules,
        cadence=cadence or AtOnce(),
        zone=zone or ZoneInfo("UTC"),
        lang=lang or "en",
        at_most=at_most,
        quiet=quiet,
        preview=preview or "none",
        review=review,
        operator=operator or False,
    )


def _check_what_it_carries(fields: Fields, via: str | None, cadence: Cadence | None, *, operator: bool) -> None:
    """Not every channel carries single posts, lists, and words for the operator."""
    if via in LISTS_ONLY and (cadence == AtOnce() or "send" not in fields.table.items):
        fields.wrong("via", f"`{via}` carries lists only", "write `send: daily 07:00`")
    if via in POSTS_ONLY and isinstance(cadence, Daily | Weekly):
        fields.wrong("send", f"`{via}` carries single posts only", "write `send: at-once`")
    if via == "feed" and operator:
        fields.wrong("operator", "a feed takes no words for the operator", "choose another")


def _review(fields: Fields, cadence: Cadence, choices: Choices) -> Review | None:
    """A desk that cannot be read is an error: nobody is to be published unseen."""
    desk = fields.group("review")
    if desk is None:
        return None
    desk.only(("to", "after", "urgent"))
    if cadence != AtOnce():
        fields.wrong("review", "a list is not looked at first", "take it out, or write `send: at-once`")
    if "to" not in desk.table.items:
        desk.wrong("to", "`to` is missing", "write `to: {chat: -1001234567890}`")
        return None
    address = _address(desk, "telegram", choices)
    after = desk.optional("after", _patience) if "after" in desk.table.items else Waits(REVIEWED_FOR)
    urgent = desk.optional("urgent", _patience) if "urgent" in desk.table.items else after
    if address is None or after is None or urgent is None:
        return None
    return Review(address=address, after=after.most, urgent=urgent.most)


@dataclass(frozen=True, slots=True)
class Waits:
    most: timedelta | None  # None: for a person


def _patience(text: str) -> Waits:
    return Waits(None if text == "never" else values.duration(text))


def _at_most(fields: Fields, via: str) -> int | None:
    """Posts a local day; None: as many as there are."""
    if "at_most" not in fields.table.items:
        return usual_limit(via)
    limit = fields.optional("at_most", values.per_day)
    return None if limit == values.UNLIMITED else limit


def _quiet(fields: Fields, via: str, address: str) -> Quiet | None:
    quiet = fields.optional("quiet", _hours)
    if quiet is None:
        return None
    if via not in WAKES:
        fields.wrong("quiet", f"`{via}` calls nobody: `quiet` changes nothing there", "take it out", Level.WARNING)
    elif address.startswith("@"):
        what = "posts in a channel are silent anyway: `quiet` changes nothing there"
        fields.wrong("quiet", what, "take it out", Level.WARNING)
    else:
        return quiet
    return None


def _hours(text: str) -> Quiet:
    begins, dash, ends = (part.strip() for part in text.partition("-"))
    if not dash or begins == ends:
        raise BadValue(f"`{text}` are not hours of quiet", "write `23:00-06:30`")
    if not (_CLOCK.fullmatch(begins) and _CLOCK.fullmatch(ends)):
        raise BadValue(f"`{text}` are not hours of quiet", f"write `{_near(begins)}-{_near(ends)}`")
    return Quiet(time.fromisoformat(begins), time.fromisoformat(ends))


def _address(fields: Fields, via: str, choices: Choices) -> str | None:
    node = fields.table.items.get("to")
    try:
        return choices.address(via, plain(node) if node else None)
    except ValueError as error:
        fields.problems.append(problem_of(fields.place("to"), error))
        return None


def _rules(fields: Fields, topics: Topics) -> frozenset[RuleId] | None:
    """The rules asked for, tags resolved; None: all."""
    if "rules" not in fields.table.items:
        return None

    def read(name: str) -> frozenset[RuleId]:
        if name not in topics:
            raise BadValue(f"no rule or tag is called `{name}`", did_you_mean(name, list(topics)))
        return topics[name]

    return frozenset().union(*fields.several("rules", read))


def _cadence(text: str) -> Cadence:
    match text.split():
        case ["at-once"]:
            return AtOnce()
        case ["daily", hour]:
            return Daily(_time(text, hour))
        case ["weekly", day, hour] if day in WEEKDAYS:
            return Weekly(WEEKDAYS.index(day), _time(text, hour))
        case ["weekly", day, _]:
            raise BadValue(f"`{day}` is not a day of the week", f"one of {', '.join(WEEKDAYS)}")
        case _:
            raise BadValue(f"`{text}` is not a time to send", "write `at-once`, `daily 07:00` or `weekly mon 07:00`")


def _time(text: str, hour: str) -> time:
    if not _CLOCK.fullmatch(hour):
        raise BadValue(f"`{text}` is not a time", f"write `{text.removesuffix(hour)}{_near(hour)}`")
    return time.fromisoformat(hour)


def _near(hour: str) -> str:
    """What may have been meant by a time that is none."""
    found = re.fullmatch(r"(\d{1,2})\D?([0-5]\d)?", hour)
    return f"{int(found[1]) % 24:02}:{found[2] or '00'}" if found else "07:00"


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, such as `Europe`
        is_short = text.isupper() and "/" not in text  # KST, IST: initials that several places share
        near = None if is_short else did_you_mean(text, sorted(available_timezones()))
        raise BadValue(f"`{text}` is not a time zone", near or "write one like `Asia/Seoul`") from error
