"""Pages of what was told that are looked at again: an outlet may take its report down."""

from collections.abc import Iterator
from datetime import datetime

from watcher.core.editing.correction import Visit
from watcher.core.news import ArticleId
from watcher.store.db import Db, instant_of, text_of


def plan(db: Db, article: ArticleId, *, due_at: datetime) -> None:
    db.execute("INSERT INTO visits (article, due_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (article, text_of(due_at)))


def due(db: Db, *, now: datetime, limit: int) -> Iterator[Visit]:
    rows = db.execute(
        "SELECT v.*, a.url, p.story FROM visits v JOIN articles a ON a.id = v.article"
        " JOIN placements p ON p.article = v.article WHERE v.due_at <= ? ORDER BY v.due_at LIMIT ?",
        (text_of(now), limit),
    )
    for row in rows:
        yield Visit(
            article=ArticleId(row["article"]),
            story=row["story"],
            url=row["url"],
            gone_at=instant_of(row["gone_at"]),
        )


def again(db: Db, visit: Visit, *, due_at: datetime | None) -> None:
    """Keep when to look next, and whether the page was gone; None: it is looked at no more."""
    if due_at is None:
        db.execute("DELETE FROM visits WHERE article = ?", (visit.article,))
    else:
        db.execute(
            "UPDATE visits SET due_at = ?, gone_at = ? WHERE article = ?",
            (text_of(due_at), text_of(visit.gone_at), visit.article),
        )
