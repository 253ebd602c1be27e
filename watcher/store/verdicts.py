"""How often looking for messages of unknown fate found what, since the memory was begun."""

from collections import Counter

from watcher.store import meta
from watcher.store.db import Db

_PREFIX = "looked/"


def count(db: Db, *, via: str, verdict: str) -> None:
    meta.tally(db, f"{_PREFIX}{via}/{verdict}")


def counts(db: Db) -> dict[str, Counter[str]]:
    """By channel, then by verdict."""
    found: dict[str, Counter[str]] = {}
    for key, times in meta.kept_below(db, _PREFIX).items():
        via, _, verdict = key.partition("/")
        found.setdefault(via, Counter())[verdict] = int(times)
    return found
