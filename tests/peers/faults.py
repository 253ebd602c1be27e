"""A world of outlets on loopback, each at an address of its own and most with a fault: raw bytes on raw sockets."""

import asyncio
import contextlib
import gzip
import itertools
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Self

RETRY_DATE = "Tue, 04 Mar 2031 13:00:00 GMT"
SERVER_DATE = "Tue, 04 Mar 2031 12:00:00 GMT"
SPELLINGS = (
    *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1"),
    *("0", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "①②⑦.⓪.⓪.①", "user@127.0.0.1", "127.0.0.1%2e"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    turn: int  # the world's own, so that a test can say when it was
    target: str
    headers: Mapping[str, str]  # lower-case names
    at: float = field(default_factory=time.monotonic)


@dataclass(slots=True, kw_only=True)
class Outlet:
    """How it answers for its feed and for its page; by default as it should."""

    name: str
    feed: "Manner"
    page: "Manner"
    is_heard: bool  # what it says reaches us all the same
    world: "World"
    root: str = ""
    hits: list[Hit] = field(default_factory=list)
    sent_bytes: int = 0
    url: str = "{root}/feed"
    links: tuple[str, ...] = ("{root}/news.html",)  # an item each

    def asked(self, target: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.target == target]

    def story(self) -> str:
        told = sum(map(ord, self.name))
        lines = [
            f"Workers at Sohae began to move crane {told} of the {self.name} yard on Tuesday, the harbour office said.",
            f"The {self.name} crane lifts {told * 3} tonnes and was built {told % 40 + 3} years ago in the hills.",
            f"Nobody was hurt; the road by gate {told % 90} stays shut until {told % 20 + 4} lorries have passed it.",
        ]
        return "\n".join(f"<p>{line}</p>" for line in lines)

    def address(self, written: str) -> str:
        return written.replace("{root}", self.root).replace("{inside}", str(self.world.inside_port))

    def document(self, *, extra: str = "") -> bytes:
        items = "".join(
            f"<item><title>{self.name}: crane {number} is moved at Sohae</title><link>{self.address(link)}</link>"
            f"<guid>{self.name}-{number}</guid><pubDate>Tue, 04 Mar 2031 11:30:00 GMT</pubDate>"
            f"<description>{escape(self.story())}</description></item>"
            for number, link in enumerate(self.links if self.world.has_news else (), start=1)
        )
        channel = f"<title>{self.name}</title><link>{self.root}/</link><description>x</description>{extra}{items}"
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


@dataclass(frozen=True, slots=True)
class Talk:
    """One request and the socket to answer it on."""

    outlet: Outlet
    hit: Hit
    writer: asyncio.StreamWriter

    async def raw(self, *pieces: bytes, pause: float = 0.0, times: int = 1) -> None:
        for piece in itertools.chain.from_iterable(itertools.repeat(pieces, times)):
            self.outlet.sent_bytes += len(piece)
            self.writer.write(piece)
            await self.writer.drain()
            if pause:
                await asyncio.sleep(pause)

    async def say(self, body: bytes = b"", status: int = 200, length: int | None = None, **headers: str) -> None:
        kept = {"content-length": str(len(body) if length is None else length), "date": SERVER_DATE} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in kept.items() if value)
        await self.raw(f"HTTP/1.1 {status} So\r\n{lines}\r\n".encode("latin-1") + body)

    def reset(self) -> None:
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def hang(self) -> None:
        await self.outlet.world.over.wait()


Manner = Callable[[Talk], Awaitable[None]]


async def healthy(talk: Talk) -> None:
    body = talk.outlet.document()
    etag = f'W/"{len(body)}"'
    if talk.hit.headers.get("if-none-match") == etag:
        await talk.say(status=304, content_length="", etag=etag)
    else:
        await talk.say(body, content_type="application/rss+xml", etag=etag)


async def sound_page(talk: Talk) -> None:
    head = f"<html><head><title>{talk.outlet.name}: a crane is moved at Sohae</title></head>"
    body = f"<body><article><h1>A crane is moved at Sohae</h1>{talk.outlet.story()}</article></body></html>"
    await talk.say((head + body).encode(), content_type="text/html")


class World:
    """`with World() as world:` serves from a thread of its own what `open` gave an address."""

    def __init__(self) -> None:
        self.outlets: dict[str, Outlet] = {}
        self.turn = 0
        self.has_news = False
        self.has_faults = False
        self.inside: list[str] = []  # what came to the address that nobody may ask
        self.inside_port = 0
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def open(self, outlet: Outlet) -> None:
        self.outlets[outlet.name] = outlet
        asyncio.run_coroutine_threadsafe(self._listen(outlet), self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self.over.set)
        self._thread.join()

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            self._loop.run_until_complete(self._live())

    async def _live(self) -> None:
        self.over = asyncio.Event()
        inside = await asyncio.start_server(self._met_inside, "127.0.0.1", 0)
        self._servers.append(inside)
        self.inside_port = inside.sockets[0].getsockname()[1]
        self._started.set()
        await self.over.wait()
        for server in self._servers:
            server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _met_inside(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.inside.append((await reader.read(1_000)).decode("latin-1"))
        writer.close()

    async def _listen(self, outlet: Outlet) -> None:
        number = len(self.outlets)
        host = f"127.0.{1 + number // 250}.{1 + number % 250}"
        server = await asyncio.start_server(lambda r, w: self._talk(outlet, r, w), host, 0)
        self._servers.append(server)
        outlet.root = f"http://{host}:{server.sockets[0].getsockname()[1]}"

    async def _talk(self, outlet: Outlet, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            while True:
                first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.partition(":") for line in rest if line)
                headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
                hit = Hit(self.turn, first.split(" ")[1], headers)
                outlet.hits.append(hit)
                is_page = hit.target.endswith(".html")
                manner = outlet.page if is_page else outlet.feed
                if not self.has_faults:
                    manner = sound_page if is_page else healthy
                if hit.target == "/robots.txt":
                    await Talk(outlet, hit, writer).say(b"", 404)
                    continue
                await manner(Talk(outlet, hit, writer))
                if manner not in (healthy, sound_page):
                    break
        writer.close()


# --- faults of feeds -----------------------------------------------------------------------------------------------


def says(status: int, body: bytes = b"", **headers: str) -> Manner:
    async def manner(talk: Talk) -> None:
        await talk.say(body, status, **headers)

    return manner


def leads(*targets: str, status: int = 302) -> Manner:
    """To each of the targets in turn; `{inside}` is the port of the address that nobody may ask."""
    turns = itertools.cycle(targets)

    async def manner(talk: Talk) -> None:
        target = next(turns).replace("{inside}", str(talk.outlet.world.inside_port))
        await talk.say(status=status, location=target.encode().decode("latin-1"))

    return manner


def sends(*pieces: bytes, pause: float = 0.0, times: int = 1) -> Manner:
    async def manner(talk: Talk) -> None:
        await talk.raw(*pieces, pause=pause, times=times)

    return manner


def cuts(*, after: int, resets: bool, **headers: str) -> Manner:
    """The connection, after so many bytes of the body."""

    async def manner(talk: Talk) -> None:
        document = talk.outlet.document()
        await talk.say(document[:after], length=len(document), **headers)
        if resets:
            talk.reset()

    return manner


def feeds(change: Callable[[Outlet], bytes], **headers: str) -> Manner:
    """A feed that is what `change` makes of it."""

    async def manner(talk: Talk) -> None:
        await talk.say(change(talk.outlet), **headers)

    return manner


def until(turn: int, fault: Manner) -> Manner:
    """A fault that passes."""

    async def manner(talk: Talk) -> None:
        await (fault if talk.outlet.world.turn < turn else healthy)(talk)

    return manner


async def hangs(talk: Talk) -> None:
    await talk.hang()


async def hangs_in_body(talk: Talk) -> None:
    await talk.say(talk.outlet.document()[:40], length=10_000)
    await talk.hang()


async def resets(talk: Talk) -> None:
    talk.reset()


async def moved(talk: Talk) -> None:
    if talk.hit.target == "/new":
        await healthy(talk)
    else:
        await talk.say(status=301, location="/new")


async def flaps(talk: Talk) -> None:
    if talk.hit.target in ("/a", "/b"):
        await healthy(talk)
    else:
        await talk.say(status=302, location=("/a", "/b")[talk.outlet.world.turn % 2])


async def chains(talk: Talk) -> None:
    """Seven hops."""
    hop = int(talk.hit.target.removeprefix("/hop") or 0) if talk.hit.target.startswith("/hop") else 0
    await (healthy(talk) if hop == 7 else talk.say(status=302, location=f"/hop{hop + 1}"))


async def ever_new_etag(talk: Talk) -> None:
    await talk.say(talk.outlet.document(), etag=f'"{len(talk.outlet.hits)}"')


async def needless_304(talk: Talk) -> None:
    """No validators, and 304 to whoever asks again without news."""
    asked_with_news = [hit for hit in talk.outlet.hits if hit.turn > 0]
    await (talk.say(status=304) if len(asked_with_news) > 2 else talk.say(talk.outlet.document()))


async def demands_cookies(talk: Talk) -> None:
    await talk.say(status=302, location=talk.hit.target, set_cookie="seen=1")


def bomb(megabytes: int) -> bytes:
    return gzip.compress(bytes(megabytes * 1_000_000), mtime=0)


def without_guid(outlet: Outlet) -> bytes:
    return outlet.document().replace(f"<guid>{outlet.name}-1</guid>".encode(), b"")


def ever_new_guid(outlet: Outlet) -> bytes:
    return outlet.document().replace(b"-1</guid>", f"-{len(outlet.hits)}</guid>".encode())


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def laughing(outlet: Outlet) -> bytes:
    return outlet.document(extra="<x>&l9;</x>").replace(
        b"<rss", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]><rss'.encode(), 1
    )
