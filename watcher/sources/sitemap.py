"""Sitemaps, those for news above all: for outlets that have no feed."""

import gzip
import io
import zlib
from typing import Any

from lxml import etree

from watcher.core.feeds import Feed, FeedState
from watcher.core.news import Entry
from watcher.sources.address import canonical_url
from watcher.sources.base import Reading, Request, Response, UnreadableFeed, validators_of
from watcher.sources.entries.chunks import window_of
from watcher.sources.text import instant, one_line, storable

MOST_BYTES = 50_000_000  # inflated; what sitemaps.org allows
MOST_ENTRIES = 1_000  # the newest; a sitemap may list 50,000 pages
ACCEPTED = "application/xml, */*;q=0.5"
GZIP = b"\x1f\x8b"


class SitemapSource:
    def request(self, feed: Feed, state: FeedState) -> Request:
        return Request(state.url_of(feed), {"accept": ACCEPTED, **feed.headers}, validators_of(state))

    def read(self, response: Response, known: bytes = b"") -> Reading:  # noqa: ARG002 - all of it is read, it is quick
        root = _root(_inflated(response.body))
        if _name(root) == "sitemapindex":
            named = [canonical_url(each.text or "", response.url) for each in root.iter("{*}loc")]
            news = [url for url in named if "news" in url] or named
            why = "a list of sitemaps; name one of them" + (f": {news[0]}" if news else "")
            raise UnreadableFeed(why, instead=news[0] if news else "")
        if _name(root) != "urlset":
            raise UnreadableFeed(f"not a sitemap: the document is <{_name(root)}>")
        found = [entry for place in root.iterfind("{*}url") if (entry := _entry(place, response.url)) is not None]
        entries = tuple(sorted(found, key=_age, reverse=True)[:MOST_ENTRIES])
        return Reading(format="sitemap", title="", entries=entries, window=window_of(entries))


SOURCE = SitemapSource()


def _inflated(body: bytes) -> bytes:
    """A sitemap is often a .gz file, however the server sends it."""
    if not body.startswith(GZIP):
        return body
    try:
        inflated = gzip.GzipFile(fileobj=io.BytesIO(body)).read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFeed(f"broken gzip: {error}") from error
    if len(inflated) > MOST_BYTES:
        raise UnreadableFeed(f"longer than {MOST_BYTES // 1_000_000} MB")
    return inflated


def _root(markup: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFeed(f"not XML: {error}") from error
    if root is None:
        raise UnreadableFeed("not XML")
    return root


def _name(root: Any) -> str:
    return str(etree.QName(root).localname)


def _entry(place: Any, base: str) -> Entry | None:
    url = canonical_url(_text(place, "{*}loc"), base)
    if not url:
        return None
    lang = _text(place, ".//{*}language")
    return Entry(
        guid=url,
        url=url,
        title=one_line(_text(place, "{*}news/{*}title")),
        lang=lang[:2].lower() if lang[:2].isalpha() else None,
        published_at=instant(_text(place, ".//{*}publication_date")),
        updated_at=instant(_text(place, "{*}lastmod")),
    )


def _text(place: Any, path: str) -> str:
    return storable((place.findtext(path) or "").strip())


def _age(entry: Entry) -> float:
    at = entry.published_at or entry.updated_at
    return at.timestamp() if at else 0
