"""What was put right or taken back of stories that were told."""

from datetime import datetime

from watcher.core.news import StoryId
from watcher.core.said import Cause, Correction
from watcher.store.db import Db, Row, instant, text_of


def add(db: Db, story: StoryId, correction: Correction, *, by: str, now: datetime) -> None:
    """`by` tells the operator who said so. The story counts as moved, so that lists that told it look at it again."""
    from sqlite_utils import Database  # 7 MB, which a watcher that corrects nothing does without

    row = {
        "story": story,
        "number": correction.number,
        "cause": correction.cause,
        "withdraws": correction.withdraws,
        "at": text_of(correction.at),
        "note": correction.note,
        "outlet": correction.outlet,
        "said": correction.said,
        "url": correction.url,
        "made_at": text_of(now),
        "made_by": by,
    }
    Database(db).table("corrections").insert(row)
    db.execute("UPDATE stories SET updated_at = max(updated_at, ?) WHERE id = ?", (text_of(now), story))


def latest(db: Db, story: StoryId) -> Correction | None:
    """The latest correction of a story, or of the one it was joined to."""
    row = db.execute(
        "SELECT c.* FROM corrections c JOIN stories s ON c.story = coalesce(s.merged_into, s.id) WHERE s.id = ?"
        " ORDER BY number DESC LIMIT 1",
        (story,),
    ).fetchone()
    return _correction(row) if row else None


def _correction(row: Row) -> Correction:
    return Correction(
        number=row["number"],
        cause=Cause(row["cause"]),
        withdraws=bool(row["withdraws"]),
        at=instant(row["at"]),
        note=row["note"],
        outlet=row["outlet"],
        said=row["said"],
        url=row["url"],
    )
