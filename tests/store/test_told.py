"""What readers may have seen."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.core.news import StoryId
from watcher.store import told
from watcher.store.db import Db, open_db, text_of

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    with closing(open_db(tmp_path / "watcher.db")) as db:
        db.execute(
            "INSERT INTO subscriptions (id, origin, via, address, wants, state, made_at)"
            " VALUES ('s', 'file', 'telegram', '@a', '{}', 'active', 'x')"
        )
        yield db


def story(db: Db, id: int, *, minutes: int = 0, merged_into: int | None = None) -> int:
    at = text_of(NOON + timedelta(minutes=minutes))
    db.execute(
        "INSERT INTO stories (id, headline, severity, opened_at, updated_at, merged_into)"
        " VALUES (?, 'h', 'log', ?, ?, ?)",
        (id, at, at, merged_into),
    )
    return id


def post(db: Db, about: int, state: str, *, kind: str = "post", error: str | None = None, content: str = "{}") -> int:
    """A delivery in a state, with whatever the tables ask of one."""
    flies, done = state in ("sending", "unknown"), state in ("sent", "expired", "dead", "dropped")
    found = db.execute(
        "INSERT INTO deliveries (key, subscription, via, address, chat, kind, story, content, state, due_at, made_at,"
        " last_error, claimed_at, message, attempts, done_at)"
        " VALUES (hex(randomblob(8)), 's', 'telegram', '@a', hex(randomblob(8)), ?, ?, ?, ?, 'x', 'x', ?, ?, ?, 1, ?)",
        (kind, about, content, state, error, "x" if flies else None, "{}" if flies else None, "x" if done else None),
    )
    return found.lastrowid or 0


def notice(db: Db, about: int, *, post: int | None) -> None:
    db.execute(
        "INSERT INTO notices (subscription, story, revision, severity, outlets, post, told_at)"
        " VALUES ('s', ?, 1, 'log', 1, ?, 'x')",
        (about, post),
    )


def shown(db: Db, before: told.Place | None = None) -> list[int]:
    return [place.story for place in told.latest(db, before=before)]


@pytest.mark.parametrize(
    ("state", "error", "seen"),
    [
        ("sent", None, True),
        ("sending", None, True),
        ("unknown", None, True),
        ("due", None, False),
        ("due", "no answer; not found: repeated", True),
        ("due", "no answer", False),
        ("review", None, False),
        ("dead", "kicked", False),
        ("dropped", "by hand", False),
    ],
)
def test_a_post_tells_its_story_once_somebody_may_have_it(db: Db, state: str, error: str | None, seen: bool) -> None:
    post(db, story(db, 1), state, error=error)
    assert told.is_told(db, StoryId(1)) is seen
    assert shown(db) == [1] * seen


def test_a_correction_alone_tells_no_story(db: Db) -> None:
    post(db, story(db, 1), "sent", kind="correction")
    assert not told.is_told(db, StoryId(1))


def test_a_list_tells_a_story_and_so_does_a_post_that_it_shares(db: Db) -> None:
    notice(db, story(db, 1), post=None)
    notice(db, story(db, 2), post=post(db, story(db, 3), "sent", content='{"occasion": "surge"}'))
    notice(db, story(db, 4), post=post(db, story(db, 5), "due", content='{"occasion": "surge"}'))
    assert [told.is_told(db, StoryId(id)) for id in (1, 2, 4)] == [True, True, False]


def test_a_story_that_another_took_in_is_told_by_that_one(db: Db) -> None:
    story(db, 1)
    post(db, story(db, 2, merged_into=1), "sent")
    assert (told.is_told(db, StoryId(1)), told.is_told(db, StoryId(2))) == (True, False)
    assert shown(db) == [1]


def test_the_story_that_moved_last_comes_first_and_each_place_is_where_the_rest_begins(db: Db) -> None:
    for id, minutes in ((1, 5), (2, 0), (3, 5), (4, 9)):
        post(db, story(db, id, minutes=minutes), "sent")
    assert shown(db) == [4, 3, 1, 2]
    places = list(told.latest(db, before=None))
    assert [shown(db, place) for place in places] == [[3, 1, 2], [1, 2], [2], []]
