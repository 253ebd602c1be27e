"""A reader leaves a list."""

import logging

from watcher.app.newsroom import Newsroom
from watcher.core.telling import SubscriptionId
from watcher.store import subscriptions
from watcher.store.db import transaction

log = logging.getLogger(__name__)


def leave(room: Newsroom, subscription: SubscriptionId) -> None:
    """End a subscription for good, as its reader asks; the next send drops what still waits for it."""
    with transaction(room.db):
        subscriptions.leave(room.db, subscription)
    room.aim = room.aim.without({subscription})
    log.info("act=leave subscription=%s", subscription)
