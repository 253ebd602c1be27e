"""From a story that moved to the outbox: in which post, when, and with what sound; on a real file."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watcher.app.newsroom import Moment
from watcher.app.telling.tell import tell
from watcher.core.editing.forecast import forecast
from watcher.core.feeds import FeedId
from watcher.core.news import Article, ArticleId, Match, Member, Placement, Relation, RuleId, Severity, StoryId
from watcher.core.outcome import Sent
from watcher.core.sending.delivery import claim, drop, settle
from watcher.core.telling import (
    Delivery,
    DeliveryState,
    Kind,
    Message,
    Occasion,
    Post,
    Quiet,
    Roundup,
    Subscription,
    SubscriptionId,
)
from watcher.core.timing.cadence import Pace
from watcher.store import articles, outbox, rulesets, stories, subscriptions, tellings
from watcher.store.db import Db, open_db, transaction

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PACE = Pace(gather=90 * timedelta(seconds=1), between_edits=5 * MINUTE)
CHAT = Subscription(id=SubscriptionId("chat"), via="telegram", address="-100123", zone=UTC, at_most=3)
SITE, SPACE = RuleId("sohae-site"), RuleId("nk-space")


class Desk:
    """One listener's outbox, to which stories come and from which what is due goes."""

    def __init__(self, db: Db, listener: Subscription) -> None:
        self.db, self.listener = db, listener
        self.heard: list[tuple[StoryId, Member]] = []
        self._arrived = 0
        with transaction(db):
            rulesets.remember(db, "1", {}, now=NOON)
            subscriptions.mirror(db, [listener], now=NOON)

    def story(self, at: datetime = NOON, *, of: StoryId | None = None, **given) -> StoryId:
        """An article that opens a story, or joins one; what is due until then has gone."""
        self.send(until=at)
        self._arrived += 1
        number = self._arrived
        outlet = given.get("outlet", f"Outlet {number}")
        article = Article(
            url=f"https://outlet-{number}.example/",
            outlet=outlet,
            title=given.get("title", f"Crane number {number} rises at Sohae"),
            text="",
            seen_at=at,
            fetched_at=at,
            published_at=at,
            lang=given.get("lang", "en"),
        )
        severity, rule = given.get("severity", Severity.ALERT), given.get("rule", SITE)
        relation = given.get("relation", Relation.NEW if of is None else Relation.GROWS)
        match = Match(rule=rule, severity=severity, score=1.0, spans=())
        with transaction(self.db):
            id = articles.add(self.db, article, feed=FeedId("feed"))
            articles.add_matches(self.db, id, [match], ruleset="1")
            placement = Placement(relation=relation, story=of, facts=given.get("facts", ()))
            placed = stories.place(self.db, id, placement, headline=article.title, severity=severity, now=at)
            found = stories.story(self.db, placed)
            member = next(each for each in found.members if each.id == ArticleId(id))
            self.heard.append((placed, member))
            tell(self.db, found, member, [self.listener], Moment(pace=PACE, now=at))
        return placed

    def update(self, of: StoryId, at: datetime, **given) -> None:
        self.story(at, of=of, relation=Relation.UPDATE, **given)

    def send(self, *, until: datetime) -> None:
        """All that is due by then, in its order."""
        waiting = sorted(outbox.listing(self.db, finals=False), key=lambda each: (each.due_at, each.id))
        for delivery in waiting:
            if delivery.state is DeliveryState.DUE and delivery.due_at <= until:
                at = delivery.due_at
                claimed = claim(delivery, now=at, base_id=None, message=Message(body="told"))
                sent = settle(claimed, Sent(f"-100123:{delivery.id}"), now=at, jitter=0)
                outbox.save(self.db, claimed)
                outbox.save(self.db, sent)

    def all(self, *kinds: Kind) -> list[Delivery]:
        listed = outbox.listing(self.db, finals=True)
        return [each for each in listed if each.state is not DeliveryState.DROPPED and each.kind in kinds]

    @property
    def posts(self) -> list[Delivery]:
        return self.all(Kind.POST)

    @property
    def replies(self) -> list[Delivery]:
        return self.all(Kind.REPLY)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    with closing(open_db(tmp_path / "watcher.db")) as db:
        yield db


@pytest.fixture
def desk(db: Db) -> Desk:
    return Desk(db, CHAT)


def shared(delivery: Delivery) -> Roundup:
    assert isinstance(delivery.content, Roundup)
    return delivery.content


def told(desk: Desk, delivery: Delivery) -> list[StoryId]:
    words = tellings.latest_words(desk.db, delivery.id)
    assert isinstance(words, Roundup)
    return [line.story for line in words.lines]


# --- posts of a day ------------------------------------------------------------------------------------------------


def test_past_the_posts_of_a_day_one_more_is_shared_and_edited(desk: Desk) -> None:
    for hour in range(5):
        desk.story(NOON + 2 * hour * HOUR)
    *alone, also = desk.posts
    assert len(alone) == 3
    assert shared(also).occasion is Occasion.DAY
    assert also.key == "chat/also-2031-03-04/post"
    assert told(desk, also) == [5, 4]
    assert [edit.target for edit in desk.all(Kind.EDIT)] == [also.id]


def test_the_shared_post_of_a_day_takes_the_next_story_when_its_only_one_turned_urgent(desk: Desk) -> None:
    for hour in range(4):
        last = desk.story(NOON + 2 * hour * HOUR)
    desk.story(NOON + 6 * HOUR + MINUTE, of=last, severity=Severity.URGENT)
    desk.story(NOON + 6 * HOUR + 2 * MINUTE)
    desk.send(until=NOON + 7 * HOUR)
    [also] = [post for post in desk.posts if post.story is None]
    assert told(desk, also) == [5]


def test_a_shared_post_that_was_given_up_takes_no_story_with_it(desk: Desk) -> None:
    for hour in range(4):
        desk.story(NOON + 2 * hour * HOUR)
    [given_up] = [post for post in desk.posts if post.story is None]
    with transaction(desk.db):
        outbox.save(desk.db, drop(given_up, "withdrawn before it was told", now=NOON + 6 * HOUR))
    desk.story(NOON + 8 * HOUR)
    desk.send(until=NOON + 9 * HOUR)
    [also] = [post for post in desk.posts if post.story is None]
    assert also.state is DeliveryState.SENT
    assert told(desk, also) == [5]


def test_the_next_day_has_posts_of_its_own(desk: Desk) -> None:
    for hour in range(4):
        desk.story(NOON + 2 * hour * HOUR)
    desk.story(NOON + 13 * HOUR)
    assert isinstance(desk.posts[-1].content, Post)


def test_a_story_that_shares_a_post_grows_in_its_line(desk: Desk) -> None:
    for hour in range(4):
        last = desk.story(NOON + 2 * hour * HOUR)
    desk.story(NOON + 7 * HOUR, of=last)
    [also] = [post for post in desk.posts if isinstance(post.content, Roundup)]
    words = tellings.latest_words(desk.db, also.id)
    assert isinstance(words, Roundup)
    assert [line.outlets for line in words.lines] == [2]


def test_one_that_turns_urgent_leaves_it_for_a_post_with_sound(desk: Desk) -> None:
    for hour in range(4):
        last = desk.story(NOON + 2 * hour * HOUR)
    desk.update(last, NOON + 7 * HOUR, severity=Severity.URGENT)
    loud = desk.posts[-1]
    assert (loud.story, loud.urgent, loud.key) == (last, True, "chat/story-4/post-2")


def test_one_that_is_new_again_on_another_day_is_told_anew(desk: Desk) -> None:
    for hour in range(4):
        last = desk.story(NOON + 2 * hour * HOUR)
    desk.update(last, NOON + 9 * HOUR)
    assert len(desk.posts) == 4
    desk.update(last, NOON + 31 * HOUR)
    assert (desk.posts[-1].story, desk.posts[-1].urgent) == (last, False)


# --- surges --------------------------------------------------------------------------------------------------------


def test_the_fourth_story_of_an_hour_takes_in_those_that_still_wait(db: Db) -> None:
    desk = Desk(db, replace(CHAT, at_most=8))
    desk.story(NOON)
    for second in (0, 20, 40):
        desk.story(NOON + 30 * MINUTE + timedelta(seconds=second))
    alone, together = desk.posts
    assert (alone.story, told(desk, together)) == (1, [4, 3, 2])
    dropped = [each for each in outbox.listing(db, finals=True) if each.state is DeliveryState.DROPPED]
    assert [(each.story, each.carrier) for each in dropped] == [(2, together.id), (3, together.id)]


def test_single_posts_resume_after_a_quiet_hour(db: Db) -> None:
    desk = Desk(db, replace(CHAT, at_most=8))
    for minute in (0, 10, 20, 30, 80, 141):
        desk.story(NOON + minute * MINUTE)
    assert [type(post.content) for post in desk.posts] == [Post, Post, Post, Roundup, Post]


def test_another_rule_is_no_part_of_the_surge(db: Db) -> None:
    desk = Desk(db, replace(CHAT, at_most=8))
    for minute in (0, 10, 20):
        desk.story(NOON + minute * MINUTE)
    desk.story(NOON + 30 * MINUTE, rule=SPACE)
    assert all(isinstance(post.content, Post) for post in desk.posts)


# --- quiet hours ---------------------------------------------------------------------------------------------------

SLEEPER = replace(CHAT, zone=ZoneInfo("Asia/Seoul"), quiet=Quiet(time(23), time(6, 30)))
MIDNIGHT = datetime(2031, 3, 4, 15, tzinfo=UTC)  # in Seoul
MORNING = datetime(2031, 3, 4, 21, 30, tzinfo=UTC)


def test_what_comes_in_quiet_hours_is_one_message_at_their_end(db: Db) -> None:
    desk = Desk(db, SLEEPER)
    desk.story(MIDNIGHT)
    assert [(post.story, post.due_at) for post in desk.posts] == [(1, MORNING)]
    desk.story(MIDNIGHT + HOUR)
    desk.story(MIDNIGHT + 2 * HOUR)
    [together] = desk.posts
    assert (told(desk, together), together.due_at) == ([3, 2, 1], MORNING)
    assert shared(together).occasion is Occasion.QUIET
    desk.send(until=MORNING)
    assert outbox.listing(db, finals=False) == []


def test_what_turns_urgent_meanwhile_waits_no_longer(db: Db) -> None:
    desk = Desk(db, SLEEPER)
    story = desk.story(MIDNIGHT)
    desk.update(story, MIDNIGHT + HOUR, severity=Severity.URGENT)
    [post] = desk.posts
    assert (post.urgent, post.due_at) == (True, MIDNIGHT + HOUR + timedelta(seconds=15))


def test_a_reply_waits_for_the_morning_too(db: Db) -> None:
    desk = Desk(db, SLEEPER)
    story = desk.story(MIDNIGHT - 3 * HOUR)
    desk.update(story, MIDNIGHT)
    assert [reply.due_at for reply in desk.replies] == [MORNING]


# --- replies and sound ---------------------------------------------------------------------------------------------


def test_what_is_new_soon_after_the_post_is_told_half_an_hour_after_it(desk: Desk) -> None:
    story = desk.story(NOON)
    desk.update(story, NOON + 5 * MINUTE, title="Crane falls at Sohae", outlet="Delta Evening")
    desk.update(story, NOON + 20 * MINUTE, title="Two hurt at Sohae", outlet="Harbour Wire")
    [reply] = desk.replies
    assert reply.due_at == NOON + timedelta(minutes=31, seconds=30)
    assert isinstance(reply.content, Post)
    assert reply.content.headline == "Two hurt at Sohae"
    assert [source.outlet for source in reply.content.beside] == ["Delta Evening"]


def test_replies_keep_their_distance(desk: Desk) -> None:
    story = desk.story(NOON)
    for minutes in range(40, 20 * 60, 20):
        desk.update(story, NOON + minutes * MINUTE)
    due = [reply.due_at for reply in desk.replies]
    assert len(due) == 4
    assert due[:3] == [NOON + 40 * MINUTE, NOON + 220 * MINUTE, NOON + 400 * MINUTE]
    assert due[3] == NOON + timedelta(days=1, seconds=90)


def test_a_story_sounds_once_and_only_when_it_turns_urgent(desk: Desk) -> None:
    story = desk.story(NOON)
    desk.update(story, NOON + 10 * MINUTE, severity=Severity.URGENT)
    desk.update(story, NOON + 5 * HOUR, severity=Severity.URGENT)
    assert [post.urgent for post in desk.posts] == [False]
    assert [(reply.urgent, reply.due_at) for reply in desk.replies] == [
        (True, NOON + 10 * MINUTE),
        (False, NOON + 5 * HOUR),
    ]


def test_the_alarm_leads_with_what_made_the_story_urgent(desk: Desk) -> None:
    story = desk.story(NOON)
    desk.update(story, NOON + HOUR, title="Rocket leaves Sohae", severity=Severity.URGENT)
    [reply] = desk.replies
    assert isinstance(reply.content, Post)
    assert reply.content.headline == "Rocket leaves Sohae"


# --- whatever the stream -------------------------------------------------------------------------------------------

ARRIVALS = st.lists(
    st.tuples(
        st.integers(1, 300),  # minutes after the one before
        st.none() | st.integers(0, 30),  # the story it joins, where there are so many
        st.sampled_from([SITE, SPACE]),
        st.sampled_from([Severity.DIGEST, *[Severity.ALERT] * 4, Severity.URGENT]),
        st.sampled_from([Relation.GROWS, Relation.UPDATE]),
    ),
    max_size=30,
)


@given(
    arrivals=ARRIVALS,
    at_most=st.integers(0, 3),
    quiet=st.sampled_from([None, Quiet(time(23), time(6, 30)), Quiet(time(1), time(2, 30))]),
    began=st.sampled_from([datetime(2025, 3, 29, 20, tzinfo=UTC), datetime(2025, 10, 25, 20, tzinfo=UTC)]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_story_that_speaks_is_told_within_the_budget_as_it_was_forecast(
    tmp_path: Path, arrivals, at_most: int, quiet: Quiet | None, began: datetime
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    listener = replace(CHAT, zone=zone, at_most=at_most, quiet=quiet)
    with closing(open_db(tmp_path / "watcher.db")) as db:
        for table in ("notices", "deliveries", "placements", "matches", "texts", "addresses", "articles", "stories"):
            db.execute(f"DELETE FROM {table}")
        desk, at, known, loud = Desk(db, listener), began, [], set()
        for minutes, joins, rule, severity, relation in arrivals:
            at += minutes * MINUTE
            of = known[joins] if joins is not None and joins < len(known) else None
            found = desk.story(at, of=of, rule=rule, severity=severity, relation=relation if of else Relation.NEW)
            known += [] if of else [found]
            loud |= {found} if severity.speaks else set()
        desk.send(until=at + timedelta(days=3))
        assert outbox.listing(db, finals=False) == []
        notices = {story: subscriptions.notice(db, listener.id, story) for story in known}
        assert {story for story, notice in notices.items() if notice} == loud
        for story in loud:
            post = outbox.get(db, notices[story].post)
            assert post.state is DeliveryState.SENT
            assert post.story == story or story in told(desk, post)
        posts = [post for post in desk.posts if not post.urgent]
        days = Counter((post.done_at.astimezone(zone).date(), is_rolling(post)) for post in posts)
        assert all(count <= (1 if rolling else at_most) for (_, rolling), count in days.items())
        sounds = Counter(each.story for each in desk.all(Kind.POST, Kind.REPLY) if each.urgent)
        assert all(count == 1 for count in sounds.values())
        [foreseen] = forecast(desk.heard, [listener])
        assert foreseen.messages == len(desk.posts)
        assert foreseen.replies == len(desk.replies)
        assert foreseen.sounds == sounds.total()


def is_rolling(post: Delivery) -> bool:
    return isinstance(post.content, Roundup) and post.content.occasion is Occasion.DAY
