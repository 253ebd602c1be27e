"""`watcher feeds discover`: the feeds of a site."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin

import click
from lxml import html

from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.reading import Desk, Row, as_json, read_all
from watcher.sources.base import Reading, Unreachable, UnreadableFeed
from watcher.sources.http import FEED_BYTES
from watcher.sources.workers import READ_FEED

KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
USUAL = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/posts/default", "feed.json")
MOST = 20  # addresses tried


@click.command("discover", short_help="Find the feeds of a site.")
@click.argument("url")
@click.option("--json", "is_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(invocation: Invocation, url: str, is_json: bool) -> None:
    """Find the feeds of a site: those that its page names, and those at the usual addresses."""
    address = url if "://" in url else f"https://{url}"
    read_all(invocation, [address], _discover, show=as_json if is_json else _show)


async def _discover(desk: Desk, source: str) -> Row:
    """Raises Unreachable where neither the page nor anything around it answers."""
    named, trouble = list[str](), None
    try:
        response = await desk.bytes_of(source, most_bytes=FEED_BYTES)
    except Unreachable as error:
        trouble, base = error, source
    else:
        base = response.url
        named = list(_named(response.body, base))
    usual = [urljoin(front, path) for front in (base.rstrip("/") + "/", urljoin(base, "/")) for path in USUAL]
    tried = list(dict.fromkeys((source, *named, *usual)))[:MOST]
    found = [row for row in await asyncio.gather(*(_previewed(desk, url, url in named) for url in tried)) if row]
    once = list({(row["title"], row["newest_url"]): row for row in reversed(found)}.values())[::-1]
    if trouble is not None and not once:
        raise trouble
    return {"source": source, "feeds": once, "error": None}


def _named(page: bytes, base: str) -> Iterator[str]:
    """The feeds that a page names in its head, most of all those of the whole site: they come first."""
    try:
        document = html.fromstring(page, base_url=base)
    except (ValueError, html.etree.LxmlError):  # empty, or no markup at all
        return
    for link in document.iter("link"):
        is_feed = link.get("type", "").partition(";")[0].strip().lower() in KINDS
        if is_feed and "alternate" in link.get("rel", "").lower().split() and link.get("href"):
            yield urljoin(base, link.get("href").strip())


async def _previewed(desk: Desk, url: str, is_named: bool) -> Row | None:
    try:
        response = await desk.bytes_of(url, most_bytes=FEED_BYTES)
        reading: Reading = await desk.run(READ_FEED, response)
    except (Unreachable, UnreadableFeed):
        return None
    dates = [entry.published_at for entry in reading.entries if entry.published_at]
    newest: datetime | None = max(dates, default=None)
    return {
        "url": response.url,
        "title": reading.title or None,
        "format": reading.format,
        "items": len(reading.entries),
        "newest": instant_text(newest),
        "newest_url": reading.entries[0].url if reading.entries else response.url,
        "named": is_named,
    }


def _show(row: Row) -> None:
    if row["error"]:
        click.echo(f"{row['source']}: {row['error']}")
        return
    feeds = row["feeds"]
    assert isinstance(feeds, list)
    if not feeds:
        click.echo(f"{row['source']}: no feed found; a sitemap for news may serve (kind: sitemap)")
    for feed in feeds:
        click.echo(f"{feed['url']}")
        click.echo(
            f"  {feed['title'] or 'no title'} ({feed['format']}, {feed['items']} items, {feed['newest'] or 'no date'})"
        )
