"""Says how far a start has come that takes long: in silence it would be taken for dead, and killed."""

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

SOON, AGAIN = 2.0, 10.0  # seconds before the first line of one work, and between two


class Patience:
    """Is told of each step, and logs a line once in a while."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds`: a clock that nobody sets."""
        self._seconds = seconds
        self._what = ""
        self._next_at = 0.0

    @classmethod
    def of_loop(cls) -> "Patience":
        """By the clock of the loop that runs."""
        return cls(asyncio.get_running_loop().time)

    def __call__(self, what: str, share: float | None) -> None:
        now = self._seconds()
        if what != self._what:
            self._what, self._next_at = what, now + SOON
        elif now >= self._next_at:
            self._next_at = now + AGAIN
            log.info("act=open %s%s", what, "" if share is None else f": {share:.0%}")
