"""Asks a feed what is new, and stores its entries and its state in one commit, which several polls may share."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from itertools import islice

from watcher.app.editor.heed import heed
from watcher.app.files import plugs
from watcher.app.newsroom import Newsroom
from watcher.core.editing.correction import WATCHED
from watcher.core.feeds import Answer, Feed, FeedId, FeedState, Trouble
from watcher.core.news import EntryState
from watcher.core.timing.cadence import Failed, Polled, after_failure, after_poll, is_as_before, next_poll_at
from watcher.core.timing.freshness import arrives_as
from watcher.core.timing.polling import QUIET_SOONEST, Dial, Habits, counted, gap, learn, next_interval, silence
from watcher.core.timing.window import Turnover, turnover
from watcher.sources.asking.http import FEED_BYTES
from watcher.sources.base import Reading, Response, Unreachable, UnreadableFeed
from watcher.sources.entries.chunks import id_of, id_of_guid
from watcher.sources.parsing.workers import Done, Killed
from watcher.store import entries, feeds, gaps, habits, visits
from watcher.store.db import Full

NEAR = 20  # feeds of a line whose states are read by one query: more would grow old while they wait
Known = tuple[Feed, FeedState, Habits]
log = logging.getLogger(__name__)


async def poll(room: Newsroom, line: Iterable[Known]) -> None:
    """Ask the feeds of a line what is new, one after another. Returns once all that they said is on the disk.

    Several polls may share a line.
    """
    written = []
    with room.ledger.writer():
        for feed, state, learnt in line:
            written.append(room.ledger.write(await _heard(room, feed, state, learnt)))
    faults = []
    for each in written:
        try:
            await each
        except Exception as fault:  # noqa: BLE001 - raised once the others are written
            faults.append(fault)
    if faults:
        raise faults[0] if isinstance(faults[0], Full) else ExceptionGroup("what was heard cannot be kept", faults)


def known(room: Newsroom, ids: Iterable[FeedId]) -> Iterator[Known]:
    """What is known of each feed that is still listed when its turn is near."""
    waiting = iter(ids)
    while near := list(islice(waiting, NEAR)):
        for id, state, learnt in feeds.known(room.db, near):
            if id in room.feeds:
                yield room.feeds[id], state, learnt


async def _heard(room: Newsroom, feed: Feed, state: FeedState, learnt: Habits) -> Callable[[], int]:
    """What is to be written down of one feed's answer, or of its silence."""
    try:
        polled, reading = await _ask(room, feed, state)
    except (Unreachable, UnreadableFeed) as error:
        failed = _failure(error)
    except Exception as error:  # the net of this loop: a fault met in one feed must not stop the others
        log.exception("act=poll feed=%s", feed.id)
        failed = Failed(trouble=Trouble.FAULT, why=f"a fault of ours: {type(error).__name__}")
    else:
        room.polled[Answer.UNCHANGED if reading is None else Answer.CHANGED] += 1
        if reading is None:
            return partial(_keep_unchanged, room, feed, state, learnt, polled)
        return partial(_keep, room, feed, state, polled, reading)
    room.polled[failed.trouble] += 1
    return partial(_failed, room, feed, state, failed)


def _keep(room: Newsroom, feed: Feed, state: FeedState, polled: Polled, reading: Reading) -> int:
    """Stores the entries and what the poll taught. Returns how many entries were new.

    All in one transaction: were the validators (ETag and the like) stored first and the process killed, the server
    would answer "not modified" from then on, and the entries would never be seen.
    """
    now, first, offered = room.clock(), state.first_ok_at is None, reading.entries
    judged = [(entry, arrives_as(entry, first_fetch=first, now=now)) for entry in offered]
    for changed in entries.reworded(room.db, feed.id, offered):
        heed(room, changed.article, changed.entry.title, before=changed.before)
    revised = entries.revise(room.db, feed.id, offered, seen_at=now)
    turned = turnover(state.window, reading.window)
    _miss(room, feed, turned)
    fresh = sum(arrival is EntryState.NEW for _, arrival in judged)
    new = entries.add(room.db, feed.id, judged, seen_at=now, baseline=first)
    learnt, usual = _learn(room, feed, state, reading, turned, new=min(new, fresh))
    quiet = None if new else silence(learnt, now=now)
    polled = replace(polled, new=new, quiet=quiet)
    after = after_poll(feed, state, polled, usual=usual, now=now, jitter=room.jitter())
    if reading.window:
        after = replace(after, window=reading.window)
        _note_gap(room, feed, state, reading, turned)
    feeds.save(room.db, feed.id, after, before=state)
    next_at = _at(after.next_poll_at)
    log.info("act=poll feed=%s offered=%d new=%d revised=%d next=%s", feed.id, len(offered), new, revised, next_at)
    return new


def _miss(room: Newsroom, feed: Feed, turned: Turnover) -> None:
    """Plans a visit to each told report that left its feed before its time: its outlet may have taken it back."""
    if gone := turned.taken_out:
        told = entries.in_stories(room.db, feed.id, since=room.clock() - WATCHED)
        for guid, article in told.items():
            if id_of_guid(guid) in gone:
                visits.plan(room.db, article, due_at=room.clock())


def _keep_unchanged(room: Newsroom, feed: Feed, state: FeedState, learnt: Habits, polled: Polled) -> int:
    """After a poll that brought nothing new, which most do: learns and writes only what it must."""
    now, usual = room.clock(), feed.every
    if usual is None or state.last_new_at is None or now - state.last_new_at >= QUIET_SOONEST:
        if quiet := silence(learnt, now=now):
            polled = replace(polled, quiet=quiet)
        if usual is None:
            usual = _interval(room, feed, state, learnt, known=1.0)
    if is_as_before(state, polled):
        again_at = next_poll_at(feed, usual, now=now, jitter=room.jitter())
        feeds.asked(room.db, feed.id, at=now, next_poll_at=again_at, interval=usual)
    else:
        after = after_poll(feed, state, polled, usual=usual, now=now, jitter=room.jitter())
        feeds.save(room.db, feed.id, after, before=state)
    log.debug("act=poll feed=%s unchanged", feed.id)
    return 0


def _learn(
    room: Newsroom, feed: Feed, state: FeedState, reading: Reading, turned: Turnover, *, new: int
) -> tuple[Habits, timedelta]:
    """Stores what this poll taught of the feed, and returns it with the interval chosen from it.

    The habits are read again here: articles of the feed may have matched while it was asked.
    """
    dates = [entry.published_at for entry in reading.entries if id_of(entry) not in turned.before]
    learnt = learn(habits.of(room.db, feed.id), dates, read=new, now=room.clock())
    if reading.hints:
        learnt = replace(learnt, ttl=reading.hints.ttl, skip_hours=reading.hints.skip_hours)
    habits.keep(room.db, feed.id, learnt)
    return learnt, _interval(room, feed, state, learnt, known=turned.known)


def _interval(room: Newsroom, feed: Feed, state: FeedState, learnt: Habits, *, known: float) -> timedelta:
    """The interval until the next poll; choosing it counts this one against the budget."""
    now = room.clock()
    waited = now - state.last_ok_at if state.last_ok_at else None
    return next_interval(learnt, _turned(room, feed).setting, known=known, waited=waited, now=now)


def _turned(room: Newsroom, feed: Feed) -> Dial:
    """The dial after counting this poll, unless the feed has a pinned interval: the budget leaves those out."""
    if feed.every is None:
        room.dial = counted(room.dial, budget=room.budget, now=room.clock())
    return room.dial


def _note_gap(room: Newsroom, feed: Feed, state: FeedState, reading: Reading, turned: Turnover) -> None:
    if state.last_ok_at is None:
        return
    now = room.clock()
    dates = [entry.published_at for entry in reading.entries if entry.published_at is not None]
    found = gap(turned.before, turned.offered, dates, since=state.last_ok_at, now=now)
    if found is not None:
        gaps.add(room.db, feed.id, found, found_at=now)
        log.warning("act=poll feed=%s %s", feed.id, found)


def _failed(room: Newsroom, feed: Feed, state: FeedState, failed: Failed) -> int:
    _turned(room, feed)
    after = after_failure(feed, state, failed, now=room.clock(), jitter=room.jitter())
    feeds.save(room.db, feed.id, after, before=state)
    next_at = _at(after.next_poll_at)
    log.log(
        _level(state, failed), "act=poll feed=%s state=%s why=%r next=%s", feed.id, after.health, failed.why, next_at
    )
    return 0


def _level(state: FeedState, failed: Failed) -> int:
    """Each reason is said once, not at every retry. One that all feeds may have at once is left to the alarms."""
    return logging.DEBUG if failed.trouble.may_be_ours or failed.why == state.reason else logging.WARNING


def _failure(error: Unreachable | UnreadableFeed) -> Failed:
    if isinstance(error, UnreadableFeed):
        return Failed(trouble=Trouble.UNREADABLE, why=str(error))
    return Failed(trouble=error.trouble, why=error.why, retry_after=error.retry_after)


async def _ask(room: Newsroom, feed: Feed, state: FeedState) -> tuple[Polled, Reading | None]:
    """The answer of the first address that has items, else of the first that answers; else its error is raised."""
    empty, errors = None, []
    for url in dict.fromkeys((state.url_of(feed), *feed.urls)):  # the one in use first, then in the order written
        try:
            polled, reading = await _ask_at(room, feed, state if url == state.url_now else replace(state, url_now=url))
        except (Unreachable, UnreadableFeed) as error:
            errors.append(error)
            continue
        if reading is None or reading.window:
            return polled, reading
        empty = empty or (polled, reading)
    if empty is None:
        raise errors[0]
    return empty


async def _ask_at(room: Newsroom, feed: Feed, state: FeedState) -> tuple[Polled, Reading | None]:
    """What one address answers; no reading where nothing changed since the last poll."""
    source = plugs.source(feed.kind)
    response = await room.http.get(source.request(feed, state), most_bytes=FEED_BYTES)
    polled = partial(Polled, url=state.url_of(feed), answered_at=response.url, moved_to=response.moved_to)
    etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
    if response.status == HTTPStatus.NOT_MODIFIED:
        return polled(etag=etag or state.etag, last_modified=state.last_modified, body_hash=state.body_hash), None
    body_hash = hashlib.blake2b(response.body, digest_size=16).digest()
    brought = polled(etag=etag, last_modified=modified, body_hash=body_hash)
    if body_hash == state.body_hash:
        return brought, None
    return brought, await _read(room, feed, response, state.window)


async def _read(room: Newsroom, feed: Feed, response: Response, known: bytes) -> Reading:
    match await room.workers.run(plugs.reader(feed.kind), response, known):
        case Done(Reading() as reading):
            return reading
        case Done(other):
            raise TypeError(f"a worker gave {other!r}")
        case Killed(reason):
            raise UnreadableFeed(f"reading it was given up: {reason}")


def _at(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
