"""What is remembered of an address, with what it rests on: by what it joined its story, where its messages are."""

from dataclasses import replace

from watcher.app.files import shipped
from watcher.app.files.aim import Aim
from watcher.channels.dress import chats
from watcher.core.editing.bond import bond
from watcher.core.matching.explain import Record, Told
from watcher.store import records
from watcher.store.db import Db


def remembered(db: Db, url: str, aim: Aim) -> Record:
    """What an article shares with its story is worked out anew, by the rules of today."""
    record = replace(found := records.record(db, url), told=tuple(map(_addressed, found.told)))
    if record.story is None or record.member is None:
        return record
    return replace(record, bond=bond(record.member, record.story, aim.book, shipped.frequencies()))


def _addressed(told: Told) -> Told:
    if told.via != "telegram" or not told.receipt:  # the only channel whose messages have addresses
        return told
    return replace(told, url=chats.link_to(told.address, told.receipt))
