"""One watcher to a state folder: two would tell everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Another process has the lock; `str()` says which."""


def holder(state: Path) -> str | None:
    """The number of the process that holds the lock, if one does. Asks by sharing it for an instant, if it is free."""
    try:
        handle = os.open(state / "lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(handle)
    finally:
        os.close(handle)
    return None


@contextmanager
def sole(state: Path) -> Iterator[None]:
    """Hold `state`/lock for as long as the process lives, however it ends. Raises Held."""
    path = state / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Held(f"another watcher (process {_written(handle)}) works in {state}") from error
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def _written(handle: int) -> str:
    return os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
