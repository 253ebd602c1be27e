"""The demo: the whole trip in an invented newsroom, as the person at the terminal sees it."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from watcher.app.cli import main
from watcher.app.commands.demo import ARTICLES
from watcher.app.demo.press import read_press
from watcher.core.rules.document import UserProblems

REPOSITORY = Path(__file__).parents[2]

# Python itself reports every connection and every look-up of a name, in this process and in the parsers' processes.
LISTEN = """
import os, sys

def hear(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        reached = args[0] if event == "socket.getaddrinfo" else args[1]
        with open(os.environ["HEARD"], "a") as file:
            file.write((reached[0] if isinstance(reached, tuple) else f"local:{reached}") + "\\n")

sys.addaudithook(hear)
"""
CHESS = """
version: 1
entities:
  - {id: board, name: chess, aliases: {en: [grandmaster*]}}
rules:
  - {id: chess, title: Chess, severity: alert, when: "@board"}
"""


@dataclass(frozen=True)
class Show:
    code: int
    text: str
    errors: str
    reached: frozenset[str]
    left: tuple[str, ...]  # in the folder for temporary files
    folder: Path

    def posts(self) -> list[str]:
        """The headlines of first posts: each stands above its address."""
        lines = self.text.partition("The first post")[0].splitlines()
        return [above for above, line in pairwise(lines) if line.startswith("http://")]


def start(folder: Path, *arguments: str, rules: Path = REPOSITORY / "rules") -> subprocess.Popen[str]:
    """In a process group of its own, as a shell starts it; temporary files go to `tmp`, what is reached to `heard`."""
    (folder / "tmp").mkdir()
    (folder / "sitecustomize.py").write_text(LISTEN, "utf-8")
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("WATCHER_")}
    paths = {"PYTHONPATH": f"{folder}:{REPOSITORY}", "HEARD": str(folder / "heard"), "TMPDIR": str(folder / "tmp")}
    return subprocess.Popen(
        [sys.executable, "-m", "watcher", "demo", *arguments],
        env=theirs | paths | {"WATCHER_RULES": str(rules)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
    )


def finish(process: subprocess.Popen[str], folder: Path) -> Show:
    text, errors = process.communicate(timeout=120)
    heard = (folder / "heard").read_text().splitlines() if (folder / "heard").exists() else []
    reached = frozenset(line for line in heard if not line.startswith("local:"))
    left = tuple(path.name for path in (folder / "tmp").iterdir())
    return Show(process.returncode, text, errors, reached, left, folder)


def demo(folder: Path, *arguments: str, rules: Path = REPOSITORY / "rules") -> Show:
    return finish(start(folder, *arguments, rules=rules), folder)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return demo(tmp_path_factory.mktemp("demo"), "--picture", "demo.svg")


def test_the_demo_ends_by_itself_and_leaves_one_file_behind(shown: Show) -> None:
    assert (shown.code, shown.errors) == (0, "")
    [page] = shown.left
    assert f"\nThe day as a letter: {shown.folder}/tmp/{page}\n" in shown.text


def test_that_file_is_the_day_as_a_letter_with_nothing_to_load(shown: Show) -> None:
    html = (shown.folder / "tmp" / shown.left[0]).read_text("utf-8")
    assert '<h1 class="day">Tuesday 4 March 2031</h1>' in html
    assert "of 19 articles matched, in 3 stories." in html
    headlines = re.findall(r"<h2>.*?>([^<]+)</a>", html)
    assert "New quay finished at North Korea&#39;s Sohae launch site" in headlines
    assert not re.findall(r"<img|<script|<link|src=|@import", html)


def test_ctrl_c_ends_the_demo_without_a_trace(tmp_path: Path) -> None:
    process = start(tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("A day in an invented newsroom")
    os.killpg(process.pid, signal.SIGINT)
    shown = finish(process, tmp_path)
    assert (shown.code, shown.errors.strip(), shown.left) == (130, "", ())


def test_the_demo_reaches_no_further_than_this_machine(shown: Show) -> None:
    assert shown.reached == {"127.0.0.1"}


def test_one_event_is_one_post_edited_in_place(shown: Show) -> None:
    headline = "New quay finished at North Korea's Sohae launch site"
    assert shown.posts().count(headline) == 1
    assert [line for line in shown.text.splitlines() if line.endswith(f"outlets: {headline}")] == [
        f"  now 3 outlets: {headline}",
        f"  now 6 outlets: {headline}",
    ]


def test_each_cycle_is_told_in_a_line(shown: Show) -> None:
    assert "\n06:00  12 of 12 outlets answered, 3 items from before we came, none concerns us\n" in shown.text
    assert "\n09:30  12 of 12 outlets answered, 3 new items, 2 concern us\n" in shown.text


def test_another_event_is_another_post(shown: Show) -> None:
    assert "Scorched slope points to an engine test at Sohae" in shown.posts()


def test_what_only_state_media_say_is_told_as_a_claim(shown: Show) -> None:
    assert any(post.startswith("State media claim: Respected leader") for post in shown.posts())


def test_what_does_not_concern_us_is_told_nowhere(shown: Show) -> None:
    assert not [word for word in ("Seohae", "chess", "Handball", "milk", "Freight", "dust") if word in shown.text]


def test_the_demo_says_why_and_what_came_of_the_day(shown: Show) -> None:
    assert "\n  Rule sohae-site: names «" in shown.text
    assert "Merged from 6 articles of 4 Mar." in shown.text
    assert "19 items read, 11 of them ours: 3 stories, told in 3 posts and 4 edits." in shown.text
    assert f"\n  {sys.executable} -m watcher check  says all that is wrong with it\n" in shown.text


def test_without_a_terminal_there_is_no_colour(shown: Show) -> None:
    assert "\x1b" not in shown.text


def test_the_picture_of_the_readme_shows_what_the_demo_says(shown: Show) -> None:
    drawn = (shown.folder / "demo.svg").read_text("utf-8")
    committed = (REPOSITORY / "docs/pictures/demo.svg").read_text("utf-8")
    assert drawn == committed, "draw it anew: watcher demo --picture docs/pictures/demo.svg"
    ElementTree.fromstring(drawn)


def test_other_rules_read_the_same_newsroom_and_our_old_aim_is_not_named(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "chess.yaml").write_text(CHESS, "utf-8")
    shown = demo(tmp_path, "--keep", str(tmp_path / "kept"), rules=rules)
    assert shown.posts() == ["Schoolgirl of twelve beats grandmaster in Tallinn"], shown.text + shown.errors
    assert "Sohae" not in shown.text
    assert (tmp_path / "kept/state/watcher.db").exists()
    assert "Schoolgirl of twelve" in (tmp_path / "kept/letter.html").read_text("utf-8")
    assert shown.left == ()


def test_a_folder_that_holds_something_is_not_written_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "diary.txt").write_text("mine", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--keep", str(tmp_path)])
    assert ended.value.code == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_the_shipped_newsroom_is_sound() -> None:
    press = read_press(ARTICLES)
    assert len(press.outlets) == 12
    assert press.cycles == tuple(sorted(press.cycles))


def test_the_newsroom_of_the_manual_can_be_read(tmp_path: Path) -> None:
    manual = (REPOSITORY / "docs/demo.md").read_text("utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", manual, re.DOTALL)
    (tmp_path / "town.yaml").write_text(example, "utf-8")
    [outlet] = read_press(tmp_path / "town.yaml").outlets
    assert outlet.items[0].paragraphs == (
        "A quay has been finished, the harbour master said.",
        "Two barges lay alongside.",
    )


def test_all_that_is_wrong_with_a_newsroom_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text("day: tomorrow\nzone: Asia/Seoul\ncycles: [noon]\noutlets:\n  - {id: a_b, items: []}\n", "utf-8")
    with pytest.raises(UserProblems) as raised:
        read_press(path)
    assert [str(problem).removeprefix(f"{path}:") for problem in raised.value.problems] == [
        "1:6: error: `tomorrow` is not a date (write `2031-03-04`)",
        '3:10: error: `noon` is not an hour (write `"08:05"`)',
        "5:5: error: `name` is missing",
        "5:10: error: `a_b` cannot be part of a host (write a hyphen for `_`)",
    ]
