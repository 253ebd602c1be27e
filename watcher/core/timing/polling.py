"""When a feed is worth asking: often where it speaks often, at the hours it speaks, and where it spoke of our subject.

With so many polls to spend, news waits least in all when each feed is asked in proportion to the square root of its
rate (Sia and Cho, "Efficient Monitoring Algorithm for Fast News Alerts", TKDE 2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil, log, sqrt

from watcher.core.feeds import Feed

HALF_LIFE = timedelta(days=14)  # what a feed did this long ago counts half
BURST = timedelta(minutes=10)  # items closer than this are one: only the first of them can be late
SOONEST = timedelta(minutes=5)
LATEST, LATEST_ON_TOPIC = timedelta(hours=6), timedelta(minutes=60)
MOST_HINT = timedelta(minutes=60)  # to obey a feed that says "once a day" lost one item in twenty; not on our subject
SPREAD = 0.1  # by which chance may shorten or lengthen an interval
LEAST_KNOWN = 1 / 3  # share of a window; below, the feed may turn over before it is asked again
EVENING_OUT = 12  # bursts that a feed's hours must show before they count as much as no knowledge
QUIET_BURSTS = 10  # expected, and not one came
QUIET_SOONEST = timedelta(days=1)
MOST_PACE = 14 / 9  # of any day, the mean of the week being 1: weekends twice as lively as the other days
SURE_BURSTS = 5  # seen, before silence means anything

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_FULL_DAYS = HALF_LIFE / DAY / log(2)  # what fading days add up to


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a feed did so far, as far as it tells when it will speak again."""

    bursts: float = 0.5  # found; older ones fade
    days: float = 0.5  # watched; older ones fade
    learned_at: datetime | None = None
    last_item_at: datetime | None = None
    hours: tuple[int, ...] = (0,) * 24  # bursts in each hour of the day, UTC
    weekend: int = 0  # bursts on Saturdays and Sundays
    items: int = 0  # that were news
    matches: int = 0  # that concerned us
    ttl: timedelta = timedelta(0)  # how long the feed says that an answer holds
    skip_hours: tuple[int, ...] = ()  # UTC, in which the feed asks for peace

    def rate(self, at: datetime) -> float:
        """Bursts a day, as it was, or as it will be by then if nothing more is heard."""
        kept = _kept(at - self.learned_at) if self.learned_at else 1.0
        days = self.days * kept + (1 - kept) * _FULL_DAYS
        return (self.bursts * kept + 0.02) / (max(days, 0) + 0.02)

    @property
    def worth(self) -> float:
        """How much more a poll of a feed that spoke of our subject may find: 0.25 to 12.25."""
        share = (self.matches + 0.02) / (self.items + 2)
        return 0.25 + 12 * min(4 * share, 1)


# --- learning ------------------------------------------------------------------------------------------------------


def learn(habits: Habits, claimed: Sequence[datetime | None], *, read: int, now: datetime) -> Habits:
    """Habits after a poll that brought new items with these claimed dates, `read` of which may concern us.

    The dates of a first fetch stand for the time before it, as if we had watched since the oldest of them.
    """
    if habits.learned_at is None:
        times = sorted(min(at, now) for at in claimed if at is not None and now - at < 4 * HALF_LIFE)
        oldest = min((at for at in claimed if at is not None), default=now)
        since = max(min(oldest, now), now - 4 * HALF_LIFE)
    else:
        since = min(habits.learned_at, now)
        times = sorted(min(max(at or now, since), now) for at in claimed)
    return _learnt(habits, times, read=read, since=since, now=now)


def _learnt(habits: Habits, times: Sequence[datetime], *, read: int, since: datetime, now: datetime) -> Habits:
    kept = _kept(now - since)
    bursts, weekend, hours, last = habits.bursts * kept, habits.weekend, list(habits.hours), habits.last_item_at
    for at in times:
        if last is None or at - last > BURST:
            bursts += 1 if habits.learned_at else _kept(now - at)
            hours[at.astimezone(UTC).hour] += 1
            weekend += at.astimezone(UTC).weekday() >= 5
        last = max(at, last) if last else at
    return replace(
        habits,
        bursts=bursts,
        days=habits.days * kept + (1 - kept) * _FULL_DAYS,
        learned_at=now,
        last_item_at=last,
        hours=tuple(hours),
        weekend=weekend,
        items=habits.items + read,
    )


def _kept(age: timedelta) -> float:
    return float(0.5 ** (age / HALF_LIFE))


# --- choosing ------------------------------------------------------------------------------------------------------


def next_interval(habits: Habits, dial: float, *, known: float, waited: timedelta | None, now: datetime) -> timedelta:
    """Until the next poll, before it is spread a little by chance.

    `dial` spends the budget (minutes x sqrt(bursts a day)); `known` is the share of the window that was known already,
    0..1, and `waited` the time since the last poll that worked.
    """
    latest = LATEST_ON_TOPIC if habits.matches else LATEST
    rate = habits.rate(max(habits.learned_at or now, now))
    chosen = min(max(_until(habits, dial / sqrt(rate * habits.worth), latest, now), SOONEST), latest)
    if known < LEAST_KNOWN and waited is not None:
        return max(min(chosen, waited / 2), SOONEST)
    hint = timedelta(0) if habits.matches else min(habits.ttl, MOST_HINT)
    return _heeding(habits, max(chosen, hint / (1 - SPREAD)), now)


def _until(habits: Habits, minutes: float, latest: timedelta, now: datetime) -> timedelta:
    """The time in which the feed's changing pace covers what its mean pace covers in so many minutes."""
    profile, passed, end = _Profile(habits), 0.0, latest / MINUTE
    day, hour, rest = now.weekday(), now.hour, 60 - now.minute - now.second / 60
    while passed < end:
        pace = sqrt(profile.pace(day, hour))
        if pace * rest >= minutes:
            return timedelta(minutes=passed + minutes / pace)
        minutes -= pace * rest
        passed += rest
        day, hour, rest = (day, hour + 1, 60) if hour < 23 else ((day + 1) % 7, 0, 60)
    return latest


class _Profile:
    """How a feed's pace changes with the hour of the week, the mean being 1; evened out where little is known."""

    def __init__(self, habits: Habits) -> None:
        self._hours, self._bursts = habits.hours, sum(habits.hours)
        share = ((habits.weekend + 1.5) / 2) / ((self._bursts - habits.weekend + 3) / 5)
        weekend = min(max(share, 0.1), 2) if self._bursts else 1
        weekday = 7 / (5 + 2 * weekend)
        self._days = (weekday,) * 5 + (weekday * weekend,) * 2

    def pace(self, day: int, hour: int) -> float:
        return self._by_hour(hour) * self._days[day]

    def passed(self, hours: int, now: datetime) -> float:
        """What the paces of so many hours up to this one add up to."""
        by_hour = [self._by_hour(hour) for hour in range(24)]
        day, end, paces = now.weekday(), now.hour + 1, 0.0
        while hours > 0:
            begin = max(end - hours, 0)
            paces += sum(by_hour[begin:end]) * self._days[day]
            hours -= end - begin
            day, end = (day - 1) % 7, 24
        return paces

    def _by_hour(self, hour: int) -> float:
        hours = self._hours
        near = (hours[hour - 1] + 2 * hours[hour] + hours[(hour + 1) % 24]) / 4
        return (near + EVENING_OUT / 24) / (self._bursts + EVENING_OUT) * 24


def _heeding(habits: Habits, wait: timedelta, now: datetime) -> timedelta:
    """Past an hour in which the feed asks for peace."""
    then = now + wait
    if then.hour not in habits.skip_hours:
        return wait
    return wait + HOUR - timedelta(minutes=then.minute, seconds=then.second, microseconds=then.microsecond)


# --- the budget ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One setting for all feeds without a pin: turned up, all are asked less often."""

    setting: float = 60.0
    since: datetime
    polls: int = 0  # counted since then


def counted(dial: Dial, *, budget: float, now: datetime) -> Dial:
    """The dial after one more poll. `budget` is polls an hour; every hour the dial moves half the way to it."""
    polls, past = dial.polls + 1, now - dial.since
    if past < HOUR:
        return Dial(setting=dial.setting, since=dial.since, polls=polls)
    if past > 2 * HOUR:  # it was switched off: the hours say nothing
        return Dial(setting=dial.setting, since=now)
    turned = dial.setting * min(max(sqrt(polls / (past / HOUR) / budget), 0.5), 2.0)
    return Dial(setting=min(max(turned, 1.0), 5_000.0), since=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the feeds ask of the budget."""

    free: int  # feeds without a pin; 1 where there is none
    pinned: float  # polls an hour of the others


def load(feeds: Sequence[Feed]) -> Load:
    pins = [feed.every for feed in feeds if feed.every]
    return Load(free=max(len(feeds) - len(pins), 1), pinned=sum(HOUR / every for every in pins))


def budget(load: Load, *, polls_per_hour: int | None) -> float:
    """Polls an hour for the feeds without a pin: one for each, or what the pins leave of the user's own number."""
    if polls_per_hour is None:
        return load.free
    return max(polls_per_hour - load.pinned, load.free / 24)


# --- what a fetch proves -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Items that a feed showed and dropped again before we asked."""

    since: datetime
    until: datetime
    items: int  # at most, by the pace of those that are there


def gap(
    before: frozenset[bytes], offered: frozenset[bytes], dates: Sequence[datetime], *, since: datetime, now: datetime
) -> Gap | None:
    """The gap since the last fetch, where the feed turned over: full again, and nothing in it was there before.

    `dates` are the claimed ones of the items now offered. Where most are older than the last fetch the feed
    has only renamed its items.
    """
    if not before or len(offered) < len(before) or before & offered:
        return None
    late = sorted(min(at, now) for at in dates if at > since)
    if dates and 2 * len(late) < len(dates):
        return None
    until = late[0] if late else now
    shown = max(now - until, BURST) if late else now - since  # the time that the items now offered cover
    return Gap(since=since, until=until, items=max(ceil(len(offered) * ((until - since) / shown)), 1))


def silence(habits: Habits, *, now: datetime) -> str | None:
    """Why it is strange that nothing new came, in words; None where it is not, or too little is known of the feed.

    Measured against the feed's own pace before it fell silent, nights and weekends allowed for.
    """
    last = habits.last_item_at
    if last is None or habits.learned_at is None or now - last < QUIET_SOONEST or sum(habits.hours) < SURE_BURSTS:
        return None
    rate = habits.rate(last)  # before the silence taught us a lower one
    if rate * MOST_PACE * ((now - last) / DAY + 1) < QUIET_BURSTS:  # mostly; the hours need not be counted
        return None
    weeks, rest = divmod(now - last, 7 * DAY)
    if rate * weeks * 7 < QUIET_BURSTS:  # within the last week, the hours decide
        paces = _Profile(habits).passed(int(rest / HOUR), now)
        if rate * (weeks * 7 + paces / 24) < QUIET_BURSTS:
            return None
    return f"nothing new for {_days(now - last)}; usual is {_usual(rate)}"


def _days(time: timedelta) -> str:
    return f"{time.days} days" if time.days > 1 else f"{time // HOUR} hours"


def _usual(rate: float) -> str:
    return (
        f"{rate:.0f} a day" if rate >= 1.5 else f"one in {max(round(1 / rate), 1)} days" if rate < 0.7 else "one a day"
    )
