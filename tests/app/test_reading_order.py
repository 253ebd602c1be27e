"""In which order what feeds offer is read, and by how many commits."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.app.town import DAWN, Item, Town
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.feeds import Feed, FeedId
from watcher.core.news import Entry, EntryState
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import entries, feeds
from watcher.store.db import Db, open_db, transaction

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


def offer(db: Db, outlet: str, count: int, *, at: datetime = NOON) -> None:
    items = [Entry(guid=f"{n}", url=f"https://{outlet}.example/{n}", title=f"{outlet} {n}") for n in range(count)]
    with transaction(db):
        entries.add(db, FeedId(outlet), [(item, EntryState.NEW) for item in items], seen_at=at, baseline=False)


def order(db: Db, *, now: datetime = NOON) -> list[str]:
    return [unread.entry.title for unread in entries.to_read(db, now=now, limit=100)]


def open_to(tmp_path: Path, *outlets: str) -> Db:
    db = open_db(tmp_path / "watcher.db")
    with transaction(db):
        feeds.mirror(
            db, [Feed(id=FeedId(name), name=name, urls=(f"https://{name}.example/",)) for name in outlets], now=NOON
        )
    return db


def test_outlets_are_read_by_turns(tmp_path: Path) -> None:
    db = open_to(tmp_path, "garam", "harbour")
    offer(db, "garam", 3)
    offer(db, "harbour", 2)
    assert order(db) == ["garam 0", "harbour 0", "garam 1", "harbour 1", "garam 2"]


def test_all_that_a_feed_offers_may_be_read_at_once(tmp_path: Path) -> None:
    db = open_to(tmp_path, "garam")
    offer(db, "garam", 99)
    assert len(order(db)) == 99


def test_news_does_not_wait_behind_a_long_list(tmp_path: Path) -> None:
    db = open_to(tmp_path, "garam", "harbour")
    offer(db, "garam", 60)
    offer(db, "harbour", 1, at=NOON + timedelta(seconds=10))
    assert order(db, now=NOON + timedelta(seconds=10)).index("harbour 0") == 11


def test_a_dozen_items_that_concern_nobody_cost_three_commits(town: Town) -> None:
    """One of their poll, one of their attempts, one of their articles; their feed gives the words."""
    town.about["Capital Post"] = ", text: feed"
    town.open("Capital Post")
    words = "Milk is late in the capital, and the dairy says that it will come. " * 3
    town.publish("Capital Post", *(Item(f"milk-{n}", f"Milk {n} days late", f"{n} {words}", DAWN) for n in range(12)))
    said: list[str] = []

    async def listen() -> int:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            room.db.set_trace_callback(said.append)
            await Cycle(room).listen_out()
            return int(room.db.execute("SELECT count(*) FROM articles").fetchone()[0])

    assert asyncio.run(listen()) == 12
    assert said.count("COMMIT") == 3
