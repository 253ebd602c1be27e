"""What stands wrong with the watcher itself, as far as it was noticed."""

import json
from collections.abc import Iterable

from watcher.core.sending.alarm import Alarm, Fault
from watcher.store.db import Db, instant, instant_of, text_of


def known(db: Db) -> tuple[Alarm, ...]:
    """The oldest first."""
    rows = db.execute("SELECT * FROM alarms ORDER BY since, fault")
    return tuple(
        Alarm(
            fault=_fault(row["fault"], row["what"]),
            since=instant(row["since"]),
            told_at=instant_of(row["told_at"]),
            gone_at=instant_of(row["gone_at"]),
        )
        for row in rows
    )


def standing(db: Db) -> list[Fault]:
    """What the operator was told of and is not gone."""
    return [alarm.fault for alarm in known(db) if alarm.told_at and not alarm.gone_at]


def keep(db: Db, alarms: Iterable[Alarm]) -> None:
    """Remember these alarms, and forget all others."""
    db.execute("DELETE FROM alarms")
    db.executemany(
        "INSERT INTO alarms (fault, what, since, told_at, gone_at) VALUES (?, ?, ?, ?, ?)",
        [(a.fault.id, _what(a.fault), text_of(a.since), text_of(a.told_at), text_of(a.gone_at)) for a in alarms],
    )


def _what(fault: Fault) -> str:
    return json.dumps([fault.says, dict(fault.slots)], ensure_ascii=False)


def _fault(id: str, what: str) -> Fault:
    """Old files hold the sentence itself where newer ones hold its name in the catalogues and its slots."""
    if not what.startswith('["'):
        return Fault(id, "told", {"what": what})
    says, slots = json.loads(what)
    return Fault(id, says, slots)
