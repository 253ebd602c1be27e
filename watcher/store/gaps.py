"""What feeds showed and dropped again before we asked."""

from collections.abc import Mapping
from datetime import datetime

from watcher.core.feeds import FeedId
from watcher.core.timing.polling import Gap
from watcher.store.db import Db, instant, text_of


def add(db: Db, feed: FeedId, gap: Gap, *, found_at: datetime) -> None:
    db.execute(
        "INSERT OR IGNORE INTO gaps (feed, since, until, items, found_at) VALUES (?, ?, ?, ?, ?)",
        (feed, text_of(gap.since), text_of(gap.until), gap.items, text_of(found_at)),
    )


def counts(db: Db) -> Mapping[FeedId, int]:
    return {FeedId(row["feed"]): row["n"] for row in db.execute("SELECT feed, count(*) AS n FROM gaps GROUP BY feed")}


def latest(db: Db) -> Mapping[FeedId, Gap]:
    rows = db.execute("SELECT feed, max(since) AS since, until, items FROM gaps GROUP BY feed")
    return {
        FeedId(row["feed"]): Gap(since=instant(row["since"]), until=instant(row["until"]), items=row["items"])
        for row in rows
    }


def items(db: Db) -> int:
    """How many items at most went by unseen, in all gaps."""
    return int(db.execute("SELECT coalesce(sum(items), 0) FROM gaps").fetchone()[0])
