"""Reads feeds.yaml: whom we listen to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from watcher.app.files import values, yamlfile
from watcher.app.files.cursor import NotPlain
from watcher.app.files.fields import Fields, entries, ids_once
from watcher.app.files.values import BadValue
from watcher.core.feeds import Feed, FeedId
from watcher.core.rules.document import Level, Node, Problem, Table, did_you_mean

KEYS = ("id", "name", "url", "lang", "label", "state", "kind", "text", "quote", "every", "headers")
LABELS = (
    "wire",
    "newspaper",
    "broadcaster",
    "think tank",
    "trade press",
    "government",
    "state media",
    "aggregator",
)
OFTENEST = timedelta(seconds=1)
READ = 2  # lists remembered: the one in force, and the one before the last edit


def read_feeds(tree: Node, *, kinds: Sequence[str]) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    """The feeds that can be read, and all that is wrong with the file; `kinds` are the sources there are."""
    problems: list[Problem] = []
    return _feeds(entries(tree, "feeds", problems), kinds, problems)


@lru_cache(READ)
def feeds_of(text: str, file: str, kinds: tuple[str, ...]) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    """The same from the text of a file. Raises UserProblems where it is no YAML.

    Where it is plainly written, the entries are read one by one and never held as one tree. The tree of a long list
    takes more memory than its feeds, and what is allocated beside it keeps that memory from being given back.
    """
    try:
        return _feeds(yamlfile.entries(text, file, "feeds"), kinds, [])
    except NotPlain:
        return read_feeds(yamlfile.parse(text, file), kinds=kinds)


def _feeds(
    tables: Iterable[Table], kinds: Sequence[str], problems: list[Problem]
) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    feeds = [_feed(table, kinds, problems) for table in ids_once(tables, "feed", problems)]
    return tuple(feed for feed in feeds if feed), tuple(problems)


def _feed(table: Table, kinds: Sequence[str], problems: list[Problem]) -> Feed | None:
    fields = Fields(table, problems)
    fields.only(KEYS)
    feed_id = fields.required("id", values.slug)
    name = fields.required("name", values.words)
    urls = _urls(fields)
    label = fields.optional("label", values.one_of(LABELS, what="a label"))
    state = fields.optional("state", values.country)
    if label == "state media" and "state" not in table.items:
        fields.wrong("label", "`state media` of which state?", "add `state: KP`")
    kind = fields.optional("kind", values.one_of(kinds, what="a kind of source"))
    text = fields.optional("text", _way_to_read, level=Level.WARNING)
    quote = fields.optional("quote", values.one_of(["sentence", "none"], what="a way to quote"))
    lang = fields.optional("lang", values.language)
    every = fields.optional("every", _interval)
    headers = _headers(fields)
    if feed_id is None or name is None or not urls:
        return None
    return Feed(
        id=FeedId(feed_id),
        name=name,
        urls=urls,
        kind=kind or "feed",
        lang=lang,
        label=label,
        state=state,
        reads_pages=text != "feed",
        quotes=quote != "none",
        every=every,
        headers=headers,
    )


def _urls(fields: Fields) -> tuple[str, ...]:
    if "url" not in fields.table.items:
        fields.required("url", values.url)
    return fields.several("url", values.url)


def _way_to_read(text: str) -> str:
    if text not in ("page", "feed"):
        raise BadValue(f"`text: {text}` is not a way to read (page | feed); page is used", did_you_mean(text, ["feed"]))
    return text


def _interval(text: str) -> timedelta:
    interval = values.duration(text)
    if interval < OFTENEST:
        raise BadValue(f"`{text}` is too often", "write `1s` or more")
    return interval


def _headers(fields: Fields) -> Mapping[str, str]:
    group = fields.group("headers")
    if group is None:
        return {}
    for name, place in group.table.keys.items():
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
            group.problems.append(Problem(place, f"`{name}` is not the name of a header"))
    headers = {name: group.optional(name, values.words) for name in group.table.items}
    return {name: text for name, text in headers.items() if text is not None}
