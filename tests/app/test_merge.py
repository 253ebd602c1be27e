"""A long line becomes one message, and nothing of it is lost."""

from datetime import timedelta

import pytest

from tests.app.town import DAWN, NOON, Item, Town

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
EVENTS = {
    "barge": "A barge with cement sank off Sohae. Divers search the hull near buoy nineteen, the coast guard said.",
    "wedding": "Two welders of Sohae married on the crane. Their choir sang forty verses, guests recalled happily.",
    "orchard": "Frost took the orchards around Sohae. Growers count 312 dead pear trees, the farm bureau wrote.",
    "school": "A school in Sohae won the chess cup. Its captain, aged eleven, offered a rook on move seven.",
    "bridge": "The rail bridge at Sohae closes for paint. Trains turn at milestone 88 until autumn, the line noted.",
    "museum": "A lighthouse museum opens in Sohae. It shows lenses, oilskins and a foghorn of 1911, its keeper said.",
    "dentist": "Sohae has no dentist any more. Patients ride the bus for ninety minutes, a petition complains.",
}
QUIET = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: Asia/Seoul, at_most: none}
  - {id: folder, via: file}
"""


TOKEN = "WATCHER_TELEGRAM_TOKEN"


@pytest.fixture
def cut_off(town: Town) -> Town:
    """Seven events in one morning, and no token for Telegram."""
    town.subscribe(QUIET)
    town.beside[TOKEN] = ""
    town.open("Harbour Wire")
    items = [Item(slug, text.partition(".")[0], text, DAWN + n * HOUR) for n, (slug, text) in enumerate(EVENTS.items())]
    town.publish("Harbour Wire", *items)
    town.once(NOON)
    del town.beside[TOKEN]
    return town


def rows(town: Town, state: str) -> list[dict[str, object]]:
    return [row for row in town.outbox() if row["via"] == "telegram" and row["state"] == state]


def test_what_waited_in_a_long_line_is_told_in_one_message(cut_off: Town) -> None:
    assert len(rows(cut_off, "due")) == 7
    cut_off.once(NOON + MINUTE)
    [told] = cut_off.posts()
    assert told.startswith("Several stories at once\n7 stories")
    assert all(text.partition(".")[0] in told for text in EVENTS.values())
    [carrier], carried = rows(cut_off, "sent"), rows(cut_off, "dropped")
    assert len(carried) == 7
    assert {row["last_error"] for row in carried} == {f"told together with others, in {carrier['id']}"}


def test_news_that_grew_old_in_the_line_says_how_old_it_is(cut_off: Town) -> None:
    cut_off.once(NOON + 26 * HOUR)
    [told] = cut_off.posts()
    assert told.startswith("What could not be told sooner\n7 stories")
    assert "4 Mar 14:00, 33 hours ago" in told


def test_a_story_told_with_others_goes_on_in_their_message(cut_off: Town) -> None:
    cut_off.once(NOON)
    cut_off.publish("Balkan Daily", Item("dentist-2", *_again("dentist"), NOON))
    cut_off.once(NOON + HOUR)
    cut_off.once(NOON + HOUR + 10 * MINUTE)
    [told] = cut_off.posts()
    assert "2 outlets" in told


def test_five_that_wait_are_told_one_by_one(town: Town) -> None:
    town.subscribe(QUIET)
    town.open("Harbour Wire")
    for slug, text in list(EVENTS.items())[:5]:
        town.publish("Harbour Wire", Item(slug, text.partition(".")[0], text, NOON - HOUR))
    town.once(NOON)
    assert len(town.posts()) == 5


def _again(slug: str) -> tuple[str, str]:
    return EVENTS[slug].partition(".")[0], EVENTS[slug]
