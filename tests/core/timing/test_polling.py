"""When a feed is worth asking."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from watcher.core.feeds import Feed, FeedId
from watcher.core.timing.polling import (
    QUIET_BURSTS,
    Dial,
    Gap,
    Habits,
    _Profile,
    budget,
    counted,
    gap,
    learn,
    load,
    next_interval,
    silence,
)

MONDAY = datetime(2025, 7, 14, tzinfo=UTC)
NOON = MONDAY + timedelta(hours=12)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEADY = Habits(bursts=20, days=20, learned_at=NOON)  # one a day


def interval(habits: Habits, *, dial: float = 60, known: float = 1, waited: timedelta = HOUR) -> timedelta:
    return next_interval(habits, dial, known=known, waited=waited, now=NOON)


def watched(*days: timedelta, until: timedelta) -> Habits:
    """A feed asked every hour that spoke at these times."""
    habits, now = replace(Habits(), learned_at=MONDAY), MONDAY
    while now < MONDAY + until:
        found = [MONDAY + at for at in days if now - HOUR < MONDAY + at <= now]
        habits = learn(habits, found, read=len(found), now=now)
        now += HOUR
    return habits


# --- the law -------------------------------------------------------------------------------------------------------


def test_four_times_the_news_is_asked_for_twice_as_often() -> None:
    assert interval(replace(STEADY, bursts=80)) / interval(STEADY) == pytest.approx(0.5, abs=0.01)


def test_a_feed_that_spoke_of_our_subject_is_asked_oftener() -> None:
    assert interval(replace(STEADY, items=100, matches=20)) < interval(replace(STEADY, items=100)) / 3


@pytest.mark.parametrize(
    ("habits", "longest"),
    [
        (Habits(bursts=0, days=20), 6 * HOUR),
        (Habits(bursts=0, days=20, matches=1, items=9999), HOUR),
        (Habits(bursts=9000, days=20), 5 * MINUTE),
    ],
)
def test_no_feed_is_asked_too_seldom_or_too_often(habits: Habits, longest: timedelta) -> None:
    assert interval(habits, dial=400) == longest or interval(habits) == longest


def test_a_feed_is_asked_at_the_hours_in_which_it_speaks() -> None:
    hours = tuple(40 if hour in (11, 12, 13) else 0 for hour in range(24))
    by_day, by_night = replace(STEADY, hours=hours), replace(STEADY, hours=(*hours[12:], *hours[:12]))
    assert interval(by_day) < interval(STEADY) < interval(by_night)


def test_a_feed_that_almost_turned_over_is_asked_twice_as_fast() -> None:
    assert interval(Habits(bursts=0, days=20), known=0.2, waited=2 * HOUR) == HOUR


def test_a_feeds_own_wish_is_heard_for_an_hour_at_most() -> None:
    lively = replace(STEADY, bursts=2000)
    assert interval(replace(lively, ttl=30 * MINUTE)) * 0.9 == 30 * MINUTE
    assert interval(replace(lively, ttl=DAY)) * 0.9 == HOUR
    assert interval(replace(lively, skip_hours=(12,))) == HOUR


def test_a_feed_that_spoke_of_our_subject_is_asked_as_often_as_it_is_worth() -> None:
    lively = replace(STEADY, bursts=2000, matches=1)
    assert interval(replace(lively, ttl=DAY)) == interval(lively)


def test_a_wish_does_not_let_a_feed_turn_over() -> None:
    assert interval(replace(STEADY, ttl=DAY), known=0, waited=HOUR) == 30 * MINUTE


# --- learning ------------------------------------------------------------------------------------------------------


def test_the_dates_of_the_first_fetch_tell_the_rate() -> None:
    dates = [NOON - hours * HOUR for hours in range(0, 24 * 5, 3)]
    assert learn(Habits(), dates, read=0, now=NOON).rate(NOON) == pytest.approx(8, rel=0.15)


def test_a_feed_whose_last_word_is_a_year_old_is_known_to_be_slow() -> None:
    assert learn(Habits(), [NOON - 365 * DAY], read=0, now=NOON).rate(NOON) < 0.05


def test_items_within_ten_minutes_are_one_burst() -> None:
    once = learn(STEADY, [NOON + HOUR], read=1, now=NOON + HOUR)
    dozen = [NOON + HOUR - minute * 5 * MINUTE for minute in range(12)]
    assert learn(STEADY, dozen, read=12, now=NOON + HOUR).bursts == pytest.approx(once.bursts, abs=0.01)


def test_old_habits_fade() -> None:
    lively = replace(STEADY, bursts=400)
    assert lively.rate(NOON + 60 * DAY) < 2 < lively.rate(NOON)


@given(st.floats(0, 500), st.floats(0, 20), st.integers(1, 400), st.integers(-20, 60))
def test_what_fades_may_be_written_down_at_any_time(bursts: float, days: float, step: int, later: int) -> None:
    habits = replace(STEADY, bursts=bursts, days=days)
    kept = learn(habits, [], read=0, now=NOON + step * HOUR)
    at = NOON + later * DAY
    assert kept.rate(at) == pytest.approx(habits.rate(at), rel=1e-6, abs=1e-6)


@given(
    st.lists(st.none() | st.datetimes(timezones=st.just(UTC)), max_size=30),
    st.timedeltas(min_value=timedelta(0), max_value=400 * DAY),
)
def test_whatever_dates_a_feed_claims_it_is_asked_in_time(dates: list[datetime | None], later: timedelta) -> None:
    habits = learn(learn(Habits(), dates, read=0, now=NOON), dates, read=len(dates), now=NOON + later)
    assert 5 * MINUTE <= interval(habits) <= 6 * HOUR


# --- the budget ----------------------------------------------------------------------------------------------------


def test_the_dial_turns_until_the_budget_is_kept() -> None:
    dial, now = Dial(since=NOON), NOON
    for _ in range(61):
        dial, now = counted(dial, budget=15, now=now), now + MINUTE
    assert dial.setting == pytest.approx(120, rel=0.02)


def test_a_night_switched_off_turns_nothing() -> None:
    assert counted(Dial(since=NOON), budget=60, now=NOON + 9 * HOUR) == Dial(since=NOON + 9 * HOUR)


def test_pins_are_paid_out_of_the_users_number_and_not_out_of_ours() -> None:
    plain = Feed(id=FeedId("garam"), name="Garam Ilbo", urls=("https://garam.example/rss",))
    feeds = [plain, plain, replace(plain, every=10 * MINUTE)]
    assert budget(load(feeds), polls_per_hour=None) == 2
    assert budget(load(feeds), polls_per_hour=20) == 14


# --- gaps and silence ----------------------------------------------------------------------------------------------

OLD, NEW = frozenset({b"1", b"2", b"3"}), frozenset({b"7", b"8", b"9"})


def test_a_window_of_strangers_is_a_gap() -> None:
    dates = [NOON + 60 * MINUTE, NOON + 70 * MINUTE, NOON + 90 * MINUTE]
    found = gap(OLD, NEW, dates, since=NOON, now=NOON + 90 * MINUTE)
    assert found == Gap(since=NOON, until=NOON + 60 * MINUTE, items=6)


def test_one_known_item_proves_that_nothing_was_missed() -> None:
    assert gap(OLD, NEW | {b"3"}, [], since=NOON, now=NOON + HOUR) is None


def test_a_window_that_is_not_full_is_no_gap() -> None:
    assert gap(OLD, frozenset({b"7"}), [], since=NOON, now=NOON + HOUR) is None
    assert gap(frozenset(), NEW, [], since=NOON, now=NOON + HOUR) is None


def test_old_items_under_new_names_are_no_gap() -> None:
    assert gap(OLD, NEW, [NOON - DAY] * 3, since=NOON, now=NOON + HOUR) is None


def test_a_gap_without_dates_ends_now() -> None:
    assert gap(OLD, NEW, [], since=NOON, now=NOON + HOUR) == Gap(since=NOON, until=NOON + HOUR, items=3)


def test_silence_is_measured_against_the_feeds_own_pace() -> None:
    spoke = [day * DAY + hour * HOUR for day in range(10) for hour in (6, 12, 18)]
    lively = watched(*spoke, until=11 * DAY)
    assert silence(lively, now=MONDAY + 11 * DAY) is None
    assert silence(lively, now=MONDAY + 15 * DAY) == "nothing new for 5 days; usual is 3 a day"
    slow = watched(*(day * DAY + 6 * HOUR for day in range(0, 28, 4)), until=28 * DAY)
    assert silence(slow, now=MONDAY + 32 * DAY) is None


def test_a_weekend_is_no_silence_for_a_feed_that_rests_on_weekends() -> None:
    spoke = [day * DAY + hour * HOUR for day in range(26) if day % 7 < 5 for hour in range(6, 18, 2)]
    assert silence(watched(*spoke, until=26 * DAY), now=MONDAY + 28 * DAY) is None
    assert silence(watched(*spoke, until=26 * DAY), now=MONDAY + 31 * DAY) is not None


def test_long_silence_does_not_make_itself_usual() -> None:
    habits = watched(*(day * DAY + 6 * HOUR for day in range(20)), until=60 * DAY)
    assert silence(habits, now=MONDAY + 60 * DAY) == "nothing new for 40 days; usual is one a day"


@given(
    st.builds(
        Habits,
        bursts=st.floats(0.5, 500),
        days=st.floats(0.5, 20),
        hours=st.tuples(*[st.integers(0, 40)] * 24).filter(lambda hours: sum(hours) >= 5),
        weekend=st.integers(0, 5),
    ),
    st.integers(24 * 60, 60 * 24 * 60),
    st.integers(0, 7 * 24 * 60),
    st.floats(0, 1),
)
def test_silence_is_what_the_pace_of_each_of_its_hours_adds_up_to(
    habits: Habits, silent: int, minute: int, heeded: float
) -> None:
    now = MONDAY + minute * MINUTE
    last = now - silent * MINUTE
    learned = last + heeded * (now - last)
    habits = replace(habits, last_item_at=last, learned_at=learned)
    profile = _Profile(habits)
    passed = [now - hours * HOUR for hours in range(silent // 60)]
    expected = habits.rate(last) * sum(profile.pace(at.weekday(), at.hour) for at in passed) / 24
    assume(abs(expected - QUIET_BURSTS) > 1e-6)
    assert (silence(habits, now=now) is not None) == (expected > QUIET_BURSTS)
