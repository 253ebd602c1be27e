"""What entries of every dialect have: an id, a language, words that a database takes."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from watcher.core.news import Entry
from watcher.sources.base import Reading
from watcher.sources.language import detected
from watcher.sources.text import one_line, paragraphs, storable

MOST_ENTRIES = 5_000  # feedparser needs 10 s for 8,000 small ones
MOST_MARKUP = 1_000_000  # characters of one item; as a tree, 8 MB of empty tags take more than 1 GB of memory


def reading(form: str, title: str, entries: Sequence[Entry], problems: list[str]) -> Reading:
    undated = sum(entry.published_at is None for entry in entries)
    if undated > 0:
        problems.append(f"{undated} of {len(entries)} items have no date that can be read")
    understood = tuple(map(_understood, entries))
    return Reading(format=form, title=one_line(storable(title)), entries=understood, problems=tuple(problems))


def _understood(entry: Entry) -> Entry:
    """With the words of its markup, and their language: only here, in a worker, may foreign markup be parsed."""
    names = ("guid", "title", "summary", "content", "outlet", "author")
    written: dict[str, Any] = {name: storable(text) for name in names if (text := getattr(entry, name))}
    entry = replace(entry, **written)
    text = max((paragraphs(markup[:MOST_MARKUP]) for markup in (entry.content, entry.summary)), key=len)
    return replace(entry, text=text, lang=detected(entry.title, text) or entry.lang) if text else entry


def fingerprint(title: str, text: str) -> str:
    return "sha256:" + hashlib.sha256(f"{title}\n{text}".encode("utf-8", "replace")).hexdigest()
