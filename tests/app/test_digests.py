"""Daily and weekly lists: once at their hour, whatever happens to the clock or the process."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.app.town import DAWN, NOON, Item, Town
from tests.peers.site import Answer
from watcher.app.acts import digests
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import outbox

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SEVEN_IN_SEOUL = datetime(2031, 3, 4, 22, tzinfo=UTC)  # of 5 March
DAILY = 'subscriptions:\n  - {id: morning, via: telegram, to: "@watch", zone: Asia/Seoul, send: daily 07:00}\n'
FILED = "subscriptions:\n  - {id: folder, via: file, zone: Asia/Seoul, send: daily 07:00}\n"
LONDON = "subscriptions:\n  - {{id: early, via: file, zone: Europe/London, send: daily {}}}\n"


def lists(town: Town) -> dict[str, str]:
    """What the file channel wrote, by file name."""
    return {path.name: path.read_text("utf-8") for path in sorted((town.folder / "state/digests").glob("*"))}


def test_a_daily_list_arrives_at_its_hour_as_one_silent_post(town: Town) -> None:
    town.subscribe(DAILY)
    town.open("Harbour Wire", "Balkan Daily", "Capital Post")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON))
    town.publish("Capital Post", Item.of("milk-1"))
    town.once(NOON)
    town.once(SEVEN_IN_SEOUL - MINUTE)
    assert town.posts() == []
    town.once(SEVEN_IN_SEOUL)
    assert town.posts() == [
        "Sohae Watch · Wednesday 5 March\n1 story from 2 articles in 17 hours\n\n"
        "New\nNew quay finished at North Korea's Sohae launch site\n2 outlets, 1 citing Norrsken Orbit\n\n"
        "Read 3 articles from 3 of 3 sources."
    ]
    [call] = [call for call in town.api.calls if call.method == "sendMessage"]
    assert call.params["disable_notification"] == "true"


def test_a_second_cycle_sends_nothing_and_the_next_morning_has_nothing_new(town: Town) -> None:
    town.subscribe(FILED)
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    for minute in (0, 0, 1, 700):
        town.once(SEVEN_IN_SEOUL + minute * MINUTE)
    assert list(lists(town)) == ["folder-2031-03-05.md"]
    town.once(SEVEN_IN_SEOUL + DAY)
    assert "24 hours to 07:00 KST. Nothing new." in lists(town)["folder-2031-03-06.md"]
    assert "Read 0 articles from 1 of 1 source." in lists(town)["folder-2031-03-06.md"]


def test_what_goes_on_is_told_by_what_joined_it(town: Town) -> None:
    town.subscribe(FILED)
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(SEVEN_IN_SEOUL)
    town.publish("Balkan Daily", Item.of("quay-2", published=SEVEN_IN_SEOUL + HOUR))
    town.once(SEVEN_IN_SEOUL + DAY)
    told = lists(town)["folder-2031-03-06.md"]
    assert "## Still moving" in told
    assert "*day 2, 2 outlets, 1 citing Norrsken Orbit*" in told
    assert "Balkan Daily" in told
    assert "Harbour Wire](" not in told


def test_the_first_list_holds_what_was_there_before_us(town: Town) -> None:
    town.subscribe(FILED)
    town.publish("Harbour Wire", Item.of("quay-1", published=DAWN - 3 * HOUR))
    town.once(DAWN)
    town.once(SEVEN_IN_SEOUL)
    assert "New quay finished" in lists(town)["folder-2031-03-05.md"]


def test_missed_days_become_one_list(town: Town) -> None:
    town.subscribe(FILED)
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    town.once(NOON + 5 * DAY)
    assert list(lists(town)) == ["folder-2031-03-09.md"]
    assert "New quay finished" in lists(town)["folder-2031-03-09.md"]


async def test_after_a_start_a_missed_list_waits_for_the_first_round(town: Town) -> None:
    town.subscribe(FILED)
    await asyncio.to_thread(town.open, "Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    async with newsroom(town.settings, clock=lambda: NOON + DAY, pace=SINGLE_CYCLE, write=town.said.append) as room:
        cycle = Cycle(room)
        cycle.listen()
        assert cycle.compose() == 0
        await cycle.listen_out()
        assert cycle.compose() == 1


def test_a_weekly_list_comes_on_its_day(town: Town) -> None:
    town.subscribe("subscriptions:\n  - {id: week, via: file, send: weekly fri 08:00}\n")
    town.open("Harbour Wire")  # a Tuesday
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON + 2 * DAY)
    assert lists(town) == {}
    town.once(NOON + 3 * DAY)
    assert list(lists(town)) == ["week-2031-W10.md"]


def test_an_hour_that_comes_twice_is_told_once(town: Town) -> None:
    town.subscribe(LONDON.format("01:30"))
    twice = datetime(2031, 10, 26, 0, 30, tzinfo=UTC)  # and again an hour later
    town.open("Harbour Wire", at=twice - 5 * HOUR)
    town.once(twice)
    assert list(lists(town)) == ["early-2031-10-26.md"]
    town.once(twice + HOUR)
    town.once(twice + 23 * HOUR)
    assert list(lists(town)) == ["early-2031-10-26.md"]
    town.once(twice + 25 * HOUR)
    assert list(lists(town)) == ["early-2031-10-26.md", "early-2031-10-27.md"]


def test_an_hour_that_does_not_exist_is_told_when_clocks_have_jumped(town: Town) -> None:
    town.subscribe(LONDON.format("01:30"))
    jump = datetime(2031, 3, 30, 1, tzinfo=UTC)  # 01:00 becomes 02:00
    town.open("Harbour Wire", at=jump - 5 * HOUR)
    town.once(jump - MINUTE)
    assert lists(town) == {}
    town.once(jump)
    assert list(lists(town)) == ["early-2031-03-30.md"]


def test_a_clock_that_jumps_back_repeats_nothing_and_loses_nothing(town: Town) -> None:
    town.subscribe(FILED)
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(SEVEN_IN_SEOUL)
    town.publish("Balkan Daily", Item.of("engine-1"))
    town.once(SEVEN_IN_SEOUL - 2 * HOUR)
    town.once(SEVEN_IN_SEOUL)
    assert list(lists(town)) == ["folder-2031-03-05.md"]
    town.once(SEVEN_IN_SEOUL + DAY)
    assert "Scorched slope hints at engine test" in lists(town)["folder-2031-03-06.md"]


@pytest.mark.parametrize("first_seen", [NOON, NOON + 400 * DAY])
def test_a_clock_that_was_once_ahead_silences_no_list(town: Town, first_seen: datetime) -> None:
    town.subscribe(FILED)
    town.open("Harbour Wire", at=first_seen)
    town.once(NOON + 402 * DAY)
    assert len(lists(town)) == 1
    for day in (0, 0, 1, 2):
        town.once(SEVEN_IN_SEOUL + day * DAY)
    assert list(lists(town))[:3] == [f"folder-2031-03-0{day}.md" for day in (5, 6, 7)]
    assert len(lists(town)) == 4


async def test_a_list_that_is_dated_in_the_future_is_said_to_be_once(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.subscribe(FILED)
    await asyncio.to_thread(town.open, "Harbour Wire", at=NOON + 400 * DAY)
    async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
        composer = digests.Composer(room)
        composer.compose_due()
        composer.compose_due()
    assert caplog.text.count("act=compose subscription=folder ahead=2032-04-07 12:00:00+00:00") == 1


def test_a_death_while_composing_loses_nothing_and_tells_nothing_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.subscribe(DAILY)
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    with monkeypatch.context() as patch:
        patch.setattr(digests.subscriptions, "end_period", _die)
        with pytest.raises(KeyboardInterrupt):
            town.once(SEVEN_IN_SEOUL)
    assert town.outbox() == []
    town.once(SEVEN_IN_SEOUL)
    town.once(SEVEN_IN_SEOUL)
    assert [(row["key"], row["state"]) for row in town.outbox()] == [("morning/2031-03-05/1", "sent")]
    assert len(town.posts()) == 1


def test_a_list_that_cannot_be_composed_stops_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.subscribe(DAILY + FILED.removeprefix("subscriptions:\n"))
    town.open("Harbour Wire")
    add = outbox.add

    def add_but_for_the_morning(db, delivery):
        return _stumble() if delivery.subscription == "morning" else add(db, delivery)

    with monkeypatch.context() as patch:
        patch.setattr(digests.outbox, "add", add_but_for_the_morning)
        town.once(SEVEN_IN_SEOUL)
    assert (town.posts(), list(lists(town))) == ([], ["folder-2031-03-05.md"])
    town.once(SEVEN_IN_SEOUL)
    assert len(town.posts()) == 1


def test_a_list_says_what_was_not_read(town: Town) -> None:
    town.subscribe(FILED)
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(SEVEN_IN_SEOUL)
    town.site.say("/balkan-daily/rss", Answer(status=403))
    town.once(SEVEN_IN_SEOUL + DAY)
    told = lists(town)["folder-2031-03-06.md"]
    assert "Read 0 articles from 1 of 2 sources." in told
    assert "Balkan Daily, which refuses us (last read Wed 07:00)" in told


def test_one_who_changes_from_posts_to_lists_is_not_told_the_past(town: Town) -> None:
    town.subscribe("subscriptions:\n  - {id: folder, via: file, zone: Asia/Seoul}\n")
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    town.subscribe(FILED)
    town.once(NOON + HOUR)
    town.once(SEVEN_IN_SEOUL)
    assert "9 hours to 07:00 KST. Nothing new." in lists(town)["folder-2031-03-05.md"]


def test_the_list_that_would_go_out_can_be_seen_before(town: Town) -> None:
    town.subscribe(DAILY)
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    seen = town.watcher("digest", "morning", "--now", NOON.isoformat())
    assert "1  NEW\nNew quay finished at North Korea's Sohae launch site" in seen.stdout
    [line] = town.watcher("digest", "morning", "--json", "--now", NOON.isoformat()).stdout.splitlines()
    edition = json.loads(line)
    assert (edition["period"], edition["closes_at"]) == ("2031-03-05", "2031-03-04T12:00:00Z")
    assert [section["heading"] for section in edition["sections"]] == ["new"]
    markup = town.watcher("digest", "morning", "--format", "telegram", "--now", NOON.isoformat())
    assert markup.stdout.startswith("<b>Sohae Watch · Tuesday 4 March</b>\n")
    assert (town.posts(), town.outbox()) == ([], [])


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("mornin", "did you mean `morning`?"), ("channel", "`channel` is told at once: it has no digest")],
)
def test_only_lists_can_be_seen(town: Town, asked: str, answer: str) -> None:
    town.subscribe(DAILY + '  - {id: channel, via: telegram, to: "@other"}\n')
    town.open("Harbour Wire")
    refused = town.watcher("digest", asked)
    assert refused.returncode == 2
    assert answer in " ".join(refused.stderr.split())


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def _stumble() -> None:
    raise ZeroDivisionError("a fault of ours")
