from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.app.heartbeat import EVERY, beat, last_beat

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


def test_a_watcher_that_never_ran_shows_no_sign_of_life(tmp_path: Path) -> None:
    assert last_beat(tmp_path) is None


def test_a_sign_of_life_tells_when_it_was_given(tmp_path: Path) -> None:
    beat(tmp_path, now=NOON)
    assert last_beat(tmp_path) == NOON


def test_a_memory_card_is_spared(tmp_path: Path) -> None:
    beat(tmp_path, now=NOON)
    beat(tmp_path, now=NOON + EVERY - timedelta(seconds=1))
    assert last_beat(tmp_path) == NOON
    beat(tmp_path, now=NOON + EVERY)
    assert last_beat(tmp_path) == NOON + EVERY
    assert (tmp_path / "heartbeat").stat().st_size == 0


def test_a_clock_that_was_put_back_does_not_silence_the_heart(tmp_path: Path) -> None:
    beat(tmp_path, now=NOON)
    beat(tmp_path, now=NOON - timedelta(days=1))
    assert last_beat(tmp_path) == NOON - timedelta(days=1)
