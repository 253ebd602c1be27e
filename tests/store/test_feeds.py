"""Feeds and what they offered, as they are remembered."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.core.feeds import Feed, FeedHealth, FeedId
from watcher.core.news import ArticleId, Entry, EntryState
from watcher.store import entries, feeds, habits
from watcher.store.db import Db, open_db

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WIRE = Feed(id=FeedId("wire"), name="Harbour Wire", urls=("https://wire.example/rss",))
QUAY = Entry(guid="1", url="https://wire.example/quay", title="A quay", text="A quay.", published_at=NOON)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    with closing(open_db(tmp_path / "watcher.db")) as db:
        feeds.mirror(db, [WIRE], now=NOON)
        yield db


def heard(db: Db) -> None:
    before = feeds.state(db, WIRE.id)
    state = replace(
        before,
        next_poll_at=NOON + 60 * MINUTE,
        health=FeedHealth.OK,
        health_since=NOON,
        first_ok_at=NOON,
        last_ok_at=NOON,
        etag='"a"',
        validators_url=WIRE.urls[0],
        body_hash=b"hash",
        items_seen=3,
    )
    feeds.save(db, WIRE.id, state, before=before)
    assert feeds.state(db, WIRE.id) == state


def offered(db: Db, *found: Entry, state: EntryState = EntryState.NEW, now: datetime = NOON) -> int:
    return entries.add(db, WIRE.id, [(entry, state) for entry in found], seen_at=now, baseline=False)


def test_a_feed_is_due_from_the_moment_it_is_listed(db: Db):
    assert list(feeds.due(db, now=NOON)) == ["wire"]


def test_a_feed_that_stays_listed_keeps_what_is_known_of_it(db: Db):
    heard(db)
    feeds.mirror(db, [replace(WIRE, name="The Wire")], now=NOON + MINUTE)
    assert feeds.state(db, WIRE.id).etag == '"a"'
    assert list(feeds.due(db, now=NOON + MINUTE)) == []


def test_a_feed_with_another_address_is_asked_anew(db: Db):
    heard(db)
    feeds.mirror(db, [replace(WIRE, urls=("https://wire.example/atom",))], now=NOON + MINUTE)
    state = feeds.state(db, WIRE.id)
    assert (state.etag, state.body_hash, state.validators_url) == (None, None, None)
    assert (state.first_ok_at, state.items_seen) == (NOON, 3)
    assert list(feeds.due(db, now=NOON + MINUTE)) == ["wire"]


def test_a_poll_begun_at_the_old_address_leaves_the_new_one_to_be_asked_anew(db: Db):
    heard(db)
    before = feeds.state(db, WIRE.id)
    feeds.mirror(db, [replace(WIRE, urls=("https://wire.example/atom",))], now=NOON + MINUTE)
    unchanged = replace(before, next_poll_at=NOON + 2 * MINUTE, last_ok_at=NOON + MINUTE)
    feeds.save(db, WIRE.id, unchanged, before=before)
    state = feeds.state(db, WIRE.id)
    assert (state.next_poll_at, state.last_ok_at) == (unchanged.next_poll_at, unchanged.last_ok_at)
    assert (state.etag, state.validators_url) == (None, None)


def test_a_poll_that_finds_all_as_before_changes_when_it_was_and_when_the_next_is(db: Db):
    heard(db)
    before = feeds.state(db, WIRE.id)
    feeds.asked(db, WIRE.id, at=NOON + MINUTE, next_poll_at=NOON + 3 * MINUTE, interval=2 * MINUTE)
    after = replace(before, last_ok_at=NOON + MINUTE, next_poll_at=NOON + 3 * MINUTE, interval=2 * MINUTE)
    assert feeds.known(db, [WIRE.id]) == [(WIRE.id, after, habits.of(db, WIRE.id))]


def test_a_feed_no_longer_listed_is_remembered(db: Db):
    heard(db)
    feeds.mirror(db, [], now=NOON)
    assert feeds.states(db)[WIRE.id].items_seen == 3


def test_what_a_feed_offers_again_is_not_new(db: Db):
    assert offered(db, QUAY) == 1
    assert offered(db, QUAY, replace(QUAY, guid="2")) == 1


def test_an_entry_waits_with_the_feeds_own_words_until_it_is_read(db: Db):
    offered(db, QUAY)
    [unread] = entries.to_read(db, now=NOON, limit=10)
    assert unread.entry == QUAY
    assert (unread.seen_at, unread.attempts, unread.baseline) == (NOON, 0, False)


def test_an_entry_of_the_first_fetch_that_is_too_old_is_never_read(db: Db):
    offered(db, QUAY, state=EntryState.BASELINE)
    assert entries.to_read(db, now=NOON, limit=10) == []


def test_a_date_that_cannot_be_is_forgotten(db: Db):
    offered(db, replace(QUAY, published_at=NOON + timedelta(days=400)))
    [unread] = entries.to_read(db, now=NOON, limit=10)
    assert unread.entry.published_at is None


def test_a_try_is_counted_before_it_is_made_and_comes_again_later(db: Db):
    offered(db, QUAY)
    [unread] = entries.to_read(db, now=NOON, limit=10)
    entries.begin(db, {unread.id: NOON + MINUTE})
    assert entries.to_read(db, now=NOON, limit=10) == []
    assert entries.to_read(db, now=NOON + MINUTE, limit=10)[0].attempts == 1


def test_what_a_dead_process_was_reading_is_read_at_once(db: Db):
    offered(db, QUAY, replace(QUAY, guid="2"))
    mid_read, failed = entries.to_read(db, now=NOON, limit=10)
    entries.begin(db, {mid_read.id: NOON + MINUTE, failed.id: NOON + MINUTE})
    entries.put_off(db, failed.id, why="answers 503")
    assert entries.resume(db) == 1
    assert [unread.id for unread in entries.to_read(db, now=NOON, limit=10)] == [mid_read.id]


def test_what_is_changed_while_it_is_read_stays_to_be_read(db: Db):
    offered(db, QUAY)
    [unread] = entries.to_read(db, now=NOON, limit=10)
    edited = replace(QUAY, title="A quay at Sohae")
    assert entries.revise(db, WIRE.id, [edited], seen_at=NOON + MINUTE) == 1
    entries.done(db, unread, ArticleId(1))
    [again] = entries.to_read(db, now=NOON + MINUTE, limit=10)
    assert (again.entry, again.revisions) == (edited, 1)


def test_another_date_alone_changes_no_words(db: Db):
    offered(db, QUAY)
    assert entries.revise(db, WIRE.id, [replace(QUAY, published_at=NOON - MINUTE)], seen_at=NOON) == 0


def test_the_longest_due_is_read_first(db: Db):
    offered(db, QUAY, now=NOON + MINUTE)
    offered(db, replace(QUAY, guid="2"), now=NOON)
    assert [unread.entry.guid for unread in entries.to_read(db, now=NOON + MINUTE, limit=10)] == ["2", "1"]


def test_feeds_do_not_take_a_page_of_the_file_each(db: Db):
    def pages() -> int:
        return db.execute("PRAGMA page_count").fetchone()[0]

    before, wires = pages(), [replace(WIRE, id=FeedId(f"wire-{number}")) for number in range(100)]
    feeds.mirror(db, wires, now=NOON)
    for wire in wires:
        state = feeds.state(db, wire.id)
        feeds.save(db, wire.id, replace(state, window=bytes(1_200)), before=state)
    assert pages() - before < 60
