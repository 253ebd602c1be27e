"""Composes the daily and weekly lists whose hour has come."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.app.files.aim import Aim
from watcher.app.newsroom import Newsroom
from watcher.core.editing.budget import awake_at
from watcher.core.editing.digest import Known, compose, has_moved, unread
from watcher.core.editing.notice import notice_of
from watcher.core.edition import Coverage, Edition
from watcher.core.news import Story
from watcher.core.telling import AtOnce, Daily, Delivery, DeliveryId, Kind, Notice, Subscription, SubscriptionId, Weekly
from watcher.core.timing.period import Period, length, period_due, period_open
from watcher.store import articles, digests, feeds, outbox, stories, subscriptions
from watcher.store.db import Db, Full, transaction

log = logging.getLogger(__name__)

TICK = timedelta(milliseconds=1)  # the finest that is stored; what came at the very end of a period was in its list
SET_BACK = timedelta(days=1)  # a clock may jump back so far, and still no story is lost to a list
AFTER_A_FAULT = timedelta(minutes=10)  # a list that could not be composed is tried again


class Composer:
    """Queues lists, each for itself: a fault in one delays no other."""

    def __init__(self, room: Newsroom) -> None:
        self._room = room
        self._set_aside: dict[SubscriptionId, datetime] = {}  # after a fault, until when
        self._ahead: set[SubscriptionId] = set()  # of which the log said that they are dated in the future

    def compose_due(self) -> int:
        """Queue the lists that are due. Returns how many."""
        return sum(self._composed(listener) for listener in self._room.aim.subscriptions)

    def _composed(self, listener: Subscription) -> bool:
        now = self._room.clock()
        if isinstance(listener.cadence, AtOnce) or self._set_aside.get(listener.id, now) > now:
            return False
        try:
            self._say_if_ahead(listener, now)
            period = due(self._room.db, listener, listener.cadence, now=now)
            if period is not None:
                queue(self._room, listener, period)
        except Full:
            raise  # the disk's fault, not the list's
        except Exception:  # the net of this loop: a list that cannot be composed must not stop the others
            log.exception("act=compose subscription=%s", listener.id)
            self._set_aside[listener.id] = now + AFTER_A_FAULT
            return False
        return period is not None

    def _say_if_ahead(self, listener: Subscription, now: datetime) -> None:
        told = subscriptions.told_until(self._room.db, listener.id, now=now)
        if told is not None and told.ahead is not None and listener.id not in self._ahead:
            self._ahead.add(listener.id)
            log.warning("act=compose subscription=%s ahead=%s: the clock was once ahead", listener.id, told.ahead)


def due(db: Db, listener: Subscription, cadence: Daily | Weekly, *, now: datetime) -> Period | None:
    """The period to tell this listener of now, if any."""
    told = subscriptions.told_until(db, listener.id, now=now)
    if told is None:
        return None
    period = period_due(cadence, listener.zone, last=told.last, since=_since(told, cadence, now), now=now)
    if period is not None and digests.is_known(db, list=listener.id, period=period.name):
        return None  # the reader moved to a zone where that day came later
    return period


def _since(told: subscriptions.Told, cadence: Daily | Weekly, now: datetime) -> datetime:
    """When a list was last told. If all its dates lie in the future, by a clock once ahead, we take one period ago."""
    return told.since or now - length(cadence)


def queue(room: Newsroom, listener: Subscription, period: Period) -> None:
    """The digest, a delivery for each of its parts and what the listener now knows, in one commit."""
    now = room.clock()
    with transaction(room.db):
        found = moved(room.db, listener, period)
        edition = edition_of(room.db, room.aim, listener, period, found)
        draft = Delivery(
            id=DeliveryId(0),
            key=f"{listener.id}/{period.name}/1",
            subscription=listener.id,
            via=listener.via,
            address=listener.address,
            kind=Kind.DIGEST,
            digest=digests.add(room.db, edition),
            content=edition,
            due_at=awake_at(listener, now),
            made_at=now,
        )
        carried = room.channels[listener.via].render(draft).options
        parts = int(str(carried.get("parts", 1)))
        for part in range(1, parts + 1):
            outbox.add(room.db, replace(draft, key=f"{listener.id}/{period.name}/{part}", part=part))
        shown = edition.stories.difference(_ids(carried.get("left_out")))
        for story, told in found:
            if story.id in shown:  # the next list tells of the others
                subscriptions.save_notice(room.db, _notice(story, listener, told, now))
        subscriptions.end_period(room.db, listener.id, period.name)
    log.info("act=compose subscription=%s period=%s stories=%d parts=%d", listener.id, period.name, len(shown), parts)


def edition_open(db: Db, aim: Aim, listener: Subscription, *, now: datetime) -> Edition | None:
    """The list as it stands, told early; None where the listener is told at once, or is not known yet."""
    told = subscriptions.told_until(db, listener.id, now=now)
    if told is None or isinstance(listener.cadence, AtOnce):
        return None
    since = _since(told, listener.cadence, now)
    period = period_open(listener.cadence, listener.zone, last=told.last, since=since, now=now)
    return edition_of(db, aim, listener, period, moved(db, listener, period))


def moved(db: Db, listener: Subscription, period: Period) -> list[Known]:
    """The stories that moved in the period, or shortly before it, and of which something is untold.

    Before it: in the period of the last list, where some may have found no room, and on the day before, in case a
    clock was set back: what was filed then is dated earlier than the last list, and was in none.
    """
    before = digests.opened_at(db, list=listener.id, closes_at=period.opens_at) or period.opens_at
    since = period.opens_at if period.is_first else min(before, period.opens_at - SET_BACK)
    known = ((story, subscriptions.notice(db, listener.id, story.id)) for story in stories.since(db, since))
    return [(story, told) for story, told in known if has_moved(story, listener, told)]


def edition_of(db: Db, aim: Aim, listener: Subscription, period: Period, found: Iterable[Known]) -> Edition:
    since = period.opens_at if period.is_first else period.opens_at + TICK
    read, matched = articles.read_since(db, since, rules=listener.rules)
    silent = unread(aim.feeds, feeds.states(db), since=since)
    coverage = Coverage(
        articles=read,
        matched=matched,
        feeds=len(aim.feeds),
        feeds_read=len(aim.feeds) - len(silent),
        unread=silent,
        held=outbox.held(db, listener.id),
    )
    return compose(listener, period, found, coverage, book=aim.book)


def _ids(left_out: object) -> Iterable[object]:
    return left_out if isinstance(left_out, list | tuple) else ()


def _notice(story: Story, listener: Subscription, told: Notice | None, now: datetime) -> Notice:
    post, told_at = (told.post, told.told_at) if told else (None, now)
    return notice_of(story, listener, post=post, told_at=told_at)
