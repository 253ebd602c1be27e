"""A copy is whole, or it is not there."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.town import NOON, Item, Town
from watcher.app.running.backups import KEPT, back_up_nightly, copies
from watcher.store.db import UnusableState, open_db

DAY = timedelta(days=1)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    open_db(tmp_path / "watcher.db").close()
    return tmp_path


def touch(state: Path, at: float) -> None:
    os.utime(state / "watcher.db", (at, at))


def test_a_copy_knows_what_the_memory_knew(town: Town, tmp_path: Path):
    town.open("Harbour Post")
    town.publish("Harbour Post", Item.of("quay-1"))
    town.once(NOON)
    known = town.stories()
    answer = town.watcher("backup", str(tmp_path / "copy.db"))
    assert answer.returncode == 0
    assert answer.stdout.endswith("MB, read through and whole\n")
    (town.settings.state / "watcher.db").unlink()
    (tmp_path / "copy.db").replace(town.settings.state / "watcher.db")
    assert town.stories() == known
    town.once(NOON + timedelta(minutes=10))
    assert len(town.posts()) == 1  # it is not told again


def test_a_file_that_is_there_is_not_overwritten_by_accident(town: Town, tmp_path: Path):
    town.open("Harbour Post")
    (tmp_path / "copy.db").write_text("a thesis")
    answer = town.watcher("backup", str(tmp_path / "copy.db"))
    assert answer.returncode == 2
    assert "name another, or say --force" in answer.stderr
    assert (tmp_path / "copy.db").read_text() == "a thesis"
    assert town.watcher("backup", "--force", str(tmp_path / "copy.db")).returncode == 0


def test_a_copy_that_cannot_be_written_leaves_nothing(town: Town, tmp_path: Path):
    town.open("Harbour Post")
    (tmp_path / "file").write_text("")
    answer = town.watcher("backup", str(tmp_path / "file" / "copy.db"))
    assert answer.returncode == 1
    assert "no copy could be written" in answer.stderr


def test_a_night_is_copied_once(state: Path):
    assert back_up_nightly(state, now=NOON) == state / "backups" / "watcher-2031-03-04.db"
    touch(state, 4e9)
    assert back_up_nightly(state, now=NOON + timedelta(hours=3)) is None


def test_nights_in_which_nothing_changed_are_not_copied(state: Path):
    back_up_nightly(state, now=NOON)
    touch(state, 0)
    assert back_up_nightly(state, now=NOON + DAY) is None


def test_a_week_of_copies_is_kept(state: Path):
    for day in range(KEPT + 2):
        touch(state, 4e9 + day)
        back_up_nightly(state, now=NOON + day * DAY)
    assert [path.stem[-2:] for path in copies(state)] == ["06", "07", "08", "09", "10", "11", "12"]


def test_other_files_among_the_copies_are_left_alone(state: Path):
    back_up_nightly(state, now=NOON)
    mine = state / "backups" / "watcher-before-the-move.db"
    mine.write_text("")
    for day in range(1, KEPT + 2):
        touch(state, 4e9 + day)
        back_up_nightly(state, now=NOON + day * DAY)
    assert mine.exists()


def test_a_damaged_memory_is_not_copied_over_a_good_night(state: Path):
    back_up_nightly(state, now=NOON)
    whole = (state / "watcher.db").read_bytes()
    (state / "watcher.db").write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    touch(state, 4e9)
    with pytest.raises(UnusableState):
        back_up_nightly(state, now=NOON + DAY)
    assert [path.name for path in (state / "backups").iterdir()] == ["watcher-2031-03-04.db"]
