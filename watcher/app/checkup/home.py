"""What may be wrong at home: settings, rules, the state folder, the process that works in it."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from watcher.app.checkup.verdict import Verdict, fault, ok, warn
from watcher.app.files.aim import Aim, load_aim
from watcher.app.files.settings import Settings
from watcher.app.heartbeat import STALE_AFTER, is_alive, last_beat
from watcher.app.running.lock import holder
from watcher.core.rules.document import Level, Problem, UserProblems
from watcher.store import feeds
from watcher.store.db import MEMORY, UnusableState, examine, reader

MB = 1_000_000
SCARCE = 5  # times the least that must be free; below it somebody should make room soon
SOON = timedelta(days=30)  # a disk that will be full by then is worth a word now
DAY = timedelta(days=1)


def settings(settings: Settings) -> Iterator[Verdict]:
    for problem in settings.problems:
        judge = fault if problem.level is Level.ERROR else warn
        yield judge("settings", f"{problem.place}: {problem.what}", problem.hint or "docs/settings.md tells them all")
    if not settings.problems:
        yield ok("settings", "all can be read")


def rules(folder: Path, take: Callable[[Aim], None]) -> Iterator[Verdict]:
    """Whether they are sound; if so `take` is given the aim that they say."""
    mend = "`watcher check` shows all, and what would be right"
    try:
        aim = load_aim(folder)
    except UserProblems as broken:
        errors = [problem for problem in broken.problems if problem.level is Level.ERROR]
        yield fault("rules", _first(errors, "error"), mend)
        return
    take(aim)
    if aim.warnings:
        yield warn("rules", _first(aim.warnings, "warning"), mend)
    else:
        yield ok("rules", f"all of {folder} is sound (rules: {len(aim.book.rules)}, feeds: {len(aim.feeds)})")


def _first(problems: Sequence[Problem], noun: str) -> str:
    count = f"{len(problems)} {noun}{'' if len(problems) == 1 else 's'}"
    return f"{count}, first {problems[0].place}: {problems[0].what}"


def write_access(state: Path) -> Iterator[Verdict]:
    mend = "give the folder to the user that runs the watcher, or name another in WATCHER_STATE"
    try:
        with TemporaryFile(dir=_nearest(state)):
            pass
    except OSError as error:
        yield fault("state", f"nothing can be written to {state}: {error.strerror}", mend)
        return
    foreign = [path for name in (MEMORY, "lock", "heartbeat") if not _is_ours(path := state / name)]
    if foreign:
        yield fault("state", f"{foreign[0]} cannot be written: it belongs to another user", mend)
    else:
        yield ok("state", f"{state} can be written" if state.exists() else f"{state} will be made at the first start")


def _nearest(path: Path) -> Path:
    """The path itself, or the first above it that exists."""
    return next((each for each in (path, *path.absolute().parents) if each.exists()), path)


def _is_ours(path: Path) -> bool:
    return not path.exists() or os.access(path, os.W_OK)


def space(state: Path, *, least_bytes: int) -> Iterator[Verdict]:
    free = shutil.disk_usage(_nearest(state)).free
    mend = "make room, or name a folder on another disk in WATCHER_STATE"
    if free < least_bytes:
        yield fault("space", f"only {_size(free)} of the disk are free: soon nothing can be remembered", mend)
    elif free < least_bytes * SCARCE:
        yield warn("space", f"{_size(free)} of the disk are free", mend)
    else:
        yield ok("space", f"{_size(free)} of the disk are free")


def growth(state: Path, *, now: datetime) -> Iterator[Verdict]:
    used = sum(path.stat().st_size for path in state.rglob("*") if path.is_file())
    since = _first_heard(state)
    age = now - since if since else timedelta(0)
    if since is None or age < DAY:
        yield ok("growth", f"{_size(used)} used; MB a day are known after the first day")
        return
    a_day = used / (age / DAY)
    said = f"{_size(used)} used, {a_day / MB:.1f} MB a day since {since:%Y-%m-%d}"
    if a_day * (SOON / DAY) > shutil.disk_usage(state).free:
        yield warn("growth", f"{said}: the disk is full within {SOON.days} days", "lower WATCHER_KEEP_DAYS")
    else:
        yield ok("growth", said)


def _first_heard(state: Path) -> datetime | None:
    try:
        with reader(state) as db:
            return feeds.first_heard(db)
    except UnusableState:  # the check of the database says so
        return None


def _size(size_bytes: float) -> str:
    return f"{size_bytes / MB / 1000:.1f} GB" if size_bytes >= 1000 * MB else f"{size_bytes / MB:.1f} MB"


def memory(state: Path) -> Iterator[Verdict]:
    path = state / MEMORY
    if not path.exists():
        yield ok("database", "nothing is remembered yet")
        return
    try:
        examine(path)
    except UnusableState as error:
        yield fault("database", str(error), error.mend)
    else:
        yield ok("database", f"{path} is whole")


def process(state: Path, *, now: datetime) -> Iterator[Verdict]:
    """Whether a watcher works here, and whether it is alive."""
    process = holder(state)
    if process is None:
        yield warn("lock", f"no watcher works in {state}", "start it with `watcher run`")
    else:
        yield ok("lock", f"a watcher works in {state}: process {process}")
    last = last_beat(state)
    if last is None and process is None and (state / MEMORY).exists():
        yield ok("heartbeat", "none is given here: `watcher run` gives one, and only `watcher once` was used")
    else:
        yield _pulse(last, process, now)


def _pulse(last: datetime | None, process: str | None, now: datetime) -> Verdict:
    if last is None:
        return ok("heartbeat", "no sign of life yet")
    ago = now - last
    if ago < -STALE_AFTER:
        message = f"the last sign of life is dated {last:%Y-%m-%d %H:%M} UTC, which is to come"
        return warn("heartbeat", message, "the clock was set back: see `clock`")
    message = f"the last sign of life was {_ago(ago)} ago"
    if is_alive(last, now=now):
        return ok("heartbeat", message)
    if process is None:
        return warn("heartbeat", message, "start it with `watcher run`; its log says why it ended")
    return fault("heartbeat", f"{message}: process {process} hangs", f"end it (`kill {process}`) and start it again")


def _ago(length: timedelta) -> str:
    seconds = max(int(length.total_seconds()), 0)
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
