"""What people look at before readers do: posts under review, their copies at a desk, and who decided what."""

from datetime import datetime

from watcher.core.telling import Delivery, DeliveryId, Post, Roundup
from watcher.store import outbox, tellings
from watcher.store.db import Db, text_of

COPY = "-desk"  # ends the key of a post's copy


def waiting(db: Db) -> list[Delivery]:
    ids = [row["id"] for row in db.execute("SELECT id FROM deliveries WHERE state = 'review' ORDER BY id")]
    return [found for id in ids if (found := outbox.get(db, DeliveryId(id))) is not None]


def copy_of(db: Db, delivery: Delivery) -> Delivery | None:
    return outbox.keyed(db, delivery.key + COPY)


def original_of(db: Db, copy: Delivery) -> Delivery | None:
    return outbox.keyed(db, copy.key.removesuffix(COPY)) if copy.key.endswith(COPY) else None


def shown(db: Db, copy: Delivery) -> Post | Roundup | None:
    """The words the desk will see once every edit that waits has been sent."""
    return tellings.latest_words(db, copy.id)


def edits(db: Db, copy: Delivery) -> int:
    return int(db.execute("SELECT count(*) AS n FROM deliveries WHERE target = ?", (copy.id,)).fetchone()["n"])


def note(db: Db, copy: Delivery, act: str, *, who: str, now: datetime) -> None:
    """Keep for good who pressed which button."""
    db.execute("INSERT INTO presses (delivery, act, who, at) VALUES (?, ?, ?, ?)", (copy.id, act, who, text_of(now)))
