"""The editor's hand: stories are joined and parted, in the caller's transaction, with all that follows for readers."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from watcher.app.editor.correct import correct
from watcher.app.newsroom import Moment
from watcher.app.telling import copies, drafts
from watcher.app.telling.tell import refresh, reword, tell
from watcher.channels.dress import chats
from watcher.core.editing.correction import of_parting
from watcher.core.editing.hand import living, survivor
from watcher.core.editing.lead import headline
from watcher.core.news import ArticleId, Story, loudest
from watcher.core.said import Continuation
from watcher.core.sending.delivery import drop
from watcher.core.telling import (
    AtOnce,
    Delivery,
    DeliveryState,
    Kind,
    Notice,
    Roundup,
    Subscription,
    SubscriptionId,
)
from watcher.store import hand, outbox, stories, subscriptions, tellings
from watcher.store.db import Db

log = logging.getLogger(__name__)


def join(
    db: Db, one: Story, other: Story, listeners: Iterable[Subscription], moment: Moment, *, by: str
) -> tuple[Story, Story]:
    """Let two stories be one: the older. Returns it as it stands now, and the one that ended."""
    older, ended = survivor(one, other)
    hand.join(db, older.id, ended.id, now=moment.now)
    story, known = stories.story(db, older.id), {each.id: each for each in listeners}
    for id in subscriptions.knowing(db, older.id, ended.id):
        _joined(db, story, ended, known.get(id), moment, id=id)
    log.info("act=join story=%d ended=%d by=%r", story.id, ended.id, by)
    return story, ended


def part(
    db: Db,
    story: Story,
    articles: Iterable[ArticleId],
    listeners: Iterable[Subscription],
    moment: Moment,
    *,
    by: str,
) -> tuple[Story, Story]:
    """Let some articles of a story be one of their own. Returns both; where the story was told, it is put right.

    Raises ValueError where nothing would be left of one of the two.
    """
    chosen = set(articles)
    moved = [member for member in story.members if member.id in chosen]
    left = [member for member in story.members if member.id not in chosen]
    if not moved or not left:
        raise ValueError("both stories need an article")
    named, stays = headline(moved[0].article), headline(left[0].article)
    opened_id = hand.part(db, story.id, [member.id for member in moved], headline=named, left=stays, now=moment.now)
    kept, opened, listening = stories.story(db, story.id), stories.story(db, opened_id), tuple(listeners)
    if was_seen(db, kept):
        correct(db, kept, of_parting(kept, opened, at=moment.now), listening, moment, by=by)
    else:
        reword(db, kept, listening, moment)
    tell(db, opened, opened.members[-1], listening, moment)
    log.info("act=part story=%d opened=%d by=%r", kept.id, opened.id, by)
    return kept, opened


def was_seen(db: Db, story: Story) -> bool:
    """Whether anybody may have read of it, in a post or a list."""
    if any(told.attempts > 0 for told in outbox.telling(db, story.id)):
        return True
    return tellings.is_listed(db, story.id)


# --- two posts become one ------------------------------------------------------------------------------------------


def _joined(
    db: Db, story: Story, ended: Story, listener: Subscription | None, moment: Moment, *, id: SubscriptionId
) -> None:
    """Give one subscription what it knew of either story as its knowledge of both; of two posts, one goes on."""
    known, other = subscriptions.notice(db, id, story.id), subscriptions.notice(db, id, ended.id)
    alive, over = living(_post(db, known), _post(db, other))
    subscriptions.save_notice(db, _both(story, known, other, alive))
    if over is not None and alive is not None and over.id != alive.id:
        if not isinstance(over.content, Roundup):
            _end(db, over, alive, story, moment.now)
        elif listener is not None:
            refresh(db, story, listener, over, moment)
    if alive is not None and listener is not None and isinstance(listener.cadence, AtOnce):
        refresh(db, story, listener, alive, moment)


def _post(db: Db, notice: Notice | None) -> Delivery | None:
    return outbox.get(db, notice.post) if notice is not None and notice.post is not None else None


def _both(story: Story, known: Notice | None, other: Notice | None, alive: Delivery | None) -> Notice:
    """What is known of the joined story: all of it if both halves were told, else only the half that was."""
    told = known or other
    assert told is not None  # it is among those that know one of them
    return replace(
        told,
        story=story.id,
        revision=story.revision if known and other else told.revision,
        severity=loudest(each.severity for each in (known, other) if each),
        outlets=len(story.outlets) if alive is not None else told.outlets,
        post=alive.id if alive is not None else None,
        corrected=story.corrected,
    )


def _end(db: Db, over: Delivery, alive: Delivery, story: Story, now: datetime) -> None:
    """Drop the post if it still waits; if it may have been seen, edit it to say only where its story goes on."""
    for waiting in outbox.waiting_edits(db, over.id):
        outbox.save(db, drop(waiting, "its story goes on in another post", now=now))
    if over.state in (DeliveryState.DUE, DeliveryState.REVIEW):
        copies.give_up(db, over, f"told as story {story.id}", now=now)
        return
    said, ours = outbox.standing(db, over), outbox.standing(db, alive)
    if said is None or not over.state.may_be_seen:
        return
    named = ours.headline if ours is not None else headline(story.members[0].article)
    url = chats.link_to(alive.address, alive.receipt or "") if alive.via == "telegram" else None
    words = replace(said, continued=Continuation(headline=named, url=url))
    outbox.add(db, drafts.follower(over, Kind.EDIT, "continued", words, due_at=now, now=now))
