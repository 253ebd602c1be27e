"""The metrics: each a name, what it counts, and where it stands written.

All are read when somebody asks, from what the memory counts anyway: there is no second book to keep, and none that a
restart would empty. The cost does not grow with the memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path

from watcher import __version__
from watcher.app.disk import free_bytes
from watcher.app.heartbeat import last_beat
from watcher.app.looking.exposition import Figures, Metric
from watcher.core.feeds import Answer, FeedHealth, FeedId, Trouble
from watcher.core.news import Severity
from watcher.core.telling import DeliveryState
from watcher.store import alarms, articles, entries, feeds, gaps, stories, subscriptions, tallies, undelivered
from watcher.store.db import MEMORY, Db, newest

OPEN = (DeliveryState.DUE, DeliveryState.REVIEW, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is looked at."""

    db: Db
    state: Path
    listed: Iterable[FeedId]  # in the files now
    now: datetime


def _one(figure: float | None) -> Figures:
    """Of a metric without labels; no figure where there is nothing to tell yet."""
    return {} if figure is None else {(): figure}


def _all(known: Iterable[tuple[str, ...]], counted: Mapping[tuple[str, ...], int]) -> Figures:
    """Zero where nothing was counted: what begins with its first event would hide that event."""
    return {kinds: 0 for kinds in known} | dict(counted)


def _standing(scene: Scene) -> Figures:
    return _one(len(alarms.standing(scene.db)))


def _gaps(scene: Scene) -> Figures:
    return _one(sum(gaps.counts(scene.db).values()))


def _build(_: Scene) -> Figures:
    return {(__version__, str(newest())): 1}


def _heartbeat(scene: Scene) -> Figures:
    beat = last_beat(scene.state)
    return _one(beat.timestamp() if beat else None)


def _feeds(scene: Scene) -> Figures:
    counted = feeds.by_health(scene.db, scene.listed)
    return {(health,): counted.get(health, 0) for health in FeedHealth}


def _polls(scene: Scene) -> Figures:
    return _all(product([*Answer, *Trouble]), tallies.counts(scene.db, tallies.POLLED))


def _matched(scene: Scene) -> Figures:
    return _all(product(Severity), tallies.counts(scene.db, tallies.MATCHED))


def _outbox(scene: Scene) -> Figures:
    return _all(product(subscriptions.channels(scene.db), OPEN), undelivered.counts(scene.db))


def _settled(scene: Scene) -> Figures:
    return tallies.counts(scene.db, tallies.SETTLED)


def _probes(scene: Scene) -> Figures:
    return tallies.counts(scene.db, tallies.LOOKED)


def _oldest(scene: Scene) -> Figures:
    made_at = undelivered.oldest(scene.db, now=scene.now)
    return _one((scene.now - made_at).total_seconds() if made_at else 0)


def _bytes(scene: Scene) -> Figures:
    files = {"database": scene.state / MEMORY, "log": scene.state / f"{MEMORY}-wal"}
    return {(name,): path.stat().st_size if path.exists() else 0 for name, path in files.items()}


METRICS: tuple[Metric[Scene], ...] = (
    Metric("watcher_build_info", "What runs; always 1.", _build, ("version", "schema")),
    Metric("watcher_heartbeat_timestamp_seconds", "When it last showed a sign of life.", _heartbeat),
    Metric("watcher_faults", "What stands wrong, as `watcher health` lists it.", _standing),
    Metric("watcher_feeds", "Feeds in the files, by how they are.", _feeds, ("state",)),
    Metric("watcher_polls_total", "Polls of feeds, by what came of them.", _polls, ("outcome",)),
    Metric("watcher_items_total", "Items that feeds offered, each once.", lambda s: _one(feeds.items_seen(s.db))),
    Metric("watcher_gaps_total", "Times that a feed turned over between two polls.", _gaps),
    Metric("watcher_gap_items_total", "Items that were missed so, at most.", lambda s: _one(gaps.items(s.db))),
    Metric("watcher_unread_items", "Items that are still to be read.", lambda s: _one(entries.unread(s.db))),
    Metric("watcher_articles_total", "Articles that were read.", lambda s: _one(articles.count(s.db))),
    Metric("watcher_articles_matched_total", "Articles that a rule matched.", _matched, ("severity",)),
    Metric("watcher_stories_total", "Stories that were opened.", lambda s: _one(stories.count(s.db))),
    Metric("watcher_deliveries_total", "Deliveries that came to an end.", _settled, ("channel", "kind", "outcome")),
    Metric("watcher_outbox_deliveries", "Deliveries that have not, and dead letters.", _outbox, ("channel", "state")),
    Metric("watcher_outbox_oldest_seconds", "Age of the oldest delivery that should be gone, or 0.", _oldest),
    Metric("watcher_probes_total", "Looks for messages of unknown fate.", _probes, ("channel", "verdict")),
    Metric("watcher_database_bytes", "Size of the memory on the disk.", _bytes, ("file",)),
    Metric("watcher_disk_free_bytes", "Room on that disk.", lambda s: _one(free_bytes(s.state))),
)
