"""Keeps room on the disk for what must still be told.

When the disk fills up nothing more is fetched, and a file of zeros, the ballast, is deleted: the outbox has its room.
"""

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from watcher.store.db import Full

log = logging.getLogger(__name__)

BALLAST_BYTES = 4 << 20  # what the outbox of a busy day needs until somebody makes room
LEAST_FREE_BYTES = 32 << 20  # beside the ballast; below it nothing more is fetched
EVERY = timedelta(minutes=1)  # between two looks


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Disk:
    """The disk that the state folder is on."""

    def __init__(self, state: Path, *, free: Callable[[Path], int] = free_bytes) -> None:
        self._state, self._free = state, free
        self._ballast = state / "ballast"
        self._has_room = True
        self._looked_at: datetime | None = None

    def make_room(self) -> None:
        """To be called first of all at a start: on a full disk not even the lock could be written."""
        if self._free(self._state) < BALLAST_BYTES:
            self._let_go()

    def has_room(self, *, now: datetime) -> bool:
        """Whether more news may be fetched. The ballast is laid while there is room for it."""
        if self._looked_at is None or not timedelta(0) <= now - self._looked_at < EVERY:
            self._looked_at = now
            self._decide(self._free(self._state) >= LEAST_FREE_BYTES)
        return self._has_room

    def caused(self, error: BaseException, *, now: datetime) -> bool:
        """Whether the error says that the disk is full. If so the ballast goes, and fetching stops for a while."""
        if not isinstance(error, Full):
            return False
        self._looked_at = now
        self._decide(False)
        return True

    def _decide(self, has_room: bool) -> None:
        if has_room != self._has_room:
            say = log.info if has_room else log.error
            say("act=disk %s", "there is room again" if has_room else "the disk is full: nothing more is fetched")
        self._has_room = has_room
        if has_room:
            self._lay()
        else:
            self._let_go()

    def _lay(self) -> None:
        """The zeros are really written: a file that is only said to be so long would keep no room."""
        if not self._ballast.exists() and self._free(self._state) >= LEAST_FREE_BYTES + BALLAST_BYTES:
            with suppress(OSError):  # somebody else took the room: the next look will see it
                self._ballast.write_bytes(bytes(BALLAST_BYTES))

    def _let_go(self) -> None:
        with suppress(OSError):  # then it stays, and we are no worse off
            self._ballast.unlink(missing_ok=True)
