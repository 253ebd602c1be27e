"""What stood in a feed, item by item, as a string of marks: enough to know an item again, and whether it changed.

A mark is 16 bytes: half of them say how the item was written, half which item it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HALF = 8
MARK = 2 * HALF


def window(marks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """From pairs of (written, id), 8 bytes each, in the order offered."""
    return b"".join(written + id for written, id in marks)


def ids(window: bytes) -> tuple[bytes, ...]:
    """In the order offered."""
    return tuple(window[at + HALF : at + MARK] for at in range(0, len(window), MARK))


def ids_by_writing(window: bytes) -> Mapping[bytes, bytes]:
    return {window[at : at + HALF]: window[at + HALF : at + MARK] for at in range(0, len(window), MARK)}


@dataclass(frozen=True, slots=True)
class Turnover:
    """Which items, by their ids, a feed offered the last time, and which it offers now."""

    listed: tuple[bytes, ...]  # the last time, in their order
    before: frozenset[bytes]
    offered: frozenset[bytes]

    @property
    def known(self) -> float:
        """The share (0..1) of what is offered that was there before; 1 where there is nothing to compare."""
        if not self.before or not self.offered:
            return 1.0
        return len(self.before & self.offered) / len(self.offered)

    @property
    def taken_out(self) -> frozenset[bytes]:
        """Those gone although one behind them still stands: what merely grows old leaves from the end."""
        if self.before <= self.offered:
            return frozenset()
        last = max((place for place, id in enumerate(self.listed) if id in self.offered), default=0)
        return frozenset(self.listed[:last]) - self.offered


def turnover(before: bytes, after: bytes) -> Turnover:
    """Between two windows."""
    listed = ids(before)
    return Turnover(listed, frozenset(listed), frozenset(ids(after)))
