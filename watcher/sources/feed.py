"""RSS, RDF and Atom by feedparser, JSON Feed by our own code. The bytes decide which, not what they are called."""

import html
import io
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from watcher.core.feeds import Feed, FeedState
from watcher.core.news import Entry
from watcher.core.timing.window import ids_by_writing, window
from watcher.sources.address import canonical_url
from watcher.sources.base import FOREIGN_FAULTS, Hints, Reading, Request, Response, UnreadableFeed, validators_of
from watcher.sources.entries import jsonfeed
from watcher.sources.entries.chunks import cut, id_of, window_of, without, writing
from watcher.sources.entries.readings import MOST_ENTRIES, fingerprint, reading
from watcher.sources.entries.wrapper import is_wrapper, unwrapped
from watcher.sources.language import declared
from watcher.sources.text import decode, instant, one_line, storable

MOST_BYTES = 8_000_000  # unpacked
MOST_ATTRIBUTES = 500  # on one tag: 8,000 took 7.5 s
MOST_TAGS = 60_000  # in the document's own markup: 200,000 took 6 s
MOST_OPEN_COMMENTS = 100  # each makes the parser search to the end: 64 KB of them took 4.3 s
ACCEPTED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_OPENING = re.compile(r"<[A-Za-z_]")
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_LONG_TAG = re.compile(r"<[^<>]{4000,}")
_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_][\w:.-]*")
_FEED_LINK = re.compile(r"<link\b[^>]*application/(?:rss|atom|feed)\+(?:xml|json)[^>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:(\d{1,9})|[xX]([0-9a-fA-F]{1,8}));?")
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIP_HOURS = re.compile(r"<skipHours>(.{1,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


class FeedSource:
    def request(self, feed: Feed, state: FeedState) -> Request:
        return Request(state.url_of(feed), {"accept": ACCEPTED, **feed.headers}, validators_of(state))

    def read(self, response: Response, known: bytes = b"") -> Reading:
        """Dates before 1990 are dropped. Those in the future stay: nothing here knows what day it is."""
        decoded = decode(_unpacked(response.body), response.content_type)
        text = decoded.text.lstrip("\ufeff \t\r\n\x00")
        if not text:
            raise UnreadableFeed("the answer is empty")
        problems = [decoded.problem] if decoded.problem else []
        if text[0] == "{":
            return jsonfeed.read(text, response.url, problems)
        return _xml_feed(text, response.url, problems, known)


def _unpacked(body: bytes) -> bytes:
    """Unpack a body that is gzip although no header says so: some servers hand out packed files as they lie."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise UnreadableFeed(f"broken gzip: {error}") from error


SOURCE = FeedSource()


# --- RSS, RDF, Atom ------------------------------------------------------------------------------------------------


def _xml_feed(text: str, url: str, problems: list[str], known: bytes) -> Reading:
    start = text.find("<")
    if start < 0:
        raise UnreadableFeed("neither XML nor JSON")
    if start and text[:start].strip():
        problems.append("something stands before the XML")
    text = _PROLOG.sub("", text[start:], count=1)  # it names the encoding from before the bytes were decoded
    markup = text.encode("utf-8", "replace")
    places = cut(markup)
    writings = [writing(markup[place]) for place in places]
    news = _only_news(markup, places, writings, ids_by_writing(known), url)
    if news is not None:
        return news
    _refuse_pages(text, url)
    parsed = _parsed(text, url)
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableFeed(f"not a feed: the document is <{_root(text) or '?'}>")
    if parsed.bozo:
        problems.append(f"not well-formed: {_words_of(parsed.get('bozo_exception'))}")
    found = reading(parsed.get("version") or "unknown", parsed.feed.get("title", ""), _entries(parsed, url), problems)
    return replace(found, window=window_of(found.entries, writings), hints=_hints(text))


def _only_news(
    markup: bytes, places: Sequence[slice], writings: Sequence[bytes], known: Mapping[bytes, bytes], url: str
) -> Reading | None:
    """The reading of the items that are not written as before; None where it might differ from that of the whole."""
    old = [place for place, written in zip(places, writings, strict=True) if written in known]
    if not old:
        return None
    entries: tuple[Entry, ...] = ()
    if len(old) < len(places):
        parsed = _parsed(without(markup, old).decode(), url)
        if parsed.bozo or len(parsed.entries) != len(places) - len(old):
            return None
        entries = reading("", "", _entries(parsed, url), []).entries
    new = iter(entries)
    marks = ((written, known[written] if written in known else id_of(next(new))) for written in writings)
    return Reading(format="", title="", entries=entries, window=window(marks))


def _entries(parsed: Any, url: str) -> list[Entry]:
    base = canonical_url(parsed.feed.get("link") or "", url or None) or url
    return [_entry(item, base, parsed.feed.get("language")) for item in parsed.entries]


def _hints(text: str) -> Hints:
    ttl, skipped = _TTL.search(text), _SKIP_HOURS.search(text)
    hours = {int(hour) % 24 for hour in _HOUR.findall(skipped[1])} if skipped else set[int]()
    return Hints(ttl=timedelta(minutes=int(ttl[1])) if ttl else timedelta(0), skip_hours=tuple(sorted(hours)))


def _parsed(text: str, url: str) -> Any:
    import feedparser  # in the worker only: a sixth of the watcher's memory

    _refuse_hostile(text)
    markup = storable(_REFERENCE.sub(_harmless, text)).encode()
    feedparser.api.PREFERRED_XML_PARSERS.clear()  # so that it need not look for them on the disk at each parse
    try:
        return feedparser.parse(
            io.BytesIO(markup),  # never a str: it would open addresses and files
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except FOREIGN_FAULTS as error:
        raise UnreadableFeed(f"the parser gave it up: {type(error).__name__}") from error


def _harmless(reference: re.Match[str]) -> str:
    """The reference, or a harmless one for a number that is no character: feedparser would raise."""
    number = int(reference[1], 10) if reference[1] else int(reference[2], 16)
    return "" if number > 0x10FFFF or not storable(chr(number)) else reference[0]


def _entry(item: Mapping[str, Any], base: str, lang: str | None) -> Entry:
    written = item.get("feedburner_origlink") or item.get("link") or ""
    link = canonical_url(written, base or None) if written else ""
    url = unwrapped(link)
    published = instant(item.get("published") or "")
    updated = instant(item["updated"] or "") if "updated" in item else None  # `get` would give `published` for it
    title, summary = item.get("title") or "", item.get("summary") or ""
    if is_wrapper(link):  # of an aggregator: only a list of headlines
        summary = ""
    content = max((part.get("value") or "" for part in item.get("content", ())), key=len, default="")
    outlet = one_line(item.get("source", {}).get("title") or "") or None
    return Entry(
        guid=item.get("id") or url or fingerprint(title, summary or content),
        url=url,
        title=one_line(title).removesuffix(f" - {outlet}"),  # as aggregators write it
        summary=summary,
        content=content,
        outlet=outlet,
        author=one_line(item.get("author") or "") or None,
        lang=declared(item.get("title_detail", {}).get("language") or lang),
        published_at=published or updated,  # RSS with dc:date, Atom without `published`
        updated_at=updated,
    )


def _refuse_hostile(text: str) -> None:
    """Refuse what would cost the parser minutes because of its shape, however small it is."""
    if sum(1 for _ in _ENTRY.finditer(text)) > MOST_ENTRIES:
        raise UnreadableFeed(f"more than {MOST_ENTRIES} items")
    if any(tag[0].count("=") > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise UnreadableFeed(f"a tag with more than {MOST_ATTRIBUTES} attributes")
    if text.count("<") > MOST_TAGS and sum(1 for _ in _OPENING.finditer(_CDATA.sub("", text))) > MOST_TAGS:
        raise UnreadableFeed(f"more than {MOST_TAGS} tags")
    if text.count("<!--") - text.count("-->") > MOST_OPEN_COMMENTS:
        raise UnreadableFeed("comments that never end")


def _refuse_pages(text: str, url: str) -> None:
    if _root(text).lower() != "html":
        return
    link = _FEED_LINK.search(text)
    href = _HREF.search(link[0]) if link else None
    feed = canonical_url(html.unescape(href[1]), url or None) if href else ""
    raise UnreadableFeed("a web page, not a feed" + (f"; it names its feed: {feed}" if feed else ""))


def _root(text: str) -> str:
    """The name of the first element, or ""."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text[at + 1 : at + 2] not in ("!", "?"):
            found = _NAME.match(text, at + 1)
            return found[0] if found else ""
        at = text.find("-->" if text.startswith("<!--", at) else ">", at)
        if at < 0:
            break
    return ""


def _words_of(error: object) -> str:
    words = getattr(error, "getMessage", lambda: str(error))()
    line = getattr(error, "getLineNumber", lambda: None)()
    return f"{words}, line {line}" if line else words
