"""What each subscription was told of late, and in which post: what its limits are counted from."""

from dataclasses import dataclass
from datetime import datetime

from watcher.core.editing.budget import Telling
from watcher.core.news import RuleId, StoryId
from watcher.core.telling import Delivery, DeliveryId, Occasion, Post, Roundup, SubscriptionId
from watcher.store import content, outbox
from watcher.store.db import Db, instant, text_of

_RULES = "(SELECT group_concat(DISTINCT m.rule) FROM placements p JOIN matches m ON m.article = p.article"


def since(db: Db, subscription: SubscriptionId, at: datetime) -> list[Telling]:
    """Every story told since an instant, or about to be, in order of telling; not what was dropped or refused."""
    rows = db.execute(
        "SELECT n.story, n.told_at, n.post, d.urgent, d.content ->> 'occasion' AS occasion,"
        f" {_RULES} WHERE p.story = n.story) AS rules FROM notices n JOIN deliveries d ON d.id = n.post"
        " WHERE n.subscription = ? AND n.told_at >= ? AND d.state NOT IN ('dropped', 'dead', 'expired')"
        " ORDER BY n.told_at, n.story",
        (subscription, text_of(at)),
    )
    return [
        Telling(
            story=StoryId(row["story"]),
            rules=frozenset(map(RuleId, (row["rules"] or "").split(","))),
            told_at=instant(row["told_at"]),
            post=DeliveryId(row["post"]),
            shares=Occasion(row["occasion"]) if row["occasion"] else None,
            urgent=bool(row["urgent"]),
        )
        for row in rows
    ]


def sharing(db: Db, post: DeliveryId) -> list[StoryId]:
    """The stories told in a post, the newest first; not one that another took in."""
    return [StoryId(row["story"]) for row in db.execute(_SHARING, (post,))]


_SHARING = (
    "SELECT n.story FROM notices n JOIN stories s ON s.id = n.story WHERE n.post = ? AND s.merged_into IS NULL"
    " ORDER BY n.story DESC"
)


def shared(db: Db, story: StoryId) -> list[Delivery]:
    """The posts of several stories in which this one is told."""
    rows = db.execute(
        "SELECT d.id FROM notices n JOIN deliveries d ON d.id = n.post WHERE n.story = ?"
        " AND d.content ->> 'occasion' IS NOT NULL ORDER BY d.id",
        (story,),
    )
    return [found for row in rows if (found := outbox.get(db, row["id"]))]


def is_listed(db: Db, story: StoryId) -> bool:
    """Whether any subscription was told of it in a list."""
    return db.execute("SELECT 1 FROM notices WHERE story = ? AND post IS NULL", (story,)).fetchone() is not None


def move(db: Db, subscription: SubscriptionId, story: StoryId, post: DeliveryId) -> None:
    """Note that a story is told in another post now: its own was taken in by that one."""
    db.execute("UPDATE notices SET post = ? WHERE subscription = ? AND story = ?", (post, subscription, story))


def waiting_reply(db: Db, post: DeliveryId) -> Delivery | None:
    """The reply that is planned but not sent: more news can still go into it."""
    rows = db.execute(
        "SELECT id FROM deliveries WHERE target = ? AND kind = 'reply' AND state = 'due' AND message IS NULL", (post,)
    )
    return next((found for row in rows if (found := outbox.get(db, row["id"]))), None)


@dataclass(frozen=True, slots=True)
class Reply:
    at: datetime  # when it was made or sent
    revision: int  # of the story, as far as it was told


def replies(db: Db, post: DeliveryId) -> list[Reply]:
    """The replies to a post, the latest last; not the one that still waits."""
    rows = db.execute(
        "SELECT coalesce(done_at, due_at) AS at, coalesce(revision, 0) AS revision FROM deliveries"
        " WHERE target = ? AND kind = 'reply' AND state IN ('due', 'sending', 'unknown', 'sent')"
        " AND NOT (state = 'due' AND message IS NULL) ORDER BY at",
        (post,),
    )
    return [Reply(instant(row["at"]), row["revision"]) for row in rows]


def latest_words(db: Db, post: DeliveryId) -> Post | Roundup | None:
    """The words the post will have once every edit that waits has been sent."""
    row = db.execute(
        "SELECT content FROM deliveries WHERE content IS NOT NULL"
        " AND (id = :post OR (target = :post AND kind = 'edit')) ORDER BY id DESC LIMIT 1",
        {"post": post},
    ).fetchone()
    words = content.told_of(row["content"]) if row else None
    return words if isinstance(words, Post | Roundup) else None
