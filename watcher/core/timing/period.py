"""When a daily or weekly list is due: local hours, on days that may be 23 or 25 hours long."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from watcher.core.telling import Daily, Weekly

DAY = timedelta(days=1)
SEEN_BACK = 9  # days among which the latest closing hour must be: a week, and one at each side for clocks that jump


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What one list is about: all that is untold when it is composed."""

    name: str  # the local day of its hour, 2025-07-18, or that day's week, 2025-W29
    opens_at: datetime
    closes_at: datetime
    is_first: bool = False  # nothing was ever told before it: what came as it opened belongs to it


def length(cadence: Daily | Weekly) -> timedelta:
    return DAY if isinstance(cadence, Daily) else 7 * DAY


def period_due(
    cadence: Daily | Weekly, zone: tzinfo, *, last: str | None, since: datetime, now: datetime
) -> Period | None:
    """The period to be told of now, or None where its hour has not come yet.

    `since` is when the list was last told, or else first seen, and `last` the period told then. Several hours that
    passed untold are one period, and a clock that jumps back repeats none.
    """
    for day in _days(cadence, now.astimezone(zone).date()):
        hour = first_moment(day, cadence, zone)
        if hour <= now:
            name = _name(cadence, day)
            if hour <= since or name == last:
                return None
            return Period(name=name, opens_at=since, closes_at=now, is_first=last is None)
    return None


def period_open(cadence: Daily | Weekly, zone: tzinfo, *, last: str | None, since: datetime, now: datetime) -> Period:
    """The period as it stands: the one due now, else the one whose hour comes next, told early."""
    due = period_due(cadence, zone, last=last, since=since, now=now)
    if due is not None:
        return due
    coming = [
        _name(cadence, day)
        for day in _days(cadence, now.astimezone(zone).date() + timedelta(days=7))
        if first_moment(day, cadence, zone) > now
    ]
    name = next(name for name in reversed(coming) if name != last)
    return Period(name=name, opens_at=min(since, now), closes_at=now, is_first=last is None)


def first_moment(day: date, cadence: Daily | Weekly, zone: tzinfo) -> datetime:
    """When clocks in `zone` first show the hour of a list on this day, or something later.

    Of an hour that comes twice that is the first; one that is left out gives the moment at which they jump.
    """
    wall = datetime.combine(day, cadence.at)
    early, late = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    seconds = range(int((late - early).total_seconds()))
    return early + timedelta(
        seconds=bisect_left(
            seconds, wall, key=lambda second: (early + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None)
        )
    )


def _days(cadence: Daily | Weekly, today: date) -> Iterator[date]:
    """Days of the list, the latest first. Tomorrow too: where clocks go back over midnight its hour may be past."""
    for back in range(SEEN_BACK):
        day = today + (1 - back) * DAY
        if isinstance(cadence, Daily) or day.weekday() == cadence.weekday:
            yield day


def _name(cadence: Daily | Weekly, day: date) -> str:
    if isinstance(cadence, Daily):
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
