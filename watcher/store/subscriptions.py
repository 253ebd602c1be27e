"""Who hears what, mirrored from subscriptions.yaml, and what each already knows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watcher.core.news import Severity, StoryId
from watcher.core.telling import AtOnce, Notice, Subscription, SubscriptionId
from watcher.store.db import Db, instant, instant_of, text_of

LEFT = "unsubscribed"  # the reason of a subscription that its reader ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A subscription as the memory has it."""

    id: SubscriptionId
    address: str
    epoch: int
    lang: str
    has_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of all that was meant for a subscription."""

    id: SubscriptionId
    via: str
    address: str
    state: str  # active | paused | pending | gone
    reason: str | None  # of a state other than active
    since: datetime
    sent: int  # messages that arrived, edits left out
    waiting: int
    dead: int  # refused for good
    last_at: datetime | None  # when the last one arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far a list has told."""

    last: str | None  # its last period
    since: datetime | None  # when it was last told, or else first seen; None: no instant of it has come yet
    ahead: datetime | None  # a date in the future, written while the clock was wrong


def channels(db: Db) -> list[str]:
    """Those by which anybody hears of anything."""
    return [
        row["via"] for row in db.execute("SELECT DISTINCT via FROM subscriptions WHERE state <> 'gone' ORDER BY via")
    ]


def mirror(db: Db, subscriptions: Iterable[Subscription], *, now: datetime) -> None:
    """Keep a row for each subscription of the file; one that the file no longer has is `gone` until it returns.

    One that its reader ended stays ended, whatever the file says. One that returns, or turns from posts to lists or
    back, starts afresh: its first list must not hold what was told, or was not wanted, before.
    """
    listed = [
        {"id": s.id, "via": s.via, "address": s.address, "wants": _wants(s), "now": text_of(now), "left": LEFT}
        for s in subscriptions
    ]
    db.execute(
        "UPDATE subscriptions SET state = 'gone', reason = 'no longer in the file' WHERE origin = 'file'"
        " AND reason IS NOT ? AND id NOT IN (SELECT value FROM json_each(?))",
        (LEFT, json.dumps([each["id"] for each in listed])),
    )
    db.executemany(
        "UPDATE subscriptions SET made_at = :now, last_period = NULL WHERE id = :id AND reason IS NOT :left"
        " AND (state = 'gone' OR coalesce(wants ->> 'lists', 0) <> :wants ->> 'lists')",
        listed,
    )
    db.executemany(
        "INSERT INTO subscriptions (id, origin, via, address, wants, state, made_at)"
        " VALUES (:id, 'file', :via, :address, :wants, 'active', :now)"
        " ON CONFLICT (id) DO UPDATE SET via = excluded.via, address = excluded.address, wants = excluded.wants,"
        " state = 'active', reason = NULL WHERE subscriptions.reason IS NOT :left",
        listed,
    )


def leave(db: Db, subscription: SubscriptionId) -> None:
    """At its reader's word. Doing it twice is doing it once."""
    db.execute("UPDATE subscriptions SET state = 'gone', reason = ? WHERE id = ?", (LEFT, subscription))


def left(db: Db) -> frozenset[SubscriptionId]:
    """Those that their readers ended."""
    rows = db.execute("SELECT id FROM subscriptions WHERE reason = ?", (LEFT,))
    return frozenset(SubscriptionId(row["id"]) for row in rows)


def find(db: Db, subscription: SubscriptionId, *, via: str) -> Listed | None:
    row = db.execute(
        "SELECT id, address, epoch, reason, wants FROM subscriptions WHERE id = ? AND via = ?", (subscription, via)
    ).fetchone()
    if row is None:
        return None
    return Listed(
        id=SubscriptionId(row["id"]),
        address=row["address"],
        epoch=row["epoch"],
        lang=json.loads(row["wants"]).get("lang", "en"),
        has_left=row["reason"] == LEFT,
    )


def accounts(db: Db) -> list[Account]:
    """Of every subscription there ever was, in the order of their ids."""
    rows = db.execute(
        "SELECT s.id, s.via, s.address, s.state, s.reason, s.made_at,"
        " count(*) FILTER (WHERE d.state = 'sent' AND d.kind <> 'edit') AS sent,"
        " count(*) FILTER (WHERE d.state IN ('due', 'review', 'sending', 'unknown')) AS waiting,"
        " count(*) FILTER (WHERE d.state = 'dead') AS dead,"
        " max(d.done_at) FILTER (WHERE d.state = 'sent') AS last_at"
        " FROM subscriptions s LEFT JOIN deliveries d ON d.subscription = s.id GROUP BY s.id ORDER BY s.id"
    )
    return [
        Account(
            id=SubscriptionId(row["id"]),
            via=row["via"],
            address=row["address"],
            state=row["state"],
            reason=row["reason"],
            since=instant(row["made_at"]),
            sent=row["sent"],
            waiting=row["waiting"],
            dead=row["dead"],
            last_at=instant_of(row["last_at"]),
        )
        for row in rows
    ]


def _wants(subscription: Subscription) -> str:
    rules = sorted(subscription.rules) if subscription.rules is not None else None
    lists = not isinstance(subscription.cadence, AtOnce)
    return json.dumps({"rules": rules, "lang": subscription.lang, "lists": lists})


def told_until(db: Db, subscription: SubscriptionId, *, now: datetime) -> Told | None:
    """None for a subscription never seen. Dates after `now` do not count: they were written by a wrong clock."""
    row = db.execute(
        "SELECT last_period, made_at, max(closes_at) FILTER (WHERE closes_at <= :now) AS told,"
        " max(made_at, coalesce(max(closes_at), made_at)) AS newest"
        " FROM subscriptions s LEFT JOIN digests d ON d.list = s.id WHERE s.id = :id GROUP BY s.id",
        {"id": subscription, "now": text_of(now)},
    ).fetchone()
    if row is None:
        return None
    known = [at for at in (instant(row["made_at"]), instant_of(row["told"])) if at is not None and at <= now]
    newest = instant(row["newest"])
    return Told(last=row["last_period"], since=max(known, default=None), ahead=newest if newest > now else None)


def end_period(db: Db, subscription: SubscriptionId, period: str) -> None:
    db.execute("UPDATE subscriptions SET last_period = ? WHERE id = ?", (period, subscription))


def notice(db: Db, subscription: SubscriptionId, story: StoryId) -> Notice | None:
    row = db.execute("SELECT * FROM notices WHERE subscription = ? AND story = ?", (subscription, story)).fetchone()
    if row is None:
        return None
    return Notice(
        subscription=subscription,
        story=story,
        revision=row["revision"],
        severity=Severity(row["severity"]),
        outlets=row["outlets"],
        post=row["post"],
        told_at=instant(row["told_at"]),
        corrected=row["corrected"],
    )


def knowing(db: Db, *told: StoryId) -> list[SubscriptionId]:
    """Those that know one of these stories."""
    rows = db.execute(
        "SELECT DISTINCT subscription FROM notices WHERE story IN (SELECT value FROM json_each(?)) ORDER BY 1",
        (json.dumps(told),),
    )
    return [SubscriptionId(row["subscription"]) for row in rows]


def save_notice(db: Db, notice: Notice) -> None:
    """`told_at` is when its post went or is to go: what later limits count from."""
    db.execute(
        "INSERT INTO notices (subscription, story, revision, severity, outlets, post, told_at, corrected)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (subscription, story) DO UPDATE SET revision = excluded.revision, severity = excluded.severity,"
        " outlets = excluded.outlets, post = coalesce(excluded.post, post), told_at = excluded.told_at,"
        " corrected = excluded.corrected",
        (
            notice.subscription,
            notice.story,
            notice.revision,
            notice.severity,
            notice.outlets,
            notice.post,
            text_of(notice.told_at),
            notice.corrected,
        ),
    )
