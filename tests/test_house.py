"""The law of the house bites: what is forbidden is caught, what people may use is documented."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.app.cli import COMMANDS
from watcher.app.looking.exposition import Metric
from watcher.app.looking.metrics import METRICS, Scene
from watcher.core.stories import chances, cluster, copies, gist, likeness
from watcher.core.stories.fingerprint import LEAST_SHARED

HOUSE = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
# Of the standard library, what reaches no world: no clock, no chance, no file, no time zones from the disk.
PURE = {
    *("array", "bisect", "collections", "copy", "dataclasses", "datetime", "difflib", "enum", "functools", "hashlib"),
    *("heapq", "hmac", "itertools", "math", "operator", "re", "string", "textwrap", "typing", "unicodedata", "zlib"),
}
NAMED = {"ahocorasick_rs"}  # the one library: a pure one, for speed


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy to do damage to."""
    shutil.copytree(HOUSE / "watcher", tmp_path / "watcher", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    return tmp_path


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def strangers(house: Path) -> list[str]:
    """What the core imports beside itself, the pure part of the standard library, and the one named library."""
    return [
        f"{file.stem} imports {name}"
        for file in sorted((house / "watcher/core").rglob("*.py"))
        for name in imports(file)
        if not name.startswith("watcher.core") and name.partition(".")[0] not in PURE | NAMED
    ]


def complaints(house: Path, *command: str) -> str:
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=house, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_the_core_imports_nothing_but_itself_and_what_is_pure():
    assert strangers(HOUSE) == []


@pytest.mark.parametrize("name", ["random", "feedparser", "zoneinfo", "numpy", "time", "watcher.store.db"])
def test_an_impure_import_in_the_core_is_caught(house: Path, name: str):
    plant(house, "core/editing/notice.py", f"import {name}")
    assert strangers(house) == [f"notice imports {name}"]


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("core/editing/notice.py", "import random", "The core is pure"),
        ("core/editing/notice.py", "import feedparser", "The core is pure"),
        ("core/editing/notice.py", "import watcher.store.db", "One direction"),
        ("core/matching/match.py", "import watcher.core.editing.notice", "Inside the core"),
        ("channels/file.py", "import watcher.sources.feed", "A source or channel knows no other"),
        ("channels/file.py", "import watcher.channels.console", "A source or channel knows no other"),
        ("channels/parts/render.py", "import watcher.channels.dress.letter", "A source or channel knows no other"),
        ("app/acts/poll.py", "import sqlite3", "Only the store speaks SQL"),
    ],
)
def test_an_import_in_the_wrong_direction_is_caught(house: Path, file: str, line: str, contract: str):
    plant(house, file, line)
    said = complaints(house, "lint-imports", "--no-cache")
    assert re.search(rf"^{contract}.* BROKEN", said, re.MULTILINE), said


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("from datetime import datetime\nNOW = datetime.now()", "take `now` as an argument"),
        ("import time\nNOW = time.time()", "take `now` as an argument"),
        ("import os\nHOME = os.environ", "settings come from watcher/app/files/settings.py"),
        ("import os\nHOME = os.getenv('HOME')", "settings come from watcher/app/files/settings.py"),
        ("try:\n    X = 1\nexcept Exception:\n    X = 2", "BLE001"),
        ("from .news import Feed", "TID252"),
    ],
)
def test_a_second_clock_environment_or_net_is_caught(house: Path, line: str, word: str):
    plant(house, "core/editing/notice.py", line)
    assert word in complaints(house, "ruff", "check", "--no-cache", "watcher/core/editing/notice.py")


def plant(house: Path, file: str, line: str) -> None:
    with (house / "watcher" / file).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")


# --- what people may use is documented -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_every_command_is_in_the_manual(name: str):
    assert f"`{name}" in (HOUSE / "docs/commands.md").read_text("utf-8")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_is_in_the_manual_with_its_type_and_its_labels(metric: Metric[Scene]) -> None:
    labels = ", ".join(f"`{label}`" for label in metric.labels)
    row = " | ".join(filter(None, (f"| `{metric.name}`", metric.type, labels)))
    assert row in (HOUSE / "docs/keeping.md").read_text("utf-8")


def test_the_manual_names_no_metric_that_is_not() -> None:
    named = set(re.findall(r"watcher_[a-z_]+", (HOUSE / "docs/keeping.md").read_text("utf-8")))
    assert named <= {metric.name for metric in METRICS}


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
FIGURES = {
    "candidates": f"the open stories of the {NUMBERS[cluster.MOST_CANDIDATES]} articles likest to it",
    "shared": f"share {NUMBERS[LEAST_SHARED]} words or {NUMBERS[likeness.LEAST_ANCHORS]} anchors",
    "joins": f"from {cluster.JOINS:.2f} on; below {cluster.JOINS + cluster.BORDERLINE:.2f}".replace("0.", "."),
    "lead": f"the first {gist.LEAD} characters",
    "least days": f"within {NUMBERS[int(24 * likeness.LEAST_DAYS)]} hours counts as",
    "headed": f"within {NUMBERS[chances.HEADED // timedelta(hours=1)]} hours, before or after",
    "repeats": f"{copies.REPEATS:.0%} of the shorter".replace("%", " %"),
    "short": f"under {gist.SHORT} words",
    "flashes": f"Once {NUMBERS[cluster.FLASHES + 1]} articles tell that story",
}


@pytest.mark.parametrize("figure", FIGURES)
def test_the_manual_gives_the_figures_by_which_stories_are_told_apart(figure: str) -> None:
    assert FIGURES[figure] in (HOUSE / "docs/stories.md").read_text("utf-8")


@pytest.mark.parametrize("room", ["core", "sources", "store", "channels", "app"])
def test_every_file_has_its_place_on_the_page_of_the_house(room: str) -> None:
    page = (HOUSE / "ARCHITECTURE.md").read_text("utf-8")
    folders = {HOUSE / "watcher/app" / name for name in ("commands", "demo", "web")}  # in their manuals
    files = {path.stem for path in (HOUSE / "watcher" / room).rglob("*.py") if path.parent not in folders}
    files -= {"__init__", "base"}
    assert sorted(name for name in files if f"`{name}`" not in page) == []
