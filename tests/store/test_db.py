"""The memory is opened whole, or not at all."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from watcher.store import db as store
from watcher.store import tallies
from watcher.store.db import STEPS, Full, UnusableState, claimed, instant, newest, open_db, reader, text_of, transaction

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


def test_a_fresh_memory_has_the_newest_schema_and_loses_no_commit(tmp_path: Path):
    with closing(open_db(tmp_path / "watcher.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert version(tmp_path / "watcher.db") == newest()


def test_opening_it_again_changes_nothing(tmp_path: Path):
    for _ in range(2):
        open_db(tmp_path / "watcher.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["watcher.db"]


def test_an_older_memory_is_copied_then_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_db(tmp_path / "watcher.db").close()
    before = newest()
    steps = (*STEPS, lambda db: db.execute("ALTER TABLE feeds ADD COLUMN colour TEXT"))
    monkeypatch.setattr(store, "STEPS", steps)
    open_db(tmp_path / "watcher.db").close()
    assert version(tmp_path / "watcher.db") == before + 1
    assert version(tmp_path / f"watcher.db.before-{before + 1}") == before


def test_an_upgrade_tells_what_it_is_at_and_how_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with closing(open_db(tmp_path / "watcher.db")) as db:
        db.execute(
            "INSERT INTO meta WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n LIMIT 20000)"
            " SELECT i, hex(zeroblob(200)) FROM n"
        )
    monkeypatch.setattr(store, "STEPS", (*STEPS, lambda db: db.execute("CREATE INDEX heavy ON meta (value)")))
    monkeypatch.setattr(store, "TOLD_EVERY", 1000)
    told: list[tuple[str, float | None]] = []
    open_db(tmp_path / "watcher.db", tell=lambda *step: told.append(step)).close()
    works = list(dict.fromkeys(what for what, _ in told))
    assert [what.split()[0] for what in works] == ["looking", "copying", "bringing"]
    assert f"to schema {newest()} of {newest()}" in works[-1]
    shares = [share for what, share in told if what == works[1] and share is not None]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] <= 1
    assert len([what for what, _ in told if what == works[2]]) > 2


def test_an_upgrade_that_was_killed_while_it_copied_begins_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_db(tmp_path / "watcher.db").close()
    monkeypatch.setattr(store, "STEPS", (*STEPS, lambda db: None))
    for left in (f"watcher.db.before-{newest()}.part", f"watcher.db.before-{newest()}"):
        (tmp_path / left).write_bytes(b"SQLite format 3, half a co")
    open_db(tmp_path / "watcher.db").close()
    assert version(tmp_path / f"watcher.db.before-{newest()}") == newest() - 1
    assert not (tmp_path / f"watcher.db.before-{newest()}.part").exists()


def shape(db: sqlite3.Connection) -> dict[str, object]:
    """Columns of every table, the indexes and the triggers, whatever order they were made in."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {name: {tuple(row)[1:] for row in db.execute(f"PRAGMA table_info({name})")} for name in names}
    others = db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
    return columns | {name: " ".join(sql.split()) for name, sql in others}


def test_the_first_schema_brought_up_to_date_is_the_newest(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript((Path(__file__).parents[1] / "data/schema_1.sql").read_text("utf-8"))
        old.execute("PRAGMA user_version = 1")
    with closing(open_db(tmp_path / "old.db")) as old, closing(open_db(tmp_path / "new.db")) as new:
        assert shape(old) == shape(new)


def test_deliveries_of_the_first_schema_go_on_one_to_a_chat(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript((Path(__file__).parents[1] / "data/schema_1.sql").read_text("utf-8"))
        old.executescript(
            "INSERT INTO subscriptions (id, origin, via, address, wants, state, made_at)"
            " VALUES ('s', 'file', 'telegram', '-5/7', '{}', 'active', 'x');"
            "INSERT INTO deliveries (id, key, subscription, via, address, kind, state, due_at, claimed_at, attempts,"
            " message, made_at) VALUES (1, 'a', 's', 'telegram', '-5/7', 'post', 'unknown', 'x', 'x', 1, '{}', 'x'),"
            " (2, 'b', 's', 'telegram', '-5/8', 'post', 'sending', 'x', 'x', 1, '{}', 'x'),"
            " (3, 'c', 's', 'telegram', '-5/8', 'post', 'due', 'x', NULL, 0, NULL, 'x');"
            "INSERT INTO deliveries (key, subscription, via, address, kind, target, due_at, made_at)"
            " VALUES ('d', 's', 'file', '/a/b', 'edit', 1, 'x', 'x');"
            "PRAGMA user_version = 1"
        )
    with closing(open_db(tmp_path / "old.db")) as db:
        rows = db.execute("SELECT key, chat, state FROM deliveries ORDER BY id").fetchall()
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert list(map(tuple, rows)) == [
        ("a", "-5", "unknown"),
        ("b", "-5", "due"),
        ("c", "-5", "due"),
        ("d", "/a/b", "due"),
    ]


def test_what_was_told_and_matched_before_it_was_counted_is_counted_once(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript((Path(__file__).parents[1] / "data/schema_1.sql").read_text("utf-8"))
        old.executescript(
            "INSERT INTO rulesets VALUES ('v', 'x', '{}');"
            "INSERT INTO subscriptions (id, origin, via, address, wants, state, made_at)"
            " VALUES ('s', 'file', 'telegram', '@a', '{}', 'active', 'x');"
            "INSERT INTO deliveries (key, subscription, via, address, kind, state, due_at, done_at, made_at)"
            " VALUES ('a', 's', 'telegram', '@a', 'post', 'sent', 'x', 'x', 'x'),"
            " ('b', 's', 'telegram', '@a', 'post', 'sent', 'x', 'x', 'x'),"
            " ('c', 's', 'telegram', '@a', 'post', 'due', 'x', NULL, 'x');"
            "INSERT INTO articles (id, url, feed, outlet, title, seen_at, fetched_at, sha256, words)"
            " VALUES (1, 'a', 'f', 'o', 't', 'x', 'x', x'', 1), (2, 'b', 'f', 'o', 't', 'x', 'x', x'', 1);"
            "INSERT INTO matches (article, rule, severity, score, spans, ruleset) VALUES (1, 'r', 'log', 1, '[]', 'v'),"
            " (1, 's', 'urgent', 1, '[]', 'v'), (1, 't', 'alert', 1, '[]', 'v'), (2, 'r', 'log', 1, '[]', 'v');"
            "PRAGMA user_version = 1"
        )
    with closing(open_db(tmp_path / "old.db")) as db:
        assert tallies.counts(db, tallies.SETTLED) == {("telegram", "post", "sent"): 2}
        assert tallies.counts(db, tallies.MATCHED) == {("urgent",): 1, ("log",): 1}


def test_a_step_that_fails_leaves_the_memory_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_db(tmp_path / "watcher.db").close()

    def fail(db):
        db.execute("CREATE TABLE half (way)")
        db.execute("no SQL at all")

    before = newest()
    monkeypatch.setattr(store, "STEPS", (*STEPS, fail))
    with pytest.raises(UnusableState, match="cannot be used"):
        open_db(tmp_path / "watcher.db")
    with closing(sqlite3.connect(tmp_path / "watcher.db")) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    assert version(tmp_path / "watcher.db") == before


def test_a_newer_memory_is_refused(tmp_path: Path):
    open_db(tmp_path / "watcher.db").close()
    with closing(sqlite3.connect(tmp_path / "watcher.db")) as db:
        db.execute(f"PRAGMA user_version = {newest() + 1}")
    with pytest.raises(UnusableState, match="written by a newer version"):
        open_db(tmp_path / "watcher.db")
    with pytest.raises(UnusableState, match="written by a newer version"), reader(tmp_path):
        pass


def test_a_damaged_memory_is_refused(tmp_path: Path):
    path = tmp_path / "watcher.db"
    open_db(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(UnusableState, match=r"watcher\.db"):
        open_db(path)


@pytest.mark.parametrize(
    ("content", "word"), [(None, "does not exist yet"), (b"", "is empty yet"), (b"x" * 5000, "cannot be read")]
)
def test_a_reader_says_what_there_is_not_to_look_at(tmp_path: Path, content: bytes | None, word: str):
    if content is not None:
        (tmp_path / "watcher.db").write_bytes(content)
    with pytest.raises(UnusableState, match=word), reader(tmp_path):
        pass


def test_a_reader_cannot_write(tmp_path: Path):
    open_db(tmp_path / "watcher.db").close()
    with reader(tmp_path) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM meta")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path):
    with closing(open_db(tmp_path / "watcher.db")) as db:
        with suppress(ZeroDivisionError), transaction(db):
            db.execute("INSERT INTO meta (key, value) VALUES ('a', 'b')")
            raise ZeroDivisionError
        assert db.execute("SELECT count(*) FROM meta").fetchone()[0] == 0


def test_instants_are_utc_with_milliseconds():
    seoul = NOON.astimezone(timezone(timedelta(hours=9)))
    assert text_of(seoul) == "2031-03-04T12:00:00.000Z"
    assert instant("2031-03-04T12:00:00.000Z") == NOON


@pytest.mark.parametrize("at", [datetime(1989, 12, 31, tzinfo=UTC), NOON + timedelta(days=1), None])
def test_a_claimed_date_that_cannot_be_is_forgotten(at: datetime | None):
    assert claimed(at, now=NOON) is None
    assert claimed(NOON, now=NOON) == "2031-03-04T12:00:00.000Z"


def test_a_full_disk_loses_only_what_was_being_written(tmp_path: Path):
    with closing(open_db(tmp_path / "watcher.db")) as db:
        with transaction(db):
            db.execute("INSERT INTO meta (key, value) VALUES ('a', 'kept')")
        db.execute("PRAGMA max_page_count = 1")  # as many as there are: the file cannot grow
        with pytest.raises(Full), transaction(db):
            db.execute("INSERT INTO meta (key, value) VALUES ('b', ?)", ("x" * 100_000,))
        db.execute("PRAGMA max_page_count = 1000000")
        with transaction(db):
            db.execute("INSERT INTO meta (key, value) VALUES ('c', 'room again')")
        assert [row["key"] for row in db.execute("SELECT key FROM meta ORDER BY key")] == ["a", "c"]
