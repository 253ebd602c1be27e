"""What stood in a feed, item by item, as a string of marks: enough to know an item again, and whether it changed.

A mark is 16 bytes: half of them say how the item was written, half which item it is.
"""

from collections.abc import Iterable, Mapping

HALF = 8
MARK = 2 * HALF


def window(marks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """From pairs of (written, id), 8 bytes each, in the order offered."""
    return b"".join(written + id for written, id in marks)


def ids(window: bytes) -> frozenset[bytes]:
    return frozenset(window[at + HALF : at + MARK] for at in range(0, len(window), MARK))


def taken_out(before: bytes, after: bytes) -> frozenset[bytes]:
    """The ids that are gone although one behind them still stands: what merely grows old leaves from the end."""
    listed = [before[at + HALF : at + MARK] for at in range(0, len(before), MARK)]
    still = ids(after)
    last = max((place for place, id in enumerate(listed) if id in still), default=0)
    return frozenset(listed[:last]) - still


def ids_by_writing(window: bytes) -> Mapping[bytes, bytes]:
    return {window[at : at + HALF]: window[at + HALF : at + MARK] for at in range(0, len(window), MARK)}
