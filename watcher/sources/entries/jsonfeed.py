"""JSON Feed (jsonfeed.org, 1.0 and 1.1), as far as it can be read."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from watcher.core.news import Entry
from watcher.sources.address import canonical_url
from watcher.sources.base import Reading, UnreadableFeed
from watcher.sources.entries.chunks import window_of
from watcher.sources.entries.readings import MOST_ENTRIES, fingerprint, reading
from watcher.sources.language import declared
from watcher.sources.text import instant, one_line, storable

HEAD = 4_000  # characters in which a broken document may say what it is

_DECODER = json.JSONDecoder(strict=False)
_PLAIN = re.compile(r'"(version|title|home_page_url|language)"\s*:\s*("(?:[^"\\]|\\.){0,500}")')
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_OBJECT = re.compile(r"[\s,]*\{")


def read(text: str, url: str, problems: list[str]) -> Reading:
    document, items = _document(text, problems)
    if len(items) > MOST_ENTRIES:
        raise UnreadableFeed(f"more than {MOST_ENTRIES} items")
    base = _text(document, "home_page_url") or url
    lang = _text(document, "language")
    usable = [item for item in items if isinstance(item, dict)]
    if len(usable) < len(items):
        problems.append(f"{len(items) - len(usable)} items are no objects")
    version = _text(document, "version").rpartition("/")[2]
    form = {"1": "json10", "1.1": "json11"}.get(version, "json")
    found = reading(form, _text(document, "title"), [_entry(item, base, lang) for item in usable], problems)
    return replace(found, window=window_of(found.entries))


def _document(text: str, problems: list[str]) -> tuple[Mapping[str, Any], list[Any]]:
    """What is written around the items, and the items; of broken JSON those before the break."""
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        document = _until_the_break(text)
        if not document["items"]:
            raise UnreadableFeed(f"broken JSON: {error}") from error
        problems.append(f"broken JSON: {error}")
    items = document.get("items")
    if not isinstance(items, list):
        raise UnreadableFeed("JSON, but not a feed: it has no items")
    return document, items


def _until_the_break(text: str) -> dict[str, Any]:
    opened = _ITEMS.search(text)
    at = opened.end() if opened else len(text)
    head = _PLAIN.findall(text[: min(at, HEAD)])
    document: dict[str, Any] = {name: json.loads(value, strict=False) for name, value in head}
    document["items"] = items = list[Any]()
    while (item := _OBJECT.match(text, at)) and len(items) <= MOST_ENTRIES:
        try:
            value, at = _DECODER.raw_decode(text, item.end() - 1)
        except (ValueError, RecursionError):
            break
        items.append(value)
    return document


def _entry(item: Mapping[str, Any], base: str, lang: str) -> Entry:
    written = _text(item, "url") or _text(item, "external_url")
    url = canonical_url(written, base or None) if written else ""
    title, summary = _text(item, "title"), _text(item, "summary")
    content = _text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False)
    published, updated = instant(_text(item, "date_published")), instant(_text(item, "date_modified"))
    return Entry(
        guid=_text(item, "id") or url or fingerprint(title, summary or content),
        url=url,
        title=one_line(title),
        summary=summary,
        content=content,
        author=_author(item),
        lang=declared(_text(item, "language") or lang),
        published_at=published or updated,
        updated_at=updated,
    )


def _author(item: Mapping[str, Any]) -> str | None:
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = [one_line(_text(person, "name")) for person in people if isinstance(person, dict)]
    return ", ".join(filter(None, names)) or None


def _text(table: Mapping[str, Any], key: str) -> str:
    """A number is as good as its text: some write ids so."""
    value = table.get(key)
    return storable(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
