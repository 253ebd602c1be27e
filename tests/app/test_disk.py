"""A disk without room stops the reading, not the telling, and nothing is lost."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.botapi import flood
from watcher.app.disk import BALLAST_BYTES, EVERY, LEAST_FREE_BYTES, Disk, free_bytes
from watcher.store.db import Full

PLENTY = LEAST_FREE_BYTES + BALLAST_BYTES


class Room:
    """A disk whose free bytes are what the test says, less the ballast that lies on it."""

    def __init__(self, state: Path, free: int) -> None:
        self.bytes = free
        self.disk = Disk(state, free=lambda _: self.bytes)


def test_a_ballast_is_laid_while_there_is_room(tmp_path: Path):
    assert Room(tmp_path, PLENTY).disk.has_room(now=NOON)
    assert (tmp_path / "ballast").stat().st_size == BALLAST_BYTES


def test_with_little_room_nothing_is_fetched_and_the_ballast_goes(tmp_path: Path):
    room = Room(tmp_path, PLENTY)
    room.disk.has_room(now=NOON)
    room.bytes = LEAST_FREE_BYTES - 1
    assert room.disk.has_room(now=NOON + EVERY / 2)  # it is not looked at all the time
    assert not room.disk.has_room(now=NOON + EVERY)
    assert not (tmp_path / "ballast").exists()


def test_fetching_goes_on_by_itself_when_there_is_room_again(tmp_path: Path):
    room = Room(tmp_path, 0)
    assert not room.disk.has_room(now=NOON)
    room.bytes = PLENTY
    assert room.disk.has_room(now=NOON + EVERY)
    assert (tmp_path / "ballast").exists()


def test_a_write_that_met_the_full_disk_stops_the_fetching_at_once(tmp_path: Path):
    room = Room(tmp_path, PLENTY)
    room.disk.has_room(now=NOON)
    assert room.disk.caused(Full("full"), now=NOON + EVERY)
    assert not room.disk.has_room(now=NOON + EVERY + timedelta(seconds=1))
    assert not room.disk.caused(ValueError("something else"), now=NOON)


def test_a_start_on_a_full_disk_lets_the_ballast_go_first(tmp_path: Path):
    (tmp_path / "ballast").write_bytes(b"0")
    Room(tmp_path, 0).disk.make_room()
    assert not (tmp_path / "ballast").exists()


def test_what_waits_is_told_while_the_disk_is_full_and_the_news_later(town: Town, monkeypatch: pytest.MonkeyPatch):
    town.open("Harbour Post", "Coast Courier")
    town.publish("Harbour Post", Item.of("quay-1"))
    town.api.script("sendMessage", flood(60))
    town.once(NOON)
    town.publish("Coast Courier", Item.of("engine-1"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    town.once(NOON + timedelta(minutes=10))
    assert len(town.posts()) == 1
    monkeypatch.undo()
    town.once(NOON + timedelta(minutes=20))
    assert len(town.posts()) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can only be made by a user that may mount one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while file.write(bytes(1 << 12)):
            pass


def test_with_not_a_byte_left_it_starts_and_tells_what_waits(town: Town, small_disk: Path):
    town.beside["WATCHER_STATE"] = str(small_disk / "state")
    town.open("Harbour Post", "Coast Courier")
    town.publish("Harbour Post", Item.of("quay-1"))
    town.api.script("sendMessage", flood(60))
    town.once(NOON)
    fill(small_disk)
    assert free_bytes(small_disk) == 0
    town.publish("Coast Courier", Item.of("engine-1"))
    town.once(NOON + timedelta(minutes=10))
    assert len(town.posts()) == 1
    (small_disk / "filler").unlink()
    town.once(NOON + timedelta(minutes=20))
    assert len(town.posts()) == 2
