"""SIGKILL at each commit, in the middle of a send and of a page: nothing is lost, and Telegram is told once."""

import shutil
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.app.town import DAWN, NOON, Item, Town
from tests.peers.botapi import LATE, SILENT_AFTER, BotApi, Fault
from tests.peers.site import Site
from tests.sources.test_workers import the_pid_in, until_gone
from watcher.app.running import outside
from watcher.app.running.lock import sole
from watcher.sources.asking.http import Http

MINUTE = timedelta(minutes=1)
NOON_TEXT = "2031-03-04T12:00:00Z"
OUTLETS = {"Harbour Wire": "quay-1", "Balkan Daily": "quay-2", "Morning Herald": "quay-4"}


class Evening:
    """Three outlets about to tell one event, in a channel where one earlier post of ours stands. It can begin anew."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.open(*OUTLETS)
        town.publish("Harbour Wire", Item.of("visit-2", published=DAWN))
        town.once(DAWN + MINUTE)
        for outlet, slug in OUTLETS.items():
            town.publish(outlet, Item.of(slug))
        shutil.copytree(town.folder / "state", town.folder / "before")
        code, self.commits = mortal(town, "count", 0)
        assert code == 0
        all_is_told_once(town)

    def again(self) -> Town:
        state = self.town.folder / "state"
        shutil.rmtree(state)
        shutil.copytree(self.town.folder / "before", state)
        for message in self.town.api.messages("@watch")[1:]:
            self.town.api.delete("@watch", message.id)
        return self.town


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    with Site() as site, BotApi() as api, pytest.MonkeyPatch.context() as patch:
        patch.setattr(outside, "Http", partial(Http, page_pause=timedelta(0)))
        yield Evening(Town(tmp_path_factory.mktemp("evening"), site, api))


def mortal(town: Town, moment: str, number: int, *, now: str = NOON_TEXT) -> tuple[int, int]:
    """A cycle that dies at a commit: its exit code, and the number of commits of one that lived."""
    process = town.process(moment, str(number), "once", "--now", now, module="tests.app.killed")
    _, said = process.communicate(timeout=60)
    return process.returncode, int(said.splitlines()[-1]) if process.returncode == 0 else 0


def start_again(town: Town) -> None:
    """At the same instant, and when a lost send has settled."""
    for later in (timedelta(0), timedelta(seconds=61)):
        town.once(NOON + later)


def all_is_told_once(town: Town) -> None:
    latest, _ = town.stories()
    assert set(latest["outlets"]) == set(OUTLETS)
    _, *posts = town.posts()
    assert len(posts) == 1
    assert "3 outlets" in posts[0]
    assert {row["state"] for row in town.outbox()} <= {"sent", "dropped"}
    assert "3 outlets" in (town.folder / "state/posts/story-2.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("moment", "share"),
    # Polls, pages, filings, then claims and settlings: a sample. bench/kill.py tries them all, many times over.
    [("before", 0.3), ("after", 0.5), ("before", 0.7), ("after", 0.75), ("after", 0.8), ("before", 0.9), ("before", 1)],
)
def test_killed_at_a_commit_it_starts_again_and_tells_all_once(evening: Evening, moment: str, share: float) -> None:
    town = evening.again()
    surely_reached = evening.commits - len(OUTLETS) + 1  # polls that end together share a commit
    assert mortal(town, moment, min(round(share * evening.commits), surely_reached))[0] == -signal.SIGKILL
    start_again(town)
    all_is_told_once(town)


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [(SILENT_AFTER, False), (LATE, True)],
    ids=["when it was obeyed", "and it is obeyed only then"],
)
def test_killed_in_the_middle_of_a_send_it_tells_once(evening: Evening, fault: Fault, arrives: bool) -> None:
    town = evening.again()
    town.api.script("sendMessage", fault)
    calls = len(town.api.calls)
    with town.process("once", "--now", NOON_TEXT) as process:
        patiently(lambda: any(call.method == "sendMessage" for call in town.api.calls[calls:]))
        process.kill()
    if arrives:
        town.api.release()
    start_again(town)
    all_is_told_once(town)
    town.api._late.clear()


def test_killed_before_its_memory_is_laid_out_it_starts_again(tmp_path: Path, evening: Evening) -> None:
    town = evening.town
    elsewhere = {"WATCHER_STATE": str(tmp_path / "state")}
    process = town.process("before", "1", "once", "--now", NOON_TEXT, module="tests.app.killed", **elsewhere)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    done = town.watcher("once", "--now", NOON_TEXT, **elsewhere)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "3 of 3 feeds answered.")


def test_killed_while_it_reads_a_page_it_leaves_no_process_and_no_lock(evening: Evening, tmp_path: Path) -> None:
    town = evening.again()
    with town.process(
        "busy", str(tmp_path / "pid"), "once", "--now", NOON_TEXT, module="tests.app.killed", WATCHER_WORKERS="1"
    ) as process:
        worker = the_pid_in(tmp_path / "pid")
        process.kill()
    until_gone(worker)
    with sole(town.folder / "state"):
        pass
    start_again(town)
    all_is_told_once(town)


def patiently(true) -> None:
    """Returns when it is true; what happens in other processes is waited for."""
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
