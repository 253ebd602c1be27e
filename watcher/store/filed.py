"""Articles and their stories as the index is built from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from watcher.core.news import Article, ArticleId, RuleId, StoryId
from watcher.store.articles import article_of
from watcher.store.db import Db, Row, text_of

_FILED = (
    "SELECT a.*, t.text, coalesce(p.part, p.story) AS story, p.copy_of,"
    " (SELECT group_concat(rule) FROM matches WHERE article = a.id) AS rules"
    " FROM articles a LEFT JOIN texts t ON t.article = a.id LEFT JOIN placements p ON p.article = a.id WHERE "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An article, and the story it was placed in by itself: an editor may have joined that to another since.

    A later article need be like one of the two halves only, not like both.
    """

    id: ArticleId
    article: Article
    story: StoryId | None  # None: it concerned nobody
    copy_of: ArticleId | None
    rules: frozenset[RuleId]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the memory has come; an index built at another mark may be out of date."""

    version: int  # moves whenever another connection has written
    moved: int  # how often an editor moved articles
    revised: int  # how often an article came to say something else
    last: int  # article


def mark(db: Db) -> Mark:
    found = db.execute(
        "SELECT (SELECT value FROM meta WHERE key = 'hand') AS moved,"
        " (SELECT value FROM meta WHERE key = 'revised') AS revised, (SELECT max(id) FROM articles) AS last"
    ).fetchone()
    version = db.execute("PRAGMA data_version").fetchone()[0]
    return Mark(version, int(found["moved"] or 0), int(found["revised"] or 0), found["last"] or 0)


def since(db: Db, at: datetime) -> Iterator[Filed]:
    """Articles seen since an instant, and all members of stories that moved since; in the order they were read."""
    rows = db.execute(
        f"{_FILED} a.id IN (SELECT x.id FROM articles x JOIN texts y ON y.article = x.id WHERE x.seen_at >= :at"
        " UNION SELECT q.article FROM placements q JOIN stories s ON s.id = q.story WHERE s.updated_at >= :at)"
        " ORDER BY a.id",
        {"at": text_of(at)},
    )
    return map(_filed, rows)


def after(db: Db, article: int) -> Iterator[Filed]:
    return map(_filed, db.execute(f"{_FILED} a.id > ? ORDER BY a.id", (article,)))


def _filed(row: Row) -> Filed:
    return Filed(
        id=ArticleId(row["id"]),
        article=article_of(row),
        story=row["story"],
        copy_of=row["copy_of"],
        rules=frozenset(map(RuleId, row["rules"].split(","))) if row["rules"] else frozenset(),
    )
