"""Lets one in at a time: what costs more than a glance must not take the processor from the acts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

WAITING_MOST = 5  # more are told to come back


class Busy(Exception):
    """Enough wait already."""


class Turnstile:
    """After each it rests for as long again as it took, so that even a crowd takes no more than half of a core."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Callable[[], float]]:
        """Gives how long it goes on so far, in seconds. Raises Busy."""
        if self._waiting >= WAITING_MOST:
            raise Busy
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            yield lambda: loop.time() - begun
        finally:
            loop.call_later(loop.time() - begun, self._free.release)
