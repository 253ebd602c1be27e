"""People at a desk decide, through SIGKILL at each commit: what they press is done once, however often it comes."""

import shutil
import signal
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.app.test_desk import DESK, REVIEWED
from tests.app.town import NOON, Item, Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site
from watcher.app.running import outside
from watcher.sources.asking.http import Http

MINUTE = timedelta(minutes=1)
PRESSES = {"Post now": ("go",), "Withdraw": ("go", "wrong", "withdraw"), "Not ours": ("wrong", "notours")}


class Evening:
    """A post waits at the desk, or is out, and one of these buttons is about to be pressed. It can begin anew."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.api.add_chat(DESK, type="supergroup")
        town.subscribe(REVIEWED.format(desk=DESK, after="never"))
        town.open("Harbour Wire")
        town.publish("Harbour Wire", Item.of("quay-1"))
        town.once(NOON)
        [self.copy] = [row["id"] for row in town.outbox() if str(row["key"]).endswith("-desk")]
        self.messages = {chat: town.api.messages(chat) for chat in ("@watch", str(DESK))}
        shutil.copytree(town.folder / "state", town.folder / "before")

    def commits(self, button: str) -> int:
        """How many there are when nothing dies."""
        return self.lives_through(button, "count", 0)

    def lives_through(self, button: str, moment: str, number: int) -> int:
        """All that leads to the button is pressed, then it, and the process dies; Telegram offers the press again."""
        self._again()
        *before, last = PRESSES[button]
        for minute, act in enumerate(before, start=1):
            assert self._press("count", 0, act, minute)[0] == 0
        code, commits = self._press(moment, number, last, 5)
        if moment != "count":
            assert code == -signal.SIGKILL
            assert self._press("count", 0, last, 5)[0] == 0
        for minutes in (5, 8):  # and when a lost send has settled
            self.town.once(NOON + minutes * MINUTE)
        return commits

    def fate(self, button: str) -> str:
        """What is wrong, or nothing."""
        posts, [copy] = self.town.posts(), self.town.posts(str(DESK))
        said = copy.splitlines()[-1]
        waiting = [row["key"] for row in self.town.outbox() if row["state"] not in ("sent", "dropped")]
        match button:
            case "Post now":
                is_right = len(posts) == 1 and said == "To @watch at 21:05 KST: Anna posted it."
            case "Withdraw":
                is_right = [post.partition(" ")[0] for post in posts] == ["Withdrawn:", "Correction"]
                is_right &= said == "From @watch: Anna took it back at 21:05 KST."
            case _:
                proposed = (self.town.folder / "state/proposed-tests.yaml").read_text("utf-8")
                is_right = posts == [] and said.startswith("Not for @watch: Anna dropped it")
                is_right &= proposed.count("\n  no_match: ") == 1
        return "" if is_right and not waiting else f"{button}: {posts} {said!r}, waiting: {waiting}"

    def _again(self) -> None:
        shutil.rmtree(self.town.folder / "state")
        shutil.copytree(self.town.folder / "before", self.town.folder / "state")
        with self.town.api._lock:
            for chat, messages in self.messages.items():
                self.town.api._world.chat(chat).messages = {message.id: message for message in messages}

    def _press(self, moment: str, number: int, act: str, minute: int) -> tuple[int, int]:
        now = (NOON + minute * MINUTE).isoformat()
        press = ("press", f"k:{self.copy}:{act}", str(DESK))
        process = self.town.process(moment, str(number), *press, module="tests.app.killed", NOW=now)
        _, said = process.communicate(timeout=60)
        return process.returncode, int(said.splitlines()[-1]) if process.returncode == 0 else 0


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    with Site() as site, BotApi() as api, pytest.MonkeyPatch.context() as patch:
        patch.setattr(outside, "Http", partial(Http, page_pause=timedelta(0)))
        yield Evening(Town(tmp_path_factory.mktemp("desk"), site, api))


def test_killed_at_a_commit_what_the_desk_decided_is_done_once(evening: Evening) -> None:
    """One of them: bench/kill.py tries every commit of every button, before and after it."""
    evening.lives_through("Post now", "after", evening.commits("Post now") // 2)
    assert evening.fate("Post now") == ""
