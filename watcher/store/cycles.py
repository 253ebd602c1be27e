"""When the watcher last ran."""

from datetime import datetime

from watcher.store import meta
from watcher.store.db import Db, instant_of, text_of

_LAST = "last_cycle"


def begin(db: Db, *, now: datetime) -> None:
    meta.keep(db, _LAST, text_of(now))


def last(db: Db) -> datetime | None:
    return instant_of(meta.kept(db, _LAST))
