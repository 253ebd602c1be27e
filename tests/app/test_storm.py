"""Killed again and again while both far ends fail, it loses nothing and tells Telegram once. `bench.kill` goes on."""

from pathlib import Path

import pytest

from tests.app.storm import Storm


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_fails_and_whenever_it_is_killed_all_is_told_once(tmp_path: Path, seed: int) -> None:
    # A letter of unknown fate is left alone for half an hour: bench.kill has that time.
    storm = Storm(seed, stories=5, mailboxes=1, mail_cuts=("connect", "go-ahead", "body"))
    with storm.raging(tmp_path) as settings:
        storm.rage(settings, lifetimes=lambda chance: chance.uniform(6, 48) * (1 + storm.kills), patience=600)
    assert storm.kills
    assert (storm.lost, storm.twice) == (0, 0)
    assert all(len(set(copies)) == 1 for copies in storm.letters.values())
