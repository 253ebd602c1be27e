"""Digests as they were frozen, each once for all its parts."""

from datetime import datetime

from watcher.core.edition import Edition
from watcher.core.telling import DigestId
from watcher.store import content
from watcher.store.db import Db, instant, text_of


def add(db: Db, edition: Edition) -> DigestId:
    """A list has one digest for each period; a second one raises IntegrityError."""
    cursor = db.execute(
        "INSERT INTO digests (list, period, opens_at, closes_at, content) VALUES (?, ?, ?, ?, ?)",
        (
            edition.subscription,
            edition.period,
            text_of(edition.opens_at),
            text_of(edition.closes_at),
            content.text_of(edition),
        ),
    )
    return DigestId(cursor.lastrowid or 0)


def opened_at(db: Db, *, list: str, closes_at: datetime) -> datetime | None:
    """When the period of the digest that closed at this instant began; None where none closed then."""
    row = db.execute(
        "SELECT opens_at FROM digests WHERE list = ? AND closes_at = ?", (list, text_of(closes_at))
    ).fetchone()
    return instant(row["opens_at"]) if row else None


def is_known(db: Db, *, list: str, period: str) -> bool:
    return db.execute("SELECT 1 FROM digests WHERE list = ? AND period = ?", (list, period)).fetchone() is not None
