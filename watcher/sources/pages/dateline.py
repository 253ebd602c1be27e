"""When a page was published: first by its metadata, then by its address, then by the text beside its heading."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from operator import itemgetter

from watcher.sources.pages.payload import data, metas, nodes
from watcher.sources.text import EARLIEST_YEAR, instant, paragraphs

BELOW, ABOVE = 6_000, 1_500  # characters of markup around the heading where a page dates its article
LONGEST_LINE = 120  # characters; a longer line is part of the report, whose dates are those of the event
LABEL = 30  # characters before a date that may say what happened then
NEAR = timedelta(days=2)  # between the day in the address and the one in the page: time zones, and edits over night
REIWA = 2018  # the year before the first of this era

_META = re.compile(
    r"""(?<=[="'])(?:og:)?(?:article:published(?:_time)?|published_time|datePublished|pub_?date|publish-?_?date|date|dc\.date"""
    r"""(?:\.(?:issued|created))?|dcterms\.(?:date|issued|created)|dateCreated|parsely-pub-date|sailthru\.date|regDate"""
    r"""|cXenseParse:recs:publishtime|article_date_original|originalpublicationdate|weibo: ?article:create_at)["'\s]""",
    re.IGNORECASE,
)
_KEYS = re.compile(
    r'\\?"(?:datePublished|publishedAt|published_at|publishDate|publish_date|firstPublish(?:ed|Date)?|first_publish_date'
    r'|publishedDate|pubDate|datetimePublished|display_date)\\?"\s*:\s*\\?"?([^"\\,}]{8,40})',
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-z][^<>]{10,600}>", re.IGNORECASE)
_STAMP = re.compile(
    r"""(?:datetime|content|title|data-[\w-]*(?:date|time)[\w-]*)\s*=\s*["']?((?:19|20)\d\d-?\d\d-?\d\d[^"'>]{0,30}|\d{10}(?:\d{3})?(?!\d))""",
    re.IGNORECASE,
)
_IS_PUBLISHED = re.compile(r"datePublished|pubdate|[\"'\s-]published\b|published-(?:date|time)", re.IGNORECASE)
_IS_UPDATED = re.compile(r"dateModified|modif|updat|수정", re.IGNORECASE)
_SAYS_UPDATED = re.compile(
    r"updated|modified|last edited|수정|更新|обновлен|aktualisiert|stand:|mis à jour|actualizado|modificato|تحديث"
    r"|最終", re.IGNORECASE,
)  # fmt: skip
_DAY = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s?[-/.년年]\s?\d{1,2}\s?[-/.월月]\s?\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?!\d)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?[^\W\d_]{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d(?!\d)"
    r"|(?<![^\W\d_])[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d(?!\d)"
)
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(\d\d|[a-z]{3})[/-]?(\d\d)(?!\d)", re.IGNORECASE)
_ERA = re.compile(r"令和\s?(\d{1,2})年")
_HEADING = re.compile(r"<h1\b", re.IGNORECASE)


def published(markup: str, url: str = "", guess: str = "") -> datetime | None:
    """When the page was published. `guess`, the day that an extractor found, counts where nothing else is found."""
    told = next(filter(None, map(_instant, _told(markup))), None)
    if told:
        return told
    shown, day = _shown(markup), _in_address(url)
    if day and (shown is None or abs(shown - day) > NEAR):
        return day
    return shown or next(filter(None, map(_instant, _KEYS.findall(markup))), None) or _unless_a_year(guess, markup)


def _told(markup: str) -> Iterator[str]:
    """The dates of publication in the page's metadata."""
    yield from metas(markup, _META)
    yield from _linked(markup)
    yield from (stamp for tag in _TAG.finditer(markup) if (stamp := _stamp(tag[0])) and _IS_PUBLISHED.search(tag[0]))


def _linked(markup: str) -> Iterator[str]:
    """The dates in its linked data (JSON-LD), those of articles first: sites give dates of their own there, too."""
    found = [
        node for value in data(markup) for node in nodes(value) if isinstance(node, dict) and "datePublished" in node
    ]
    found.sort(key=lambda node: not re.search(r"Article|Posting|Report", str(node.get("@type"))))
    yield from (str(node["datePublished"]) for node in found)


def _stamp(tag: str) -> str:
    found = _STAMP.search(tag)
    return found[1] if found and not _IS_UPDATED.search(tag) else ""


def _shown(markup: str) -> datetime | None:
    heading = _HEADING.search(markup)
    at = heading.start() if heading else max(markup.lower().find("<body"), 0)
    for region in (markup[at : at + BELOW], markup[max(0, at - ABOVE) : at]):
        found = _beside(region)
        if found:
            return found
    return None


def _beside(region: str) -> datetime | None:
    """The first date in a piece of markup that is not called one of a change; to the minute where a tag has that."""
    day, stamps = _first(_days(region)), list(_stamps(region))
    if day is None:
        return _first(stamps)
    return _first((is_updated, at) for is_updated, at in stamps if abs(at - day) < NEAR and not is_updated) or day


def _first(dated: Iterable[tuple[bool, datetime]]) -> datetime | None:
    return next((at for _, at in sorted(dated, key=itemgetter(0))), None)


def _stamps(region: str) -> Iterator[tuple[bool, datetime]]:
    for tag in _TAG.finditer(region):
        found = _STAMP.search(tag[0])
        at = _instant(found[1]) if found else None
        if at:
            before = re.sub(r"<[^<>]*>", " ", region[max(0, tag.start() - LABEL) : tag.start()])
            yield bool(_IS_UPDATED.search(tag[0]) or _SAYS_UPDATED.search(before)), at


def _days(region: str) -> Iterator[tuple[bool, datetime]]:
    for line in paragraphs(region).splitlines():
        if len(line) <= LONGEST_LINE:
            line = _ERA.sub(lambda era: f"{REIWA + int(era[1])}年", line)
            end = 0
            for day in _DAY.finditer(line):
                at = instant(line[day.start() :])
                if at:
                    yield _SAYS_UPDATED.search(line, max(end, day.start() - LABEL), day.start()) is not None, at
                end = day.end()


def _in_address(url: str) -> datetime | None:
    found = _IN_ADDRESS.search(url.partition("//")[2].partition("/")[2])
    if not found:
        return None
    year, month, day = found.groups()
    return instant(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")


def _instant(written: str) -> datetime | None:
    return instant(html.unescape(written).strip())


def _unless_a_year(guess: str, markup: str) -> datetime | None:
    """The guess, unless it may stand for a year only: extractors turn `© 2025` into 1 January 2025."""
    at = instant(guess)
    if at is None or at.year < EARLIEST_YEAR:
        return None
    new_year = rf"{at.year}\W?0?1\W?0?1(?!\d)|0?1[./]0?1[./]{at.year}"
    return at if (at.month, at.day) != (1, 1) or re.search(new_year, markup) else None
