"""What did not arrive, or has not yet: what somebody must hear of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from watcher.store.db import Db, instant_of, text_of


@dataclass(frozen=True, slots=True)
class Undelivered:
    """How many messages to one address did not arrive, and why the latest of them did not."""

    via: str
    address: str
    count: int
    why: str


def buried(db: Db, *, since: datetime) -> list[Undelivered]:
    """What was refused for good."""
    return _counted(db, "state = 'dead' AND done_at > ?", since)


def overdue(db: Db, *, since: datetime) -> list[Undelivered]:
    """What was tried without success and has waited since before an instant."""
    return _counted(db, "done_at IS NULL AND state IN ('due', 'unknown') AND attempts > 0 AND made_at < ?", since)


def counts(db: Db) -> Mapping[tuple[str, ...], int]:
    """How many deliveries have not come to their end, or are dead letters, by channel and state."""
    return {(row["via"], row["state"]): row["n"] for row in db.execute(_COUNTS)}


_COUNTS = " UNION ALL ".join(  # one by one: each then has an index that holds its rows alone
    f"SELECT via, state, count(*) AS n FROM deliveries WHERE {which} GROUP BY via, state"
    for which in ("state = 'due'", "state = 'review'", "state IN ('sending', 'unknown')", "state = 'dead'")
)


def oldest(db: Db, *, now: datetime) -> datetime | None:
    """When the oldest of those was made that could go out now, or were tried; None where nothing waits."""
    row = db.execute(
        "SELECT min(made_at) AS at FROM deliveries WHERE state = 'due' AND (due_at <= ? OR attempts > 0)",
        (text_of(now),),
    ).fetchone()
    return instant_of(row["at"])


def _counted(db: Db, which: str, at: datetime) -> list[Undelivered]:
    rows = db.execute(  # max(id) chooses the row that the reason is taken from
        f"SELECT via, address, count(*) AS n, last_error, max(id) FROM deliveries WHERE {which} GROUP BY via, address",
        (text_of(at),),
    )
    return [
        Undelivered(row["via"], row["address"], row["n"], row["last_error"] or "no reason was given") for row in rows
    ]
