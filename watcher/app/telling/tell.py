"""From a story that moved to rows in the outbox, inside the transaction that moved it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.app.telling import drafts
from watcher.app.telling.gather import Gatherer
from watcher.core.editing.budget import LOOKED_BACK, Alone, Joins, Opens, awake_at, deserves_another, place, reply_at
from watcher.core.editing.notice import kind_of, notice_of, reason_to_tell, severity_for
from watcher.core.editing.post import compose
from watcher.core.editing.review import hurried, reviewed
from watcher.core.news import Member, RuleId, Severity, Story
from watcher.core.rules.rulebook import RuleBook
from watcher.core.sending.delivery import is_unsaid, rewrite
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, Notice, Post, Reason, Roundup, Subscription
from watcher.core.timing.cadence import Pace, post_due
from watcher.store import outbox, subscriptions, tellings
from watcher.store.db import Db


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What telling depends on beside the story."""

    pace: Pace
    now: datetime
    book: RuleBook | None = None  # its hashtags and names


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
        writer = _Writer(db, _Case(story, listener, moment), reason)
        subscriptions.save_notice(db, writer.first() if told is None else writer.again(told))
        heard.append((listener, reason))
    return heard


def refresh(
    db: Db, story: Story, listener: Subscription, post: Delivery, moment: Moment, *, mark: str | None = None
) -> None:
    """Let a post say what its story says now: before it goes out, or by an edit.

    `mark` tells the edit from others of the same revision.
    """
    _Writer(db, _Case(story, listener, moment, mark), Reason.MORE_OUTLETS).renew(post)


def reword(db: Db, story: Story, listeners: Iterable[Subscription], moment: Moment, *, mark: str | None = None) -> None:
    """Let every post about a story say what it says now."""
    known = {each.id: each for each in listeners}
    for told in outbox.telling(db, story.id):
        if told.subscription in known and told.kind is Kind.POST:
            refresh(db, story, known[told.subscription], told, moment, mark=mark)


@dataclass(frozen=True, slots=True)
class _Case:
    """One story for one listener: how loud it is, in which words it is told, and what the listener then knows."""

    story: Story
    listener: Subscription
    moment: Moment
    mark: str | None = None

    @property
    def now(self) -> datetime:
        return self.moment.now

    @property
    def pace(self) -> Pace:
        return self.moment.pace

    @property
    def revision(self) -> int:
        return self.story.revision

    @property
    def rules(self) -> frozenset[RuleId]:
        return self.listener.among(self.story.rules)

    @property
    def urgent(self) -> bool:
        return severity_for(self.story, self.listener) is Severity.URGENT

    @property
    def shared_mark(self) -> str:
        """A name for an edit of a shared post that differs from those of earlier edits."""
        return f"{self.story.id}-{self.mark or self.story.revision}"

    def words(self, reason: Reason, *, since: int | None = None) -> Post:
        now, book = self.moment.now, self.moment.book
        return compose(self.story, self.listener, reason=reason, now=now, since=since, book=book)

    def knows(self, post: DeliveryId | None, *, told_at: datetime) -> Notice:
        return notice_of(self.story, self.listener, post=post, told_at=told_at)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one story to the outbox for one listener; each method returns what the listener knows after it."""

    db: Db
    case: _Case
    reason: Reason

    def first(self) -> Notice:
        """Tell the story for the first time: in a post of its own, or in one shared with others."""
        now = self.case.now
        due_at = post_due(self.case.pace, urgent=self.case.urgent, now=now)
        told = tellings.since(self.db, self.case.listener.id, now - LOOKED_BACK)
        match place(self.case.rules, self.case.listener, told, urgent=self.case.urgent, due_at=due_at):
            case Alone(at):
                return self.case.knows(self._alone(at), told_at=at)
            case Opens(occasion, at, takes):
                opened = self._gatherer.open(occasion, self.case.story.id, at=at, takes=takes)
                return self.case.knows(opened, told_at=at)
            case Joins(post_id):
                post = outbox.get(self.db, post_id)
                assert post is not None  # it was told of a moment ago
                self._gatherer.refresh(post, self.case.shared_mark, joining=[self.case.story.id])
                return self.case.knows(post_id, told_at=max(now, post.due_at) if is_unsaid(post) else now)

    def again(self, told: Notice) -> Notice:
        post = outbox.get(self.db, told.post) if told.post is not None else None
        if post is None or self._outgrew(post, told):
            return self.first()
        if isinstance(post.content, Roundup):
            self._gatherer.refresh(post, self.case.shared_mark)
        elif is_unsaid(post):
            return self._rewritten(post, told)
        else:
            if kind_of(self.reason) is Kind.REPLY:
                self._reply(post, told)
            self._edit(post)
        return self.case.knows(post.id, told_at=told.told_at)

    def renew(self, post: Delivery) -> None:
        if isinstance(post.content, Roundup):
            self._gatherer.refresh(post, self.case.shared_mark)
        elif is_unsaid(post):
            words = self.case.words(Reason.FIRST_REPORT)
            outbox.save(self.db, rewrite(post, words, revision=self.case.revision, urgent=self.case.urgent))
        else:
            self._edit(post)

    def _rewritten(self, post: Delivery, told: Notice) -> Notice:
        """A waiting post with the new words; if it turned urgent, it no longer waits for quiet hours to end."""
        words = self.case.words(Reason.FIRST_REPORT)
        again = rewrite(post, words, revision=self.case.revision, urgent=self.case.urgent)
        if not self.case.urgent or post.urgent:
            outbox.save(self.db, again)
            return self.case.knows(post.id, told_at=told.told_at)
        if post.state is DeliveryState.REVIEW:
            outbox.save(self.db, hurried(again, self.case.listener))
            return self.case.knows(post.id, told_at=told.told_at)
        due_at = min(post.due_at, post_due(self.case.pace, urgent=True, now=self.case.now))
        outbox.save(self.db, replace(again, due_at=due_at))
        return self.case.knows(post.id, told_at=due_at)

    def _outgrew(self, post: Delivery, told: Notice) -> bool:
        is_shared = isinstance(post.content, Roundup)
        return is_shared and deserves_another(self.reason, told_at=told.told_at, now=self.case.now)

    def _alone(self, at: datetime) -> DeliveryId | None:
        is_new = self.reason is Reason.FIRST_REPORT
        name = f"story-{self.case.story.id}/post" + ("" if is_new else f"-{self.case.revision}")
        draft = drafts.post(self.case.listener, name, self.case.words(self.reason), due_at=at, now=self.case.now)
        draft = replace(draft, revision=self.case.revision, urgent=self.case.urgent)
        return outbox.add(self.db, reviewed(draft, self.case.listener))

    def _reply(self, post: Delivery, told: Notice) -> None:
        """Tell the news in the reply that waits, or else in one at the next time that replies may go.

        What first makes a story urgent is told at once.
        """
        is_alarm = self.reason is Reason.RAISED_SEVERITY and self.case.urgent
        gone = tellings.replies(self.db, post.id)
        words = self.case.words(self.reason, since=gone[-1].revision if gone else post.revision)
        waiting = tellings.waiting_reply(self.db, post.id)
        if waiting is not None:
            again = rewrite(waiting, words, revision=self.case.revision, urgent=is_alarm or waiting.urgent)
            outbox.save(self.db, replace(again, due_at=self.case.now) if is_alarm else again)
            return
        at = reply_at(post.done_at or told.told_at, [reply.at for reply in gone], now=self.case.now)
        due_at = self.case.now if is_alarm else awake_at(self.case.listener, at)
        name = f"reply-{self.case.revision}"
        draft = drafts.follower(post, Kind.REPLY, name, words, due_at=due_at, now=self.case.now)
        draft = replace(draft, revision=self.case.revision, urgent=is_alarm)
        outbox.add(self.db, reviewed(draft, self.case.listener))

    def _edit(self, post: Delivery) -> None:
        """Edit the post; the replies that it links to stay linked."""
        before = tellings.latest_words(self.db, post.id)
        links = before.follow_ups if isinstance(before, Post) else ()
        words = replace(self.case.words(Reason.MORE_OUTLETS), follow_ups=links)
        pace, now = self.case.pace, self.case.now
        drafts.queue_edit(self.db, post, words, self.case.mark or str(self.case.revision), pace=pace, now=now)

    @property
    def _gatherer(self) -> Gatherer:
        return Gatherer(self.db, self.case.listener, self.case.pace, self.case.moment.book, self.case.now)
