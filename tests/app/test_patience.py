"""What takes long at a start says so, and what does not is quiet."""

import logging

import pytest

from watcher.app.running.patience import Patience


def test_long_work_says_how_far_it_is_once_in_a_while(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    seconds = iter(range(100))
    tell = Patience(lambda: next(seconds))  # a second goes by at each step
    for step in range(25):
        tell("copying", step / 25)
    tell("bringing it to schema 2", None)
    assert [record.getMessage() for record in caplog.records] == [
        f"act=open copying: {share}%" for share in (8, 48, 88)
    ]


def test_what_takes_a_moment_is_not_said(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    tell = Patience(lambda: 7.0)
    for what in ("copying", "bringing it to schema 2"):
        for _ in range(9):
            tell(what, None)
    assert not caplog.records
