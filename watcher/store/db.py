"""Opens state/watcher.db, brings it to the newest schema, and hands out transactions."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import overload

from watcher.store.steps import STEPS

Db = sqlite3.Connection
Row = sqlite3.Row
Tell = Callable[
    [str, float | None], None
]  # again and again: what goes on, and how much of it is done (0..1; None: unknown)

# FULL, not NORMAL: simulated power cuts lost acknowledged commits in 99 of 120 runs under NORMAL, in none under FULL.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 5000",
)
TOLD_EVERY = 100_000  # steps of SQLite's machine, some milliseconds
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MEMORY = "watcher.db"  # in the folder of the state

RESTORE = "stop the watcher, put a backup in its place, start it again"
THEIRS = "give the file and its folder to the user that runs the watcher"
MENDS = {  # by SQLite's primary result code
    sqlite3.SQLITE_PERM: THEIRS,
    sqlite3.SQLITE_READONLY: THEIRS,
    sqlite3.SQLITE_CANTOPEN: THEIRS,
    sqlite3.SQLITE_AUTH: THEIRS,
    sqlite3.SQLITE_FULL: "make room on the disk; the file itself is sound",
    sqlite3.SQLITE_IOERR: "look to the disk: it failed to read or write; then try again",
    sqlite3.SQLITE_BUSY: "another program holds the file: end it, and try again",
    sqlite3.SQLITE_CORRUPT: RESTORE,
    sqlite3.SQLITE_NOTADB: RESTORE,
}


class Full(Exception):
    """The disk has no room for what was to be written; nothing of it was."""


class UnusableState(Exception):
    """The state cannot be used; `str()` says why and what to do, `mend` what to do alone."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


def mend_of(error: sqlite3.Error) -> str:
    """What to do about a fault that SQLite met."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # what is above tells the finer kind
    return MENDS.get(code, "please report it")


def _is_full(error: sqlite3.Error) -> bool:
    """Also where SQLite reports a disk fault: a full disk is met first while the index of the log is mapped."""
    return error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)


def untold(what: str, share: float | None) -> None:
    """Where nobody waits for it."""


def open_db(path: Path, *, tell: Tell = untold) -> Db:
    """The one writing connection. Raises UnusableState for a corrupt, foreign or newer file."""
    try:
        db = _connect(path, "rwc")
        _refuse_what_is_newer(db, path)
        with _telling(db, tell, f"looking for damage in {path.name}, {_megabytes(path)}"):
            _refuse_what_is_damaged(db, path)
        for pragma in PRAGMAS:
            db.execute(pragma)
        _migrate(db, path, tell)
        db.execute("PRAGMA foreign_keys = ON")  # only now: a step may replace a table that others refer to
    except sqlite3.DatabaseError as error:
        raise UnusableState(f"{path} cannot be used: {error}", mend_of(error)) from error
    return db


@contextmanager
def reader(state: Path) -> Iterator[Db]:
    """A connection that only looks at the memory of a state. Raises UnusableState where there is nothing to look at."""
    with closing(_reader(state / MEMORY)) as db:
        yield db


@contextmanager
def writer(state: Path) -> Iterator[Db]:
    """A connection for one short change beside a running watcher. Raises UnusableState."""
    path = state / MEMORY
    with closing(_reader(path)) as db:
        if _version(db) < newest():
            raise UnusableState(f"{path} is of an older version: start the watcher once", "start the watcher once")
        db.execute("PRAGMA query_only = OFF")
        for pragma in (*PRAGMAS, "PRAGMA foreign_keys = ON"):
            db.execute(pragma)
        yield db


def _reader(path: Path) -> Db:
    if not os.path.exists(path):  # not path.exists(), which raises where the folder may not be entered
        raise UnusableState(f"{path} does not exist yet: start the watcher with `watcher run`")
    try:
        db = _looking(path)
        _refuse_what_is_newer(db, path)
        if _version(db) == 0:
            raise UnusableState(f"{path} is empty yet: start the watcher with `watcher run`", "start the watcher")
    except sqlite3.DatabaseError as error:
        raise UnusableState(f"{path} cannot be read: {error}", mend_of(error)) from error
    return db


def examine(path: Path) -> None:
    """Looks through the whole file. Raises UnusableState where it is damaged, foreign, newer or not there."""
    with closing(_reader(path)) as db:
        try:
            _refuse_what_is_damaged(db, path)
        except sqlite3.DatabaseError as error:
            if mend_of(error) != RESTORE:
                raise UnusableState(f"{path} cannot be read: {error}", mend_of(error)) from error
            raise UnusableState(f"{path} is damaged ({error}): restore a backup", RESTORE) from error


def copy(path: Path, target: Path) -> None:
    """Copy the file as it stands at one instant, and check the copy. Raises UnusableState."""
    with closing(_reader(path)) as db:
        db.execute("PRAGMA query_only = OFF")  # it would forbid the copy too
        try:
            db.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error as error:
            raise UnusableState(f"no copy could be written to {target}: {error}", mend_of(error)) from error
    examine(target)


def shorten_log(db: Db) -> None:
    """Shorten the write-ahead log on disk: by itself it never gets smaller than in its busiest hour."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def transaction(db: Db) -> Iterator[None]:
    """All or nothing. IMMEDIATE: a deferred BEGIN meets 'database is locked' when two processes claim. Raises Full."""
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:  # SQLite may have rolled back by itself
            db.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError) and _is_full(error):
            raise Full(str(error)) from error
        raise


@overload
def text_of(at: datetime) -> str: ...
@overload
def text_of(at: None) -> None: ...
@overload
def text_of(at: datetime | None) -> str | None: ...
def text_of(at: datetime | None) -> str | None:
    """'2025-07-17T06:30:00.000Z'; milliseconds, because windows and latencies are under a second."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def instant_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def instant(text: str) -> datetime:
    """An instant from a column that is never NULL."""
    return datetime.fromisoformat(text)


def claimed(at: datetime | None, *, now: datetime) -> str | None:
    """A date that a source claims, or None outside 1990..tomorrow: one hostile date must not shape anything."""
    return text_of(at) if at and at >= EARLIEST and (at - now).days < 1 else None


def _looking(path: Path) -> Db:
    """Where the folder may not be written to, the index of the log cannot be laid beside the file.

    Without a log nobody writes either, and the file can be read as it lies.
    """
    try:
        return _query_only(_connect(path, "rw"))
    except sqlite3.OperationalError as error:
        log = path.with_name(f"{path.name}-wal")
        has_log = log.exists() and log.stat().st_size
        if error.sqlite_errorcode & 0xFF not in _NOT_OURS or has_log or not path.is_file():
            raise
        return _query_only(_connect(path, "ro&immutable=1"))


_NOT_OURS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


def _query_only(db: Db) -> Db:
    db.execute("PRAGMA query_only = ON")
    db.execute("SELECT 1 FROM sqlite_schema").fetchone()  # opens the log: only now it is known whether it can be read
    return db


def _connect(path: Path, mode: str) -> Db:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    db.row_factory = sqlite3.Row  # transactions are ours to open: see transaction()
    return db


def newest() -> int:
    """The schema we write."""
    return 1 + len(STEPS)


def _version(db: Db) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _refuse_what_is_newer(db: Db, path: Path) -> None:
    if (version := _version(db)) > newest():
        raise UnusableState(
            f"{path} was written by a newer version (schema {version}, ours is {newest()}): update the watcher",
            "update the watcher",
        )


def _refuse_what_is_damaged(db: Db, path: Path) -> None:
    if (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise UnusableState(f"{path} is damaged ({found}): nothing is sent from it; restore a backup", RESTORE)


def _migrate(db: Db, path: Path, tell: Tell) -> None:
    """A new file is laid out whole; an older one is copied, then brought up to date, each step in one transaction."""
    version = _version(db)
    if version == 0:
        with transaction(db):
            _lay_the_tables(db)
            db.execute(f"PRAGMA user_version = {newest()}")
        return
    if version < newest():
        _copy_aside(db, path, path.with_name(f"{path.name}.before-{version + 1}"), tell)
    for number, step in enumerate(STEPS[version - 1 :], start=version + 1):
        with transaction(db), _telling(db, tell, f"bringing {path.name} to schema {number} of {newest()}"):
            step(db)
            db.execute(f"PRAGMA user_version = {number}")


def _copy_aside(db: Db, path: Path, target: Path, tell: Tell) -> None:
    """What a copy leaves behind that was cut short must not stop the next."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    what = f"copying {path.name}, {_megabytes(path)}, to {target.name}"
    with _telling(db, tell, what, lambda: part.stat().st_size / path.stat().st_size if part.exists() else 0.0):
        db.execute("VACUUM INTO ?", (str(part),))
    os.replace(part, target)


@contextmanager
def _telling(db: Db, tell: Tell, what: str, share: Callable[[], float | None] = lambda: None) -> Iterator[None]:
    """Tells how far it is, as long as this lasts."""
    tell(what, share())
    db.set_progress_handler(lambda: tell(what, share()), TOLD_EVERY)
    try:
        yield
    finally:
        db.set_progress_handler(None, 0)


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size >> 20:,} MB"


def _lay_the_tables(db: Db) -> None:
    statement = ""  # executescript() would commit the transaction we are in
    for line in files(__package__).joinpath("schema.sql").read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
