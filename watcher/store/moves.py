"""Chats that moved: a group that became a supergroup has another number. Where their messages go from then on."""

from watcher.core.telling import Delivery
from watcher.store import meta
from watcher.store.db import Db

_PREFIX = "moved/"


def follow(db: Db, *, via: str, chat: str, to: str) -> None:
    """What waits for a chat goes to its new number, and so does what is queued later."""
    meta.keep(db, f"{_PREFIX}{via}/{chat}", to)
    db.execute(
        "UPDATE deliveries SET chat = :to, address = :to || substr(address, length(:chat) + 1)"
        " WHERE via = :via AND chat = :chat AND state IN ('due', 'review')",
        {"via": via, "chat": chat, "to": to},
    )


def address_now(db: Db, delivery: Delivery) -> str:
    """Its address, under the chat's present number."""
    chat = meta.kept(db, f"{_PREFIX}{delivery.via}/{delivery.chat}")
    return delivery.address if chat is None else chat + delivery.address.removeprefix(delivery.chat)


def known(db: Db) -> dict[tuple[str, str], str]:
    """The new number of each chat that moved, by its channel and its old number."""
    found = ((key.partition("/"), to) for key, to in meta.kept_below(db, _PREFIX).items())
    return {(via, chat): to for (via, _, chat), to in found}
