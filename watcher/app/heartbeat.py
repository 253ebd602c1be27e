"""A sign of life in the state folder, for `watcher health`. Standard library only: health is asked every minute."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

EVERY = timedelta(seconds=30)
STALE_AFTER = timedelta(minutes=3)  # six signs missed


def beat(state: Path, *, now: datetime) -> None:
    """Touches a file, at most once in `EVERY`.

    The instant is the file's time of change, not its text: to write a text so often cost a memory card 24 MB a day.
    """
    last = last_beat(state)
    if last is None or not timedelta(0) <= now - last < EVERY:
        path = state / "heartbeat"
        path.touch()
        os.utime(path, (now.timestamp(), now.timestamp()))


def last_beat(state: Path) -> datetime | None:
    """None where the watcher never ran here."""
    try:
        return datetime.fromtimestamp((state / "heartbeat").stat().st_mtime, UTC)
    except OSError:
        return None


def is_alive(last: datetime | None, *, now: datetime) -> bool:
    """Whether the last sign of life is recent enough for the watcher that gave it to be at work."""
    return last is not None and now - last <= STALE_AFTER
