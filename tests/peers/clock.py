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


class Hourglass:
    """A time that several loops share, in threads and processes, and that one of them lets run.

    It stands while any of them is held up: a machine that is busy with other things slows all of them alike, and no
    timer ends because its far end got no turn.
    """

    STEP = 0.002  # seconds of ours

    def __init__(self, shared: Any, speed: float) -> None:
        """`shared`: zeros in memory that all have, `now` and a place for each loop."""
        self._shared = shared
        self._speed = speed
        self._seen: list[float] = []

    @property
    def now(self) -> float:
        return float(self._shared[0])

    def beat(self, place: int) -> None:
        """A loop shows that it has its turn."""
        self._shared[place] += 1

    def skip(self, seconds: float) -> None:
        self._shared[0] += seconds

    def run(self) -> None:
        """For a moment, if all had their turn since the last."""
        time.sleep(self.STEP)
        beats = list(self._shared[1:])
        if all(now != before for now, before in zip(beats, self._seen or [-1] * len(beats), strict=True)):
            self._shared[0] += self.STEP * self._speed
            self._seen = beats


class _Watched(selectors.DefaultSelector):
    def __init__(self, glass: Hourglass, place: int) -> None:
        super().__init__()
        self._glass, self._place = glass, place

    def select(self, timeout: float | None = None) -> Any:
        until = None if timeout is None else self._glass.now + timeout
        while True:
            self._glass.beat(self._place)
            events = super().select(0 if timeout is not None and timeout <= 0 else self._glass.STEP)
            if events or (until is not None and self._glass.now >= until):
                return events


class Sharing(asyncio.SelectorEventLoop):
    """Lives by an hourglass, at a place of its own in it."""

    def __init__(self, glass: Hourglass, place: int) -> None:
        self._glass = glass
        super().__init__(_Watched(glass, place))

    def time(self) -> float:
        return self._glass.now


def clock_of(
    loop: asyncio.AbstractEventLoop, begins: datetime = datetime(2031, 3, 4, 12, tzinfo=UTC)
) -> Callable[[], datetime]:
    """The hour on a loop; it begins at that instant."""
    start = loop.time()
    return lambda: begins + timedelta(seconds=loop.time() - start)
