"""Opens lines to servers, past the guard or by the proxy, and keeps each for a while for the next who asks there."""

import asyncio
import base64
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Self
from urllib.parse import unquote, urlsplit

from watcher.core.news import Trouble
from watcher.sources.base import Unreachable
from watcher.sources.guard import Guard
from watcher.sources.wire import Head, Line, connected

KEPT = 15.0  # seconds that a line waits to be used again
MOST_KEPT = 100
NEXT_ADDRESS = 5.0  # seconds until another address of the host is tried
DEAD_PROXY = "the proxy does not answer for it"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line leads. A trusted one may be private: its lines are never lent to one that is not."""

    is_tls: bool
    host: str  # a name, or a number without brackets
    port: int
    is_trusted: bool


@dataclass(frozen=True, slots=True)
class _Proxy:
    host: str
    port: int
    header: str

    @classmethod
    def of(cls, url: str) -> Self:
        parts, header = urlsplit(url), ""
        if parts.username or parts.password:
            secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
            header = f"proxy-authorization: Basic {base64.b64encode(secret.encode()).decode()}\r\n"
        return cls(parts.hostname or "", parts.port or 80, header)


class Lines:
    def __init__(self, guard: Guard, proxy: str | None = None) -> None:
        """`proxy` is `http://[user:password@]host:port`."""
        self._guard = guard
        self._proxy = _Proxy.of(proxy) if proxy else None
        self._kept: dict[Place, list[tuple[float, Line]]] = {}
        self._sweeping: asyncio.TimerHandle | None = None

    async def ask(self, place: Place, authority: str, target: str, headers: str) -> tuple[Line, Head]:
        """A line and the head of the answer that comes on it; to be put back. Raises Unreachable and OSError.

        A server may hang up on a line that was kept in the very moment it is used: then it is asked on a new one.
        """
        if self._proxy and not place.is_tls:
            target, headers = f"http://{authority}{target}", headers + self._proxy.header
        request = f"GET {target} HTTP/1.1\r\nhost: {authority}\r\n{headers}\r\n".encode("latin-1")
        while (line := self._take(place)) is not None:
            try:
                return line, await _answered(line, request)
            except (Unreachable, OSError):
                continue
        line = await self._by_proxy(place) if self._proxy else await self._straight(place)
        return line, await _answered(line, request)

    def put_back(self, place: Place, line: Line) -> None:
        """Kept if another request may be made on it."""
        if not line.is_free or line.is_dead or sum(map(len, self._kept.values())) >= MOST_KEPT:
            line.close()
            return
        loop = asyncio.get_running_loop()
        self._kept.setdefault(place, []).append((loop.time() + KEPT, line))
        if self._sweeping is None:
            self._sweeping = loop.call_later(KEPT, self._sweep)

    def close(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
        for kept in self._kept.values():
            for _, line in kept:
                line.close()
        self._kept, self._sweeping = {}, None

    def _take(self, place: Place) -> Line | None:
        """The one used last, which is the likeliest to be alive."""
        kept = self._kept.get(place, [])
        while kept:
            _, line = kept.pop()
            if not line.is_dead:
                return line
            line.close()
        return None

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        for place, kept in list(self._kept.items()):
            while kept and kept[0][0] <= loop.time():
                kept.pop(0)[1].close()
            if not kept:
                del self._kept[place]
        self._sweeping = loop.call_later(KEPT, self._sweep) if self._kept else None

    async def _straight(self, place: Place) -> Line:
        addresses = await self._guard.addresses(place.host, place.port, is_trusted=place.is_trusted)
        try:
            return await self._first(addresses, place)
        except (ssl.SSLError, TimeoutError):
            raise
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else "refused"
            raise Unreachable(f"no connection: {why}", trouble=Trouble.SILENT) from error

    async def _first(self, addresses: Sequence[str], place: Place) -> Line:
        """Of these addresses, one after the other, the first that answers."""
        tls, name = (self._tls, place.host) if place.is_tls else (None, None)
        for address in addresses[:-1]:
            try:
                async with asyncio.timeout(NEXT_ADDRESS):
                    return await connected(address, place.port, tls=tls, name=name)
            except OSError:
                continue
        return await connected(addresses[-1], place.port, tls=tls, name=name)

    async def _by_proxy(self, place: Place) -> Line:
        assert self._proxy is not None
        try:
            line = await connected(self._proxy.host, self._proxy.port)
        except OSError as error:
            raise Unreachable(DEAD_PROXY, trouble=Trouble.SILENT) from error
        if place.is_tls:
            end = f"[{place.host}]:{place.port}" if ":" in place.host else f"{place.host}:{place.port}"
            request = f"CONNECT {end} HTTP/1.1\r\nhost: {end}\r\n{self._proxy.header}\r\n"
            head = await _answered(line, request.encode("latin-1"))
            if head.status != HTTPStatus.OK:
                line.close()
                raise Unreachable(DEAD_PROXY, trouble=Trouble.SILENT)
            await line.secure(self._tls, place.host)
        return line

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


async def _answered(line: Line, request: bytes) -> Head:
    try:
        return await line.ask(request)
    except BaseException:  # also when the deadline has passed: what comes later must not be another's answer
        line.close()
        raise
