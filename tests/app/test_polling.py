"""How the feeds are asked, and what is said of them."""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.app.town import DAWN, NOON, Item, Town
from tests.peers.site import Answer, Manner, Site, redirect
from watcher.app.acts.poll import known, poll
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.feeds import FeedId
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import feeds
from watcher.store.db import reader

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def feed_of(town: Town) -> Mapping[str, object]:
    answer = town.watcher("feeds", "--json")
    assert answer.returncode == 0, answer.stderr
    found: Mapping[str, object] = json.loads(answer.stdout.splitlines()[0])
    return found


def unpin(town: Town) -> None:
    feeds = town.folder / "rules/feeds.yaml"
    feeds.write_text(feeds.read_text("utf-8").replace(", every: 1m", ""), "utf-8")


def some(*numbers: int) -> list[Item]:
    return [Item(f"milk-{number}", f"Milk price {number}", "Milk. " * 60, DAWN + number * MINUTE) for number in numbers]


def test_a_feed_that_turned_over_is_said_to_have_gaps(town: Town) -> None:
    town.publish("Harbour Wire", *some(-3, -2, -1))
    town.once(DAWN)
    assert feed_of(town)["gaps"] == 0
    town.outlets["Harbour Wire"].clear()
    town.publish("Harbour Wire", *some(60, 61, 62))
    town.once(DAWN + 2 * HOUR)
    assert feed_of(town)["gaps"] == 1
    assert "items unseen between 2031-03-04 05:00 UTC and 2031-03-04 06:00 UTC" in town.watcher("feeds").stdout


def test_one_item_that_is_known_is_proof_that_none_was_missed(town: Town) -> None:
    town.publish("Harbour Wire", *some(-3, -2, -1))
    town.once(DAWN)
    del town.outlets["Harbour Wire"][:2]
    town.publish("Harbour Wire", *some(60, 61))
    town.once(DAWN + 2 * HOUR)
    assert feed_of(town)["gaps"] == 0


def test_the_interval_is_learned_and_remembered(town: Town) -> None:
    town.publish("Harbour Wire", *some(*range(-12_000, 0, 60)))
    unpin(town)
    town.once(DAWN)
    lively = feed_of(town)["interval_s"]
    assert isinstance(lively, float)
    assert 300 <= lively < 1800  # it spoke every hour
    assert feed_of(town)["interval_s"] == lively


def test_a_feed_whose_article_concerns_us_is_asked_oftener(town: Town) -> None:
    town.open("Harbour Wire")
    unpin(town)
    town.once(NOON - 6 * HOUR)
    before = feed_of(town)["interval_s"]
    town.publish("Harbour Wire", Item.of("quay-1"))
    unpin(town)
    town.once(NOON)
    town.once(NOON + 7 * HOUR)
    after = feed_of(town)["interval_s"]
    assert isinstance(before, float)
    assert isinstance(after, float)
    assert after < before


def test_a_page_that_robots_txt_refuses_is_not_fetched_and_the_feeds_words_are_told(town: Town) -> None:
    town.site.say("/robots.txt", b"User-agent: *\nDisallow: /harbour-wire/")
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    assert not town.site.asked("/harbour-wire/quay-1.html")
    assert len(town.site.asked("/robots.txt")) == 1
    assert len(town.stories()) == 1
    with reader(town.folder / "state") as db:
        [(note,)] = db.execute("SELECT last_error FROM entries").fetchall()
    assert note == "page: its robots.txt asks not to be read"


def test_a_page_that_moved_is_read_only_where_the_robots_txt_of_its_new_home_lets_it(town: Town) -> None:
    with Site() as home:
        home.say("/robots.txt", b"User-agent: *\nDisallow: /paid/")
        town.open("Harbour Wire")
        town.publish("Harbour Wire", Item.of("quay-1"), Item.of("milk-1"))
        for slug, path in (("quay-1", "/paid/1"), ("milk-1", "/free/2")):
            home.say(path, b"<p>A page</p>")
            town.site.say(f"/harbour-wire/{slug}.html", redirect(home.url(path)))
        town.once(NOON)
        assert not home.asked("/paid/1")
        assert len(home.asked("/free/2")) == 1
        assert len(home.asked("/robots.txt")) == 1
    assert len(town.stories()) == 1


def test_why_a_feed_does_not_answer_is_said_once_and_not_at_each_retry(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.open("Harbour Wire")
    for round, status in enumerate((503, 503, 503, 404, 404)):
        town.site.say("/harbour-wire/rss", Answer(status=status))
        with caplog.at_level(logging.INFO):
            town.once(NOON + round * 7 * HOUR)
    said = [
        record.getMessage()
        for record in caplog.records
        if record.name.endswith("acts.poll") and record.levelno == logging.WARNING
    ]
    assert len(said) == 2
    assert "answers 503" in said[0]
    assert "answers 404" in said[1]


async def test_a_feed_whose_turn_has_not_come_is_not_asked_after_a_stop(town: Town) -> None:
    town.publish("Harbour Wire", *some(-1))
    async with newsroom(town.settings, clock=lambda: DAWN, pace=SINGLE_CYCLE, write=town.said.append) as room:
        cycle = Cycle(room)
        assert cycle.listen() == 1
        await cycle.finish(within=1)
        assert not town.site.asked("/harbour-wire/rss")
        assert list(feeds.due(room.db, now=DAWN)) == [FeedId("harbour-wire")]


async def test_a_stop_waits_no_longer_than_a_moment_for_a_feed_that_hangs(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watcher.app.running.cycle.MOMENT", 0.1)
    town.publish("Harbour Wire", *some(-1))
    town.site.say("/harbour-wire/rss", Answer(manner=Manner.HANG))
    async with newsroom(town.settings, clock=lambda: DAWN, pace=SINGLE_CYCLE, write=town.said.append) as room:
        acts = Cycle(room)
        with suppress(TimeoutError):
            await asyncio.wait_for(acts.listen_out(), timeout=0.3)
        assert town.site.asked("/harbour-wire/rss")
        async with asyncio.timeout(5):
            await acts.finish(within=60)
        assert list(feeds.due(room.db, now=DAWN)) == [FeedId("harbour-wire")]


async def test_a_feed_that_hangs_holds_back_no_other_of_its_host(town: Town) -> None:
    others = [f"Harbour Paper {number}" for number in range(25)]
    for outlet in ("A Wire", *others):
        town.publish(outlet, *some(-1))
    town.site.say("/a-wire/rss", Answer(manner=Manner.HANG))
    async with newsroom(town.settings, clock=lambda: DAWN, pace=SINGLE_CYCLE, write=town.said.append) as room:
        acts = Cycle(room)
        async with asyncio.timeout(10):  # the wire hangs longer
            while len(list(feeds.due(room.db, now=DAWN))) > 1:
                acts.listen()
                await asyncio.sleep(0)
        assert list(feeds.due(room.db, now=DAWN)) == ["a-wire"]
        await acts.finish(within=0)
        assert len(town.site.asked("/a-wire/rss")) == 1


async def test_what_cannot_be_kept_of_one_feed_spoils_none_that_is_asked_after_it(town: Town) -> None:
    for outlet in ("Harbour News", "Harbour Post"):
        town.publish(outlet, *some(-1))
    async with newsroom(town.settings, clock=lambda: DAWN, pace=SINGLE_CYCLE, write=town.said.append) as room:
        room.db.execute(
            "CREATE TEMP TRIGGER broken BEFORE UPDATE ON feeds WHEN NEW.feed = 'harbour-news'"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
        with pytest.raises(ExceptionGroup):
            await poll(room, known(room, [FeedId("harbour-news"), FeedId("harbour-post")]))
        assert list(feeds.due(room.db, now=DAWN)) == ["harbour-news"]
