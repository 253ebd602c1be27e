"""From a story that moved to rows in the outbox, inside the transaction that moved it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watcher.core.cadence import Pace, edit_due, post_due
from watcher.core.delivery import drop, is_unsaid, rewrite
from watcher.core.news import Member, Severity, Story
from watcher.core.notice import kind_of, reason_to_tell, severity_for
from watcher.core.post import compose
from watcher.core.telling import Delivery, DeliveryId, Kind, Notice, Post, Reason, Subscription
from watcher.store import outbox, subscriptions
from watcher.store.db import Db

UNNUMBERED = DeliveryId(0)  # until the outbox gives it one


def tell(
    db: Db, story: Story, member: Member, listeners: Iterable[Subscription], *, pace: Pace, now: datetime
) -> list[tuple[Subscription, Reason]]:
    """Queue what each listener should hear now that `member` joined the story. Returns who hears, and why."""
    heard = []
    for listener in listeners:
        told = subscriptions.notice(db, listener.id, story.id)
        reason = reason_to_tell(story, member, listener, told, now=now)
        if reason is None:
            continue
        writer = _Writer(db, story, listener, pace, now)
        post = writer.first(reason) if told is None else writer.again(reason, told.post)
        subscriptions.save_notice(db, _notice(story, listener, post, now))
        heard.append((listener, reason))
    return heard


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts one story into the outbox for one listener."""

    db: Db
    story: Story
    listener: Subscription
    pace: Pace
    now: datetime

    def first(self, reason: Reason) -> DeliveryId | None:
        due_at = post_due(self.pace, urgent=self._urgent, now=self.now)
        return outbox.add(self.db, self._delivery(Kind.POST, "post", self._words(reason), due_at=due_at))

    def again(self, reason: Reason, post_id: DeliveryId | None) -> DeliveryId | None:
        post = outbox.get(self.db, post_id) if post_id is not None else None
        if post is None:
            return None
        if is_unsaid(post):
            words = self._words(Reason.FIRST_REPORT)
            outbox.save(self.db, rewrite(post, words, revision=self.story.revision, urgent=self._urgent))
            return post.id
        if kind_of(reason) is Kind.REPLY:
            reply = self._delivery(Kind.REPLY, f"reply-{self.story.revision}", self._words(reason), target=post.id)
            outbox.add(self.db, reply)
        self._edit(post)
        return post.id

    def _edit(self, post: Delivery) -> None:
        """One edit waits at most: the newest. It comes no sooner than the one it replaces would have."""
        for overtaken in outbox.waiting_edits(self.db, post.id):
            if is_unsaid(overtaken):
                outbox.save(self.db, drop(overtaken, "overtaken by a newer edit", now=self.now))
        due_at = edit_due(self.pace, last_edit_at=outbox.last_edit_at(self.db, post.id), now=self.now)
        words = self._words(Reason.MORE_OUTLETS)
        edit = self._delivery(Kind.EDIT, f"edit-{self.story.revision}", words, target=post.id, due_at=due_at)
        outbox.add(self.db, edit)

    @property
    def _urgent(self) -> bool:
        return severity_for(self.story, self.listener) is Severity.URGENT

    def _words(self, reason: Reason) -> Post:
        return compose(self.story, self.listener, reason=reason, now=self.now)

    def _delivery(
        self, kind: Kind, name: str, words: Post, *, target: DeliveryId | None = None, due_at: datetime | None = None
    ) -> Delivery:
        return Delivery(
            id=UNNUMBERED,
            key=f"{self.listener.id}/story-{self.story.id}/{name}",
            subscription=self.listener.id,
            via=self.listener.via,
            address=self.listener.address,
            kind=kind,
            story=self.story.id,
            revision=self.story.revision,
            target=target,
            content=words,
            urgent=self._urgent and kind is not Kind.EDIT,
            due_at=due_at or self.now,
            made_at=self.now,
        )


def _notice(story: Story, listener: Subscription, post: DeliveryId | None, now: datetime) -> Notice:
    return Notice(
        subscription=listener.id,
        story=story.id,
        revision=story.revision,
        severity=severity_for(story, listener) or story.severity,
        outlets=len(story.outlets),
        post=post,
        told_at=now,
        corrected=story.corrected,
    )
