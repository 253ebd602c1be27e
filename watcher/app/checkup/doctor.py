"""Looks over the whole installation. Each check has its own deadline, and none can keep the others from speaking."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from threading import Thread
from typing import Any

from watcher.app.checkup import home, world
from watcher.app.checkup.verdict import Verdict, fault, warn
from watcher.app.files.aim import Aim
from watcher.app.files.settings import Settings
from watcher.core.words.instant import Clock
from watcher.sources.asking.http import Http
from watcher.sources.parsing.workers import Workers

log = logging.getLogger(__name__)

DEADLINE = timedelta(seconds=10)  # of one check


async def examine(
    settings: Settings, *, clock: Clock, http: Http, least_free_bytes: int, deadline: timedelta = DEADLINE
) -> list[Verdict]:
    """A verdict for each thing looked at, in a fixed order. A watcher may be running: no lock is taken."""
    now, state = clock(), settings.state
    loaded: list[Aim] = []
    rules = await _bounded("rules", _here(partial(home.rules, settings.rules, loaded.append)), deadline)
    aim = loaded[0] if loaded else None
    at_home: dict[str, Callable[[], Iterable[Verdict]]] = {
        "state": partial(home.write_access, state),
        "space": partial(home.space, state, least_bytes=least_free_bytes),
        "growth": partial(home.growth, state, now=now),
        "database": partial(home.memory, state),
        "lock": partial(home.process, state, now=now),
    }
    found = await asyncio.gather(
        *(_bounded(check, _here(look), deadline) for check, look in at_home.items()),
        # The token, then each chat.
        _bounded(
            "telegram", world.telegram(settings, _addresses(aim, world.TELEGRAM), deadline=deadline), 2 * deadline
        ),
        _bounded("mail", world.mail(settings, _addresses(aim, world.EMAIL), deadline=deadline), 2 * deadline),
        _bounded("feed", _reading(aim, http, now, deadline), 3 * deadline),  # the feeds, then a page
    )
    return [*home.settings(settings), *rules, *(verdict for verdicts in found for verdict in verdicts)]


def _addresses(aim: Aim | None, via: str) -> list[str]:
    return [listener.address for listener in (aim.subscriptions if aim else ()) if listener.via == via]


async def _reading(aim: Aim | None, http: Http, now: datetime, deadline: timedelta) -> list[Verdict]:
    if aim is None:
        return [warn("feed", "none was asked: the rules are broken", "mend the rules first")]
    workers = Workers(1)
    try:
        visits = await world.visits(aim, http, workers, now=now, deadline=deadline)
        read = await _bounded("page", world.page(visits, http), deadline)
        return [world.names(visits), world.feed(visits), *read, world.clock(visits, now=now)]
    finally:
        workers.close()


async def _bounded(check: str, verdicts: Coroutine[Any, Any, list[Verdict]], deadline: timedelta) -> list[Verdict]:
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            return await verdicts
    except TimeoutError:
        message = f"gave no answer within {deadline.total_seconds():g} s"
        return [fault(check, message, "the disk or the network hangs: look to it, and try again")]
    except Exception as error:  # the net: a fault met in one check must not keep the others from speaking
        log.exception("act=examine check=%s", check)
        return [fault(check, f"a fault of ours: {type(error).__name__}: {error}", "please report it")]


async def _here(look: Callable[[], Iterable[Verdict]]) -> list[Verdict]:
    """What a blocking look finds. It runs in a daemon thread: where the disk hangs, the process can still end."""
    done: Future[list[Verdict]] = Future()
    done.set_running_or_notify_cancel()  # from now on nobody can cancel it

    def work() -> None:
        try:
            done.set_result(list(look()))
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            done.set_exception(error)

    Thread(target=work, daemon=True).start()
    return await asyncio.wrap_future(done)
