"""When a list is due. Zones and their jumps are those of the world."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.core.telling import Daily, Weekly
from watcher.core.timing.period import Period, first_moment, period_due, period_open

SEVEN = Daily(at=time(7))
MONDAYS = Weekly(weekday=0, at=time(7))
SEOUL, LONDON = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/London")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = [
    *("UTC", "Asia/Seoul", "Europe/London", "America/New_York", "America/Havana", "America/Sao_Paulo"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "Pacific/Apia"),
    *("Pacific/Kiritimati", "Asia/Tehran", "Antarctica/Troll", "Atlantic/Azores"),
]


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


def due(cadence=SEVEN, zone=SEOUL, *, last=None, since, now):
    return period_due(cadence, zone, last=last, since=since, now=now)


def test_a_daily_list_is_due_at_its_hour_and_not_a_second_before():
    since = utc(2025, 7, 16, 22)
    assert due(since=since, now=utc(2025, 7, 17, 21, 59, 59)) is None
    assert due(last="2025-07-17", since=since, now=utc(2025, 7, 17, 22)) == Period(
        name="2025-07-18", opens_at=since, closes_at=utc(2025, 7, 17, 22)
    )


def test_a_weekly_list_bears_the_week_of_its_hour():
    assert due(MONDAYS, since=utc(2025, 7, 14), now=utc(2025, 7, 20, 21)) is None
    assert due(MONDAYS, since=utc(2025, 7, 14), now=utc(2025, 7, 20, 22)).name == "2025-W30"
    assert due(MONDAYS, since=utc(2024, 12, 24), now=utc(2024, 12, 30)).name == "2025-W01"


def test_the_first_period_begins_when_the_subscription_was_first_seen():
    seen = utc(2025, 7, 17, 12)
    assert due(since=seen, now=seen) is None
    first = due(since=seen, now=utc(2025, 7, 17, 22))
    assert (first.opens_at, first.is_first) == (seen, True)


def test_several_missed_periods_become_one():
    told = utc(2025, 7, 10, 22)
    period = due(last="2025-07-11", since=told, now=utc(2025, 7, 15, 3))
    assert period == Period(name="2025-07-15", opens_at=told, closes_at=utc(2025, 7, 15, 3))


def test_a_clock_that_jumps_back_repeats_nothing():
    told = utc(2025, 7, 17, 22)
    for back in (timedelta(minutes=1), HOUR, DAY, 30 * DAY):
        assert due(last="2025-07-18", since=told, now=told - back) is None


def test_an_hour_that_comes_twice_is_told_once():
    early = Daily(at=time(1, 30))
    first, second = utc(2025, 10, 26, 0, 30), utc(2025, 10, 26, 1, 30)
    since = first - DAY
    assert due(early, LONDON, since=since, now=first).name == "2025-10-26"
    assert due(early, LONDON, last="2025-10-26", since=first, now=second) is None
    assert due(early, LONDON, last="2025-10-26", since=first, now=second + DAY) is not None


def test_an_hour_that_does_not_exist_is_told_at_the_next_moment_that_does():
    early = Daily(at=time(1, 30))
    jump = utc(2025, 3, 30, 1)  # 01:00 becomes 02:00
    assert due(early, LONDON, since=jump - 12 * HOUR, now=jump - timedelta(seconds=1)) is None
    assert due(early, LONDON, since=jump - 12 * HOUR, now=jump).name == "2025-03-30"


def test_a_day_that_a_country_left_out_is_part_of_the_next():
    apia = ZoneInfo("Pacific/Apia")  # 30 December 2011 never came there
    told = datetime(2011, 12, 29, 0, tzinfo=apia).astimezone(UTC)
    midnight = datetime(2011, 12, 31, 0, tzinfo=apia).astimezone(UTC)
    assert due(Daily(at=time(0)), apia, since=told, now=midnight).name == "2011-12-31"


def test_a_new_hour_on_the_same_day_waits_for_tomorrow():
    told = utc(2025, 7, 17, 22)
    evening = Daily(at=time(19))
    assert due(evening, last="2025-07-18", since=told, now=utc(2025, 7, 18, 10)) is None
    assert due(evening, last="2025-07-18", since=told, now=utc(2025, 7, 19, 10)).opens_at == told


@pytest.mark.parametrize(("now", "name"), [(utc(2025, 7, 17, 21), "2025-07-18"), (utc(2025, 7, 17, 23), "2025-07-19")])
def test_a_look_ahead_bears_the_name_of_the_hour_that_comes(now, name):
    told = utc(2025, 7, 16, 22) if name == "2025-07-18" else utc(2025, 7, 17, 22)
    assert period_open(SEVEN, SEOUL, last="2025-07-17", since=told, now=now) == Period(
        name=name, opens_at=told, closes_at=now
    )


hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
cadences = st.builds(Daily, at=hours) | st.builds(Weekly, weekday=st.integers(0, 6), at=hours)
zones = st.sampled_from(ZONES).map(ZoneInfo)
starts = st.integers(0, 25 * 365 * 24 * 60).map(lambda minutes: utc(2005, 1, 1) + timedelta(minutes=minutes))
steps = st.lists(st.integers(-3 * 86_400, 20 * 86_400), min_size=1, max_size=40)


@given(cadences, zones, starts, steps)
def test_whatever_the_clock_does_no_period_is_told_twice_and_nothing_between_is_left_out(cadence, zone, start, steps):
    names, since, last, now = [], start, None, start
    for step in steps:
        now += timedelta(seconds=step)
        period = period_due(cadence, zone, last=last, since=since, now=now)
        if period is not None:
            assert (period.opens_at, period.closes_at) == (since, now)
            assert since < now
            names.append(period.name)
            since, last = period.closes_at, period.name
    assert names == sorted(set(names))


@settings(max_examples=25)
@given(cadences, zones, starts)
def test_a_clock_that_runs_meets_every_hour_within_a_quarter(cadence, zone, start):
    since, last, told = start, None, []
    for quarter in range(1, 4 * 24 * 16):
        now = start + quarter * timedelta(minutes=15)
        if period := period_due(cadence, zone, last=last, since=since, now=now):
            told.append(period)
            since, last = now, period.name
    apart = [after.closes_at - before.closes_at for before, after in pairwise(told)]
    usual = DAY if isinstance(cadence, Daily) else 7 * DAY
    assert len(told) >= (14 if isinstance(cadence, Daily) else 2) - 1
    assert all(usual - 2 * HOUR <= gap <= usual + 2 * HOUR or zone.key == "Pacific/Apia" for gap in apart)


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), hours, zones)
def test_no_clock_shows_the_hour_before_its_first_moment(day, at, zone):
    moment, wall = first_moment(day, Daily(at=at), zone), datetime.combine(day, at)
    assert moment.astimezone(zone).replace(tzinfo=None) >= wall
    assert (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wall
