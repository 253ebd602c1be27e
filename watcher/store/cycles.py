"""When the watcher last ran."""

from datetime import datetime

from watcher.store.db import Db, instant_of, text_of


def begin(db: Db, *, now: datetime) -> None:
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('last_cycle', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (text_of(now),),
    )


def last(db: Db) -> datetime | None:
    row = db.execute("SELECT value FROM meta WHERE key = 'last_cycle'").fetchone()
    return instant_of(row["value"]) if row else None
