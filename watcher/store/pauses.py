"""Where nothing goes for now, and the calls lately made. An address is a chat's, a thread's, or '': the whole channel.

A pause without a reason only keeps to a limit of the far end: it ends when the next call may be made.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from watcher.store.db import Db, instant, instant_of, text_of

LONGEST_TURN = timedelta(hours=1)  # no limit asks for more; a longer one was written while the clock was wrong
# The condition under which pause `p` holds now; clock() gives its values.
HOLDS = "(p.until IS NULL OR (p.until > :wall AND (p.reason <> '' OR p.until < :ahead)))"


def clock(wall: datetime) -> dict[str, str | None]:
    return {"wall": text_of(wall), "ahead": text_of(wall + LONGEST_TURN)}


def pause(db: Db, *, via: str, address: str, until: datetime | None, why: str) -> None:
    """Nothing goes there until an instant, or until someone acts."""
    db.execute(
        "INSERT INTO pauses (via, address, until, reason) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (via, address) DO UPDATE SET until = excluded.until, reason = excluded.reason",
        (via, address, text_of(until), why),
    )


def lift(db: Db, *, via: str, addresses: Sequence[str]) -> None:
    """End the pauses that have a reason; those that keep to a far end's limit stay."""
    db.execute(
        "UPDATE pauses SET until = '', reason = '' WHERE via = ? AND reason <> ''"
        " AND address IN (SELECT value FROM json_each(?))",
        (via, json.dumps(addresses)),
    )


def lift_of_channels(db: Db) -> None:
    """End the pauses of whole channels at a start: the credentials may be new."""
    db.execute("DELETE FROM pauses WHERE address = ''")


def paused(db: Db, *, now: datetime) -> dict[tuple[str, str], str]:
    """Why nothing goes, and until when, by channel and address."""
    rows = db.execute("SELECT * FROM pauses WHERE reason <> '' AND (until IS NULL OR until > ?)", (text_of(now),))
    return {
        (row["via"], row["address"]): row["reason"] + (f" (until {row['until'][:16]}Z)" if row["until"] else "")
        for row in rows
    }


# --- calls ---------------------------------------------------------------------------------------------------------


def spent(db: Db, *, via: str, chat: str) -> list[datetime]:
    """When the calls to a chat that may still count ended."""
    row = db.execute("SELECT spent FROM pauses WHERE via = ? AND address = ?", (via, chat)).fetchone()
    return [instant(each) for each in json.loads(row["spent"])] if row else []


def spend(db: Db, *, via: str, chat: str, ended: Sequence[datetime], until: datetime) -> None:
    """Keep when calls to a chat ended, and when the next may begin. A pause that has a reason stays."""
    db.execute(
        "INSERT INTO pauses (via, address, until, reason, spent) VALUES (:via, :chat, :until, '', :spent)"
        " ON CONFLICT (via, address) DO UPDATE SET spent = excluded.spent,"
        " until = iif(reason <> '' AND until > excluded.until, until, excluded.until),"
        " reason = iif(reason <> '' AND until > excluded.until, reason, '')",
        {"via": via, "chat": chat, "until": text_of(until), "spent": json.dumps([text_of(at) for at in ended])},
    )


def ended_since(db: Db, *, via: str, since: datetime) -> list[datetime]:
    """When the latest calls by a channel ended, to whatever chat."""
    rows = db.execute(
        "SELECT s.value FROM pauses p, json_each(p.spent) s WHERE p.via = :via AND p.until >= :since"
        " AND s.value >= :since",
        {"via": via, "since": text_of(since)},
    )
    return [instant(row["value"]) for row in rows]


def next_turn(db: Db, *, now: datetime, wall: datetime) -> datetime | None:
    """The earliest instant at which a chat that only its limit holds back can be sent to again."""
    row = db.execute(
        f"SELECT min(p.until) AS at FROM pauses p WHERE p.reason = '' AND {HOLDS} AND EXISTS (SELECT 1"
        " FROM deliveries d WHERE d.via = p.via AND d.chat = p.address AND d.state = 'due' AND d.due_at <= :now)",
        {"now": text_of(now), **clock(wall)},
    ).fetchone()
    return instant_of(row["at"])


def forget(db: Db, *, before: datetime) -> None:
    """Forget the pauses and limits that ended before an instant."""
    db.execute("DELETE FROM pauses WHERE until < ?", (text_of(before),))
