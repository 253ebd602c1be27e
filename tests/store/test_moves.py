"""The memory takes every move that the core makes, and no other."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watcher.core.outcome import (
    Absent,
    Later,
    Malformed,
    Moved,
    Present,
    Refused,
    Sent,
    Unauthorised,
    Undecidable,
    Unknown,
    Unsent,
    Wait,
)
from watcher.core.sending.delivery import MOVES, Illegal, bury, claim, drop, orphan, resolve, revive, settle
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, Message, Subscription, SubscriptionId
from watcher.store import outbox, subscriptions
from watcher.store.db import Db, open_db

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
OUTCOMES = (
    Sent("-1005:1"),
    Wait(timedelta(seconds=9)),
    Unsent("e"),
    Unknown("e"),
    Malformed("e"),
    Moved("-1006/7"),
    Refused("e"),
    Unauthorised("e"),
)
FINDINGS = (Present("-1005:1"), Absent(), Undecidable("why"), Later(timedelta(seconds=9), "why"))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    with closing(open_db(tmp_path_factory.mktemp("moves") / "watcher.db")) as db:
        channel = Subscription(id=SubscriptionId("channel"), via="telegram", address="-1005/7", zone=UTC)
        subscriptions.mirror(db, [channel], now=NOON)
        yield db


def a_row(db: Db, kind: Kind = Kind.POST) -> Delivery:
    db.execute("DELETE FROM deliveries WHERE target IS NOT NULL")
    db.execute("DELETE FROM deliveries")
    usual = {"subscription": SubscriptionId("channel"), "via": "telegram", "due_at": NOON, "made_at": NOON}
    waiting = Delivery(id=DeliveryId(0), key="post", address="-1005/7", kind=Kind.POST, **usual)
    id = outbox.add(db, waiting)
    assert id is not None
    if kind is Kind.POST:
        return replace(waiting, id=id)
    edit = replace(waiting, key="edit", kind=kind, target=id)
    return replace(edit, id=outbox.add(db, edit))


def moved(delivery: Delivery, move: object, now: datetime) -> Delivery:
    """Whatever the move would make of it. Raises Illegal."""
    if move == "claim":
        return claim(delivery, now=now, base_id=1, message=Message(body="x"))
    if move == "orphan":
        return orphan(delivery, now=now)
    if move == "bury":
        return bury(delivery, "a fault of ours", now=now)
    if move == "drop":
        return drop(delivery, "unsubscribed", now=now)
    if move == "revive":
        return revive(delivery, now=now)
    if isinstance(move, OUTCOMES_AS_TYPES):
        return settle(delivery, move, now=now, jitter=0.5)
    return resolve(delivery, move, now=now)


OUTCOMES_AS_TYPES = tuple(type(outcome) for outcome in OUTCOMES)
STEPS = st.sampled_from(["claim", "orphan", "bury", "drop", "revive", *OUTCOMES, *FINDINGS])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=40), kind=st.sampled_from([Kind.POST, Kind.EDIT]))
def test_whatever_moves_a_delivery_the_memory_takes_it_and_gives_it_back(db: Db, steps: list, kind: Kind):
    delivery, now = a_row(db, kind), NOON
    for step in steps:
        now = max(now, delivery.due_at)
        with suppress(Illegal):
            delivery = moved(delivery, step, now)
        outbox.save(db, delivery)
        assert outbox.get(db, delivery.id) == delivery


def in_state(db: Db, state: DeliveryState) -> Delivery:
    """A row of that state, however it came there."""
    row = a_row(db)
    if state.is_final:
        row = replace(row, done_at=NOON, last_error=None if state == "sent" else "why")
    if state in ("sending", "unknown"):
        row = replace(row, claimed_at=NOON, attempts=1, message=Message(body="x"))
    sql = db.execute("SELECT sql FROM sqlite_master WHERE name = 'legal_moves'").fetchone()[0]
    db.execute("DROP TRIGGER legal_moves")
    outbox.save(db, replace(row, state=state))
    db.execute(sql)
    return replace(row, state=state)


@pytest.mark.parametrize(("before", "after"), list(product(DeliveryState, DeliveryState)))
def test_the_memory_knows_the_same_moves_as_the_core(db: Db, before: DeliveryState, after: DeliveryState):
    in_state(db, before)
    whole = (
        "UPDATE deliveries SET state = :to, attempts = 1, message = '{}',"
        " claimed_at = iif(:to IN ('sending', 'unknown'), 'x', NULL),"
        " done_at = iif(:to IN ('sent', 'expired', 'dead', 'dropped'), 'x', NULL),"
        " last_error = iif(:to = 'sent', NULL, 'why')"
    )
    if after in MOVES[before] or before is after:
        db.execute(whole, {"to": after})
    else:
        with pytest.raises(sqlite3.IntegrityError, match="cannot move so"):
            db.execute(whole, {"to": after})


@pytest.mark.parametrize(
    "nonsense",
    [
        "state = 'sending', claimed_at = NULL, attempts = 1, message = '{}'",
        "state = 'sending', claimed_at = 'x', attempts = 0, message = '{}'",
        "state = 'sending', claimed_at = 'x', attempts = 1, message = NULL",
        "claimed_at = 'x'",
        "state = 'dead', done_at = NULL, last_error = 'why'",
        "state = 'dead', done_at = 'x', last_error = NULL",
        "done_at = 'x'",
        "deaths = 1",
        "carrier = id",
        "target = id",
        "kind = 'edit'",
        "state = 'lost'",
    ],
)
def test_a_row_that_makes_no_sense_is_refused(db: Db, nonsense: str):
    a_row(db)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(f"UPDATE deliveries SET {nonsense}")
