"""Notes of several acts, written in one commit."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from watcher.app.ledger import MOST, Ledger
from watcher.store.db import Db, open_db


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    with closing(open_db(tmp_path / "watcher.db")) as db:
        db.execute("CREATE TABLE notes (words TEXT NOT NULL) STRICT")
        yield db


def note(db: Db, words: str | None) -> str | None:
    db.execute("INSERT INTO notes VALUES (?)", (words,))
    return words


def noted(db: Db) -> list[str]:
    return [row["words"] for row in db.execute("SELECT words FROM notes ORDER BY rowid")]


def all_written(ledger: Ledger, *notes: Callable[[], object]) -> list[object]:
    """By as many acts, which go on together."""

    async def act(note: Callable[[], object]) -> object:
        with ledger.writer():
            await asyncio.sleep(0)
            written = ledger.write(note)
        return await written

    async def gathered() -> list[object]:
        return await asyncio.gather(*map(act, notes), return_exceptions=True)

    return asyncio.run(gathered())


def commits(db: Db) -> list[str]:
    spoken: list[str] = []
    db.set_trace_callback(lambda statement: spoken.append(statement) if statement == "COMMIT" else None)
    return spoken


def test_notes_made_together_are_one_commit_and_each_act_gets_its_answer(db: Db):
    ledger, spoken = Ledger(db), commits(db)
    assert all_written(ledger, *(partial(note, db, words) for words in ("a", "b", "c"))) == ["a", "b", "c"]
    assert noted(db) == ["a", "b", "c"]
    assert len(spoken) == 1


def test_a_full_page_is_written_without_waiting(db: Db):
    ledger, spoken = Ledger(db), commits(db)
    all_written(ledger, *(partial(note, db, str(number)) for number in range(MOST + 1)))
    assert len(noted(db)) == MOST + 1
    assert len(spoken) == 2


def test_what_all_notes_changed_is_written_once_at_the_end(db: Db):
    ledger = Ledger(db, last=partial(note, db, "sum"))
    all_written(ledger, *(partial(note, db, words) for words in ("a", "b", "c")))
    assert noted(db) == ["a", "b", "c", "sum"]


def test_a_note_that_cannot_be_written_spoils_no_other(db: Db):
    ledger = Ledger(db)
    first, broken, last = all_written(ledger, *(partial(note, db, words) for words in ("a", None, "c")))
    assert (first, last) == ("a", "c")
    assert "NOT NULL" in str(broken)
    assert noted(db) == ["a", "c"]


def test_a_note_waits_only_a_moment_for_an_act_that_takes_long(db: Db):
    async def one_of_two() -> None:
        ledger = Ledger(db)
        with ledger.writer():
            await ledger.write(partial(note, db, "soon"))
            assert noted(db) == ["soon"]

    asyncio.run(one_of_two())


def test_an_act_that_has_more_to_note_fills_the_page(db: Db):
    async def three_in_a_row() -> None:
        ledger = Ledger(db)
        with ledger.writer():
            for words in ("a", "b", "c"):
                ledger.write(partial(note, db, words))
                await asyncio.sleep(0)
        assert noted(db) == ["a", "b", "c"]

    spoken = commits(db)
    asyncio.run(three_in_a_row())
    assert len(spoken) == 1


def test_what_an_act_gave_up_waiting_for_is_not_written(db: Db):
    async def given_up() -> None:
        ledger = Ledger(db)
        with ledger.writer():
            act = ledger.write(partial(note, db, "late"))
            await asyncio.sleep(0)
            act.cancel()
        await ledger.write(partial(note, db, "in time"))

    asyncio.run(given_up())
    assert noted(db) == ["in time"]
