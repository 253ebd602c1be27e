"""Chats that moved: a group that became a supergroup has another number. Where their messages go from then on."""

from watcher.core.telling import Delivery
from watcher.store.db import Db

_PREFIX = "moved/"


def follow(db: Db, *, via: str, chat: str, to: str) -> None:
    """What waits for a chat goes to its new number, and so does what is queued later."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (f"{_PREFIX}{via}/{chat}", to),
    )
    db.execute(
        "UPDATE deliveries SET chat = :to, address = :to || substr(address, length(:chat) + 1)"
        " WHERE via = :via AND chat = :chat AND state IN ('due', 'review')",
        {"via": via, "chat": chat, "to": to},
    )


def address_now(db: Db, delivery: Delivery) -> str:
    """Its address, under the chat's present number."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (f"{_PREFIX}{delivery.via}/{delivery.chat}",)).fetchone()
    return row["value"] + delivery.address[len(delivery.chat) :] if row else delivery.address


def known(db: Db) -> dict[tuple[str, str], str]:
    """The new number by channel and old one."""
    rows = db.execute("SELECT key, value FROM meta WHERE key GLOB ?", (f"{_PREFIX}*",))
    split = ((*row["key"].split("/", 2), row["value"]) for row in rows)
    return {(via, chat): to for _, via, chat, to in split}
