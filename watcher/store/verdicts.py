"""How often looking for messages of unknown fate found what, since the memory was begun."""

from collections import Counter

from watcher.store.db import Db

_PREFIX = "looked/"


def count(db: Db, *, via: str, verdict: str) -> None:
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = value + 1",
        (f"{_PREFIX}{via}/{verdict}",),
    )


def counts(db: Db) -> dict[str, Counter[str]]:
    """By channel, then by verdict."""
    found: dict[str, Counter[str]] = {}
    for row in db.execute("SELECT key, value FROM meta WHERE key GLOB ? ORDER BY key", (f"{_PREFIX}*",)):
        _, via, verdict = row["key"].split("/")
        found.setdefault(via, Counter())[verdict] = int(row["value"])
    return found
