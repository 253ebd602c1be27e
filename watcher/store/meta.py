"""Small facts by name: when the last cycle began, which rules are in force, how often something was done."""

from collections.abc import Mapping

from watcher.store.db import Db


def keep(db: Db, key: str, value: str) -> None:
    """Keep one fact by its name, in place of the one before."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def kept(db: Db, key: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row["value"] if row else None


def kept_below(db: Db, prefix: str) -> Mapping[str, str]:
    """All facts whose names begin with `prefix`, by what follows it."""
    rows = db.execute("SELECT key, value FROM meta WHERE key GLOB ? ORDER BY key", (f"{prefix}*",))
    return {row["key"].removeprefix(prefix): row["value"] for row in rows}


def tally(db: Db, key: str) -> None:
    """Count once more how often something was done."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, '1')"
        " ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (key,),
    )
