"""Copies of the memory that were read through: one a night, and one whenever somebody asks."""

import os
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from watcher.store.db import MEMORY, UnusableState, copy

KEPT = 7
FOLDER, NAME = "backups", "watcher-{}.db"


def back_up(state: Path, target: Path) -> None:
    """A whole copy, or none: it is written beside `target`, read through and then moved. Raises UnusableState."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        copy(state / MEMORY, draft)
        draft.replace(target)
    except OSError as error:
        raise UnusableState(f"no copy could be written to {target}: {error}", "make room, or name another") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def back_up_nightly(state: Path, *, now: datetime) -> Path | None:
    """The copy of the day (UTC), if anything changed since the last one; the oldest go. Raises UnusableState."""
    kept = copies(state)
    target = state / FOLDER / NAME.format(now.astimezone(UTC).date())
    if kept and (kept[-1] >= target or not _changed_since(kept[-1], state)):
        return None
    back_up(state, target)
    for old in copies(state)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def copies(state: Path) -> list[Path]:
    """Those of the nights, oldest first."""
    return sorted(path for path in (state / FOLDER).glob(NAME.format("*")) if _date_of(path) is not None)


def _date_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix("watcher-"))
    except ValueError:
        return None


def _changed_since(last: Path, state: Path) -> bool:
    files = (state / MEMORY, state / f"{MEMORY}-wal")
    return any(file.exists() and file.stat().st_mtime > last.stat().st_mtime for file in files)
