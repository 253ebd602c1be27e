"""Many small commits as one: for feeds that had nothing new, the disk took a third of the time that asking them did."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from watcher.store.db import Db, transaction

MOST = 300  # notes in one commit: of feeds without news, all of them together take 5 ms
SOON = 0.1  # seconds that the first of them may wait for others

Written = TypeVar("Written")
_Entry = tuple[Callable[[], Any], asyncio.Future[Any]]


class Ledger:
    """Writes what several acts have to note in a transaction that they share."""

    def __init__(self, db: Db, *, last: Callable[[], object] = lambda: None) -> None:
        """`last` writes at the end of each commit what all of its notes changed."""
        self._db, self._last = db, last
        self._entries: list[_Entry] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writers = 0

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Who will have more to note: others wait for that a moment, and no longer than it lasts."""
        self._writers += 1
        try:
            yield
        finally:
            self._writers -= 1
            if not self._writers:
                self._commit()

    def write(self, note: Callable[[], Written]) -> asyncio.Future[Written]:
        """Done once what `note` wrote is on the disk; `note` is called again where another one spoilt the commit."""
        loop = asyncio.get_running_loop()
        written: asyncio.Future[Written] = loop.create_future()
        self._entries.append((note, written))
        if len(self._entries) >= MOST:
            self._commit()
        elif self._timer is None:  # even at once is soon enough for others who are ready to go on
            self._timer = loop.call_later(SOON if self._writers else 0, self._commit)
        return written

    def _commit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        entries = [entry for entry in self._entries if not entry[1].cancelled()]
        self._entries, self._timer = [], None
        if not entries:
            return
        try:
            self._commit_together(entries)
        except Exception:  # noqa: BLE001 - whose fault it was shows when each is written alone, and is raised there
            for entry in entries:
                self._commit_alone(*entry)

    def _commit_together(self, entries: list[_Entry]) -> None:
        with transaction(self._db):
            results = [note() for note, _ in entries]
            self._last()
        for (_, written), result in zip(entries, results, strict=True):
            written.set_result(result)

    def _commit_alone(self, note: Callable[[], Any], written: asyncio.Future[Any]) -> None:
        try:
            with transaction(self._db):
                result = note()
                self._last()
        except Exception as error:  # noqa: BLE001 - handed to the act that waits for it
            written.set_exception(error)
        else:
            written.set_result(result)
