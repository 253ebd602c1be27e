"""All that is remembered of one address, for who asks what became of it."""

from watcher.core.explain import Offer, Record, Told
from watcher.core.news import ArticleId, EntryState, FeedId, Relation, StoryId
from watcher.core.telling import DeliveryState, Kind, SubscriptionId
from watcher.store import articles, stories
from watcher.store.db import Db, Row, instant


def record(db: Db, url: str) -> Record:
    """Empty but for its source where nothing is known."""
    id = articles.at(db, url)
    offers = tuple(_offer(row) for row in db.execute(_OFFERS, {"url": url, "article": id}))
    if id is None:
        return Record(source=url, offers=offers)
    article = articles.article_of(db.execute(_ARTICLE, (id,)).fetchone())
    placed = db.execute("SELECT * FROM placements WHERE article = ?", (id,)).fetchone()
    return Record(
        source=url,
        offers=offers,
        article=article,
        matches=articles.matches_of(db, id),
        version=_version(db, id),
        story=stories.story(db, StoryId(placed["story"])) if placed else None,
        relation=Relation(placed["relation"]) if placed else None,
        score=placed["score"] if placed else None,
        told=tuple(_told(row) for row in db.execute(_TOLD, (placed["story"],))) if placed else (),
    )


_OFFERS = "SELECT * FROM entries WHERE url = :url OR article = :article ORDER BY seen_at, id"
_ARTICLE = "SELECT a.*, t.text FROM articles a LEFT JOIN texts t ON t.article = a.id WHERE a.id = ?"
_TOLD = "SELECT * FROM deliveries WHERE story = ? ORDER BY id"


def _version(db: Db, id: ArticleId) -> str | None:
    row = db.execute("SELECT ruleset FROM matches WHERE article = ?", (id,)).fetchone()
    return row["ruleset"] if row else None


def _offer(row: Row) -> Offer:
    return Offer(
        feed=FeedId(row["feed"]),
        seen_at=instant(row["seen_at"]),
        state=EntryState(row["state"]),
        attempts=row["attempts"],
        note=row["last_error"],
    )


def _told(row: Row) -> Told:
    return Told(
        subscription=SubscriptionId(row["subscription"]),
        kind=Kind(row["kind"]),
        state=DeliveryState(row["state"]),
        at=instant(row["done_at"] or row["due_at"]),
        receipt=row["receipt"],
        error=row["last_error"],
    )
