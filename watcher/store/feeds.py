"""How feeds behaved."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from watcher.core.feeds import Feed, FeedHealth, FeedId, FeedState, Trouble
from watcher.core.timing.polling import Habits
from watcher.store import habits
from watcher.store.db import Db, Row, instant, instant_of, text_of


def mirror(db: Db, feeds: Sequence[Feed], *, now: datetime) -> None:
    """A row for each feed; one whose addresses changed begins anew. Feeds no longer listed keep theirs."""
    listed = [(feed.id, json.dumps(feed.urls), text_of(now)) for feed in feeds]
    db.executemany(
        "INSERT INTO polls (feed, next_poll_at) SELECT ?1, ?3 WHERE true"
        " ON CONFLICT (feed) DO UPDATE SET next_poll_at = excluded.next_poll_at"
        " WHERE (SELECT url FROM feeds WHERE feed = ?1) <> ?2",
        listed,
    )
    db.executemany(
        "INSERT INTO feeds (feed, url) VALUES (?1, ?2)"
        " ON CONFLICT (feed) DO UPDATE SET url = excluded.url, url_now = NULL, moved_to = NULL, moved_seen = 0,"
        " failures = 0, trouble = NULL, reason = NULL, validators_url = NULL,"
        " etag = NULL, last_modified = NULL, body_hash = NULL, window = x'', learned = '{}' WHERE url <> excluded.url",
        (row[:2] for row in listed),
    )
    db.executemany(  # a pin that was shortened counts at once, save where a feed asked for patience
        "UPDATE polls SET next_poll_at = min(next_poll_at, ?) WHERE feed = ?"
        " AND (SELECT failures FROM feeds WHERE feed = polls.feed) = 0",
        ((text_of(now + feed.every), feed.id) for feed in feeds if feed.every),
    )


def due(db: Db, *, now: datetime) -> Iterator[FeedId]:
    """The longest overdue first, looked up one by one."""
    rows = db.execute("SELECT feed FROM polls WHERE next_poll_at <= ? ORDER BY next_poll_at, feed", (text_of(now),))
    return (FeedId(id) for (id,) in rows)


def next_due(db: Db, *, after: datetime) -> datetime | None:
    """The next that is not due yet."""
    return instant_of(
        db.execute("SELECT MIN(next_poll_at) FROM polls WHERE next_poll_at > ?", (text_of(after),)).fetchone()[0]
    )


def state(db: Db, feed: FeedId) -> FeedState:
    return _state(db.execute(f"{_ALL} WHERE feed = ?", (feed,)).fetchone())


def known(db: Db, feeds: Sequence[FeedId]) -> Sequence[tuple[FeedId, FeedState, Habits]]:
    """The states of feeds and what was learnt of them, by one query; in no order."""
    asked = f"{_ALL} WHERE feed IN ({', '.join('?' * len(feeds))})"
    return [(FeedId(row["feed"]), _state(row), habits.read(row["learned"])) for row in db.execute(asked, feeds)]


def states(db: Db) -> dict[FeedId, FeedState]:
    return {FeedId(row["feed"]): _state(row) for row in db.execute(_ALL)}


def by_health(db: Db, listed: Iterable[FeedId]) -> Mapping[FeedHealth, int]:
    """How many of these feeds are how; those never asked are new."""
    rows = db.execute(
        "SELECT coalesce(f.state, 'new') AS health, count(*) AS n FROM json_each(?) l"
        " LEFT JOIN feeds f ON f.feed = l.value GROUP BY health",
        (json.dumps(list(listed)),),
    )
    return {FeedHealth(row["health"]): row["n"] for row in rows}


def items_seen(db: Db) -> int:
    """How many items all feeds offered, also those no longer listed."""
    return int(db.execute("SELECT coalesce(sum(items_seen), 0) FROM feeds").fetchone()[0])


def first_heard(db: Db) -> datetime | None:
    """When any feed answered for the first time."""
    return instant_of(db.execute("SELECT MIN(first_ok_at) FROM feeds").fetchone()[0])


def save(db: Db, feed: FeedId, state: FeedState, *, before: FeedState) -> None:
    """Write when the feed was asked, and the columns that differ from `before`."""
    asked(db, feed, at=state.last_ok_at, next_poll_at=state.next_poll_at, interval=state.interval)
    triples = zip(_COLUMNS, _VALUES(state), _VALUES(before), strict=True)
    changed: dict[str, object] = {f"{column} = ?": value for column, value, was in triples if value != was}
    if changed:
        values = [text_of(value) if isinstance(value, datetime) else value for value in changed.values()]
        db.execute(f"UPDATE feeds SET {', '.join(changed)} WHERE feed = ?", (*values, feed))


def asked(db: Db, feed: FeedId, *, at: datetime | None, next_poll_at: datetime, interval: timedelta) -> None:
    """Write when a feed answered last (`at`), and when it is asked again: of most polls nothing else changes."""
    db.execute(
        "UPDATE polls SET next_poll_at = ?, last_ok_at = ?, interval_s = ? WHERE feed = ?",
        (text_of(next_poll_at), text_of(at), interval.total_seconds(), feed),
    )


_COLUMNS = {  # of the wide table, and the field of the state that each holds
    "url_now": "url_now",
    "moved_to": "moved_to",
    "moved_seen": "moved_seen",
    "state": "health",
    "state_since": "health_since",
    "trouble": "trouble",
    "reason": "reason",
    "first_ok_at": "first_ok_at",
    "last_new_at": "last_new_at",
    "failures": "failures",
    "etag": "etag",
    "last_modified": "last_modified",
    "validators_url": "validators_url",
    "body_hash": "body_hash",
    "window": "window",
    "items_seen": "items_seen",
}
_VALUES = attrgetter(*_COLUMNS.values())
_POLLS = {"next_poll_at": "next_poll_at", "last_ok_at": "last_ok_at", "interval_s": "interval"}  # of the narrow one
_FIELDS = (*_COLUMNS.values(), *_POLLS.values())
_ALL = f"SELECT {', '.join((*_COLUMNS, *_POLLS))}, feed, learned FROM feeds JOIN polls USING (feed)"


def _state(row: Row) -> FeedState:
    found: dict[str, Any] = dict(zip(_FIELDS, row, strict=False))  # by name each value is searched for
    for field in ("health_since", "first_ok_at", "last_new_at", "last_ok_at"):
        found[field] = instant_of(found[field])
    found["next_poll_at"] = instant(found["next_poll_at"])
    found["interval"] = timedelta(seconds=found["interval"])
    found["health"] = FeedHealth(found["health"])
    found["trouble"] = Trouble(found["trouble"]) if found["trouble"] else None
    return FeedState(**found)
