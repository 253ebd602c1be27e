"""Calls something again in a moment, once for all who asked for it meanwhile."""

import asyncio
from collections.abc import Callable


class Again:
    """The earliest moment that was asked for counts."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._waiting: asyncio.TimerHandle | None = None
        self._is_over = False

    def within(self, seconds: float) -> None:
        """In so many seconds, or earlier where somebody asked for that."""
        loop = asyncio.get_running_loop()
        if self._waiting is not None and self._waiting.when() > loop.time() + seconds:
            self._waiting.cancel()
            self._waiting = None
        if self._waiting is None and not self._is_over:
            self._waiting = loop.call_later(seconds, self._now)

    def end(self) -> None:
        """Call no more."""
        self._is_over = True

    def _now(self) -> None:
        self._waiting = None
        if not self._is_over:
            self._call()
