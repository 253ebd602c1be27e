"""A story is withdrawn after it went to three chats, five mailboxes and a feed, through SIGKILL at each commit."""

import shutil
import signal
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.app.town import DAWN, NOON, Item, Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site
from tests.peers.smtp import Post, office_nearby
from watcher.app.running import outside
from watcher.sources.asking.http import Http

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CHATS = {"@watch": -1001000000001, "@night": -1001000000002, "@press": -1001000000003}
MAILBOXES = [f"reader-{n}@example.org" for n in range(5)]
MORNING = NOON + 10 * HOUR  # 07:00 in Seoul
NOTE = "The picture shows another harbour."
CORRECT = ("correct", "2", "--withdraw", "--note", NOTE)
SUBSCRIPTIONS = (
    "subscriptions:\n  - {id: site, via: feed}\n"
    + "".join(f'  - {{id: chat-{n}, via: telegram, to: "{chat}"}}\n' for n, chat in enumerate(CHATS))
    + "".join(
        f"  - {{id: mail-{n}, via: email, to: {to}, send: daily 07:00, zone: Asia/Seoul}}\n"
        for n, to in enumerate(MAILBOXES)
    )
)


class Morning:
    """Everybody has been told of the launch: chats and feed at noon, the mailboxes with the letter of the morning."""

    def __init__(self, town: Town, post: Post) -> None:
        self.town, self.post = town, post
        town.beside |= {
            "WATCHER_SMTP_URL": f"smtp://localhost:{post.port}?starttls=never",
            "WATCHER_MAIL_FROM": "digest@watch.example",
        }
        town.subscribe(SUBSCRIPTIONS)
        for chat, id in list(CHATS.items())[1:]:
            town.api.add_chat(id, name=chat)
        town.open("Harbour Wire")
        town.publish("Harbour Wire", Item.of("quay-1", published=DAWN))
        town.once(DAWN + MINUTE)
        town.publish("Harbour Wire", Item.of("visit-2"))
        town.once(NOON)
        town.once(MORNING)
        shutil.copytree(town.folder / "state", town.folder / "before")
        self.messages = {chat: {message.id: message for message in town.api.messages(chat)} for chat in CHATS}
        self.letters = len(post.taken)
        self.writing = self.commits(*CORRECT)  # of the command
        self.sending = self.commits("once", "--now", _text(MORNING + HOUR))  # of the cycle that follows
        self.again()

    def again(self) -> None:
        shutil.rmtree(self.town.folder / "state")
        shutil.copytree(self.town.folder / "before", self.town.folder / "state")
        with self.town.api._lock:
            for chat, messages in self.messages.items():
                self.town.api._world.chat(chat).messages = dict(messages)
        del self.post.taken[self.letters :], self.post.recipients[self.letters :]

    def commits(self, *arguments: str) -> int:
        code, commits = self.run("count", 0, *arguments)
        assert code == 0
        return commits

    def run(self, moment: str, number: int, *arguments: str) -> tuple[int, int]:
        now = _text(MORNING + HOUR)
        process = self.town.process(moment, str(number), *arguments, module="tests.app.killed", NOW=now)
        _, said = process.communicate(timeout=60)
        return process.returncode, int(said.splitlines()[-1]) if process.returncode == 0 else 0

    def lives_through(self, moment: str, number: int) -> None:
        """Killed at a commit, counted over the command and the cycle after it; then all is done again until it ends."""
        self.again()
        if number <= self.writing:
            assert self.run(moment, number, *CORRECT)[0] == -signal.SIGKILL
            assert self.run("count", 0, *CORRECT)[0] == 0
        else:
            assert self.run("count", 0, *CORRECT)[0] == 0
            number -= self.writing
            assert self.run(moment, number, "once", "--now", _text(MORNING + HOUR))[0] == -signal.SIGKILL
        self.town.once(MORNING + HOUR)
        self.town.once(MORNING + HOUR + 2 * MINUTE)  # when a lost send has settled
        self.town.once(MORNING + 24 * HOUR)

    def fate(self) -> str:
        """What is wrong, or nothing."""
        for chat in CHATS:
            _, post, *replies = self.town.api.messages(chat)
            if not post.text.startswith("Withdrawn: Kim visits Sohae") or post.edits != 1:
                return f"{chat}: the post says {post.text!r} after {post.edits} edits"
            if [NOTE in reply.text and reply.reply_to == post.id for reply in replies] != [True]:
                return f"{chat}: {len(replies)} replies"
        letters = self.post.letters[self.letters :]
        if sorted(letter["To"] for letter in letters) != MAILBOXES:
            return f"{len(letters)} letters"
        for letter in letters:
            text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
            if "1  CORRECTION\nWithdrawn: Kim visits Sohae" not in text or NOTE not in " ".join(text.split()):
                return f"a letter says {text!r}"
        feed = (self.town.folder / "state/feeds/stories.atom").read_text("utf-8")
        if feed.count("Withdrawn: Kim visits Sohae") != 1 or feed.count(NOTE) != 1:
            return "the feed does not say it once"
        waiting = [row["key"] for row in self.town.outbox() if row["state"] not in ("sent", "dropped")]
        return f"still waiting: {waiting}" if waiting else ""


def _text(at) -> str:
    return at.isoformat()


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    post = Post()
    with Site() as site, BotApi() as api, pytest.MonkeyPatch.context() as patch, office_nearby(post):
        patch.setattr(outside, "Http", partial(Http, page_pause=timedelta(0)))
        yield Morning(Town(tmp_path_factory.mktemp("morning"), site, api), post)


# A sample: bench/kill.py tries every commit, before and after it.
@pytest.mark.parametrize(("moment", "share"), [("after", 0.0), ("after", 0.5), ("before", 0.8)])
def test_killed_at_a_commit_every_place_is_put_right_once(morning: Morning, moment: str, share: float) -> None:
    number = 1 + round(share * (morning.writing + morning.sending - 1))
    morning.lives_through(moment, number)
    assert morning.fate() == ""
