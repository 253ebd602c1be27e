"""Lets posts that wait for one reader in a long line share messages."""

import logging

from watcher.app.newsroom import Newsroom
from watcher.app.telling.gather import Gatherer
from watcher.core.editing.backlog import merged
from watcher.core.editing.budget import INTERRUPTS
from watcher.store import outbox
from watcher.store.db import transaction

log = logging.getLogger(__name__)


def merge(room: Newsroom) -> int:
    """Returns how many shared messages were made. A post that went into one is dropped, and names it as its carrier."""
    moment, wall, made = room.moment, room.wall(), 0
    now = moment.now
    readers = room.subscriptions
    for via in sorted(via for via in INTERRUPTS & room.channels.keys() if room.channels[via].ready() is None):
        for line in outbox.long_lines(room.db, via=via, now=now, wall=wall):
            found, listener = merged(line, now=now), readers.get(line[0].subscription)
            if found is None or listener is None:
                continue
            told = [each.story for each in found.posts if each.story is not None]
            with transaction(room.db):
                post = Gatherer(room.db, listener, moment).merge(found.occasion, told)
            made += 1
            log.info("act=merge subscription=%s posts=%d into=%s", listener.id, len(told), post)
    return made
