"""The index is as the memory is, whoever wrote there: this process before, or another one beside it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.app.town import NOON, STREAM, Item, Town
from watcher.app.newsroom import Newsroom
from watcher.app.recall import rebuilt_index
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.feeds import FeedId
from watcher.core.matching.match import match, vocabulary
from watcher.core.news import Article, ArticleId, Placement, Relation, Severity, StoryId
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import articles, stories
from watcher.store.db import Db, transaction, writer

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def opened(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily")


@asynccontextmanager
async def running(town: Town) -> AsyncIterator[Newsroom]:
    """A newsroom whose clock goes on by twenty minutes with each reading."""
    hours = Hours()
    async with newsroom(town.settings, clock=hours, pace=SINGLE_CYCLE, write=town.said.append) as room:
        yield room


@dataclass
class Hours:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


async def read(room: Newsroom) -> None:
    assert isinstance(room.clock, Hours)
    room.clock.now += 20 * MINUTE
    cycle = Cycle(room)
    await cycle.listen_out()
    await cycle.finish(within=1)


@contextmanager
def beside(town: Town) -> Iterator[Db]:
    """Another process that writes."""
    with writer(town.settings.state) as db, transaction(db):
        yield db


def an_article(id: str) -> Article:
    said, at = STREAM[id], NOON - 5 * MINUTE
    return Article(
        url=f"https://elsewhere.example/{id}",
        outlet="Elsewhere",
        title=said["title"],
        text=said["text"],
        seen_at=at,
        fetched_at=at,
    )


def filed(db: Db, room: Newsroom, id: str) -> tuple[ArticleId, StoryId]:
    """As another process files what opens a story."""
    article = an_article(id)
    number = articles.add(db, article, feed=FeedId("harbour-wire"))
    articles.add_matches(db, number, match(article, room.aim.book), ruleset=room.aim.version)
    new = Placement(relation=Relation.NEW)
    return number, stories.place(db, number, new, headline=article.title, severity=Severity.ALERT, now=NOON)


async def test_what_another_process_filed_is_joined_by_what_we_read(town: Town) -> None:
    async with running(town) as room:
        await read(room)
        with beside(town) as db:
            _, story = filed(db, room, "quay-1")
        town.publish("Balkan Daily", Item.of("quay-2", published=NOON - MINUTE))
        await read(room)
    assert [(each["story"], each["outlets"]) for each in town.stories()] == [(story, ["Elsewhere", "Balkan Daily"])]


async def test_what_another_process_revised_is_known_by_its_new_words(town: Town) -> None:
    async with running(town) as room:
        with beside(town) as db:
            number, story = filed(db, room, "visit-2")
        await read(room)
        with beside(town) as db:
            said = an_article("quay-1")
            articles.revise(db, number, said, match(said, room.aim.book), ruleset=room.aim.version)
        town.publish("Balkan Daily", Item.of("quay-2", published=NOON - MINUTE))
        await read(room)
    assert [(each["story"], each["outlets"]) for each in town.stories()] == [(story, ["Elsewhere", "Balkan Daily"])]


async def test_what_we_filed_ourselves_is_not_read_again(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    async with running(town) as room:
        index = room.index
        await read(room)
        with beside(town) as db:
            db.execute("INSERT INTO meta (key, value) VALUES ('beside', 'us')")
        town.publish("Balkan Daily", Item.of("quay-2", published=NOON - MINUTE))
        await read(room)
        assert room.index is index
        assert len(room.index) == 2


async def test_after_a_start_articles_are_placed_as_they_would_have_been_before_it(town: Town) -> None:
    for outlet, id in (("Harbour Wire", "quay-1"), ("Balkan Daily", "visit-2"), ("Harbour Wire", "quay-2")):
        town.publish(outlet, Item.of(id))
    async with running(town) as room:
        await read(room)
        rebuilt = rebuilt_index(room.db, room.aim, now=NOON)
        for id in STREAM:
            article = an_article(id)
            words = vocabulary(room.aim.book, article, match(article, room.aim.book))
            asked = [index.place(article, vocabulary=words, now=NOON) for index in (room.index, rebuilt)]
            assert asked[0] == asked[1], id
