"""Opens the newsroom: the lock, the memory, the rules in force, the index, the connections."""

import gc
import logging
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from watcher.app.acts.dispatch import recover
from watcher.app.disk import Disk
from watcher.app.files import plugs
from watcher.app.files.aim import Aim, compile_aim, load_aim
from watcher.app.files.settings import Settings
from watcher.app.ledger import Ledger
from watcher.app.newsroom import Newsroom
from watcher.app.readers.visitors import address
from watcher.app.recall import rebuilt_index
from watcher.app.running import outside
from watcher.app.running.alarms import rules_fault
from watcher.app.running.lock import sole
from watcher.app.running.patience import Patience
from watcher.app.running.secret import with_secret
from watcher.app.turns import turn
from watcher.channels.base import Connected, Reach
from watcher.core.rules.document import UserProblems
from watcher.core.sending.alarm import Fault
from watcher.core.stories.voices import Names
from watcher.core.timing.cadence import Pace
from watcher.core.words.instant import Clock, utc_text
from watcher.sources.parsing.workers import Workers
from watcher.store import articles, cycles, entries, feeds, filed, habits, rulesets, subscriptions, tallies
from watcher.store.db import MEMORY, Db, UnusableState, open_db, transaction

log = logging.getLogger(__name__)

# Objects more than before, until unreachable ones are looked for. Acts leave next to none behind, and with Python's own
# 700 the search took a twentieth of what a poll costs.
SEARCHED_AFTER = 5_000


class TooEarly(Exception):
    """The instant asked for lies before the last cycle: what is known by now cannot be unknown again."""


@asynccontextmanager
async def newsroom(
    settings: Settings,
    *,
    clock: Clock,
    wall: Clock | None = None,
    pace: Pace,
    write: Callable[[str], None],
    refuse_the_past: bool = False,
) -> AsyncIterator[Newsroom]:
    """A newsroom at work under the rules of its folder, with whatever a dead process left settled; closed at the end.

    `clock` decides what is due; `wall` (left out: the same) goes on where `clock` stands at one instant.
    `refuse_the_past` is for an instant that somebody chose; a machine whose own clock woke up wrong may still work.
    Raises UserProblems, UnusableState, Held or TooEarly.
    """
    if not (settings.state / MEMORY).exists():
        load_aim(settings.rules)  # raises before a folder is made: a first start that cannot work leaves nothing behind
    _lay_out(settings.state)
    gc.set_threshold(SEARCHED_AFTER)
    disk = Disk(settings.state)
    disk.make_room()
    with sole(settings.state), closing(open_db(settings.state / MEMORY, tell=Patience.of_loop())) as db:
        settings = with_secret(settings)
        if refuse_the_past:
            _refuse_the_past(db, clock())
        room = _furnished(db, disk, settings, clocks=(clock, wall or clock), pace=pace, write=write)
        try:
            _begin(room)
            yield room
        finally:
            await room.http.close()
            room.workers.close()
            for channel in room.channels.values():
                if isinstance(channel, Connected):
                    await channel.close()


def _furnished(
    db: Db,
    disk: Disk,
    settings: Settings,
    *,
    clocks: tuple[Clock, Clock],
    pace: Pace,
    write: Callable[[str], None],
) -> Newsroom:
    """One of everything, not begun yet. `clocks`: the one that decides, and the one on the wall."""
    clock, wall = clocks
    faults: dict[str, Fault] = {}
    aim = aim_in_force(db, settings.rules, faults)
    reach = plugs.reach(settings, write=write)
    http, workers = outside.http(settings, clock), Workers(settings.workers)
    room = Newsroom(
        db=db,
        state=settings.state,
        disk=disk,
        ledger=Ledger(db, last=lambda: _keep_count(room)),
        http=http,
        workers=workers,
        robots=outside.robots(http, workers, clock),
        connect=lambda via: plugs.connect(via, _within(room, settings, reach)),
        aim=aim,
        mark=filed.mark(db),  # taken before the index is built: what others file meanwhile is followed up
        index=rebuilt_index(db, aim, now=clock(), tell=Patience.of_loop()),
        pace=pace,
        polls_per_hour=settings.polls_per_hour,
        dial=habits.dial(db, now=clock()),
        polled=Counter({kind: times for (kind,), times in tallies.counts(db, tallies.POLLED).items()}),
        clock=clock,
        wall=wall,
        jitter=random.random,
        faults=faults,
    )
    return room


def _keep_count(room: Newsroom) -> None:
    """Of the polls: against the budget, and by what came of them."""
    habits.keep_dial(room.db, room.dial)
    tallies.keep(room.db, tallies.POLLED, room.polled)


def _within(room: Newsroom, settings: Settings, reach: Reach) -> Reach:
    """The reach, with what only a newsroom can answer for its channels."""
    return replace(
        reach,
        turn=lambda delivery: turn(room, delivery.via, delivery.chat),
        all_sources=lambda story, lang: address(room, settings, story, lang),
    )


def aim_in_force(db: Db, folder: Path, faults: dict[str, Fault]) -> Aim:
    """The rules of the folder. Where they are broken, the last good ones, with an error in the log and in `faults`.

    Raises UserProblems where there never were good ones.
    """
    last = rulesets.latest(db)
    try:
        return load_aim(folder, after=last.files if last else None)
    except UserProblems as broken:
        if last is None:
            raise
        aim = compile_aim(last.files, str(folder))
        log.error("act=load the rules are broken; those of version %s stay in force\n%s", aim.version, broken)
        faults["rules"] = rules_fault(broken)
        return aim


def take_up(room: Newsroom, aim: Aim) -> None:
    """Work under an aim from now on, and remember it as the last good one."""
    now = room.clock()
    with transaction(room.db):
        rulesets.remember(room.db, aim.version, aim.files, now=now)
        feeds.mirror(room.db, aim.feeds, now=now)
        subscriptions.mirror(room.db, aim.subscriptions, now=now)
    room.aim = aim.without(subscriptions.left(room.db))
    room.names = Names.of([*(feed.name for feed in aim.feeds), *articles.outlets(room.db)])
    desks = {"telegram" for subscription in aim.subscriptions if subscription.review is not None}
    for via in sorted(desks.union(subscription.via for subscription in aim.subscriptions) - room.channels.keys()):
        room.channels[via] = room.connect(via)
        if (missing := room.channels[via].ready()) is not None:
            log.warning("act=connect via=%s what is for it waits: %s", via, missing)
    log.info("act=load rules=%s feeds=%d subscriptions=%d", aim.version, len(aim.feeds), len(aim.subscriptions))


def _lay_out(state: Path) -> None:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is not a folder" if isinstance(error, FileExistsError) else error.strerror
        raise UnusableState(f"{state} cannot hold the state: {why} (WATCHER_STATE names it)") from error
    if not os.access(state, os.W_OK | os.X_OK):
        raise UnusableState(f"{state} cannot hold the state: it may not be written to (WATCHER_STATE names it)")


def _refuse_the_past(db: Db, instant: datetime) -> None:
    last = cycles.last(db)
    if last is not None and instant < last:
        raise TooEarly(f"{utc_text(instant)} is before the last cycle ({utc_text(last)})")


def _begin(room: Newsroom) -> None:
    take_up(room, room.aim)
    with transaction(room.db):
        cycles.begin(room.db, now=room.clock())
        interrupted = entries.resume(room.db)
    left = recover(room)
    if interrupted or left:
        log.warning("act=recover a process died: entries=%d deliveries=%d", interrupted, left)
