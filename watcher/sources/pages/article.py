"""The text of a page without its furniture, or the feed's own words where the page does not give it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from watcher.core.news import Entry
from watcher.sources.address import canonical_url
from watcher.sources.base import FOREIGN_FAULTS, UnreadablePage
from watcher.sources.language import detected
from watcher.sources.pages.anchored import LONG, anchored
from watcher.sources.pages.dateline import published
from watcher.sources.pages.doubt import SUPPORTED, is_wall, names_wall, speaks_of, support
from watcher.sources.pages.headline import headline, without_outlet
from watcher.sources.pages.reshape import reshaped
from watcher.sources.pages.trim import trimmed
from watcher.sources.pages.whole import held_in_scripts, whole
from watcher.sources.text import decode, one_line, storable

SHORTEST = 250  # characters; a shorter extraction is doubted
LONGER = 1.25  # times the length of the page's text; a text of the feed this long has what the extractor lost
MOST_TAGS = 150_000  # 5 MB of paragraphs take 51 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes of a page, and what a feed said of it."""

    url: str
    body: bytes
    content_type: str = ""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What was understood of a page."""

    title: str
    text: str  # a paragraph a line
    author: str | None
    published_at: datetime | None  # the feed's word first
    lang: str | None  # ISO 639-1
    canonical_url: str
    outlet: str | None
    from_feed: bool  # the text is the feed's, not the page's


def read(page: Page) -> Extract:
    """The article of a page. Raises UnreadablePage where it has no words, or only asks for consent or a login."""
    entry = page.entry
    fed = entry.text if entry else ""
    try:
        found = _extract(page)
    except UnreadablePage:
        if not fed:
            raise
        found = None
    if found is None or _prefers_feed(found.text, fed, entry):
        return _told(page, text=fed, found=found, from_feed=True)
    return _told(page, text=found.text, found=found, from_feed=False)


# --- what the page says --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    title: str
    text: str
    author: str | None
    published_at: datetime | None
    canonical_url: str
    outlet: str | None


def _extract(page: Page) -> _Found:
    markup = _markup(page)
    best = None
    for precise in (True, False):
        document = _document(markup, page.url, precise=precise)
        found = _found(document, page, markup) if document else None
        if found and (best is None or _worth(found) > _worth(best)):
            best = found
        if found and _is_good(found, page.entry):
            return replace(found, text=whole(found.text, markup))
    best = best or _headed(page, markup)
    held = held_in_scripts(best.text, best.title, markup)
    if held:
        return replace(best, text=trimmed(held, best.title))
    if not best.text:
        raise UnreadablePage("no article was found on the page")
    _refuse_wall(best, page.entry)
    return replace(best, text=whole(best.text, markup))


def _headed(page: Page, markup: str) -> _Found:
    """What the page's head says, for a page of which no text was found."""
    import trafilatura

    head = trafilatura.extract_metadata(markup, default_url=page.url or None)
    return _found(head, page, markup)


def _document(markup: str, url: str, *, precise: bool) -> Any:
    import trafilatura  # in the worker only: it is a third of the watcher's memory

    try:
        tree = trafilatura.load_html(markup)
        return trafilatura.bare_extraction(
            reshaped(tree) if tree is not None else markup,
            url=url or None,
            favor_precision=precise,
            include_comments=False,
            with_metadata=True,
            deduplicate=False,  # it would drop what an earlier page said, as wire copy does
        )
    except FOREIGN_FAULTS as error:
        raise UnreadablePage(f"the parser gave it up: {type(error).__name__}") from error


def _markup(page: Page) -> str:
    if not page.body.strip():
        raise UnreadablePage("the page is empty")
    kind = page.content_type.partition(";")[0].strip().lower()
    if page.body.startswith(b"%PDF") or (kind and not re.search(r"html|xml|text/plain|octet-stream", kind)):
        raise UnreadablePage(f"not a web page: {kind or 'PDF'}")
    if page.body.count(b"<") > MOST_TAGS:
        raise UnreadablePage(f"more than {MOST_TAGS} tags")
    return decode(page.body, page.content_type).text.replace("\x00", "")


def _found(document: Any, page: Page, markup: str) -> _Found:
    outlet = one_line(document.sitename or "") or None
    text = (document.text or "").strip()
    title = headline(without_outlet(one_line(document.title or ""), outlet), markup, text)
    return _Found(
        title=title,
        text=trimmed(_beside_heading(text, title, markup), title),
        author=one_line(document.author or "").replace("; ", ", ") or None,
        published_at=published(markup, page.url, document.date or ""),
        canonical_url=_canonical(document.url or "", page.url),
        outlet=outlet,
    )


def _beside_heading(text: str, title: str, markup: str) -> str:
    import trafilatura

    tree = trafilatura.load_html(markup) if len(text) <= LONG else None
    return anchored(text, title, tree) if tree is not None else text


def _canonical(named: str, asked: str) -> str:
    """The address that the page gives for itself, unless that is only the front page of its site."""
    own, here = canonical_url(named, asked or None) if named else "", canonical_url(asked) if asked else ""
    if own and here and urlsplit(own).path in ("", "/") and urlsplit(here).path not in ("", "/"):
        return here
    return own or here


# --- whether it is the article -------------------------------------------------------------------------------------


def _is_good(found: _Found, entry: Entry | None) -> bool:
    title = (entry.title if entry else "") or found.title
    return len(found.text) >= SHORTEST and speaks_of(title, found.text) and not is_wall(found.text)


def _worth(found: _Found) -> tuple[bool, int]:
    """Of two doubtful texts the one that speaks of its headline, else the longer."""
    return speaks_of(found.title, found.text), len(found.text)


def _refuse_wall(found: _Found, entry: Entry | None) -> None:
    told = f"{entry.title} {entry.text}" if entry else found.title
    share = support(told, found.text)
    # Without a title from a feed, the page's own decides; that of a wall says that it is one.
    if is_wall(found.text) and (share < SUPPORTED or (entry is None and names_wall(found.title))):
        raise UnreadablePage("a page that asks for consent, a login or JavaScript, not the article")
    if entry and not share:
        raise UnreadablePage("the page says nothing of what the feed announced")


def _prefers_feed(text: str, fed: str, entry: Entry | None) -> bool:
    """A doubtful extraction against the feed's own words: these where they say clearly more."""
    if not fed or entry is None or len(fed) <= LONGER * len(text):
        return False
    return len(text) < SHORTEST or not speaks_of(entry.title, text)


# --- together ------------------------------------------------------------------------------------------------------


def _told(page: Page, *, text: str, found: _Found | None, from_feed: bool) -> Extract:
    entry = page.entry
    outlet = (entry.outlet if entry else None) or (found.outlet if found else None)
    title = without_outlet(entry.title, outlet) if entry and entry.title else (found.title if found else "")
    return Extract(
        title=storable(title),
        text=storable(text),
        author=(found.author if found else None) or (entry.author if entry else None),
        published_at=(entry.published_at if entry else None) or (found.published_at if found else None),
        lang=detected(title, text) or (entry.lang if entry else None),
        canonical_url=found.canonical_url if found else canonical_url(page.url),
        outlet=outlet,
        from_feed=from_feed,
    )
