"""Rows for the outbox: new messages, and edits of those that went."""

from datetime import datetime

from watcher.app.newsroom import Moment
from watcher.core.news import StoryId
from watcher.core.sending.delivery import drop, is_unsaid
from watcher.core.telling import Delivery, DeliveryId, Kind, Post, Roundup, Subscription
from watcher.core.timing.cadence import edit_due
from watcher.store import outbox
from watcher.store.db import Db

UNNUMBERED = DeliveryId(0)  # until the outbox gives it one


def post(
    listener: Subscription,
    name: str,
    words: Post | Roundup,
    *,
    due_at: datetime,
    now: datetime,
) -> Delivery:
    """The first message about a story, or about several; `name` is the part of its key after the subscription."""
    return Delivery(
        id=UNNUMBERED,
        key=f"{listener.id}/{name}",
        subscription=listener.id,
        via=listener.via,
        address=listener.address,
        kind=Kind.POST,
        story=_story(words),
        content=words,
        due_at=due_at,
        made_at=now,
    )


def follower(
    target: Delivery, kind: Kind, name: str, words: Post | Roundup, *, due_at: datetime, now: datetime
) -> Delivery:
    """What edits or answers a post."""
    return Delivery(
        id=UNNUMBERED,
        key=f"{target.key.rpartition('/')[0]}/{name}",
        subscription=target.subscription,
        via=target.via,
        address=target.address,
        kind=kind,
        story=target.story or _story(words),  # the number under which the post told it, if it was joined since
        target=target.id,
        content=words,
        due_at=due_at,
        made_at=now,
    )


def queue_edit(db: Db, target: Delivery, words: Post | Roundup, name: str, moment: Moment) -> None:
    """Queue an edit in place of the one that waits, if any: only the newest is sent, and no sooner than that one."""
    for overtaken in outbox.waiting_edits(db, target.id):
        if is_unsaid(overtaken):
            outbox.save(db, drop(overtaken, "overtaken by a newer edit", now=moment.now))
    due_at = edit_due(moment.pace, last_edit_at=outbox.last_edit_at(db, target.id), now=moment.now)
    outbox.add(db, follower(target, Kind.EDIT, f"edit-{name}", words, due_at=due_at, now=moment.now))


def _story(words: Post | Roundup) -> StoryId | None:
    return words.story if isinstance(words, Post) else None
