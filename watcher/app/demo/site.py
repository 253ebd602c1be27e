"""The invented outlets on loopback: a proxy that knows their hosts, and leads nowhere else.

The watcher asks it as it would ask any HTTP proxy, with real addresses: no name is looked up, nothing else is connected
to, and what is shown are the links that readers would see.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import format_datetime
from functools import partial
from html import escape
from urllib.parse import urlsplit

from watcher.app.demo.press import Item, Outlet, Press
from watcher.core.words.instant import Clock

PATIENCE = 10.0  # s, for a request that does not end
FEED, PAGE = "application/rss+xml; charset=utf-8", "text/html; charset=utf-8"

Answer = tuple[str, str, str]  # status line, type, body


@asynccontextmanager
async def open_press(press: Press, *, clock: Clock) -> AsyncIterator[str]:
    """The address of the proxy, for as long as it lasts. What outlets have out depends on the clock."""
    server = await asyncio.start_server(partial(_talk, press, clock), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _talk(press: Press, clock: Clock, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request a connection."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, kind, text = answer(press, request.split(" ")[1], clock=clock)
        body = text.encode()
        head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode("latin-1") + body)
        await writer.drain()
    writer.close()


def answer(press: Press, url: str, *, clock: Clock) -> Answer:
    """What stands at an address now."""
    parts, now = urlsplit(url), clock()
    for outlet in press.outlets:
        if outlet.host != parts.hostname:
            continue
        if url == outlet.feed_url:
            return "200 OK", FEED, feed(outlet, outlet.published(now))
        for item in outlet.published(now):
            if url == outlet.url(item):
                return "200 OK", PAGE, CONSENT_WALL if outlet.has_consent_wall else page(outlet, item)
    return "404 Not Found", PAGE, "<p>There is nothing here."


# --- what they write -----------------------------------------------------------------------------------------------


def feed(outlet: Outlet, items: tuple[Item, ...]) -> str:
    """RSS 2.0; each item with the first paragraph of its article."""
    told = "".join(_entry(outlet, item) for item in items)
    head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(outlet.name)}</title>'
    if outlet.has_broken_feed:  # entities that XML does not know, a bare ampersand, and no end
        return f"{head}<description>News & views&nbsp;<br></description>{told}"
    return f"{head}{told}</channel></rss>"


def _entry(outlet: Outlet, item: Item) -> str:
    return (
        f"<item><title>{escape(item.title)}</title><link>{outlet.url(item)}</link><guid>{outlet.url(item)}</guid>"
        f"<pubDate>{format_datetime(item.published_at)}</pubDate>"
        f"<description>{escape(item.paragraphs[0])}</description></item>"
    )


def page(outlet: Outlet, item: Item) -> str:
    """An article among what pages have around it."""
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
    return (
        f'<!doctype html><html lang="{outlet.lang or "en"}"><head><meta charset="utf-8">'
        f"<title>{escape(item.title)} - {escape(outlet.name)}</title></head><body>"
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/letters">Letters</a></nav>'
        f"<article><h1>{escape(item.title)}</h1>{paragraphs}</article>"
        f"<footer>{escape(outlet.name)}, all rights reserved</footer></body></html>"
    )


CONSENT_WALL = (
    '<!doctype html><html><head><meta charset="utf-8"><title>Before you continue</title></head><body><main>'
    "<h1>Before you continue</h1><p>We use cookies to measure how you read and to show advertisements that fit. "
    "With your consent our 214 partners store them on your device as well.</p>"
    "<p><button>Accept all</button> <button>Manage cookies</button></p></main></body></html>"
)
