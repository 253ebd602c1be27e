"""Which waiting posts of one reader are told together: the line grew too long, or the news grew old in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watcher.core.telling import Delivery, Occasion
from watcher.core.timing.freshness import FRESH

MOST_ALONE = 5  # posts that wait and still go one by one
TOGETHER = 12  # in one message: as many lines as it has room for, however long they are


@dataclass(frozen=True, slots=True)
class Merged:
    occasion: Occasion
    posts: tuple[Delivery, ...]  # the oldest first


def merged(waiting: Sequence[Delivery], *, now: datetime) -> Merged | None:
    """The next posts to share a message, of those that are due, in line; None: what waits goes one by one.

    What is urgent goes alone, but a day later nothing is urgent any more.
    """
    late = [each for each in waiting if now - each.due_at > FRESH]
    if len(late) > 1:
        return Merged(Occasion.LATE, tuple(late[:TOGETHER]))
    calm = [each for each in waiting if not each.urgent]
    return Merged(Occasion.BACKLOG, tuple(calm[:TOGETHER])) if len(calm) > MOST_ALONE else None
