"""Keeps the newsroom going: one cycle (`once`), or until told to stop (`run`)."""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from watcher.app.files.aim import load_aim
from watcher.app.files.folder import RulesFolder
from watcher.app.files.settings import Settings
from watcher.app.heartbeat import beat
from watcher.app.newsroom import Newsroom
from watcher.app.readers.presses import listening
from watcher.app.running import alarms
from watcher.app.running.backups import back_up_nightly
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom, take_up
from watcher.app.running.secret import with_secret
from watcher.core.feeds import Trouble
from watcher.core.rules.document import UserProblems
from watcher.core.sending.alarm import Fault
from watcher.core.timing.cadence import SINGLE_CYCLE, Pace
from watcher.core.words.instant import Clock
from watcher.store import articles, cycles, feeds, outbox, pauses
from watcher.store.db import UnusableState, shorten_log, transaction

log = logging.getLogger(__name__)

BETWEEN_EDITS = timedelta(minutes=5)  # of one post
LAST_CALLS = 8.5  # seconds that calls under way may take after SIGTERM; with closing the door, all must end in 10
TICK, LOOK, SWEEP = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


async def once(
    settings: Settings, *, clock: Clock, instant: datetime | None = None, write: Callable[[str], None]
) -> str:
    """One cycle at one instant. Returns a line on how the feeds answered, and one for each channel that cannot send.

    Raises TooEarly.
    """
    now, begun = instant or clock(), asyncio.get_running_loop().time()
    async with newsroom(
        settings,
        clock=lambda: now,
        wall=lambda: now + timedelta(seconds=asyncio.get_running_loop().time() - begun),
        pace=SINGLE_CYCLE,
        write=write,
        refuse_the_past=instant is not None,
    ) as room:
        cycle = Cycle(room)
        try:
            await cycle.listen_out()
            cycle.compose()
            alarms.look(room)
            await cycle.speak_out()
        finally:
            await cycle.finish(within=0)
        return "\n".join([summary(room), *waiting(room)])


async def run(settings: Settings, *, clock: Clock, write: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT, and no longer than 10 seconds after it."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    pace = Pace(gather=settings.gather, between_edits=BETWEEN_EDITS)
    folder = RulesFolder(settings.rules)  # looked at before it is read, so that a change made meanwhile is noticed
    async with newsroom(settings, clock=clock, pace=pace, write=write) as room:
        cycle = Cycle(room, eager=True)
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        scheduler.add_job(tick, "interval", [room, cycle, settings], seconds=TICK.total_seconds())
        scheduler.add_job(follow, "interval", [room, folder, settings], seconds=TICK.total_seconds())
        scheduler.add_job(look, "interval", [room], seconds=LOOK.total_seconds())
        scheduler.add_job(sweep, "interval", [room, settings], seconds=SWEEP.total_seconds())
        await tick(room, cycle, settings)
        scheduler.start()
        first = asyncio.create_task(say_what_was_heard(cycle))
        async with listening(room, settings), door(room, settings):
            await stop.wait()
        log.info("act=stop")
        first.cancel()
        scheduler.shutdown(wait=False)
        await cycle.finish(within=LAST_CALLS)


@asynccontextmanager
async def door(room: Newsroom, settings: Settings) -> AsyncIterator[None]:
    """Open to the web for as long as it lasts, unless it is switched off."""
    if settings.web is None:
        yield
        return
    from watcher.app.web.door import Door  # loaded only where there is a door
    from watcher.app.web.serving import serving

    secret = (with_secret(settings).secret or "").encode()
    app = Door(room, name=settings.name, secret=secret).app()
    async with serving(app, settings.web):
        yield


async def say_what_was_heard(cycle: Cycle) -> None:
    """A line in the log as soon as every feed was asked once; a warning if this machine seems to have no network."""
    await cycle.poll_out()
    states = [feeds.state(cycle.room.db, feed.id) for feed in cycle.room.aim.feeds]
    log.log(logging.WARNING if alarms.is_cut_off(states) else logging.INFO, "act=heard %s", summary(cycle.room))


async def tick(room: Newsroom, cycle: Cycle, settings: Settings) -> None:
    """Begin whatever is due; what is due is in the database."""
    cycle.listen()
    cycle.compose()
    cycle.speak()
    beat(settings.state, now=room.clock())


async def look(room: Newsroom) -> None:
    """Look for faults. Async because the scheduler runs plain functions in threads, where no database is open."""
    alarms.look(room)


async def sweep(room: Newsroom, settings: Settings) -> None:
    """Let go of what is no longer needed."""
    with transaction(room.db):
        cycles.begin(room.db, now=room.clock())
        articles.forget_texts(room.db, before=room.clock() - timedelta(days=settings.keep_days))
        pauses.forget(room.db, before=room.clock() - SWEEP)
    shorten_log(room.db)
    try:
        made = await asyncio.to_thread(back_up_nightly, settings.state, now=room.clock())
    except UnusableState as error:
        log.error("act=backup %s", error)
        room.faults["backup"] = Fault("backup", "backup", {"why": str(error)})
    else:
        room.faults.pop("backup", None)
        if made is not None:
            log.info("act=backup file=%s", made)


async def follow(room: Newsroom, folder: RulesFolder, settings: Settings) -> None:
    """Take up the rules if they changed; broken ones change nothing. Read in a thread, so that nothing is held up."""
    if not folder.changed():
        return
    try:
        aim = await asyncio.to_thread(load_aim, settings.rules, after=room.aim.files, passed=room.aim.book)
    except UserProblems as broken:
        log.error("act=load the rules are broken; those of version %s stay in force\n%s", room.aim.version, broken)
        room.faults["rules"] = alarms.rules_fault(broken)
    else:
        room.faults.pop("rules", None)
        take_up(room, aim)


def summary(room: Newsroom) -> str:
    """`47 of 61 feeds answered; 9 refused, 5 not found: watcher feeds. They are tried again by themselves.`"""
    states = [feeds.state(room.db, feed.id) for feed in room.aim.feeds]
    met = Counter(state.trouble for state in states if state.trouble is not None)
    heard = f"{len(states) - met.total()} of {len(states)} feeds answered"
    if not met:
        return f"{heard}."
    kinds = ", ".join(f"{count} {trouble}" for trouble, count in met.most_common())
    doubt = "is this machine connected? " if alarms.is_cut_off(states) else ""
    return f"{heard}; {doubt}{kinds}: watcher feeds. {_hope(met)}"


def waiting(room: Newsroom) -> Iterator[str]:
    """A line for each channel that cannot send for now: nothing is lost, but somebody must act."""
    paused = pauses.paused(room.db, now=room.clock())
    for via, channel in room.channels.items():
        why = channel.ready() or paused.get((via, ""))
        if why is not None and (count := outbox.waiting(room.db, via)):
            yield f"{count} for {via} {'waits' if count == 1 else 'wait'}: {why}"


def _hope(met: Counter[Trouble]) -> str:
    match met[Trouble.GONE]:
        case 0:
            return "They are tried again by themselves."
        case gone if gone == met.total():
            return "They are not asked again."
    return "All but those gone for good are tried again by themselves."
