"""A watcher that is killed again and again while both its far ends fail: what was lost, and what was told twice?

The watcher lives in a process of its own, its far ends in threads; one hourglass runs for all of them, `speed` times as
fast as ours where the machine gives each its turn. All seconds here are its seconds.
"""

import asyncio
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from tests.app.posthouse import a_waiting, left, posthouse, settings_of, speak
from tests.channels.builders import a_post
from tests.channels.editions import a_line, an_edition
from tests.peers.botapi import DROP_AFTER, DROP_BEFORE, HALF_ANSWER, SILENT_AFTER, BotApi, Fault, error, flood, late
from tests.peers.botlimits import BotLimits
from tests.peers.clock import Hourglass, Sharing
from tests.peers.smtp import Post, office_nearby
from watcher.app.files.settings import Settings
from watcher.app.newsroom import Newsroom
from watcher.core.edition import Edition, Heading, Section
from watcher.core.news import StoryId
from watcher.core.telling import Delivery, DeliveryId, Kind, SubscriptionId
from watcher.core.words.instant import Clock
from watcher.store import digests, outbox
from watcher.store.db import transaction

BEGINS = datetime(2031, 3, 4, 12, tzinfo=UTC)
CHATS = ("@watch", "-1001000000002/7", "42")  # a channel, a thread of a forum, a reader
NUMBERS = (-1001000000001, -1001000000002, 42)
FAULTY = 0.23  # of all calls
BETWEEN_STORIES = timedelta(seconds=3)  # as much as a channel bears
STORIES_OF_A_LIST = 25
TICK = 5.0  # seconds; after one the watcher would do nothing but tick
AWAY = 60.0  # seconds at most between two lives


class Place(IntEnum):
    """Of each loop in the hourglass."""

    WATCHER = 1
    API = 2
    POST = 3


@dataclass
class Storm:
    seed: int
    stories: int
    speed: float = 100.0
    mailboxes: int = 5
    mail_cuts: tuple[str, ...] = ("connect", "go-ahead", "body", "answer", "answer")
    kills: int = 0
    api: BotApi = field(init=False)
    post: Post = field(init=False)
    glass: Hourglass = field(init=False)

    @contextmanager
    def raging(self, folder: Path) -> Iterator[Settings]:
        chance = Random(self.seed)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__, "watcher.channels.telegram", "watcher.channels.email"])
        self._shared = self._context.RawArray("d", 1 + len(Place))
        self.glass = Hourglass(self._shared, self.speed)
        self.post = Post(chance=lambda: chance.choice(self.mail_cuts) if chance.random() < FAULTY else "")
        limits = BotLimits(lambda: self.glass.now)
        self.api = BotApi(limits=limits, clock=lambda: self.glass.now, loop=Sharing(self.glass, Place.API))
        self.api.add_chat(NUMBERS[1], type="supergroup", threads=(7,))
        self.api.add_chat(NUMBERS[2], type="private")
        self.api.mishap = lambda _: self._fault(chance) if chance.random() < FAULTY else None
        with self.api, office_nearby(self.post, loop=Sharing(self.glass, Place.POST)):
            yield settings_of(
                folder,
                self.api,
                CHATS,
                mailboxes=self._readers,
                WATCHER_SMTP_URL=f"smtp://127.0.0.1:{self.post.port}?starttls=never",
                WATCHER_MAIL_FROM="watch@example.org",
            )

    def _fault(self, chance: Random) -> Fault:
        return chance.choice(
            (
                DROP_BEFORE,
                DROP_AFTER,
                HALF_ANSWER,
                SILENT_AFTER,
                error(502, "Bad Gateway"),
                error(500, "Internal Server Error", after=True),
                flood(chance.randint(1, 5)),
                late(chance.uniform(1, 45)),
            )
        )

    def rage(self, settings: Settings, *, lifetimes: Callable[[Random], float], patience: float = float("inf")) -> None:
        """Kill it after each of these lifetimes, until it ends by itself: all has come to its end.

        `patience` is in seconds of ours.
        """
        chance, begun = Random(self.seed + 1), time.monotonic()
        code = None
        while code != 0:
            assert time.monotonic() - begun < patience
            awake, sleeper = self._context.Pipe(duplex=False)
            life = self._context.Process(target=live, args=(settings, self.stories, self._shared, self.speed, sleeper))
            life.start()
            sleeper.close()
            awake.poll(60)
            until = self.glass.now + lifetimes(chance)
            while life.exitcode is None and self.glass.now < until:
                self.glass.run()
            if life.exitcode is None:
                life.kill()
                self.kills += 1
            life.join()
            code = life.exitcode
            self.glass.skip(chance.uniform(0.5, AWAY))

    @property
    def _readers(self) -> list[str]:
        return [f"reader{n}@example.org" for n in range(self.mailboxes)]

    # --- what came of it ---

    def told(self, chat: int) -> Counter[str]:
        """How often each headline stands in a chat."""
        return Counter(message.text.splitlines()[0] for message in self.api.messages(chat))

    def expected(self) -> set[str]:
        return {headline(number) for number in range(1, self.stories + 1)}

    @property
    def lost(self) -> int:
        posts = sum(len(self.expected() - set(self.told(chat))) for chat in NUMBERS)
        letters = sum(len(self.expected() - set(self._read(mailbox))) for mailbox in self._readers)
        return posts + letters

    @property
    def twice(self) -> int:
        """Posts that stand in a chat more than once."""
        return sum(self.told(chat).total() - len(self.told(chat)) for chat in NUMBERS)

    def doubled(self) -> Iterator[str]:
        """Each post that stands twice: when it was asked for and when it came to stand there."""
        for chat in NUMBERS:
            for headline, count in self.told(chat).items():
                if count == 1:
                    continue
                posts = [each for each in self.api.messages(chat) if each.text.splitlines()[0] == headline]
                data = {button["callback_data"] for each in posts for button in each.buttons}
                calls = [call for call in self.api.calls if any(f'"{d}"' in str(call.params) for d in data)]
                begun = min(calls[0].at, posts[0].at)
                asked = [f"{call.method} {call.at - begun:.1f} ({call.status})" for call in calls]
                stood = [f"{each.at - begun:.1f}" for each in posts]
                yield f"{chat} {headline}: stood {', '.join(stood)}; {'; '.join(asked)}"

    @property
    def letters(self) -> dict[str, list[bytes]]:
        """All that came under each Message-ID."""
        found: dict[str, list[bytes]] = {}
        for raw, letter in zip(self.post.taken, self.post.letters, strict=True):
            found.setdefault(str(letter["Message-ID"]), []).append(raw)
        return found

    def _read(self, mailbox: str) -> Iterator[str]:
        bodies = [each.get_body(("plain",)) for each in self.post.letters if each["To"] == mailbox]
        text = " ".join(" ".join(body.get_content().split()) for body in bodies if body)
        return (each for each in self.expected() if each in text)


def live(settings: Settings, stories: int, shared: Any, speed: float, awake: Connection) -> None:
    """One life of the watcher. What is to be told is queued by the first that lives so long."""
    glass = Hourglass(shared, speed)
    with asyncio.Runner(loop_factory=partial(Sharing, glass, Place.WATCHER)) as runner:
        runner.run(_live(settings, stories, lambda: BEGINS + timedelta(seconds=glass.now), awake))


async def _live(settings: Settings, stories: int, clock: Clock, awake: Connection) -> None:
    async with posthouse(settings, clock) as room:
        if not room.db.execute("SELECT 1 FROM deliveries").fetchone():
            queue(room, stories)
        awake.send(True)
        await speak(room, lambda: not left(room), tick=TICK)


def headline(number: int) -> str:
    return f"Crane {number} of {number * 7} rises over the slipway"


def queue(room: Newsroom, stories: int) -> None:
    with transaction(room.db):
        for number in range(1, stories + 1):
            for n, chat in enumerate(CHATS):
                draft = a_waiting(room, chat, f"s{n}", number)
                due_at = BEGINS + number * BETWEEN_STORIES
                outbox.add(room.db, replace(draft, content=a_post(headline=headline(number)), due_at=due_at))
            if number % STORIES_OF_A_LIST == 0 or number == stories:
                for reader in room.aim.subscriptions:
                    if reader.via == "email":
                        outbox.add(room.db, a_letter(room, reader.id, reader.address, number))


def a_letter(room: Newsroom, subscription: str, mailbox: str, last: int) -> Delivery:
    """With the stories since the last one."""
    first = (last - 1) // STORIES_OF_A_LIST * STORIES_OF_A_LIST + 1
    lines = tuple(a_line(story=StoryId(n), headline=headline(n)) for n in range(first, last + 1))
    edition: Edition = an_edition(
        subscription=SubscriptionId(subscription),
        period=f"2031-{last:04}",
        sections=(Section(heading=Heading.NEW, lines=lines),),
    )
    return Delivery(
        id=DeliveryId(0),
        key=f"{subscription}/{edition.period}/1",
        subscription=SubscriptionId(subscription),
        via="email",
        address=mailbox,
        kind=Kind.DIGEST,
        digest=digests.add(room.db, edition),
        content=edition,
        due_at=BEGINS + last * BETWEEN_STORIES,
        made_at=BEGINS,
    )
