"""Copies of posts at a desk: what people there see of a post that waits, and of what became of it."""

from dataclasses import replace
from datetime import datetime

from watcher.app.newsroom import Moment
from watcher.app.telling import drafts
from watcher.core.desk import Stage
from watcher.core.sending.delivery import drop, is_unsaid
from watcher.core.telling import Delivery, DeliveryState, Post, Roundup
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import outbox, reviews
from watcher.store.db import Db


def show(db: Db, copy: Delivery, words: Post | Roundup, now: datetime) -> None:
    if is_unsaid(copy):
        outbox.save(db, replace(copy, content=words))
        return
    name = f"{copy.key.rpartition('/')[2]}-{reviews.edits(db, copy) + 1}"
    drafts.queue_edit(db, copy, words, name, Moment(pace=SINGLE_CYCLE, now=now))


def decided(db: Db, original: Delivery, stage: Stage, who: str, now: datetime) -> None:
    """Let the desk see what became of it."""
    copy = reviews.copy_of(db, original)
    seen = reviews.shown(db, copy) if copy is not None else None
    if copy is not None and seen is not None and seen.desk is not None:
        show(db, copy, replace(seen, desk=replace(seen.desk, stage=stage, at=now, who=who, choices=())), now)


def give_up(db: Db, delivery: Delivery, why: str, *, now: datetime) -> Delivery:
    """Drop what waits; a desk that was asked about it is asked no longer. Returns it as it then is."""
    dropped = drop(delivery, why, now=now)
    outbox.save(db, dropped)
    if delivery.state is DeliveryState.REVIEW:
        decided(db, delivery, Stage.OVERTAKEN, "", now)
    return dropped
