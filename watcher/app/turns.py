"""Keeps to the rates that Telegram and others allow.

Calls that ended are stored, so that a limit holds over a restart; those under way are counted here. A single cycle
stands at one instant, and Telegram does not: limits go by `wall`, which moves on.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta

from watcher.app.newsroom import Newsroom
from watcher.channels.base import Limited
from watcher.core.timing import governor
from watcher.core.timing.governor import Limits
from watcher.store import pauses
from watcher.store.db import transaction

BUSY = timedelta(milliseconds=50)  # between two looks whether a call under way has ended


def limits_of(room: Newsroom, via: str, chat: str = "") -> Limits:
    channel = room.channels.get(via)
    return channel.limits(chat) if isinstance(channel, Limited) else Limits()


def places(room: Newsroom, via: str) -> int:
    """How many calls by a channel may begin now."""
    limits, now = limits_of(room, via), room.wall()
    return governor.places(_lately(room, via, limits, now), room.calls[via], limits, now=now)


@contextmanager
def under_way(room: Newsroom, via: str) -> Iterator[None]:
    room.calls[via] += 1
    try:
        yield
    finally:
        room.calls[via] -= 1


def ended(room: Newsroom, via: str, chat: str) -> None:
    """Store that a call to a chat has just ended, in the transaction that stores what came of it."""
    now, limits = room.wall(), limits_of(room, via, chat)
    spent = governor.remembered(pauses.spent(room.db, via=via, chat=chat), limits.chat or limits.whole, now=now)
    until = governor.free_at(spent, limits.chat, now=now)
    pauses.spend(room.db, via=via, chat=chat, ended=spent, until=until)


@asynccontextmanager
async def turn(room: Newsroom, via: str, chat: str) -> AsyncIterator[None]:
    """Around one call that is not a send, such as a probe: entered as soon as the limits of its chat allow it."""
    while True:
        wait = _until_free(room, via, chat)
        if wait <= timedelta(0):
            break
        await asyncio.sleep(wait.total_seconds())
    with under_way(room, via):
        try:
            yield
        finally:
            with transaction(room.db):
                ended(room, via, chat)


def until_next(room: Newsroom) -> timedelta | None:
    """How long it is until something may go that only a limit holds back; None where nothing does."""
    wall = room.wall()
    found = [pauses.next_turn(room.db, now=room.clock(), wall=wall)]
    for via in room.channels:
        limits = limits_of(room, via)
        if limits.whole and places(room, via) <= 0:
            found.append(governor.free_at(_lately(room, via, limits, wall), limits.whole, now=wall + BUSY))
    return min((max(at - wall, BUSY) for at in found if at is not None), default=None)


def _until_free(room: Newsroom, via: str, chat: str) -> timedelta:
    wall, limits = room.wall(), limits_of(room, via, chat)
    spent = pauses.spent(room.db, via=via, chat=chat)
    if places(room, via) <= 0:
        return BUSY
    return governor.free_at(spent, limits.chat, now=wall) - wall


def _lately(room: Newsroom, via: str, limits: Limits, now: datetime) -> list[datetime]:
    return pauses.ended_since(room.db, via=via, since=now - limits.span)
