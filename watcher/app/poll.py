"""Asks a feed what is new. Entries and feed state are written in one commit."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from watcher.app import plugs
from watcher.app.newsroom import Newsroom
from watcher.core.cadence import Failed, Polled, after_failure, after_poll
from watcher.core.freshness import arrives_as
from watcher.core.news import Entry, Feed, FeedState
from watcher.sources.base import Response, Unreachable, UnreadableFeed
from watcher.sources.http import FEED_BYTES
from watcher.sources.workers import Done, Killed
from watcher.store import entries, feeds
from watcher.store.db import transaction

log = logging.getLogger(__name__)


async def poll(room: Newsroom, feed: Feed) -> int:
    """Ask one feed what is new. Returns how many entries were."""
    state = feeds.state(room.db, feed.id)
    try:
        polled, offered = await _ask(room, feed, state)
    except (Unreachable, UnreadableFeed) as error:
        _failed(room, feed, state, _failure(error))
        return 0
    except Exception as error:  # the net of this loop: a fault met in one feed must not stop the others
        log.exception("act=poll feed=%s", feed.id)
        _failed(room, feed, state, Failed(why=f"a fault of ours: {type(error).__name__}"))
        return 0
    return _keep(room, feed, state, polled, offered)


def _keep(room: Newsroom, feed: Feed, state: FeedState, polled: Polled, offered: tuple[Entry, ...]) -> int:
    """Entries and validators together: validators stored sooner would lose what a crash keeps from being stored."""
    now, first = room.clock(), state.first_ok_at is None
    with transaction(room.db):
        judged = [(entry, arrives_as(entry, first_fetch=first, now=now)) for entry in offered]
        new = entries.add(room.db, feed.id, judged, seen_at=now, baseline=first)
        after = after_poll(
            feed, state, replace(polled, new=new), usual=room.usual_interval, now=now, jitter=room.jitter()
        )
        feeds.save(room.db, feed.id, after)
    log.info("act=poll feed=%s offered=%d new=%d next=%s", feed.id, len(offered), new, _at(after.next_poll_at))
    return new


def _failed(room: Newsroom, feed: Feed, state: FeedState, failed: Failed) -> None:
    after = after_failure(feed, state, failed, usual=room.usual_interval, now=room.clock(), jitter=room.jitter())
    with transaction(room.db):
        feeds.save(room.db, feed.id, after)
    log.warning("act=poll feed=%s state=%s why=%r next=%s", feed.id, after.health, failed.why, _at(after.next_poll_at))


def _failure(error: Unreachable | UnreadableFeed) -> Failed:
    if isinstance(error, UnreadableFeed):
        return Failed(why=str(error))
    return Failed(why=error.why, retry_after=error.retry_after, gone=error.permanent)


async def _ask(room: Newsroom, feed: Feed, state: FeedState) -> tuple[Polled, tuple[Entry, ...]]:
    """From the first address that answers with items. Raises the first address's error where none answers."""
    empty, errors = None, []
    for url in _addresses(feed, state):
        try:
            polled, offered, unchanged = await _ask_at(room, feed, replace(state, url_now=url))
        except (Unreachable, UnreadableFeed) as error:
            errors.append(error)
            continue
        if offered or unchanged:
            return polled, offered
        empty = empty or (polled, offered)
    if empty is None:
        raise errors[0]
    return empty


def _addresses(feed: Feed, state: FeedState) -> Iterator[str]:
    """The one in use first, then the others in the order written."""
    yield from dict.fromkeys((state.url_now or feed.urls[0], *feed.urls))


async def _ask_at(room: Newsroom, feed: Feed, state: FeedState) -> tuple[Polled, tuple[Entry, ...], bool]:
    source = plugs.source(feed.kind)
    response = await room.http.get(source.request(feed, state), most_bytes=FEED_BYTES)
    unchanged = response.status == 304
    body_hash = state.body_hash if unchanged else hashlib.blake2b(response.body, digest_size=16).digest()
    polled = Polled(
        url=state.url_now or feed.urls[0],
        answered_at=response.url,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        body_hash=body_hash,
        moved_to=response.moved_to,
    )
    if unchanged:
        return replace(polled, etag=polled.etag or state.etag, last_modified=state.last_modified), (), True
    if body_hash == state.body_hash:
        return polled, (), True
    return polled, await _entries(room, feed, response), False


async def _entries(room: Newsroom, feed: Feed, response: Response) -> tuple[Entry, ...]:
    match await room.workers.run(plugs.reader(feed.kind), response):
        case Done(reading):
            return tuple(reading.entries)
        case Killed(reason):
            raise UnreadableFeed(f"reading it was given up: {reason}")


def _at(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
