"""What was put right or taken back of stories that were told."""

from datetime import datetime

from watcher.core.news import StoryId
from watcher.core.said import Cause, Correction
from watcher.store.db import Db, Row, instant, text_of


def add(db: Db, story: StoryId, correction: Correction, *, by: str, now: datetime) -> None:
    """`by` tells the operator who said so. The story counts as moved, so that lists that told it look at it again."""
    db.execute(
        "INSERT INTO corrections (story, number, cause, withdraws, at, note, outlet, said, url, made_at, made_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            story,
            correction.number,
            correction.cause,
            correction.withdraws,
            text_of(correction.at),
            correction.note,
            correction.outlet,
            correction.said,
            correction.url,
            text_of(now),
            by,
        ),
    )
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
