"""Stories and the articles placed in them."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from watcher.core.news import ArticleId, Cited, Match, Member, Placement, Relation, Severity, Story, StoryId
from watcher.store import corrections
from watcher.store.articles import article_of, matches_in
from watcher.store.db import Db, Row, instant, instant_of, text_of

MEMBERS = """
SELECT a.*, t.text, p.story, p.part, p.relation, p.facts, p.cited, c.seen_at AS copied_at,
  CASE p.by WHEN 'machine' THEN p.score END AS score
FROM placements p JOIN articles a ON a.id = p.article LEFT JOIN texts t ON t.article = a.id
LEFT JOIN articles c ON c.id = p.copy_of
"""
_CITING, _VIA = "citing", "via"
ARRIVAL = " ORDER BY a.seen_at, coalesce(a.published_at, '9'), a.id"  # those of one cycle by publication


def place(
    db: Db, article: ArticleId, placement: Placement, *, headline: str, severity: Severity, now: datetime
) -> StoryId:
    """Write a placement down, opening its story or letting it grow. Returns the story's id, which never moves."""
    at = text_of(now)
    if placement.story is None:
        cursor = db.execute(
            "INSERT INTO stories (headline, severity, opened_at, updated_at, earlier) VALUES (?, ?, ?, ?, ?)",
            (headline, severity, at, at, placement.earlier),
        )
        story = StoryId(cursor.lastrowid or 0)
    else:
        story = placement.story
        db.execute(
            "UPDATE stories SET severity = ?, updated_at = ?, revision = revision + 1 WHERE id = ?",
            (severity, at, story),
        )
    db.execute(
        "INSERT INTO placements (article, story, relation, copy_of, score, by, placed_at, facts, cited)"
        " VALUES (?, ?, ?, ?, ?, 'machine', ?, ?, ?)",
        (
            article,
            story,
            placement.relation,
            placement.copy_of,
            placement.score,
            at,
            json.dumps(placement.facts, ensure_ascii=False),
            _cited_text(placement.cited),
        ),
    )
    return story


def of(db: Db, article: ArticleId) -> StoryId | None:
    """The story that an article is placed in, if any."""
    row = db.execute("SELECT story FROM placements WHERE article = ?", (article,)).fetchone()
    return StoryId(row["story"]) if row else None


def revise(db: Db, article: ArticleId, cited: Sequence[Cited]) -> None:
    """Write down anew whom an article cites: its whole page was read meanwhile."""
    db.execute("UPDATE placements SET cited = ? WHERE article = ?", (_cited_text(cited), article))


def story(db: Db, id: StoryId) -> Story:
    """Raises LookupError."""
    row = db.execute("SELECT * FROM stories WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise LookupError(f"there is no story {id}")
    return _story(db, row)


def merged_into(db: Db, id: StoryId) -> StoryId | None:
    """The story that took this one in."""
    row = db.execute("SELECT merged_into AS story FROM stories WHERE id = ?", (id,)).fetchone()
    return StoryId(row["story"]) if row and row["story"] is not None else None


def newest(db: Db, *, most: int) -> dict[StoryId, str]:
    """The headlines of the stories that moved last."""
    rows = db.execute(
        "SELECT id, headline FROM stories WHERE merged_into IS NULL ORDER BY updated_at DESC, id DESC LIMIT ?", (most,)
    )
    return {StoryId(row["id"]): row["headline"] for row in rows}


def count(db: Db) -> int:
    """How many were ever opened: none is forgotten, so that the numbers have no holes."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM stories").fetchone()[0])


def severity_of(db: Db, id: StoryId) -> Severity:
    return Severity(db.execute("SELECT severity FROM stories WHERE id = ?", (id,)).fetchone()["severity"])


def since(db: Db, at: datetime) -> Iterator[Story]:
    """Stories that moved since an instant, the latest first."""
    for row in db.execute(
        "SELECT * FROM stories WHERE updated_at >= ? AND merged_into IS NULL ORDER BY updated_at DESC, id DESC",
        (text_of(at),),
    ):
        yield _story(db, row)


def _story(db: Db, row: Row) -> Story:
    matches = matches_in(db, StoryId(row["id"]))
    members = db.execute(MEMBERS + "WHERE p.story = ?" + ARRIVAL, (row["id"],)).fetchall()
    return Story(
        id=StoryId(row["id"]),
        headline=row["headline"],
        severity=Severity(row["severity"]),
        opened_at=instant(row["opened_at"]),
        updated_at=instant(row["updated_at"]),
        revision=row["revision"],
        members=tuple(_member(member, matches.get(member["id"], ())) for member in members),
        correction=corrections.latest(db, StoryId(row["id"])),
        earlier=row["earlier"],
    )


def _member(row: Row, matches: tuple[Match, ...]) -> Member:
    return Member(
        id=ArticleId(row["id"]),
        article=article_of(row),
        relation=Relation(row["relation"]),
        copied_at=instant_of(row["copied_at"]),
        score=row["score"],
        facts=tuple(json.loads(row["facts"])),
        cited=tuple(Cited(name, via=how == _VIA) for name, how in json.loads(row["cited"]).items()),
        matches=matches,
    )


def _cited_text(cited: Sequence[Cited]) -> str:
    return json.dumps({one.name: _VIA if one.via else _CITING for one in cited}, ensure_ascii=False)
