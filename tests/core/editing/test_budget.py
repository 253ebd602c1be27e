"""How much is said: posts a day, surges, quiet hours, replies."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.editing.budget import Alone, Joins, Opens, Telling, awake_at, place, reply_at
from watcher.core.news import RuleId, StoryId
from watcher.core.telling import DeliveryId, Occasion, Quiet, Subscription, SubscriptionId

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SITE, SPACE = RuleId("sohae-site"), RuleId("nk-space")
CHAT = Subscription(id=SubscriptionId("chat"), via="telegram", address="-100123", zone=UTC, at_most=8)
NIGHT = Quiet(time(23), time(6, 30))
SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")


def a_telling(number: int, *, ago: timedelta = 2 * HOUR, rule: RuleId = SITE, **given) -> Telling:
    usual = {"story": StoryId(number), "rules": frozenset({rule}), "told_at": NOON - ago, "post": DeliveryId(number)}
    return Telling(**(usual | given))


def told(count: int, **given) -> list[Telling]:
    return [a_telling(number, **given) for number in range(1, count + 1)]


def where(
    *before: Telling, reader: Subscription = CHAT, rule: RuleId = SITE, urgent: bool = False, at: datetime = NOON
):
    return place(frozenset({rule}), reader, before, urgent=urgent, due_at=at)


# --- posts of a day ------------------------------------------------------------------------------------------------


def test_a_story_has_a_post_of_its_own() -> None:
    assert where() == Alone(NOON)


def test_past_the_posts_of_a_day_a_story_shares_one_more() -> None:
    assert where(*told(7)) == Alone(NOON)
    assert where(*told(8)) == Opens(Occasion.DAY, NOON)
    shared = a_telling(9, post=DeliveryId(90), shares=Occasion.DAY)
    assert where(*told(8), shared) == Joins(DeliveryId(90))


def test_the_day_is_that_of_the_reader() -> None:
    seoul = replace(CHAT, zone=SEOUL)  # noon is 21:00 there; ten hours ago was 11:00, and fourteen yesterday
    assert where(*told(8, ago=10 * HOUR), reader=seoul) == Opens(Occasion.DAY, NOON)
    assert where(*told(8, ago=22 * HOUR), reader=seoul) == Alone(NOON)


def test_what_is_urgent_passes_and_counts_towards_nothing() -> None:
    assert where(*told(8), urgent=True) == Alone(NOON)
    assert where(*told(8, urgent=True)) == Alone(NOON)


def test_stories_that_share_a_post_count_once() -> None:
    surge = [a_telling(number, post=DeliveryId(1), shares=Occasion.SURGE) for number in range(1, 9)]
    assert where(*surge) == Alone(NOON)


def test_nobody_is_held_to_a_limit_that_was_lifted() -> None:
    assert where(*told(50, ago=MINUTE), reader=replace(CHAT, at_most=None)) == Alone(NOON)


# --- surges --------------------------------------------------------------------------------------------------------


def test_the_fourth_story_of_a_rule_within_an_hour_opens_a_round_up() -> None:
    assert where(*told(2, ago=59 * MINUTE)) == Alone(NOON)
    assert where(*told(3, ago=60 * MINUTE)) == Opens(Occasion.SURGE, NOON, (StoryId(1), StoryId(2), StoryId(3)))
    assert where(*told(3, ago=61 * MINUTE)) == Alone(NOON)
    assert where(*told(3, ago=59 * MINUTE), rule=SPACE) == Alone(NOON)


def test_further_stories_join_it_until_an_hour_was_quiet() -> None:
    shared = a_telling(4, post=DeliveryId(40), shares=Occasion.SURGE, ago=59 * MINUTE)
    assert where(shared) == Joins(DeliveryId(40))
    assert where(replace(shared, told_at=NOON - HOUR)) == Alone(NOON)


def test_a_round_up_goes_on_when_the_posts_of_the_day_are_used_up() -> None:
    shared = a_telling(9, post=DeliveryId(90), shares=Occasion.SURGE, ago=MINUTE)
    assert where(*told(8), shared) == Joins(DeliveryId(90))


# --- quiet hours ---------------------------------------------------------------------------------------------------

EVENING = datetime(2025, 7, 17, 23, 30, tzinfo=UTC)
MORNING = datetime(2025, 7, 18, 6, 30, tzinfo=UTC)
SLEEPER = replace(CHAT, quiet=NIGHT)


def test_what_comes_in_quiet_hours_waits_for_their_end_as_one_message() -> None:
    assert where(reader=SLEEPER, at=EVENING) == Alone(MORNING)
    first = a_telling(1, told_at=MORNING)
    assert where(first, reader=SLEEPER, at=EVENING) == Opens(Occasion.QUIET, MORNING, (StoryId(1),))
    shared = a_telling(1, told_at=MORNING, post=DeliveryId(10), shares=Occasion.QUIET)
    assert where(shared, reader=SLEEPER, at=EVENING) == Joins(DeliveryId(10))


def test_it_is_a_post_of_the_day_on_which_it_is_let_out() -> None:
    assert where(*told(8), reader=SLEEPER, at=EVENING) == Alone(MORNING)
    siesta = replace(CHAT, quiet=Quiet(time(11), time(13)))
    assert where(*told(8), reader=siesta) == Opens(Occasion.DAY, NOON + HOUR)


def test_what_is_urgent_wakes() -> None:
    assert where(reader=SLEEPER, at=EVENING, urgent=True) == Alone(EVENING)


def test_what_was_let_out_together_is_no_surge() -> None:
    night = [a_telling(number, ago=MINUTE, post=DeliveryId(1), shares=Occasion.QUIET) for number in range(1, 6)]
    assert where(*night) == Alone(NOON)


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        (NIGHT, "2025-07-17T22:59+02:00", None),
        (NIGHT, "2025-07-17T23:00+02:00", "2025-07-18T06:30+02:00"),
        (NIGHT, "2025-07-18T06:29+02:00", "2025-07-18T06:30+02:00"),
        (NIGHT, "2025-07-18T06:30+02:00", None),
        (NIGHT, "2025-03-29T23:30+01:00", "2025-03-30T06:30+02:00"),  # a night of 23 hours
        (NIGHT, "2025-10-25T23:30+02:00", "2025-10-26T06:30+01:00"),  # and one of 25
        (Quiet(time(1), time(2, 30)), "2025-03-30T01:15+01:00", "2025-03-30T03:00+02:00"),  # no clock shows 02:30
        (Quiet(time(1), time(2, 30)), "2025-10-26T02:15+02:00", "2025-10-26T02:30+02:00"),
        (Quiet(time(1), time(2, 30)), "2025-10-26T02:15+01:00", None),  # what is over is over
        (Quiet(time(13), time(15)), "2025-07-17T14:00+02:00", "2025-07-17T15:00+02:00"),
        (Quiet(time(0), time(6)), "2025-07-17T00:00+02:00", "2025-07-17T06:00+02:00"),
    ],
)
def test_quiet_hours_are_the_readers_and_end_once(quiet: Quiet, at: str, until: str | None) -> None:
    reader = replace(CHAT, zone=BERLIN, quiet=quiet)
    instant = datetime.fromisoformat(at).astimezone(UTC)
    assert awake_at(reader, instant) == (datetime.fromisoformat(until) if until else instant)


# --- replies -------------------------------------------------------------------------------------------------------


def test_the_first_reply_comes_half_an_hour_after_the_post_and_others_three_hours_apart() -> None:
    assert reply_at(NOON, [], now=NOON + MINUTE) == NOON + 30 * MINUTE
    assert reply_at(NOON, [], now=NOON + 2 * HOUR) == NOON + 2 * HOUR
    assert reply_at(NOON, [NOON + HOUR], now=NOON + 2 * HOUR) == NOON + 4 * HOUR


def test_three_replies_on_the_first_day_and_one_on_each_after_it() -> None:
    three = [NOON + hours * HOUR for hours in (1, 4, 7)]
    assert reply_at(NOON, three, now=NOON + 12 * HOUR) == NOON + 24 * HOUR
    assert reply_at(NOON, [*three, NOON + 24 * HOUR], now=NOON + 30 * HOUR) == NOON + 48 * HOUR


@given(st.lists(st.integers(0, 6 * 24 * 60), max_size=60))
def test_whatever_comes_replies_keep_their_distance_and_their_number(minutes: list[int]) -> None:
    replies: list[datetime] = []
    for minute in sorted(minutes):
        now = NOON + minute * MINUTE
        if not replies or replies[-1] <= now:  # else it joins the one that waits
            replies.append(reply_at(NOON, replies, now=now))
    days = [(at - NOON) // (24 * HOUR) for at in replies]
    assert all(days.count(day) <= (3 if day == 0 else 1) for day in days)
    assert all(later - earlier >= 3 * HOUR for earlier, later in pairwise(replies))
    assert all(at >= NOON + 30 * MINUTE for at in replies)


# --- whatever the stream -------------------------------------------------------------------------------------------

ARRIVALS = st.lists(
    st.tuples(st.integers(0, 4 * 24 * 60), st.sampled_from([SITE, SPACE]), st.integers(0, 9)), max_size=80
)


@given(
    arrivals=ARRIVALS,
    at_most=st.integers(0, 5),
    quiet=st.sampled_from([None, NIGHT, Quiet(time(1), time(2, 30)), Quiet(time(9), time(18))]),
    spring=st.booleans(),
)
def test_every_story_is_told_in_one_place_and_no_day_has_more_posts_than_its_budget(
    arrivals: list[tuple[int, RuleId, int]], at_most: int, quiet: Quiet | None, spring: bool
) -> None:
    reader = replace(CHAT, zone=BERLIN, at_most=at_most, quiet=quiet)
    began = datetime(2025, 3, 28, 22, tzinfo=UTC) if spring else datetime(2025, 10, 24, 22, tzinfo=UTC)
    known: dict[StoryId, Telling] = {}
    for number, (minute, rule, loudness) in enumerate(sorted(arrivals), start=1):
        at, urgent, story = began + minute * MINUTE, loudness == 0, StoryId(number)
        found = place(frozenset({rule}), reader, sorted(known.values(), key=when), urgent=urgent, due_at=at)
        for taken in found.takes if isinstance(found, Opens) else ():
            if known[taken].told_at > at:
                known[taken] = replace(known[taken], post=DeliveryId(number), shares=found.occasion)
        known[story] = telling(story, rule, found, urgent=urgent, at=at, known=known)
    assert len(known) == len(arrivals)
    opened, shared = defaultdict(set), defaultdict(set)
    for post, told_at, occasion in posts(known):
        day = told_at.astimezone(BERLIN).date()
        (shared if occasion is Occasion.DAY else opened)[day].add(post)
    assert all(len(each) <= at_most for each in opened.values())
    assert all(len(each) == 1 for each in shared.values())
    assert all(awake_at(reader, each.told_at) == each.told_at for each in known.values() if is_call(each, known))


def when(each: Telling) -> datetime:
    return each.told_at


def telling(story, rule, found, *, urgent, at, known) -> Telling:
    match found:
        case Alone(due):
            return Telling(story=story, rules=frozenset({rule}), told_at=due, post=DeliveryId(story), urgent=urgent)
        case Opens(occasion, due, _):
            return Telling(story=story, rules=frozenset({rule}), told_at=due, post=DeliveryId(story), shares=occasion)
        case Joins(post):
            host = next(each for each in known.values() if each.post == post)
            return replace(host, story=story, rules=frozenset({rule}), told_at=max(at, host.told_at), urgent=False)


def posts(known: dict[StoryId, Telling]):
    """Each post that is not urgent, with the instant at which it was opened."""
    opened: dict[DeliveryId, Telling] = {}
    for each in known.values():
        if not each.urgent and (each.post not in opened or each.told_at < opened[each.post].told_at):
            opened[each.post] = each
    return [(post, each.told_at, each.shares) for post, each in opened.items()]


def is_call(each: Telling, known: dict[StoryId, Telling]) -> bool:
    """Whether its telling is a message and not an edit, and not urgent."""
    return not each.urgent and each.told_at == min(other.told_at for other in known.values() if other.post == each.post)
