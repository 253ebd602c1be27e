"""The order in which waiting rows may go."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from watcher.core.editing.backlog import TOGETHER
from watcher.core.news import StoryId
from watcher.core.outcome import Sent, Unknown, Unsent, Wait
from watcher.core.sending.delivery import claim, settle
from watcher.core.telling import Delivery, DeliveryId, Kind, Message, Subscription, SubscriptionId
from watcher.core.timing.freshness import FRESH
from watcher.store import outbox, pauses, subscriptions, undelivered
from watcher.store.db import Db, open_db

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    with closing(open_db(tmp_path / "watcher.db")) as db:
        channel = Subscription(id=SubscriptionId("channel"), via="telegram", address="@watch", zone=UTC)
        subscriptions.mirror(db, [channel], now=NOON)
        yield db


def queue(db: Db, key: str, **given) -> Delivery:
    usual = {"via": "telegram", "address": "@watch", "kind": Kind.POST, "due_at": NOON, "made_at": NOON}
    waiting = Delivery(id=DeliveryId(0), key=key, subscription=SubscriptionId("channel"), **(usual | given))
    id = outbox.add(db, waiting)
    assert id is not None
    return replace(waiting, id=id)


def lay_a_story(db: Db, id: int) -> StoryId:
    of_stories = "stories (id, headline, severity, opened_at, updated_at)"
    db.execute(f"INSERT INTO {of_stories} VALUES (?, 'Pier built', 'alert', '', '')", (id,))
    return StoryId(id)


def try_to_send(db: Db, delivery: Delivery, outcome) -> None:
    taken = claim(delivery, now=NOON, base_id=None, message=Message(body="x"))
    outbox.save(db, taken)
    outbox.save(db, settle(taken, outcome, now=NOON, jitter=0.5))


def next_ones(db: Db, now: datetime = NOON) -> list[str]:
    found = [outbox.claimable(db, via=via, now=now, wall=now, limit=9) for via in ("telegram", "file")]
    return [delivery.key for each in found for delivery in each]


def test_an_address_is_told_in_the_order_of_queueing(db: Db):
    queue(db, "first")
    queue(db, "second")
    assert next_ones(db) == ["first"]


def test_every_address_has_its_own_line(db: Db):
    queue(db, "here")
    queue(db, "there", address="@other")
    queue(db, "in a file", via="file")
    assert next_ones(db) == ["here", "there", "in a file"]


def test_what_is_urgent_passes_what_waits(db: Db):
    queue(db, "calm")
    queue(db, "urgent", urgent=True)
    assert next_ones(db) == ["urgent"]


def test_a_long_line_begins_early(db: Db):
    queue(db, "one for a reader", address="42")
    for number in range(3):
        queue(db, f"{number} for the channel")
    assert next_ones(db) == ["0 for the channel", "one for a reader"]


def test_what_waits_for_a_retry_keeps_its_place(db: Db):
    try_to_send(db, queue(db, "first"), Unsent("no connection"))
    queue(db, "second")
    assert next_ones(db) == []
    assert next_ones(db, NOON + MINUTE) == ["first"]


def test_what_is_planned_for_later_lets_others_pass(db: Db):
    queue(db, "gathering", due_at=NOON + MINUTE)
    queue(db, "ready")
    assert next_ones(db) == ["ready"]


def test_one_of_an_address_is_in_flight_at_a_time(db: Db):
    first = queue(db, "first")
    queue(db, "second")
    outbox.save(db, claim(first, now=NOON, base_id=None, message=Message(body="x")))
    assert next_ones(db, NOON + MINUTE) == []
    assert [delivery.key for delivery in outbox.in_flight(db)] == ["first"]


def test_the_threads_of_a_chat_take_turns(db: Db):
    first = queue(db, "in one thread", address="-1005/7")
    queue(db, "in another", address="-1005/8")
    assert next_ones(db) == ["in one thread", "in another"]
    outbox.save(db, claim(first, now=NOON, base_id=None, message=Message(body="x")))
    assert next_ones(db) == []


def test_what_arrived_in_one_thread_is_known_in_the_other(db: Db):
    try_to_send(db, queue(db, "in one thread", address="-1005/7"), Sent("-1005:12"))
    assert outbox.receipts(db, via="telegram", chat="-1005") == ["-1005:12"]


def test_nothing_passes_what_may_have_arrived(db: Db):
    try_to_send(db, queue(db, "first"), Unknown("no answer"))
    queue(db, "second", urgent=True)
    assert next_ones(db, NOON + 60 * MINUTE) == []
    assert outbox.to_probe(db, now=NOON) == []
    assert [delivery.key for delivery in outbox.to_probe(db, now=NOON + MINUTE)] == ["first"]


def test_an_address_that_asked_to_wait_is_left_alone_until_then(db: Db):
    queue(db, "here")
    queue(db, "there", address="@other")
    pauses.pause(db, via="telegram", address="@watch", until=NOON + MINUTE, why="flood")
    assert next_ones(db) == ["there"]
    assert next_ones(db, NOON + MINUTE) == ["here", "there"]


def test_of_a_long_line_those_are_given_that_may_be_told_together(db: Db):
    for number in range(40):
        queue(db, f"{number}", story=lay_a_story(db, number + 1), urgent=number < 2)
    lines = [
        [each.key for each in line]
        for at in (NOON, NOON + 2 * FRESH)
        for line in outbox.long_lines(db, via="telegram", now=at, wall=at)
    ]
    calm = [f"{number}" for number in range(2, 2 + TOGETHER)]
    assert lines == [calm, ["0", "1", *calm]]


def test_twice_as_long_a_line_takes_twice_as_long(db: Db):
    work = []  # in steps of SQLite's machine: time would tell of the machine's load
    for number in range(1, 401):
        queue(db, f"{number}", story=lay_a_story(db, number))
        if number in (200, 400):
            steps = count()
            db.set_progress_handler(lambda steps=steps: next(steps) < 0, 10)
            outbox.long_lines(db, via="telegram", now=NOON, wall=NOON)
            db.set_progress_handler(None, 0)
            work.append(next(steps))
    assert work[1] < 3 * work[0]


def test_a_paused_channel_waits_for_a_new_start(db: Db):
    queue(db, "here")
    queue(db, "in a file", via="file")
    pauses.pause(db, via="telegram", address="", until=None, why="wrong token")
    assert next_ones(db, NOON + 900 * MINUTE) == ["in a file"]
    pauses.lift_of_channels(db)
    assert next_ones(db) == ["here", "in a file"]


def test_composing_twice_queues_once(db: Db):
    delivery = queue(db, "once")
    assert outbox.add(db, delivery) is None
    assert len(outbox.listing(db, finals=True)) == 1


def test_a_saved_delivery_is_read_back_as_it_was(db: Db):
    taken = claim(queue(db, "first"), now=NOON, base_id=7, message=Message(body="x", options={"html": True}))
    waiting = settle(taken, Wait(MINUTE), now=NOON, jitter=0.5)
    for each in (taken, waiting):
        outbox.save(db, each)
        assert outbox.get(db, each.id) == each


def test_what_is_asked_again_and_again_looks_at_no_row_that_came_to_its_end(db: Db):
    for each in range(20):
        try_to_send(db, queue(db, f"sent-{each}", address=f"@{each}"), Sent("7"))
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    outbox.claimable(db, via="telegram", now=NOON, wall=NOON, limit=9)
    outbox.long_lines(db, via="telegram", now=NOON, wall=NOON)
    outbox.to_probe(db, now=NOON)
    outbox.in_flight(db)
    outbox.overtaken(db)
    outbox.unwanted(db)
    outbox.held(db, SubscriptionId("channel"))
    outbox.waiting(db, "telegram")
    undelivered.buried(db, since=NOON)
    undelivered.overdue(db, since=NOON)
    undelivered.counts(db)
    undelivered.oldest(db, now=NOON)
    db.set_trace_callback(None)
    plans = {sql: [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in asked}
    looks_at_all = re.compile(
        r"SCAN (d|deliveries)\b(?! USING.* INDEX (waiting|reviewed|buried|unsettled|one_in_flight))"
    )
    assert len(asked) >= 12
    assert [(sql, plan) for sql, plan in plans.items() if any(map(looks_at_all.match, plan))] == []
