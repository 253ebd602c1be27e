"""Loops whose time runs faster than ours, for what takes hours. Every timer of a program on them runs with them."""

import asyncio
import selectors
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

GLANCE = 0.002  # seconds of ours in which somebody may still have something to do


class _Leaper(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.leapt = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if events := super().select(GLANCE):
            return events
        self.leapt += timeout
        return []


class Leaping(asyncio.SelectorEventLoop):
    """Time goes on while we work, and leaps to what is planned next where nobody on the loop has anything to do.

    What others take of the machine's time does not count. Far ends must live on the same loop: one in a thread or a
    process may be at work while nobody here is.
    """

    def __init__(self) -> None:
        self._leaper = _Leaper()
        super().__init__(self._leaper)

    def time(self) -> float:
        return time.process_time() + self._leaper.leapt


class _Hasty(selectors.DefaultSelector):
    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> Any:
        return super().select(None if timeout is None else timeout / self._speed)


class Scaled(asyncio.SelectorEventLoop):
    """Every second of ours is `speed` seconds here; other processes may run at the same speed."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        super().__init__(_Hasty(speed))

    def time(self) -> float:
        return super().time() * self._speed


def clock_of(
    loop: asyncio.AbstractEventLoop, begins: datetime = datetime(2031, 3, 4, 12, tzinfo=UTC)
) -> Callable[[], datetime]:
    """The hour on a loop; it begins at that instant."""
    start = loop.time()
    return lambda: begins + timedelta(seconds=loop.time() - start)
