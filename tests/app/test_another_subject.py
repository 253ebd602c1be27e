"""The walk of docs/another-subject.md, done as it is written."""

import re
import shlex
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from watcher.app.cli import main

WALK = (Path(__file__).parents[2] / "docs" / "another-subject.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)(?: (\S+))?\n(.*?)```", WALK, re.DOTALL)


def done(command: str, patch: pytest.MonkeyPatch) -> str:
    """What a command says."""
    words = shlex.split(command)
    if words[0] == "cd":
        patch.chdir(words[1])
        return ""
    if words[0] != "watcher":
        subprocess.run(words, check=True)
        return ""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit):
        main(words[1:])
    return said.getvalue()


def test_the_walk_to_another_subject_goes_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, file, text in BLOCKS:
        if kind != "console":
            Path(file).write_text(text, "utf-8")
            continue
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            said = [line.strip() for line in done(command, monkeypatch).splitlines()]
            missing = [line for line in expected.splitlines() if line.strip() not in said]
            assert not missing, "\n".join([command, *said])


def test_the_walk_says_nothing_of_the_shipped_subject() -> None:
    assert len(BLOCKS) > 8
    assert not re.search("sohae|korea", WALK, re.IGNORECASE)
