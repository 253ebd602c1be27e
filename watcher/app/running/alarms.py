"""Notices what stands wrong with the watcher itself, and queues a word for the operator."""

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from watcher.app.newsroom import Newsroom
from watcher.channels.parts import messages, operator
from watcher.core.feeds import FeedHealth, FeedState
from watcher.core.rules.document import UserProblems
from watcher.core.said import Word
from watcher.core.sending.alarm import Fault, Judgement, judge
from watcher.core.sending.mailbox import shortened
from watcher.core.telling import Delivery, DeliveryId, Kind, Subscription
from watcher.core.words.instant import stamp
from watcher.store import alarms, feeds, moves, outbox, pauses, undelivered
from watcher.store.db import Full, transaction
from watcher.store.undelivered import Undelivered

log = logging.getLogger(__name__)

LEAST_FEEDS = 3  # with fewer, that all fail does not prove that the fault is our own network
UNSENT = timedelta(days=1)  # a message that waits for longer needs somebody
REFUSED = timedelta(days=1)  # for so long after it a refusal stands as a fault


def look(room: Newsroom) -> None:
    """Whoever is `operator: true` hears of each fault once, and once when it is mended; the log says it too."""
    known = alarms.known(room.db)
    judgement, english = judge(known, faults(room), now=room.clock()), messages.words(messages.FALLBACK)
    for alarm in judgement.raised:
        log.error("act=alarm fault=%s %s", alarm.fault.id, operator.fault(alarm.fault, english))
    for alarm in judgement.mended:
        log.info("act=alarm fault=%s mended", alarm.fault.id)
    if judgement.alarms != known:
        try:
            _keep(room, judgement)
        except Full as error:
            room.disk.caused(error, now=room.clock())


def _keep(room: Newsroom, judgement: Judgement) -> None:
    with transaction(room.db):
        alarms.keep(room.db, judgement.alarms)
        if judgement.raised or judgement.mended:
            for listener in (each for each in room.aim.subscriptions if each.operator):
                outbox.add(room.db, _delivery(listener, judgement, now=room.clock()))


def faults(room: Newsroom) -> Iterator[Fault]:
    """What stands wrong now."""
    if not room.disk.has_room(now=room.clock()):
        yield Fault("disk", "disk")
    yield from room.faults.values()
    yield from _of_feeds({feed.name: feeds.state(room.db, feed.id) for feed in room.aim.feeds})
    yield from _of_channels(room)


def rules_fault(broken: UserProblems) -> Fault:
    first = broken.problems[0]
    return Fault("rules", "rules", {"place": str(first.place), "what": first.what})


def is_cut_off(states: Iterable[FeedState]) -> bool:
    """Whether every feed is in the trouble that a machine without network has with all of them."""
    return all(state.trouble is not None and state.trouble.may_be_ours for state in states)


def _of_feeds(states: dict[str, FeedState]) -> Iterator[Fault]:
    """A machine without network is one fault, not one a feed."""
    if len(states) >= LEAST_FEEDS and is_cut_off(states.values()):
        yield Fault("network", "network")
        return
    for name, state in states.items():
        if state.health in {FeedHealth.FAILING, FeedHealth.DEAD}:
            told = {"name": name, "why": state.reason or state.trouble or ""}
            if state.health_since is None:
                yield Fault(f"feed/{name}", state.health, told)
            else:
                yield Fault(f"feed/{name}", f"{state.health}_since", told | {"since": stamp(state.health_since)})


def _of_channels(room: Newsroom) -> Iterator[Fault]:
    now = room.clock()
    for (via, address), why in pauses.paused(room.db, now=now).items():
        if not address:
            yield Fault(f"channel/{via}", "channel", {"via": via, "why": why})
    for (via, chat), to in moves.known(room.db).items():
        for listener in room.aim.subscriptions:
            if (listener.via, listener.address) == (via, chat):
                yield Fault(f"moved/{via}/{chat}", "moved", {"chat": chat, "to": to, "subscription": listener.id})
    yield from (_of_address("refused", each) for each in undelivered.buried(room.db, since=now - REFUSED))
    yield from (_of_address("unsent", each) for each in undelivered.overdue(room.db, since=now - UNSENT))


def _of_address(says: str, found: Undelivered) -> Fault:
    slots: dict[str, str | int] = {"n": found.count, "address": shortened(found.address), "via": found.via}
    return Fault(f"{says}/{found.via}/{found.address}", says, slots | {"why": found.why})


def _delivery(listener: Subscription, judgement: Judgement, *, now: datetime) -> Delivery:
    words = messages.words(listener.lang)
    return Delivery(
        id=DeliveryId(0),
        key=f"{listener.id}/word-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        subscription=listener.id,
        via=listener.via,
        address=listener.address,
        kind=Kind.WORD,
        content=Word(
            raised=tuple(operator.fault(alarm.fault, words) for alarm in judgement.raised),
            mended=tuple(operator.fault(alarm.fault, words) for alarm in judgement.mended),
            lang=listener.lang,
        ),
        due_at=now,
        made_at=now,
    )
