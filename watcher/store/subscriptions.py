"""Who hears what, mirrored from subscriptions.yaml, and what each already knows."""

import json
from collections.abc import Iterable
from datetime import datetime

from watcher.core.news import Severity, StoryId
from watcher.core.telling import DeliveryId, Notice, Subscription, SubscriptionId
from watcher.store.db import Db, instant, text_of


def mirror(db: Db, subscriptions: Iterable[Subscription], *, now: datetime) -> None:
    """A row for each; those no longer in the file are gone at once, and come back when they return."""
    listed = [
        (s.id, s.via, s.address, json.dumps({"rules": sorted(s.rules) if s.rules is not None else None}), text_of(now))
        for s in subscriptions
    ]
    db.execute("UPDATE subscriptions SET state = 'gone', reason = 'no longer in the file' WHERE origin = 'file'")
    db.executemany(
        "INSERT INTO subscriptions (id, origin, via, address, wants, state, made_at)"
        " VALUES (?, 'file', ?, ?, ?, 'active', ?)"
        " ON CONFLICT (id) DO UPDATE SET via = excluded.via, address = excluded.address, wants = excluded.wants,"
        " state = 'active', reason = NULL",
        listed,
    )


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
        post=DeliveryId(row["post"]) if row["post"] is not None else None,
        told_at=instant(row["told_at"]),
    )


def save_notice(db: Db, notice: Notice) -> None:
    """`told_at` stays that of the first telling: it is what later limits count from."""
    db.execute(
        "INSERT INTO notices (subscription, story, revision, severity, outlets, post, told_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (subscription, story) DO UPDATE SET revision = excluded.revision, severity = excluded.severity,"
        " outlets = excluded.outlets",
        (
            notice.subscription,
            notice.story,
            notice.revision,
            notice.severity,
            notice.outlets,
            notice.post,
            text_of(notice.told_at),
        ),
    )
