"""What may go now, or when at the earliest."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.core.timing.governor import Limit, Limits, free_at, places, remembered

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BURST, GROUP = Limit(3, 3 * SECOND), Limit(20, MINUTE)
TELEGRAM = Limits(abreast=30, whole=(Limit(30, SECOND),), chat=(BURST, GROUP))
MS = timedelta(milliseconds=1)


def ago(*seconds: float) -> list[datetime]:
    return [NOON - timedelta(seconds=each) for each in seconds]


def test_a_chat_that_was_not_called_may_be_called_now():
    assert free_at([], TELEGRAM.chat, now=NOON) == NOON


def test_a_small_burst_goes_at_once_and_then_one_waits():
    assert free_at(ago(0.2, 0.1), TELEGRAM.chat, now=NOON) == NOON
    assert free_at(ago(0.2, 0.1, 0), TELEGRAM.chat, now=NOON) == NOON + timedelta(seconds=2.8) + MS


def test_a_group_is_told_twenty_times_a_minute():
    steady = ago(*range(3, 60, 3))
    assert free_at(steady, TELEGRAM.chat, now=NOON) == NOON
    assert free_at([*steady, NOON - 2 * SECOND], TELEGRAM.chat, now=NOON) == NOON + timedelta(seconds=3) + MS


def test_what_a_clock_that_was_ahead_wrote_says_nothing():
    assert free_at([NOON + MINUTE] * 20, TELEGRAM.chat, now=NOON) == NOON
    assert places([NOON + MINUTE] * 30, 0, TELEGRAM, now=NOON) == 30


@pytest.mark.parametrize(
    ("ended", "under_way", "free"),
    [([], 0, 30), ([], 12, 18), (ago(*[0.5] * 20), 0, 10), (ago(*[0.5] * 20), 10, 0), (ago(*[1.1] * 30), 0, 30)],
)
def test_what_is_under_way_and_what_just_ended_takes_a_place(ended: list[datetime], under_way: int, free: int):
    assert places(ended, under_way, TELEGRAM, now=NOON) == free


def test_no_more_go_abreast_than_a_far_end_bears():
    assert places([], 3, Limits(abreast=5), now=NOON) == 2
    assert places([], 9, Limits(abreast=5), now=NOON) == 0


def test_only_what_still_counts_is_remembered():
    assert remembered(ago(70, 30, -5), TELEGRAM.chat, now=NOON) == (NOON - 30 * SECOND, NOON)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), slowness=st.floats(0.001, 3))
def test_however_slow_the_way_the_far_end_counts_no_more_than_it_bears(seed: int, slowness: float):
    """One chat, one call at a time; each is counted at some moment of its way."""
    chance, now, ended, counted = Random(seed), NOON, (), []
    for _ in range(60):
        now = free_at(ended, TELEGRAM.chat, now=now + timedelta(seconds=chance.expovariate(2)))
        way = timedelta(seconds=chance.uniform(0, slowness))
        counted.append(now + way * chance.random())
        now += way
        ended = remembered(ended, TELEGRAM.chat, now=now)
    for limit in TELEGRAM.chat:
        for first, later in zip(counted, counted[limit.calls :], strict=False):
            assert later - first >= limit.within


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_calls_to_many_chats_at_once_keep_to_the_limit_on_all(seed: int):
    chance, now, ended, under_way, counted = Random(seed), NOON, [], [], []
    for _ in range(300):
        now += timedelta(seconds=chance.uniform(0, 0.05))
        ended += [at for at in under_way if at <= now]
        under_way = [at for at in under_way if at > now]
        for _ in range(places(ended, len(under_way), TELEGRAM, now=now)):
            end = now + timedelta(seconds=chance.uniform(0, 2))
            under_way.append(end)
            counted.append(now + (end - now) * chance.random())
    counted.sort()
    for first, later in zip(counted, counted[30:], strict=False):
        assert later - first >= SECOND
