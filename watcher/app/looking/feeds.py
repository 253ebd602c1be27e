"""How the feeds are: those of the files, each with what is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from watcher.core.feeds import Feed, FeedHealth, FeedState
from watcher.core.timing.cadence import NEVER
from watcher.core.timing.polling import Gap
from watcher.store import feeds, gaps
from watcher.store.db import Db

UNASKED = FeedState(next_poll_at=NEVER)  # of a feed just written into the file
WORST_FIRST = (FeedHealth.DEAD, FeedHealth.FAILING, FeedHealth.NEW, FeedHealth.QUIET, FeedHealth.OK)


@dataclass(frozen=True, slots=True)
class Heard:
    """A feed, and how it behaved."""

    feed: Feed
    state: FeedState
    gaps: int
    latest: Gap | None


def heard(db: Db, listed: Iterable[Feed]) -> list[Heard]:
    """In the order given."""
    states, counts, latest = feeds.states(db), gaps.counts(db), gaps.latest(db)
    return [Heard(feed, states.get(feed.id, UNASKED), counts.get(feed.id, 0), latest.get(feed.id)) for feed in listed]


def by_need(found: Iterable[Heard]) -> list[Heard]:
    """What needs a look first; else in the order given."""
    return sorted(found, key=lambda one: WORST_FIRST.index(one.state.health))
