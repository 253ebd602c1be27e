"""How often a far end may be called: how many calls may begin now, or when the next may at the earliest.

A call counts from its end, and while it is under way: the far end counts it at some moment between start and end. So
no span of the far end's own clock holds more calls than it bears, however slow the way there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_COARSE = timedelta(milliseconds=1)  # instants are kept in whole milliseconds, cut off


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than so many calls within any span of that length."""

    calls: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one kind of far end bears."""

    abreast: int = 10  # calls under way at once
    whole: tuple[Limit, ...] = ()  # on all calls together
    chat: tuple[Limit, ...] = ()  # on those to one chat, which has one under way at most

    @property
    def span(self) -> timedelta:
        """How long calls to all are remembered."""
        return max((limit.within for limit in self.whole), default=timedelta(0)) + _COARSE


def places(ended: Sequence[datetime], under_way: int, limits: Limits, *, now: datetime) -> int:
    """How many calls may begin now. `ended` are the instants at which calls to any chat came to their end."""
    free = [limit.calls - under_way - _within(ended, limit, now) for limit in limits.whole]
    return max(min([limits.abreast - under_way, *free]), 0)


def free_at(ended: Sequence[datetime], limits: Iterable[Limit], *, now: datetime) -> datetime:
    """When one more call may begin: `now`, or the instant at which enough of those that ended no longer count.

    What lies in the future was written by a clock that was ahead, and says nothing.
    """
    known = sorted(at for at in ended if at <= now)
    counted = [known[-limit.calls] + limit.within + _COARSE for limit in limits if len(known) >= limit.calls]
    return max([now, *counted])


def remembered(ended: Iterable[datetime], limits: Iterable[Limit], *, now: datetime) -> tuple[datetime, ...]:
    """One call more, which ended now; without those that no limit counts any more."""
    span = max((limit.within for limit in limits), default=timedelta(0))
    return (*sorted(at for at in ended if now - span - _COARSE <= at <= now), now)


def _within(ended: Iterable[datetime], limit: Limit, now: datetime) -> int:
    return sum(now - limit.within - _COARSE < at <= now for at in ended)
