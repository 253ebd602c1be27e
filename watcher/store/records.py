"""All that is remembered of one address, for who asks what became of it."""

from watcher.core.feeds import FeedId
from watcher.core.matching.explain import Offer, Record, Told
from watcher.core.news import EntryState
from watcher.core.telling import DeliveryState, Kind, SubscriptionId
from watcher.store import articles, stories
from watcher.store.db import Db, Row, instant, text_of


def record(db: Db, url: str) -> Record:
    """Empty but for its source where nothing is known."""
    id = articles.at(db, url)
    offers = tuple(_offer(row) for row in db.execute(_OFFERS, {"url": url, "article": id}))
    if id is None:
        return Record(source=url, offers=offers)
    article = articles.article_of(db.execute(_ARTICLE, (id,)).fetchone())
    ruleset = db.execute(_RULESET, {"article": id, "at": text_of(article.fetched_at)}).fetchone()
    placed = stories.of(db, id)
    story = stories.story(db, placed) if placed else None
    return Record(
        source=url,
        offers=offers,
        article=article,
        matches=articles.matches_of(db, id),
        version=ruleset["version"] if ruleset else None,
        loaded_at=instant(ruleset["loaded_at"]) if ruleset else None,
        story=story,
        member=next(member for member in story.members if member.id == id) if story else None,
        told=tuple(_told(row) for row in db.execute(_TOLD, {"story": placed})) if placed else (),
    )


_OFFERS = "SELECT * FROM entries WHERE url = :url OR article = :article ORDER BY seen_at, id"
_ARTICLE = "SELECT a.*, t.text FROM articles a LEFT JOIN texts t ON t.article = a.id WHERE a.id = ?"
# The rules that matched it; if none did, those in force when it was read, as far as that is still remembered.
_RULESET = """
SELECT * FROM rulesets WHERE version = (SELECT ruleset FROM matches WHERE article = :article) OR loaded_at <= :at
ORDER BY version = (SELECT ruleset FROM matches WHERE article = :article) DESC, loaded_at DESC
"""
_TOLD = (
    "SELECT * FROM deliveries WHERE story = :story OR id IN (SELECT post FROM notices WHERE story = :story) ORDER BY id"
)


def brought_from(db: Db, host: str) -> dict[FeedId, int]:
    """The feeds that offered pages of a site so far, and how many each, the most first."""
    rows = db.execute(
        "SELECT feed, count(*) AS pages FROM entries WHERE url LIKE 'http%://' || :host || '/%'"
        " OR url LIKE 'http%://www.' || :host || '/%' GROUP BY feed ORDER BY pages DESC, feed",
        {"host": host},
    )
    return {FeedId(row["feed"]): row["pages"] for row in rows}


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
        via=row["via"],
        address=row["address"],
    )
