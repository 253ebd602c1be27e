"""What callers do wrong, counted instead of logged each time."""

import logging
from collections import Counter

SILENCE = 3600  # seconds for which a warning that was logged is only counted


class Counted(logging.Filter):
    """Lets each warning through once in `SILENCE`, with how often it was not; the rest untouched.

    By a few lines a second anybody could fill the disk with the log of what he did wrong.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}
        self._unsaid: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.WARNING:
            return True
        said = self._said.get(record.msg)
        if said is not None and 0 <= record.created - said < SILENCE:
            self._unsaid[record.msg] += 1
            return False
        self._said[record.msg] = record.created
        record.msg = f"act=web {record.msg}{_more(self._unsaid.pop(record.msg, 0))}"
        return True

    def unsaid(self) -> list[str]:
        """What was counted, and not said since."""
        return [f"{what}{_more(times)}" for what, times in self._unsaid.items()]


def _more(times: int) -> str:
    return f" ({times:,} more since it was said)" if times else ""
