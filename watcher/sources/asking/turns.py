"""Whose turn it is to ask a host: politeness, apart from the sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

MOST_REMEMBERED = 1_000  # hosts whose last page is remembered before the idle ones are forgotten


class Turns:
    """Who may ask a host now: at most so many at once, and one page at a time with a pause between."""

    def __init__(
        self,
        per_host: int,
        pause: float,
        sleep: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float] | None,
    ) -> None:
        self._per_host, self._pause, self._sleep, self._monotonic = per_host, pause, sleep, monotonic
        self._hosts: dict[str, _Host] = {}

    def turn(self, name: str, *, is_page: bool) -> AbstractAsyncContextManager[None]:
        host = self._host(name)
        return self._page(host) if is_page else host

    @asynccontextmanager
    async def _page(self, host: "_Host") -> AsyncIterator[None]:
        host.users += 1
        try:
            async with host.pages:
                if host.next_page > self._now():
                    await self._sleep(host.next_page - self._now())
                async with host:
                    try:
                        yield
                    finally:
                        host.next_page = self._now() + self._pause
        finally:
            host.users -= 1

    def _now(self) -> float:
        return self._monotonic() if self._monotonic else asyncio.get_running_loop().time()

    def _host(self, name: str) -> "_Host":
        if len(self._hosts) > MOST_REMEMBERED:
            now = self._now()
            self._hosts = {key: host for key, host in self._hosts.items() if host.users or host.next_page > now}
        if name not in self._hosts:
            self._hosts[name] = _Host(self._per_host)
        return self._hosts[name]


class _Host:
    """To be entered for one of its connections."""

    def __init__(self, connections: int) -> None:
        self.connections = asyncio.Semaphore(connections)
        self.pages = asyncio.Lock()
        self.next_page = float("-inf")
        self.users = 0

    async def __aenter__(self) -> None:
        self.users += 1
        try:
            await self.connections.acquire()
        except BaseException:
            self.users -= 1
            raise

    async def __aexit__(self, *_: object) -> None:
        self.connections.release()
        self.users -= 1
