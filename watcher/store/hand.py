"""What an editor decided over the machine: stories joined and parted. Ids never move; articles do."""

from collections.abc import Iterable
from datetime import datetime

from watcher.core.editing.hand import Standing
from watcher.core.news import ArticleId, Severity, StoryId, loudest
from watcher.store import corrections, meta
from watcher.store.db import Db, text_of

_FIRST = (
    "SELECT p.article FROM placements p JOIN articles a ON a.id = p.article WHERE p.story = :story"
    " ORDER BY a.seen_at, coalesce(a.published_at, '9'), a.id LIMIT 1"
)


def standing(db: Db, story: StoryId) -> Standing:
    row = db.execute(
        "SELECT s.merged_into AS into_, (SELECT max(n.id) FROM stories n WHERE n.earlier = s.id"
        " AND n.merged_into IS NULL) AS heir FROM stories s WHERE s.id = ?",
        (story,),
    ).fetchone()
    correction = corrections.latest(db, story)
    return Standing(
        story=StoryId(row["into_"]) if row["into_"] is not None else story,
        is_withdrawn=correction is not None and correction.withdraws,
        heir=row["heir"],
    )


def join(db: Db, kept: StoryId, ended: StoryId, *, now: datetime) -> None:
    """All articles of one story belong to another from now on."""
    values = {"kept": kept, "ended": ended, "now": text_of(now)}
    moved = db.execute(
        "UPDATE placements SET story = :kept, part = coalesce(part, :ended), by = 'editor' WHERE story = :ended", values
    ).rowcount
    db.execute("UPDATE stories SET merged_into = :kept WHERE merged_into = :ended", values)
    db.execute("UPDATE stories SET merged_into = :kept, closed_at = :now WHERE id = :ended", values)
    db.execute("UPDATE stories SET earlier = :kept WHERE earlier = :ended AND id <> :kept", values)
    db.execute("UPDATE stories SET earlier = NULL WHERE earlier = id", values)
    _settle(db, kept, joined=moved, now=now)
    meta.tally(db, "hand")


def part(db: Db, story: StoryId, articles: Iterable[ArticleId], *, headline: str, left: str, now: datetime) -> StoryId:
    """Some articles of a story tell another one, which is opened. Returns it. `left`: the headline of what stays."""
    found = db.execute(
        "INSERT INTO stories (headline, severity, opened_at, updated_at, revision) VALUES (?, ?, ?, ?, 0)",
        (headline, Severity.LOG, text_of(now), text_of(now)),
    )
    opened = StoryId(found.lastrowid or 0)
    moved = [(opened, article) for article in articles]
    db.executemany("UPDATE placements SET story = ?, part = NULL, by = 'editor' WHERE article = ?", moved)
    db.execute(
        "UPDATE stories SET opened_at = (SELECT min(placed_at) FROM placements WHERE story = :story) WHERE id = :story",
        {"story": opened},
    )
    db.execute("UPDATE stories SET headline = ? WHERE id = ?", (left, story))
    _settle(db, opened, joined=len(moved), now=now)
    _settle(db, story, joined=0, now=now)
    meta.tally(db, "hand")
    return opened


def _settle(db: Db, story: StoryId, *, joined: int, now: datetime) -> None:
    """Mend a story after articles came or left: which one opens it, what copies are copies of, and its severity."""
    values = {"story": story, "joined": joined, "now": text_of(now)}
    db.execute(
        "UPDATE placements SET copy_of = NULL, relation = iif(relation = 'copy', 'grows', relation)"
        " WHERE story = :story AND copy_of NOT IN (SELECT article FROM placements WHERE story = :story)",
        values,
    )
    db.execute(f"UPDATE placements SET relation = 'new', copy_of = NULL WHERE article = ({_FIRST})", values)
    db.execute(
        f"UPDATE placements SET relation = 'grows' WHERE story = :story AND relation = 'new' AND article <> ({_FIRST})",
        values,
    )
    rows = db.execute(
        "SELECT DISTINCT m.severity FROM matches m JOIN placements p ON p.article = m.article WHERE p.story = :story",
        values,
    )
    db.execute(
        "UPDATE stories SET severity = :severity, revision = revision + :joined, updated_at = :now WHERE id = :story",
        values | {"severity": loudest(Severity(row["severity"]) for row in rows)},
    )
