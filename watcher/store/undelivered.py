"""What did not arrive, or has not yet, by address: what somebody must hear of."""

from dataclasses import dataclass
from datetime import datetime

from watcher.store.db import Db, text_of


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
    return _counted(db, "state IN ('due', 'unknown') AND attempts > 0 AND made_at < ?", since)


def _counted(db: Db, which: str, at: datetime) -> list[Undelivered]:
    rows = db.execute(  # max(id) chooses the row that the reason is taken from
        f"SELECT via, address, count(*) AS n, last_error, max(id) FROM deliveries WHERE {which} GROUP BY via, address",
        (text_of(at),),
    )
    return [
        Undelivered(row["via"], row["address"], row["n"], row["last_error"] or "no reason was given") for row in rows
    ]
