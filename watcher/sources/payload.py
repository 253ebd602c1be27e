"""What a page says of its article to machines: in its head, and in data beside the text."""

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from watcher.sources.text import instant, one_line, paragraphs

SHORTEST_LEAD = 40  # characters; a shorter description is a slogan
MOST_NODES = 2_000  # of a page's data

_DATA = re.compile(r"<script[^>]{1,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]{1,4000}>", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"""["'](?:article:published_time|datePublished|dc\.date|parsely-pub-date|pubdate)["']""", re.IGNORECASE
)
_DESCRIPTION = re.compile(r"""["'](?:og:description|description|twitter:description)["']""", re.IGNORECASE)
_CONTENT = re.compile(r"""content\s*=\s*(?:"([^"]+)"|'([^']+)')""", re.IGNORECASE)
_PUBLISHED_LD = re.compile(r'"datePublished"\s*:\s*("(?:[^"\\]|\\.){8,60}")')


def published(markup: str) -> datetime | None:
    """To the minute, where the page says so: extractors keep the day only."""
    return next(filter(None, map(instant, _written_dates(markup))), None)


def article_body(markup: str) -> str:
    """The longest text that the page's data gives as its article's (schema.org), a paragraph a line; "" without."""
    bodies = (body for script in _scripts(markup) for body in _bodies(script))
    return max((paragraphs(html.unescape(body)) for body in bodies), key=len, default="")


def leads(markup: str) -> list[str]:
    """The descriptions of the article in the page's head, which may be its first paragraph, or a part of it."""
    described = (one_line(written) for written in _metas(markup, _DESCRIPTION))
    return [lead for lead in dict.fromkeys(described) if len(lead) >= SHORTEST_LEAD]


def _written_dates(markup: str) -> Iterator[str]:
    yield from _metas(markup, _PUBLISHED)
    for written in _PUBLISHED_LD.finditer(markup):
        yield json.loads(written[1], strict=False)


def _metas(markup: str, named: re.Pattern[str]) -> Iterator[str]:
    for meta in _META.finditer(markup):
        if named.search(meta[0]) and (content := _CONTENT.search(meta[0])):
            yield content[1] or content[2]


def _scripts(markup: str) -> Iterator[str]:
    for opening in _DATA.finditer(markup):
        end = markup.find("</script", opening.end())
        if end < 0:
            return
        yield markup[opening.end() : end]


def _bodies(script: str) -> Iterator[str]:
    try:
        waiting: list[Any] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if isinstance(body := node.get("articleBody"), str):
                yield body
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))
