"""From a story that moved to rows in the outbox, inside the transaction that moved it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.app.newsroom import Moment
from watcher.app.telling import drafts
from watcher.app.telling.gather import Gatherer
from watcher.core.editing.budget import LOOKED_BACK, Alone, Joins, Opens, awake_at, deserves_another, place, reply_at
from watcher.core.editing.notice import kind_of, notice_of, reason_to_tell, severity_for
from watcher.core.editing.post import compose
from watcher.core.editing.review import hurried, reviewed
from watcher.core.news import Member, Severity, Story
from watcher.core.sending.delivery import is_unsaid, rewrite
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, Notice, Post, Reason, Roundup, Subscription
from watcher.core.timing.cadence import post_due
from watcher.store import outbox, subscriptions, tellings
from watcher.store.db import Db


def tell(
    db: Db, story: Story, member: Member, listeners: Iterable[Subscription], moment: Moment
) -> list[tuple[Subscription, Reason]]:
    """Queue what each listener should hear now that `member` joined the story. Returns who hears, and why."""
    heard = []
    for listener in listeners:
        told = subscriptions.notice(db, listener.id, story.id)
        reason = reason_to_tell(story, member, listener, told, now=moment.now)
        if reason is None:
            continue
        writer = _Writer(db, story, listener, moment, reason)
        subscriptions.save_notice(db, writer.first() if told is None else writer.again(told))
        heard.append((listener, reason))
    return heard


def refresh(
    db: Db, story: Story, listener: Subscription, post: Delivery, moment: Moment, *, mark: str | None = None
) -> None:
    """Let a post say what its story says now: before it goes out, or by an edit.

    `mark` tells the edit from others of the same revision.
    """
    _Writer(db, story, listener, moment, Reason.MORE_OUTLETS, mark).renew(post)


def reword(db: Db, story: Story, listeners: Iterable[Subscription], moment: Moment, *, mark: str | None = None) -> None:
    """Let every post about a story say what it says now."""
    known = {each.id: each for each in listeners}
    for told in outbox.telling(db, story.id):
        if told.subscription in known and told.kind is Kind.POST:
            refresh(db, story, known[told.subscription], told, moment, mark=mark)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one story to the outbox for one listener; `first` and `again` return what the listener knows after it."""

    db: Db
    story: Story
    listener: Subscription
    moment: Moment
    reason: Reason
    mark: str | None = None  # tells an edit from others of the same revision

    def first(self) -> Notice:
        """Tell the story for the first time: in a post of its own, or in one shared with others."""
        now = self.moment.now
        due_at = post_due(self.moment.pace, urgent=self._urgent, now=now)
        told = tellings.since(self.db, self.listener.id, now - LOOKED_BACK)
        match place(self.listener.among(self.story.rules), self.listener, told, urgent=self._urgent, due_at=due_at):
            case Alone(at):
                return self._knows(self._alone(at), told_at=at)
            case Opens(occasion, at, takes):
                opened = self._gatherer.open(occasion, self.story.id, at=at, takes=takes)
                return self._knows(opened, told_at=at)
            case Joins(post_id):
                post = outbox.get(self.db, post_id)
                assert post is not None  # it was told of a moment ago
                self._gatherer.refresh(post, self._shared_mark, joining=[self.story.id])
                return self._knows(post_id, told_at=max(now, post.due_at) if is_unsaid(post) else now)

    def again(self, told: Notice) -> Notice:
        post = outbox.get(self.db, told.post) if told.post is not None else None
        if post is None or self._outgrew(post, told):
            return self.first()
        if isinstance(post.content, Roundup):
            self._gatherer.refresh(post, self._shared_mark)
        elif is_unsaid(post):
            return self._rewritten(post, told)
        else:
            if kind_of(self.reason) is Kind.REPLY:
                self._reply(post, told)
            self._edit(post)
        return self._knows(post.id, told_at=told.told_at)

    def renew(self, post: Delivery) -> None:
        if isinstance(post.content, Roundup):
            self._gatherer.refresh(post, self._shared_mark)
        elif is_unsaid(post):
            outbox.save(self.db, self._anew(post))
        else:
            self._edit(post)

    def _rewritten(self, post: Delivery, told: Notice) -> Notice:
        """A waiting post with the new words; if it turned urgent, it no longer waits for quiet hours to end."""
        again, told_at = self._anew(post), told.told_at
        if self._urgent and not post.urgent:
            if post.state is DeliveryState.REVIEW:
                again = hurried(again, self.listener)
            else:
                told_at = min(post.due_at, post_due(self.moment.pace, urgent=True, now=self.moment.now))
                again = replace(again, due_at=told_at)
        outbox.save(self.db, again)
        return self._knows(post.id, told_at=told_at)

    def _anew(self, post: Delivery) -> Delivery:
        words = self._words(Reason.FIRST_REPORT)
        return rewrite(post, words, revision=self.story.revision, urgent=self._urgent)

    def _outgrew(self, post: Delivery, told: Notice) -> bool:
        is_shared = isinstance(post.content, Roundup)
        return is_shared and deserves_another(self.reason, told_at=told.told_at, now=self.moment.now)

    def _alone(self, at: datetime) -> DeliveryId | None:
        is_new = self.reason is Reason.FIRST_REPORT
        name = f"story-{self.story.id}/post" + ("" if is_new else f"-{self.story.revision}")
        draft = drafts.post(self.listener, name, self._words(self.reason), due_at=at, now=self.moment.now)
        draft = replace(draft, revision=self.story.revision, urgent=self._urgent)
        return outbox.add(self.db, reviewed(draft, self.listener))

    def _reply(self, post: Delivery, told: Notice) -> None:
        """Tell the news in the reply that waits, or else in one at the next time that replies may go.

        What first makes a story urgent is told at once.
        """
        is_alarm = self.reason is Reason.RAISED_SEVERITY and self._urgent
        gone = tellings.replies(self.db, post.id)
        words = self._words(self.reason, since=gone[-1].revision if gone else post.revision)
        waiting = tellings.waiting_reply(self.db, post.id)
        if waiting is not None:
            again = rewrite(waiting, words, revision=self.story.revision, urgent=is_alarm or waiting.urgent)
            outbox.save(self.db, replace(again, due_at=self.moment.now) if is_alarm else again)
            return
        at = reply_at(post.done_at or told.told_at, [reply.at for reply in gone], now=self.moment.now)
        due_at = self.moment.now if is_alarm else awake_at(self.listener, at)
        name = f"reply-{self.story.revision}"
        draft = drafts.follower(post, Kind.REPLY, name, words, due_at=due_at, now=self.moment.now)
        draft = replace(draft, revision=self.story.revision, urgent=is_alarm)
        outbox.add(self.db, reviewed(draft, self.listener))

    def _edit(self, post: Delivery) -> None:
        """Edit the post; the replies that it links to stay linked."""
        before = tellings.latest_words(self.db, post.id)
        links = before.follow_ups if isinstance(before, Post) else ()
        words = replace(self._words(Reason.MORE_OUTLETS), follow_ups=links)
        drafts.queue_edit(self.db, post, words, self.mark or str(self.story.revision), self.moment)

    def _words(self, reason: Reason, *, since: int | None = None) -> Post:
        now, book = self.moment.now, self.moment.book
        return compose(self.story, self.listener, reason=reason, now=now, since=since, book=book)

    def _knows(self, post: DeliveryId | None, *, told_at: datetime) -> Notice:
        return notice_of(self.story, self.listener, post=post, told_at=told_at)

    @property
    def _urgent(self) -> bool:
        return severity_for(self.story, self.listener) is Severity.URGENT

    @property
    def _shared_mark(self) -> str:
        """A name for an edit of a shared post that differs from those of earlier edits."""
        return f"{self.story.id}-{self.mark or self.story.revision}"

    @property
    def _gatherer(self) -> Gatherer:
        return Gatherer(self.db, self.listener, self.moment)
