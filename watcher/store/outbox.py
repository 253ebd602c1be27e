"""Deliveries, kept until each has come to its end."""

from dataclasses import replace
from datetime import datetime

from watcher.core.editing.backlog import MOST_ALONE, TOGETHER
from watcher.core.edition import Edition
from watcher.core.news import StoryId
from watcher.core.said import Word
from watcher.core.telling import (
    Delivery,
    DeliveryId,
    DeliveryState,
    Kind,
    Post,
    Roundup,
    SubscriptionId,
)
from watcher.core.timing.freshness import FRESH
from watcher.store import content, moves, pauses
from watcher.store.db import Db, Row, instant, instant_of, text_of

SELECT = (
    "SELECT d.*, coalesce(t.receipt, c.receipt) AS target_receipt, g.content AS edition FROM deliveries d"
    " LEFT JOIN deliveries t ON t.id = d.target LEFT JOIN deliveries c ON c.id = t.carrier"
    " LEFT JOIN digests g ON g.id = d.digest "
)

# The first row of the queue of each address, unless something of its chat is in flight. A row that was tried and failed
# keeps its place in the queue; one planned for later (a gather window, a pause between edits) lets others pass. Where
# not all can be sent now, long queues come first: at 20 messages a minute each row that waits takes 3 s.
_WAITS = "via = :via AND state = 'due' AND (due_at <= :now OR attempts > 0)"
_FREE = f"""NOT EXISTS (SELECT 1 FROM deliveries f WHERE f.via = d.via AND f.chat = d.chat
                  AND f.state IN ('sending', 'unknown'))
  AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.via = d.via AND p.address IN ('', d.chat, d.address)
                  AND {pauses.HOLDS})"""
CLAIMABLE = (
    "WITH lines AS (SELECT address AS at, count(*) AS waiting FROM deliveries WHERE "
    + _WAITS
    + " GROUP BY address) "
    + SELECT
    + f"""
JOIN lines l
  ON d.id = (SELECT id FROM deliveries WHERE {_WAITS} AND address = l.at ORDER BY urgent DESC, id LIMIT 1)
WHERE d.due_at <= :now AND {_FREE}
ORDER BY d.urgent DESC, unixepoch(d.due_at) - 3 * l.waiting, d.id LIMIT :limit
"""
)


_UNSETTLED = "d.done_at IS NULL"  # what has not come to its end: said in these words, an index holds those rows alone


def add(db: Db, delivery: Delivery) -> DeliveryId | None:
    """Queue it and return its id, or None where its key is known: composing twice queues once."""
    delivery = replace(delivery, address=moves.address_now(db, delivery))
    cursor = db.execute(
        "INSERT INTO deliveries (key, subscription, via, address, chat, kind, story, revision, digest, part, target,"
        " content, urgent, state, due_at, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING RETURNING id",
        (
            delivery.key,
            delivery.subscription,
            delivery.via,
            delivery.address,
            delivery.chat,
            delivery.kind,
            delivery.story,
            delivery.revision,
            delivery.digest,
            delivery.part,
            delivery.target,
            _own_words(delivery),
            delivery.urgent,
            delivery.state,
            text_of(delivery.due_at),
            text_of(delivery.made_at),
        ),
    )
    row = cursor.fetchone()
    return DeliveryId(row["id"]) if row else None


def save(db: Db, d: Delivery) -> None:
    db.execute(
        "UPDATE deliveries SET address = ?, chat = ?, revision = ?, content = ?, message = ?, plain = ?, urgent = ?,"
        " state = ?, due_at = ?, claimed_at = ?, base_id = ?, attempts = ?, deaths = ?, receipt = ?, last_error = ?,"
        " done_at = ?, carrier = ? WHERE id = ?",
        (
            d.address,
            d.chat,
            d.revision,
            _own_words(d),
            content.text_of(d.message) if d.message else None,
            d.plain,
            d.urgent,
            d.state,
            text_of(d.due_at),
            text_of(d.claimed_at),
            d.base_id,
            d.attempts,
            d.deaths,
            d.receipt,
            d.last_error,
            text_of(d.done_at),
            d.carrier,
            d.id,
        ),
    )


def claimable(db: Db, *, via: str, now: datetime, wall: datetime, limit: int) -> list[Delivery]:
    """At most one an address, urgent first. What is due is so by `now`; whose turn it is goes by the wall's clock."""
    return _all(db, CLAIMABLE, {"via": via, "now": text_of(now), "limit": limit, **pauses.clock(wall)})


def to_probe(db: Db, *, now: datetime) -> list[Delivery]:
    """Deliveries of unknown fate whose time to be looked for has come."""
    unknown = f"WHERE {_UNSETTLED} AND d.state = 'unknown' AND d.due_at <= :now ORDER BY d.id"
    return _all(db, SELECT + unknown, {"now": text_of(now)})


def in_flight(db: Db) -> list[Delivery]:
    """What is on its way, and what may have arrived."""
    return _all(db, SELECT + f"WHERE {_UNSETTLED} AND d.state IN ('sending', 'unknown') ORDER BY d.id", {})


def get(db: Db, id: DeliveryId) -> Delivery | None:
    found = _all(db, SELECT + "WHERE d.id = :id", {"id": id})
    return found[0] if found else None


def keyed(db: Db, key: str) -> Delivery | None:
    found = _all(db, SELECT + "WHERE d.key = :key", {"key": key})
    return found[0] if found else None


def long_lines(db: Db, *, via: str, now: datetime, wall: datetime) -> list[list[Delivery]]:
    """The posts of one story each that are due and unsaid, of every reader who can be told now and for whom too many
    wait, or several for too long: of each line as many as may be told together, for thousands may stand behind them."""
    told = {"via": via, "now": text_of(now), "late": text_of(now - FRESH), "alone": MOST_ALONE, "together": TOGETHER}
    told |= pauses.clock(wall)
    found = db.execute(_LONG, told).fetchall()
    return [_all(db, _LINE, told | {"of": of, "at": at}) for of, at in found]


_UNSAID = (
    "d.via = :via AND d.state = 'due' AND d.kind = 'post' AND d.message IS NULL AND d.story IS NOT NULL"
    " AND d.due_at <= :now"
)
_LONG = f"""WITH lines AS (SELECT min(id) AS first FROM deliveries d WHERE {_UNSAID}
  GROUP BY subscription, address HAVING count(*) > :alone OR sum(due_at < :late) > 1)
SELECT d.subscription, d.address FROM lines JOIN deliveries d ON d.id = first
WHERE {_FREE}
  AND NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.via = d.via AND o.address = d.address AND o.state = 'due'
                  AND o.attempts > 0 AND o.due_at > :now)"""  # asked of each line, not of each of its rows
_FIRST = f"SELECT id FROM deliveries d WHERE {_UNSAID} AND d.subscription = :of AND d.address = :at"
_LINE = (
    SELECT + f"WHERE d.id IN (SELECT id FROM ({_FIRST} AND d.due_at < :late ORDER BY id LIMIT :together)"
    f" UNION SELECT id FROM ({_FIRST} AND d.urgent = 0 ORDER BY id LIMIT :together)) ORDER BY d.id"
)


def waiting_edits(db: Db, target: DeliveryId) -> list[Delivery]:
    return _all(db, SELECT + "WHERE d.target = :target AND d.kind = 'edit' AND d.state = 'due'", {"target": target})


def telling(db: Db, story: StoryId) -> list[Delivery]:
    """The posts and replies that told a story, or one it took in, or are about to, in every place."""
    return _all(
        db,
        SELECT + "WHERE d.story IN (SELECT id FROM stories WHERE id = :story OR merged_into = :story)"
        " AND d.kind IN ('post', 'reply') ORDER BY d.id",
        {"story": story},
    )


def overtaken(db: Db) -> list[Delivery]:
    """What waits in words from before the latest correction of its story."""
    return _all(
        db,
        SELECT + f"WHERE {_UNSETTLED} AND d.state = 'due' AND d.kind IN ('post', 'reply', 'edit')"
        " AND d.content ->> '$.desk' IS NULL AND EXISTS (SELECT 1 FROM corrections c"
        " JOIN stories s ON c.story = coalesce(s.merged_into, s.id) WHERE s.id = d.story"
        " AND c.number > coalesce(d.content ->> '$.correction.number', 0)) ORDER BY d.id",
        {},
    )


def standing(db: Db, post: Delivery) -> Post | None:
    """What a post says since it was edited last."""
    edits = _all(
        db,
        SELECT + "WHERE d.target = :post AND d.kind = 'edit' AND d.state IN ('sent', 'sending', 'unknown')"
        " ORDER BY d.id DESC LIMIT 1",
        {"post": post.id},
    )
    content = (edits[0] if edits else post).content
    return content if isinstance(content, Post) else None


def last_edit_at(db: Db, target: DeliveryId) -> datetime | None:
    row = db.execute(
        "SELECT max(done_at) AS at FROM deliveries WHERE target = ? AND kind = 'edit' AND state = 'sent'", (target,)
    ).fetchone()
    return instant_of(row["at"])


def receipts(db: Db, *, via: str, chat: str) -> list[str]:
    """Of the latest messages that arrived in a chat. Edits make no new message."""
    rows = db.execute(
        "SELECT receipt FROM deliveries WHERE via = ? AND chat = ? AND receipt IS NOT NULL AND kind <> 'edit'"
        " ORDER BY id DESC LIMIT 20",
        (via, chat),
    )
    return [row["receipt"] for row in rows]


def unwanted(db: Db) -> list[Delivery]:
    """What still waits for subscriptions that are gone, and edits and replies of posts that will never arrive."""
    return _all(
        db,
        SELECT + f"JOIN subscriptions s ON s.id = d.subscription WHERE {_UNSETTLED} AND d.state IN ('due', 'review')"
        " AND (s.state = 'gone' OR t.state IN ('dead', 'dropped', 'expired')) ORDER BY d.id",
        {},
    )


def listing(db: Db, *, finals: bool) -> list[Delivery]:
    open_states = "" if finals else "WHERE d.state NOT IN ('sent', 'expired', 'dropped')"
    return _all(db, SELECT + open_states + " ORDER BY d.id", {})


def waiting(db: Db, via: str) -> int:
    row = db.execute("SELECT count(*) AS n FROM deliveries WHERE via = ? AND state = 'due'", (via,)).fetchone()
    return int(row["n"])


def held(db: Db, subscription: SubscriptionId) -> int:
    """How many deliveries still wait for a reader, or are on their way."""
    row = db.execute(
        f"SELECT count(*) AS n FROM deliveries d WHERE {_UNSETTLED} AND subscription = ?",
        (subscription,),
    ).fetchone()
    return int(row["n"])


def _all(db: Db, sql: str, values: dict[str, object]) -> list[Delivery]:
    return [_delivery(row) for row in db.execute(sql, values)]


def _own_words(delivery: Delivery) -> str | None:
    """A digest is stored once for all its parts, not with each."""
    return content.text_of(delivery.content) if isinstance(delivery.content, Post | Roundup | Word) else None


def _words(row: Row) -> Post | Roundup | Word | Edition | None:
    if row["content"]:
        return content.told_of(row["content"])
    return content.edition_of(row["edition"]) if row["edition"] else None


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=DeliveryId(row["id"]),
        key=row["key"],
        subscription=SubscriptionId(row["subscription"]),
        via=row["via"],
        address=row["address"],
        kind=Kind(row["kind"]),
        story=row["story"],
        revision=row["revision"],
        target=row["target"],
        target_receipt=row["target_receipt"],
        digest=row["digest"],
        part=row["part"],
        content=_words(row),
        message=content.message_of(row["message"]) if row["message"] else None,
        plain=bool(row["plain"]),
        urgent=bool(row["urgent"]),
        state=DeliveryState(row["state"]),
        due_at=instant(row["due_at"]),
        claimed_at=instant_of(row["claimed_at"]),
        base_id=row["base_id"],
        attempts=row["attempts"],
        deaths=row["deaths"],
        receipt=row["receipt"],
        last_error=row["last_error"],
        made_at=instant(row["made_at"]),
        done_at=instant_of(row["done_at"]),
        carrier=row["carrier"],
    )
