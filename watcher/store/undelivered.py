"""What did not arrive, or has not yet, by address: what somebody must hear of."""

from datetime import datetime

from watcher.store.db import Db, text_of


def buried(db: Db, *, since: datetime) -> list[tuple[str, str, int, str]]:
    """What was refused for good: channel, address, how many, the latest reason."""
    return _counted(db, "state = 'dead' AND done_at > ?", since)


def overdue(db: Db, *, since: datetime) -> list[tuple[str, str, int, str]]:
    """What was tried, and still waits since an instant: channel, address, how many, the latest reason."""
    return _counted(db, "state IN ('due', 'unknown') AND attempts > 0 AND made_at < ?", since)


def _counted(db: Db, which: str, at: datetime) -> list[tuple[str, str, int, str]]:
    rows = db.execute(  # max(id) chooses the row that the reason is taken from
        f"SELECT via, address, count(*) AS n, last_error, max(id) FROM deliveries WHERE {which} GROUP BY via, address",
        (text_of(at),),
    )
    return [(row["via"], row["address"], row["n"], row["last_error"] or "no reason was given") for row in rows]
