"""Sends what the outbox holds: claim, send, settle.

claim (committed) | channel.send | settle (committed)
"""

import asyncio
import logging
from datetime import datetime, timedelta

from watcher.app import turns
from watcher.app.acts.links import link_back
from watcher.app.editor.correct import overtake
from watcher.app.newsroom import Newsroom
from watcher.channels.base import Channel, Numbered, Patient
from watcher.core.outcome import Finding, Later, Moved, Outcome, Refused, Unauthorised, Undecidable, Unknown, Wait
from watcher.core.sending.delivery import as_of, bury, claim, drop, orphan, resolve, settle, suspect
from watcher.core.sending.mailbox import shortened
from watcher.core.telling import Delivery, DeliveryState, Kind, Message
from watcher.store import moves, outbox, pauses, tallies
from watcher.store.db import Full, transaction

log = logging.getLogger(__name__)

SEND_TIMEOUT = timedelta(seconds=60)
PROBE_TIMEOUT = timedelta(minutes=10)  # it may look at many messages, and waits for its turn before each
FULL_RETRY = timedelta(seconds=1)
REFUSED_PAUSE = timedelta(days=1)  # a chat that threw us out is asked again the next day, with what then waits


def recover(room: Newsroom) -> int:
    """Settle what a dead process left in flight, before anything new is sent. Returns how many there were."""
    now = room.clock()
    with transaction(room.db):
        pauses.lift_of_channels(room.db)
        left = outbox.in_flight(room.db)
        for delivery in left:
            turns.ended(room, delivery.via, delivery.chat)  # the far end may have counted the call
        orphans = [delivery for delivery in left if delivery.state is DeliveryState.SENDING]
        suspected = suspect(orphans)
        for delivery in orphans:
            outbox.save(room.db, orphan(delivery, now=now, is_suspect=delivery.id == suspected))
    return len(orphans)


def tidy(room: Newsroom) -> int:
    """Drop what nobody wants any more, and let corrections have their way. Returns how many deliveries changed."""
    overtaken = overtake(room.db, now=room.clock())
    unwanted = outbox.unwanted(room.db)
    if unwanted:
        now = room.clock()
        with transaction(room.db):
            for delivery in unwanted:
                outbox.save(room.db, drop(delivery, "the subscription is gone, or its post never arrived", now=now))
    return overtaken + len(unwanted)


def sendable(room: Newsroom) -> list[Delivery]:
    """What may go now, at most one an address, and no more than the far ends bear."""
    now, wall = room.clock(), room.wall()
    free = {via: turns.places(room, via) for via in room.channels if _ready(room, via)}
    return [
        delivery
        for via, places in free.items()
        if places
        for delivery in outbox.claimable(room.db, via=via, now=now, wall=wall, limit=places)
    ]


def probable(room: Newsroom) -> list[Delivery]:
    """Deliveries of unknown fate that may be looked for now."""
    return [d for d in outbox.to_probe(room.db, now=room.clock()) if _ready(room, d.via)]


async def send(room: Newsroom, delivery: Delivery) -> Delivery:
    """One attempt, if there is still a place for it. Returns the delivery as it stands afterwards."""
    if not turns.places(room, delivery.via):
        return delivery
    with turns.under_way(room, delivery.via):
        return await _sent(room, delivery)


async def _sent(room: Newsroom, delivery: Delivery) -> Delivery:
    channel = room.channels[delivery.via]
    try:
        message = delivery.message or channel.render(as_of(delivery, now=room.clock()))
    except Exception as error:  # the net of this loop: one post that cannot be put into words must not stop the rest
        log.exception("act=render key=%s", delivery.key)
        return _saved(room, bury(delivery, f"{type(error).__name__}: a fault of ours", now=room.clock()))
    claimed = _taken(room, delivery, base_id=_newest(room, channel, delivery), message=message)
    if claimed is None:
        return delivery
    outcome = await _attempt(channel, claimed)
    after = await _settled(room, claimed, outcome)
    log.info("act=send key=%s state=%s attempts=%d error=%r", after.key, after.state, after.attempts, after.last_error)
    return after


def _newest(room: Newsroom, channel: Channel, delivery: Delivery) -> int | None:
    if not isinstance(channel, Numbered):
        return None
    return channel.newest(outbox.receipts(room.db, via=delivery.via, chat=delivery.chat))


async def probe(room: Newsroom, delivery: Delivery) -> Delivery:
    """Look for a delivery of unknown fate."""
    finding: Finding
    asked_at = room.clock()
    try:
        async with asyncio.timeout(PROBE_TIMEOUT.total_seconds()):
            finding = await room.channels[delivery.via].probe(delivery)
    except TimeoutError:  # nothing was learnt, so nothing may be repeated
        finding = Later(SEND_TIMEOUT, f"no answer within {PROBE_TIMEOUT.total_seconds():.0f} s")
    except Exception as error:  # the net of this loop: a bug in one channel must not silence the others
        log.exception("act=probe key=%s", delivery.key)
        finding = Undecidable(f"{type(error).__name__} while looking for it")
    verdict = type(finding).__name__.lower()
    with transaction(room.db):
        after = resolve(delivery, finding, now=room.clock(), asked_at=asked_at)
        outbox.save(room.db, after)
        link_back(room, after)
        tallies.count(room.db, tallies.LOOKED, delivery.via, verdict)
    log.info("act=probe key=%s finding=%s state=%s", after.key, verdict, after.state)
    return after


async def _settled(room: Newsroom, claimed: Delivery, outcome: Outcome) -> Delivery:
    """Stores what came of an attempt, and tries for as long as the disk is full.

    Given up, it would be sent again although it arrived, and its address would stay blocked until the next start.
    """
    while True:
        after = settle(claimed, outcome, now=room.clock(), jitter=room.jitter())
        try:
            with transaction(room.db):
                outbox.save(room.db, after)
                link_back(room, after)
                turns.ended(room, claimed.via, claimed.chat)
                _pause(room, claimed, outcome, now=room.clock())
        except Full as error:
            room.disk.caused(error, now=room.clock())
            await asyncio.sleep(FULL_RETRY.total_seconds())
        else:
            return after


def _taken(room: Newsroom, delivery: Delivery, *, base_id: int | None, message: Message) -> Delivery | None:
    """The delivery, claimed. None where another process changed it meanwhile: the next look finds it as it then is."""
    with transaction(room.db):
        if outbox.get(room.db, delivery.id) != delivery:
            return None
        claimed = claim(delivery, now=room.clock(), base_id=base_id, message=message)
        outbox.save(room.db, claimed)
    return claimed


def _saved(room: Newsroom, delivery: Delivery) -> Delivery:
    with transaction(room.db):
        outbox.save(room.db, delivery)
    return delivery


async def _attempt(channel: Channel, delivery: Delivery) -> Outcome:
    most = (channel.patience if isinstance(channel, Patient) else SEND_TIMEOUT).total_seconds()
    try:
        async with asyncio.timeout(most):
            return await channel.send(delivery)
    except TimeoutError:
        return Unknown(f"no answer within {most:.0f} s")
    except Exception as error:  # the net of this loop: a bug in one channel must not silence the others
        log.exception("act=send key=%s", delivery.key)
        return Unknown(f"{type(error).__name__}: a fault of ours")


def _pause(room: Newsroom, delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
    match outcome:
        case Wait(after, error):
            _hold(room, delivery, delivery.chat, until=now + after, why=error)
        case Moved(address, _):
            moves.follow(room.db, via=delivery.via, chat=delivery.chat, to=address)
            log.warning("act=move via=%s chat=%s is now %s: write it there", delivery.via, delivery.chat, address)
        case Refused(error) if delivery.kind is not Kind.EDIT:  # a post that was deleted says nothing of its chat
            _hold(room, delivery, delivery.address, until=now + REFUSED_PAUSE, why=error)
        case Unauthorised(error):
            _hold(room, delivery, "", until=None, why=error)
        case _:
            pass


def _hold(room: Newsroom, delivery: Delivery, address: str, *, until: datetime | None, why: str) -> None:
    pauses.pause(room.db, via=delivery.via, address=address, until=until, why=why)
    log.warning("act=pause via=%s address=%s until=%s why=%r", delivery.via, shortened(address) or "all", until, why)


def _ready(room: Newsroom, via: str) -> bool:
    return via in room.channels and room.channels[via].ready() is None
