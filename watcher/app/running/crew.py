"""Acts under way, each under a key, so that none is begun twice."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

log = logging.getLogger(__name__)

Act = Callable[[], Coroutine[Any, Any, object]]


class Crew:
    """Runs up to `most` acts at once. An act that fails is logged and counted; the others go on."""

    def __init__(
        self,
        most: int,
        *,
        then: Callable[[], object] | None = None,
        excuses: Callable[[BaseException], bool] = lambda _: False,
    ) -> None:
        """`then` is called whenever an act has ended well. An error for which `excuses` is true is not counted."""
        self._most = most
        self._then = then
        self._excuses = excuses
        self._tasks: dict[Hashable, asyncio.Task[Any]] = {}
        self._waiting: set[asyncio.Future[None]] = set()  # resolved when the next act ends
        self.faults = 0

    @property
    def places(self) -> int:
        """How many more acts may begin."""
        return self._most - len(self._tasks)

    @property
    def under_way(self) -> set[Hashable]:
        return set(self._tasks)

    def begin(self, key: Hashable, act: Act) -> bool:
        """Begin an act, unless one under its key is under way or there is no place. Returns whether it began."""
        if key in self._tasks or self.places <= 0:
            return False
        task = asyncio.get_running_loop().create_task(act())
        self._tasks[key] = task
        task.add_done_callback(lambda ended: self._ended(key, ended))
        return True

    async def finish(self, *, within: float) -> None:
        """Let what is under way end, but not for longer than `within` seconds."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        del self._tasks[key]
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        if task.cancelled():
            return
        if (error := task.exception()) is None:
            if self._then is not None:
                self._then()
        elif not self._excuses(error):
            self.faults += 1
            log.error("act=%s a fault of ours", key, exc_info=error)


async def until_one_ends(*crews: Crew) -> None:
    """Returns at once where nothing is under way."""
    if not any(crew._tasks for crew in crews):
        return
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    for crew in crews:
        crew._waiting.add(ended)
    try:
        await ended
    finally:
        for crew in crews:
            crew._waiting.remove(ended)
