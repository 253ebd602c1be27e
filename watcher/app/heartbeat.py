"""A sign of life in the state folder, for `watcher health`. Standard library only: health is asked every minute."""

from datetime import datetime, timedelta
from pathlib import Path

EVERY = timedelta(seconds=30)  # rarely enough to spare a memory card
STALE_AFTER = timedelta(minutes=3)


def beat(state: Path, *, now: datetime) -> None:
    last = last_beat(state)
    if last is None or not timedelta(0) <= now - last < EVERY:
        (state / "heartbeat").write_text(now.isoformat())


def last_beat(state: Path) -> datetime | None:
    """None where the watcher never ran here."""
    try:
        return datetime.fromisoformat((state / "heartbeat").read_text())
    except (OSError, ValueError):
        return None
