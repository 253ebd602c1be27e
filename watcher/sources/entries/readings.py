"""What entries of every dialect have: an id, a language, words that a database takes."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from watcher.core.news import Entry
from watcher.sources.base import Reading
from watcher.sources.text import one_line, storable

MOST_ENTRIES = 5_000  # feedparser needs 10 s for 8,000 small ones


def reading(form: str, title: str, entries: Sequence[Entry], problems: list[str]) -> Reading:
    undated = sum(entry.published_at is None for entry in entries)
    if undated > 0:
        problems.append(f"{undated} of {len(entries)} items have no date that can be read")
    storables = tuple(replace(entry, **_storable(entry)) for entry in entries)
    return Reading(format=form, title=one_line(storable(title)), entries=storables, problems=tuple(problems))


def _storable(entry: Entry) -> dict[str, Any]:
    texts = {name: getattr(entry, name) for name in ("guid", "title", "summary", "content", "outlet", "author")}
    return {name: storable(text) for name, text in texts.items() if text}


def fingerprint(title: str, text: str) -> str:
    return "sha256:" + hashlib.sha256(f"{title}\n{text}".encode("utf-8", "replace")).hexdigest()


def language(tag: str | None) -> str | None:
    """`en` for `en-us`; what is no language tag is none."""
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag or "")
    return found[0].lower() if found else None
