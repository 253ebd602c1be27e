"""Corrects what was told of a story in every place that told it: writes to the outbox, in the caller's transaction."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.app.newsroom import Moment
from watcher.app.telling import copies, drafts
from watcher.app.telling.gather import Gatherer
from watcher.core.editing.correction import Remedy, remedy, rewritten
from watcher.core.editing.post import compose
from watcher.core.news import Story
from watcher.core.said import Correction
from watcher.core.sending.delivery import drop, may_have_arrived
from watcher.core.telling import (
    AtOnce,
    Delivery,
    DeliveryState,
    Kind,
    Post,
    Reason,
    Subscription,
    SubscriptionId,
)
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import corrections, outbox, subscriptions, tellings
from watcher.store.db import Db, transaction

log = logging.getLogger(__name__)

OVERTAKEN = "overtaken by a correction"


def correct(
    db: Db, story: Story, correction: Correction, listeners: Iterable[Subscription], moment: Moment, *, by: str
) -> list[tuple[Delivery, Remedy]]:
    """Write a correction down, and what follows for each message that told the story. Returns what becomes of which.

    The story is as it stands now, its members included. The lists that told it look at it by themselves.
    """
    corrections.add(db, story.id, correction, by=by, now=moment.now)
    editor = _Editor(
        db, replace(story, correction=correction), correction, {each.id: each for each in listeners}, moment
    )
    done = [(told, editor.mend(told)) for told in outbox.telling(db, story.id)]
    done += [(shared, editor.mend_shared(shared)) for shared in tellings.shared(db, story.id)]
    log.info("act=correct story=%d number=%d cause=%r by=%r", story.id, correction.number, correction.cause.value, by)
    return done


def overtake(db: Db, *, now: datetime) -> int:
    """Mend what waits with words from before a correction: its fate was unknown at that time. Returns how many."""
    late = outbox.overtaken(db)
    if late:
        with transaction(db):
            for delivery in late:
                _overtake(db, delivery, now)
    return len(late)


def _overtake(db: Db, delivery: Delivery, now: datetime) -> None:
    assert delivery.story is not None  # only what tells a story can be overtaken
    correction, content = corrections.latest(db, delivery.story), delivery.content
    assert correction is not None
    if delivery.kind is not Kind.EDIT and remedy(delivery, correction) is Remedy.REWRITE and isinstance(content, Post):
        outbox.save(db, rewritten(delivery, replace(content, correction=correction)))
    else:
        outbox.save(db, drop(delivery, OVERTAKEN, now=now))


@dataclass(frozen=True, slots=True)
class _Editor:
    """Puts one correction into the outbox."""

    db: Db
    story: Story
    correction: Correction
    listeners: Mapping[SubscriptionId, Subscription]
    moment: Moment

    def mend(self, told: Delivery) -> Remedy:
        found = remedy(told, self.correction)
        match found:
            case Remedy.DROP:
                copies.give_up(self.db, told, OVERTAKEN, now=self.moment.now)
            case Remedy.REWRITE:
                outbox.save(self.db, rewritten(told, self._words(told)))
            case Remedy.MEND:
                self._edit(told)
        if told.kind is Kind.POST:
            if found is Remedy.MEND or may_have_arrived(told):
                self._reply(told)
            self._note(told)
        return found

    def mend_shared(self, post: Delivery) -> Remedy:
        """In a post of several its line is put right, and a reply says what was wrong."""
        listener = self.listeners.get(post.subscription)
        if listener is None:
            return Remedy.NONE
        at_once = replace(self.moment, pace=SINGLE_CYCLE)
        Gatherer(self.db, listener, at_once).refresh(post, f"{self._name}-{self.story.id}")
        if post.state.may_be_seen:
            words = compose(self.story, listener, reason=Reason.MORE_OUTLETS, now=at_once.now, book=at_once.book)
            said = replace(words, told_at=post.done_at or post.claimed_at or post.made_at)
            self._add(post, Kind.CORRECTION, f"{self._name}-{self.story.id}", said)
        self._note(post)
        return remedy(post, self.correction)

    def _edit(self, told: Delivery) -> None:
        """A reply keeps its words unless the whole story is taken back."""
        for waiting in outbox.waiting_edits(self.db, told.id):
            outbox.save(self.db, drop(waiting, OVERTAKEN, now=self.moment.now))
        if told.kind is Kind.POST or self.correction.withdraws:
            name = f"{self._name}-{told.key.rpartition('/')[2]}"
            self._add(told, Kind.EDIT, name, self._words(told))

    def _reply(self, told: Delivery) -> None:
        posted_at = told.done_at if told.state is DeliveryState.SENT else told.claimed_at
        seen = outbox.standing(self.db, told)
        if seen is not None:
            words = replace(seen, correction=self.correction, told_at=posted_at or told.made_at)
            self._add(told, Kind.CORRECTION, self._name, words)

    def _note(self, told: Delivery) -> None:
        """Note that this reader knows of the correction, so that a list will not tell it again."""
        if (notice := subscriptions.notice(self.db, told.subscription, self.story.id)) is not None:
            subscriptions.save_notice(self.db, replace(notice, corrected=self.correction.number))

    def _words(self, told: Delivery) -> Post:
        """The words of the story as it stands now; one that is taken back keeps the words it was told in."""
        listener = self.listeners.get(told.subscription)
        if listener is not None and isinstance(listener.cadence, AtOnce) and not self.correction.withdraws:
            return compose(self.story, listener, reason=Reason.MORE_OUTLETS, now=self.moment.now, book=self.moment.book)
        seen = outbox.standing(self.db, told)
        if seen is None:
            raise ValueError(f"delivery {told.key} tells no story")
        return replace(seen, correction=self.correction)

    @property
    def _name(self) -> str:
        return f"correction-{self.correction.number}"

    def _add(self, told: Delivery, kind: Kind, name: str, words: Post) -> None:
        draft = drafts.follower(told, kind, name, words, due_at=self.moment.now, now=self.moment.now)
        urgent = told.urgent and kind is Kind.CORRECTION  # with sound if the post had sound
        outbox.add(self.db, replace(draft, urgent=urgent, revision=self.story.revision))
