"""The desk: posts under review are shown to people first, and go out by their word or by the clock."""

import logging
import re
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.app.editor import hand, proposals
from watcher.app.editor.correct import correct
from watcher.app.newsroom import Moment, Newsroom
from watcher.app.telling import copies, drafts
from watcher.channels.parts import messages
from watcher.core.desk import Choice, Desk, Stage
from watcher.core.editing.correction import by_editor
from watcher.core.editing.review import CAUSES, desk_of, held
from watcher.core.news import ArticleId, Story
from watcher.core.said import Cause
from watcher.core.sending.alarm import Fault
from watcher.core.sending.delivery import drop, released
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, Post, Roundup, Subscription
from watcher.store import outbox, reviews, stories
from watcher.store.db import transaction

log = logging.getLogger(__name__)

UNSEEN = "desk"  # the concern of the operator's alarm


# --- by the clock --------------------------------------------------------------------------------------------------


def keep(room: Newsroom) -> int:
    """Show the desk each waiting post as it reads now, and release those whose time is up. Returns how many changed."""
    return sum(_kept(room, waiting) for waiting in reviews.waiting(room.db))


def _kept(room: Newsroom, waiting: Delivery) -> bool:
    listener, now = room.subscriptions.get(waiting.subscription), room.clock()
    if listener is None:  # no longer subscribed: the next send drops what waits for it
        return False
    copy = reviews.copy_of(room.db, waiting)
    is_over = waiting.due_at <= now or listener.review is None
    wanted = _as_it_reads(room, waiting, copy)
    if copy is not None and not is_over and wanted is None:
        return False
    with transaction(room.db):
        if copy is None and listener.review is not None:
            _add_copy(room, waiting, listener, listener.review.address, now)
        elif copy is not None and wanted is not None:
            copies.show(room.db, copy, wanted, now)
        if is_over:
            _release(room, waiting, Stage.RELEASED, "", now)
    if is_over and (copy is None or copy.state is not DeliveryState.SENT):
        why = (copy.last_error if copy else None) or "..."
        room.faults[UNSEEN] = Fault(UNSEEN, "desk", {"why": why, "post": waiting.key})
        log.warning("act=desk key=%s went out unseen: the desk could not be reached (%s)", waiting.key, why)
    elif copy is not None and copy.state is DeliveryState.SENT:
        room.faults.pop(UNSEEN, None)
    return True


def _as_it_reads(room: Newsroom, waiting: Delivery, copy: Delivery | None) -> Post | Roundup | None:
    """What the desk should see and does not yet."""
    seen = reviews.shown(room.db, copy) if copy is not None else None
    if seen is None or seen.desk is None or not isinstance(waiting.content, Post | Roundup):
        return None
    is_asking = seen.desk.stage in (Stage.ASKED, Stage.WAITS, Stage.HELD)
    wanted = replace(waiting.content, desk=desk_of(waiting) if is_asking else seen.desk)
    return wanted if wanted != seen else None


def _add_copy(room: Newsroom, waiting: Delivery, listener: Subscription, address: str, now: datetime) -> None:
    assert isinstance(waiting.content, Post | Roundup)
    name = f"{waiting.key.partition('/')[2]}{reviews.COPY}"
    words = replace(waiting.content, desk=desk_of(waiting))
    draft = drafts.post(
        replace(listener, via="telegram", address=address, review=None), name, words, due_at=now, now=now
    )
    outbox.add(room.db, replace(draft, kind=Kind.WORD, story=None, urgent=waiting.urgent))


def _release(room: Newsroom, waiting: Delivery, stage: Stage, who: str, now: datetime) -> None:
    outbox.save(room.db, released(waiting, now=now))
    copies.decided(room.db, waiting, stage, who, now)


# --- by hand -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Press:
    """A button under a copy, pressed by somebody."""

    data: str
    chat: str  # its number, or "@name"
    user: int
    name: str


def pressed(room: Newsroom, press: Press, admins: Container[int]) -> str | None:
    """What the person is answered; None where it is no button of a desk. Pressing twice is pressing once."""
    said = re.fullmatch(r"k:(\d{1,18}):([a-z]+)(?::(\d{1,18}))?", press.data, re.ASCII)
    copy = outbox.get(room.db, DeliveryId(int(said[1]))) if said else None
    seen = reviews.shown(room.db, copy) if copy is not None else None
    if said is None or copy is None or seen is None or seen.desk is None:
        return None
    words = messages.words(seen.lang)
    if press.user not in admins and press.chat not in (copy.chat, copy.receipt and copy.receipt.partition(":")[0]):
        log.warning("act=press key=%s by=%r turned away: no one of the desk", copy.key, press.name)
        return words.say("desk.strangers")
    now = room.clock()
    with transaction(room.db):
        original = reviews.original_of(room.db, copy)
        reviews.note(room.db, copy, said[2], who=press.name, now=now)
        at_desk = _AtDesk(room, copy, seen, seen.desk, press.name, now)
        done = original is not None and at_desk.act(said[2], int(said[3] or 0), original)
    log.info("act=press key=%s press=%s by=%r user=%d", copy.key, said[2], press.name, press.user)
    return "" if done else words.say("desk.late")


@dataclass(frozen=True, slots=True)
class _AtDesk:
    """One person's hand on one post."""

    room: Newsroom
    copy: Delivery
    seen: Post | Roundup
    desk: Desk
    who: str
    now: datetime

    def act(self, act: str, choice: int, original: Delivery) -> bool:
        """Do what the button says; False where it came too late."""
        waits = original.state is DeliveryState.REVIEW
        deeds: dict[str, Callable[[], bool]] = {
            "go": lambda: waits and self._go(original),
            "hold": lambda: waits and self._hold(original),
            "wrong": lambda: (waits or self.desk.stage.is_out) and self._ask(Stage.WRONG),
            "two": lambda: self._ask(Stage.PARTING, self._choices(original)),
            "back": lambda: self._back(original),
            "part": lambda: self._part(original, ArticleId(choice)),
        }
        if act in CAUSES:
            return self._wrong(original, CAUSES[act])
        return deeds[act]() if act in deeds else False

    def _go(self, original: Delivery) -> bool:
        _release(self.room, original, Stage.POSTED, self.who, self.now)
        return True

    def _hold(self, original: Delivery) -> bool:
        kept = held(original, who=self.who)
        outbox.save(self.room.db, kept)
        return self._see(desk_of(kept))

    def _ask(self, stage: Stage, choices: tuple[Choice, ...] = ()) -> bool:
        return self._see(replace(self.desk, stage=stage, choices=choices))

    def _back(self, original: Delivery) -> bool:
        if original.state is DeliveryState.REVIEW:
            return self._see(desk_of(original))
        return self._see(replace(self.desk, stage=Stage.POSTED, who=self.desk.who or self.who, choices=()))

    def _wrong(self, original: Delivery, cause: Cause) -> bool:
        """What nobody saw is dropped; what was told is taken back everywhere."""
        story, waits = self._story(original), original.state is DeliveryState.REVIEW
        if story is not None and cause is Cause.NOT_OURS:
            proposals.add(self.room.state, story, who=self.who, now=self.now)
        if waits:
            outbox.save(self.room.db, drop(original, f"{cause}, said {self.who}", now=self.now))
            copies.decided(self.room.db, original, Stage.DROPPED, self.who, self.now)
        if story is None or not hand.was_seen(self.room.db, story):
            return waits
        self._take_back(story, cause)
        if not waits:
            copies.decided(self.room.db, original, Stage.WITHDRAWN, self.who, self.now)
        return True

    def _take_back(self, story: Story, cause: Cause) -> None:
        correction = by_editor(story, cause, note="", at=self.now)
        if correction is not None:
            correct(self.room.db, story, correction, self.room.aim.subscriptions, self._moment, by=self.who)

    def _part(self, original: Delivery, article: ArticleId) -> bool:
        story = self._story(original)
        if story is None or article not in {member.id for member in story.members} or len(story.members) < 2:
            return False
        hand.part(self.room.db, story, [article], self.room.aim.subscriptions, self._moment, by=self.who)
        changed = outbox.get(self.room.db, original.id)
        return self._back(changed or original)

    def _choices(self, original: Delivery) -> tuple[Choice, ...]:
        story = self._story(original)
        return tuple(Choice(member.id, member.article.outlet) for member in story.members) if story else ()

    def _story(self, original: Delivery) -> Story | None:
        return stories.story(self.room.db, original.story) if original.story is not None else None

    def _see(self, desk: Desk) -> bool:
        copies.show(self.room.db, self.copy, replace(self.seen, desk=desk), self.now)
        return True

    @property
    def _moment(self) -> Moment:
        return Moment(pace=self.room.pace, now=self.now, book=self.room.aim.book)
