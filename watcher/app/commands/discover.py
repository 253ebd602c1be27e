"""`watcher feeds discover`: the feeds of a site, its sitemap for news, and the posts of its WordPress."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin

import click
from lxml import html

from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.parts.reading import Row, Workshop, as_json, read_all, understood
from watcher.sources.asking.http import FEED_BYTES
from watcher.sources.asking.robots import ROBOTS_BYTES
from watcher.sources.base import Reading, Unreachable, UnreadableFeed
from watcher.sources.wordpress import POSTS

FEED = "feed"  # the kind that needs not be written
TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
USUAL = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/posts/default", "feed.json")
MAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "googlenews.xml", "sitemap.xml")
API = "https://api.w.org/"  # as a page's link to its WordPress is called
MOST_MAPS = 5  # of those that robots.txt names
MOST = 32  # addresses tried

_MAP = re.compile(rb"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@click.command("discover", short_help="Find the feeds of a site.")
@click.argument("url")
@click.option("--json", "is_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(invocation: Invocation, url: str, is_json: bool) -> None:
    """Find what can be followed of a site: feeds, sitemaps for news, a WordPress."""
    address = url if "://" in url else f"https://{url}"
    read_all(invocation, [address], _discover, show=as_json if is_json else _show)


async def _discover(workshop: Workshop, source: str) -> Row:
    """Raises Unreachable where neither the page nor anything around it answers."""
    named, trouble = list[str](), None
    try:
        response = await workshop.bytes_of(source, most_bytes=FEED_BYTES)
    except Unreachable as error:
        trouble, base = error, source
    else:
        base = response.url
        named = list(_named(response.body, base))
    front = urljoin(base, "/")
    usual = [urljoin(place, path) for place in (base.rstrip("/") + "/", front) for path in USUAL]
    maps = [*await _maps(workshop, front), *(urljoin(front, path) for path in MAPS)]
    tried = list(dict.fromkeys((source, *named, *usual, *maps, urljoin(front, POSTS))))[:MOST]
    found = [row for row in await asyncio.gather(*(_previewed(workshop, url, url in named) for url in tried)) if row]
    once = list({(row["kind"], row["title"], row["newest_url"]): row for row in reversed(found)}.values())[::-1]
    if trouble is not None and not once:
        raise trouble
    return {"source": source, "feeds": once, "error": None}


async def _maps(workshop: Workshop, front: str) -> list[str]:
    """The sitemaps that a site names to machines, those for news first."""
    try:
        robots = await workshop.bytes_of(urljoin(front, "/robots.txt"), most_bytes=ROBOTS_BYTES)
    except Unreachable:
        return []
    named = [urljoin(front, found.decode("utf-8", "replace")) for found in _MAP.findall(robots.body)]
    return sorted(dict.fromkeys(named), key=lambda url: "news" not in url.lower())[:MOST_MAPS]


def _named(page: bytes, base: str) -> Iterator[str]:
    """What a page names in its head, the feeds of the whole site first."""
    try:
        document = html.fromstring(page, base_url=base)
    except (ValueError, html.etree.LxmlError):  # empty, or no markup at all
        return
    for link in document.iter("link"):
        is_feed = link.get("type", "").partition(";")[0].strip().lower() in TYPES
        if is_feed and "alternate" in link.get("rel", "").lower().split() and link.get("href"):
            yield urljoin(base, link.get("href").strip())
        elif link.get("rel") == API and link.get("href"):
            yield urljoin(urljoin(base, link.get("href").strip()), "wp/v2/posts")


async def _previewed(workshop: Workshop, url: str, is_named: bool, *, may_lead_on: bool = True) -> Row | None:
    """What an address offers, or None. Sitemaps count only if they have headlines, which those for news have."""
    try:
        response = await workshop.bytes_of(url, most_bytes=FEED_BYTES)
        kind, reading = await understood(workshop, response)
    except Unreachable:
        return None
    except UnreadableFeed as error:
        if error.instead and error.instead != url and may_lead_on:
            return await _previewed(workshop, error.instead, is_named, may_lead_on=False)
        return None
    if kind != FEED and not any(entry.title for entry in reading.entries):
        return None
    return _row(kind, response.url, reading, is_named)


def _row(kind: str, url: str, reading: Reading, is_named: bool) -> Row:
    dates = [entry.published_at for entry in reading.entries if entry.published_at]
    newest: datetime | None = max(dates, default=None)
    return {
        "url": url,
        "kind": kind,
        "title": reading.title or None,
        "format": reading.format,
        "items": len(reading.entries),
        "newest": instant_text(newest),
        "newest_url": reading.entries[0].url if reading.entries else url,
        "named": is_named,
    }


def _show(row: Row) -> None:
    if row["error"]:
        click.echo(f"{row['source']}: {row['error']}")
        return
    feeds = row["feeds"]
    assert isinstance(feeds, list)
    if not feeds:
        click.echo(f"{row['source']}: neither a feed nor a sitemap for news nor a WordPress was found")
    for feed in feeds:
        click.echo(f"{feed['url']}")
        form = feed["format"] if feed["kind"] == FEED else f"kind: {feed['kind']}"
        click.echo(f"  {feed['title'] or 'no title'} ({form}, {feed['items']} items, {feed['newest'] or 'no date'})")
