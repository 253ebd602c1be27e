"""When a feed is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.feeds import Feed, FeedHealth, FeedId, FeedState, Trouble
from watcher.core.timing.cadence import (
    NEVER,
    Failed,
    Pace,
    Polled,
    after_failure,
    after_poll,
    backoff,
    edit_due,
    is_as_before,
    next_poll_at,
    post_due,
)

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(id=FeedId("garam"), name="Garam Ilbo", urls=("https://garam.example/rss",))
PINNED = replace(FEED, every=timedelta(minutes=5))
OK = FeedState(next_poll_at=NOON, health=FeedHealth.OK, first_ok_at=NOON, last_ok_at=NOON)
HOME = Polled(url="https://garam.example/rss", answered_at="https://garam.example/rss")


def failed(state, *, feed=FEED, now=NOON, trouble=Trouble.BROKEN, **values):
    met = Failed(trouble=trouble, why="answers 500", **values)
    return after_failure(feed, state, met, now=now, jitter=0.5)


def polled(state, **values):
    return after_poll(FEED, state, replace(HOME, **values), usual=HOUR, now=NOON, jitter=0.5)


@pytest.mark.parametrize(("attempt", "wait"), [(1, 30), (2, 60), (3, 120), (99, 3600)])
def test_retries_double_up_to_a_bound(attempt, wait):
    longest = backoff(attempt, first=timedelta(seconds=30), most=HOUR, jitter=1)
    assert longest == timedelta(seconds=wait)
    assert backoff(attempt, first=timedelta(seconds=30), most=HOUR, jitter=0) == longest / 2


def test_a_pin_is_exact():
    state = after_poll(PINNED, OK, HOME, usual=HOUR, now=NOON, jitter=0.9)
    assert state.next_poll_at == NOON + timedelta(minutes=5)


@pytest.mark.parametrize(("jitter", "minutes"), [(0, 54), (0.5, 60), (1, 66)])
def test_polls_without_a_pin_never_come_in_a_herd(jitter, minutes):
    state = after_poll(FEED, OK, HOME, usual=HOUR, now=NOON, jitter=jitter)
    assert state.next_poll_at == NOON + timedelta(minutes=minutes)


some = st.sampled_from
STATES = st.builds(
    partial(replace, OK),
    url_now=some([HOME.url, None]),
    moved_to=some([None, "https://new.example/"]),
    health=some([FeedHealth.OK, FeedHealth.OK, *FeedHealth]),
    reason=some([None, "answers 500", "nothing new for 9 days"]),
    failures=some([0, 1]),
    etag=some([None, '"a"']),
    validators_url=some([HOME.answered_at, None]),
)
ANSWERS = st.builds(
    partial(replace, HOME),
    etag=some([None, '"a"']),
    moved_to=some([None, "https://new.example/"]),
    new=some([0, 1]),
    quiet=some([None, "nothing new for 9 days"]),
)


@given(STATES, ANSWERS)
def test_what_is_as_before_needs_no_state_of_its_own(state, answer):
    after = after_poll(FEED, state, answer, usual=HOUR, now=NOON, jitter=0.5)
    at = next_poll_at(FEED, HOUR, now=NOON, jitter=0.5)
    assert not is_as_before(state, answer) or after == replace(state, next_poll_at=at, last_ok_at=NOON, interval=HOUR)


def test_a_feed_in_good_health_with_nothing_new_is_as_before():
    assert is_as_before(polled(OK), HOME)


def test_a_feed_that_is_quiet_in_the_same_words_is_as_before():
    quiet = replace(polled(OK), health=FeedHealth.QUIET, reason="nothing new for 9 days")
    assert is_as_before(quiet, replace(HOME, quiet="nothing new for 9 days"))
    assert not is_as_before(quiet, replace(HOME, quiet="nothing new for 10 days"))


def test_a_feed_that_never_answered_raises_no_alarm():
    state = FeedState(next_poll_at=NOON)
    for _ in range(9):
        state = failed(state)
    assert (state.health, state.failures, state.reason) == ("new", 9, "answers 500")


def test_one_bad_answer_is_not_yet_failing_and_three_are():
    once = failed(OK)
    assert once.health == "ok"
    assert failed(failed(once)).health == "failing"


def test_a_feed_silent_for_a_week_is_dead_and_asked_weekly():
    state = failed(OK, now=NOON + timedelta(days=7))
    assert (state.health, state.next_poll_at) == ("dead", NOON + timedelta(days=14))


def test_a_feed_that_is_gone_is_never_asked_again():
    state = failed(OK, trouble=Trouble.GONE)
    assert (state.health, state.next_poll_at) == ("dead", NEVER)


def test_the_server_may_ask_for_more_patience_but_not_for_less():
    assert failed(OK, retry_after=timedelta(hours=9)).next_poll_at == NOON + timedelta(hours=9)
    assert failed(OK, retry_after=timedelta(seconds=1)).next_poll_at == NOON + HOUR


@pytest.mark.parametrize("trouble", [Trouble.UNKNOWN_NAME, Trouble.SILENT])
def test_without_a_network_a_feed_is_asked_again_in_a_minute_then_ever_later_up_to_the_usual(trouble):
    state, waits = FeedState(next_poll_at=NOON), []
    for _ in range(8):
        state = failed(state, trouble=trouble)
        waits.append((state.next_poll_at - NOON) / timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_pin_is_kept_without_a_network():
    assert failed(OK, feed=PINNED, trouble=Trouble.SILENT).next_poll_at == NOON + PINNED.every


def test_an_answer_heals():
    state = polled(failed(failed(failed(OK))))
    assert (state.health, state.failures, state.reason) == ("ok", 0, None)


def test_a_permanent_move_is_believed_the_second_time():
    first = polled(OK, moved_to="https://new.example/rss")
    assert (first.url_now, first.moved_seen) == ("https://garam.example/rss", 1)
    assert polled(first, moved_to="https://new.example/rss").url_now == "https://new.example/rss"
    other = polled(first, moved_to="https://third.example/rss")
    assert (other.url_now, other.moved_seen) == ("https://garam.example/rss", 1)


def test_validators_belong_to_the_address_that_gave_them():
    state = polled(OK, answered_at="https://cdn.example/rss", etag='W/"7"')
    assert (state.validators_url, state.etag) == ("https://cdn.example/rss", 'W/"7"')


def test_an_urgent_story_gathers_for_less_time():
    pace = Pace(gather=timedelta(seconds=90), between_edits=timedelta(minutes=5))
    assert post_due(pace, urgent=False, now=NOON) == NOON + timedelta(seconds=90)
    assert post_due(pace, urgent=True, now=NOON) == NOON + timedelta(seconds=15)


def test_edits_keep_their_distance():
    pace = Pace(gather=timedelta(0), between_edits=timedelta(minutes=5))
    assert edit_due(pace, last_edit_at=None, now=NOON) == NOON
    assert edit_due(pace, last_edit_at=NOON - timedelta(minutes=1), now=NOON) == NOON + timedelta(minutes=4)
