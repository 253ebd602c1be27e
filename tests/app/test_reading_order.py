"""In which order the pages that feeds offer are read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.core.feeds import Feed, FeedId
from watcher.core.news import Entry, EntryState
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
