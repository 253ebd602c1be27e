"""How often something was done, by its kinds, since the memory was begun: what would take seconds to count by rows."""

from collections import Counter
from collections.abc import Mapping

from watcher.store import meta
from watcher.store.db import Db

LOOKED = "looked"  # for a message of unknown fate, by channel and verdict
MATCHED = "matched"  # articles that concerned us when they were filed, by severity
POLLED = "polled"  # feeds, by what came of it
SETTLED = "settled"  # deliveries that came to an end, by channel, kind and state: a trigger counts them


def count(db: Db, what: str, *kinds: str) -> None:
    meta.tally(db, "/".join((what, *kinds)))


def keep(db: Db, what: str, counted: Mapping[str, int]) -> None:
    """Write down what was counted elsewhere, in place of what stood there."""
    for kind, times in counted.items():
        meta.keep(db, f"{what}/{kind}", str(times))


def counts(db: Db, what: str) -> Counter[tuple[str, ...]]:
    """By kinds, in their order."""
    found = meta.kept_below(db, f"{what}/")
    return Counter({tuple(kinds.split("/")): int(times) for kinds, times in found.items()})
