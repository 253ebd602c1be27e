"""A launch day, replayed: 45 invented articles in 12 stories within twelve hours, and how little a reader is called."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import groupby

import pytest

from tests.app.town import DAWN, REPOSITORY, Item, Town
from watcher.app.running import cycle
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.timing.cadence import Pace
from watcher.store import outbox

ROWS = [json.loads(line) for line in (REPOSITORY / "tests/data/launch_day.jsonl").read_text("utf-8").splitlines()]
OUTLETS = sorted({row["outlet"] for row in ROWS})
STATE_MEDIA = ", label: state media, state: KP"
HALF_HOUR = timedelta(minutes=30)
RULES = """
version: 1
rules:
  - id: sohae-site
    hashtag: Sohae
    severity: alert
    when: [Sohae, Sohe]
    urgent_if: {title: [lifts off, liftoff]}
    tests: {match: [A quay at Sohae], no_match: [A quay at Nampo]}
"""
SUBSCRIPTIONS = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: UTC}
  - {id: evening, via: file, send: daily 23:00, zone: UTC}
"""


def came(row: dict[str, str]) -> datetime:
    """At the next half hour, when the feeds are asked."""
    at = datetime.fromisoformat(row["ts"])
    return at + (DAWN - at) % HALF_HOUR


def rounds() -> Iterator[tuple[datetime, list[dict[str, str]]]]:
    for at, rows in groupby(ROWS, key=came):
        yield at, list(rows)


class Clock:
    """Stands until it is set; the one that calls are counted by goes on a minute with every look."""

    def __init__(self) -> None:
        self.now = DAWN
        self._looks = 0

    def __call__(self) -> datetime:
        return self.now

    def wall(self) -> datetime:
        self._looks += 1
        return DAWN + timedelta(minutes=self._looks)


@asynccontextmanager
async def at_work(town: Town, clock: Clock) -> AsyncIterator[Cycle]:
    pace = Pace(gather=timedelta(seconds=90), between_edits=timedelta(minutes=5))
    async with newsroom(town.settings, clock=clock, wall=clock.wall, pace=pace, write=town.said.append) as room:
        acts = Cycle(room)
        yield acts
        await acts.finish(within=1)


async def live_through_the_day(town: Town) -> None:
    clock = Clock()
    async with at_work(town, clock) as acts:
        await acts.listen_out()
        for at, rows in rounds():
            clock.now = at
            for row in rows:
                published = datetime.fromisoformat(row["ts"])
                town.publish(row["outlet"], Item(row["id"], row["title"], row["text"], published))
            await acts.poll_out()
            await acts.listen_out()
            for minutes in (2, 8):  # once the gather window is over, and once edits may follow
                clock.now = at + timedelta(minutes=minutes)
                await acts.speak_out()
        clock.now = DAWN.replace(hour=23)
        acts.compose()
        await acts.speak_out()
        assert outbox.listing(acts.room.db, finals=False) == []


@pytest.fixture
def day(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """What comes in the same half hour is read as it was published: the machine must not choose what came first."""
    monkeypatch.setattr(cycle, "READERS", 1)
    (town.folder / "rules/sohae.yaml").write_text(RULES, "utf-8")
    town.subscribe(SUBSCRIPTIONS)
    town.about = dict.fromkeys(["Red Peak News", "Red Peak Radio"], STATE_MEDIA)
    for outlet in OUTLETS:
        town.publish(outlet)
    asyncio.run(live_through_the_day(town))
    return town


def test_a_launch_day_calls_a_reader_six_times_at_most_and_loses_nothing(day: Town) -> None:
    sent = day.api.messages("@watch")
    assert 1 <= len(sent) <= 6
    assert 1 <= sum(not message.silent for message in sent) <= 2
    told = "\n".join(message.text for message in sent)
    digest = (day.folder / "state/digests/evening-2031-03-04.md").read_text("utf-8")
    stories = [[article["title"] for article in story["articles"]] for story in day.stories()]
    assert sorted(title for titles in stories for title in titles) == sorted(row["title"] for row in ROWS)
    assert len(stories) >= 10  # of twelve events: which report tells which is measured elsewhere
    assert [titles for titles in stories if not any(title in told for title in titles)] == []
    assert [titles for titles in stories if not any(title in digest for title in titles)] == []
