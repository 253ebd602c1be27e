"""An article in a story is read again when its feed says that it was edited, so often and no more."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.app.town import NOON, Item, Town, _page

MINUTE = timedelta(minutes=1)
WIRE, PATH = "Harbour Wire", "/harbour-wire/quay.html"
QUAY = Item(
    "quay",
    "The quay at Sohae opens to ferries",
    "The quay at Sohae opened to ferries on Tuesday, and nine of them moored before the salt office closed.\n\n"
    "The harbour master counted four hundred passengers by noon, most of them with tea from the islands.",
    NOON - MINUTE,
)
EDITED = "The quay at Sohae opened to ferries on Tuesday, and eleven of them moored before the lamps were lit at six."


@pytest.fixture
def told(town: Town) -> Town:
    town.open(WIRE)
    town.publish(WIRE, QUAY)
    town.once(NOON)
    assert "nine of them" in town.posts()[0]
    return town


def edit(town: Town, at: datetime, *, summary: str = QUAY.text, updated: str = "", text: str = EDITED) -> None:
    """The page says something else, and the feed shows it by its summary or by a date."""
    town.site.say(PATH, _page(WIRE, replace(QUAY, text=text)))
    town.outlets[WIRE] = [replace(QUAY, text=summary)]
    date = f"<a10:updated xmlns:a10='http://www.w3.org/2005/Atom'>{updated}</a10:updated></item>".encode()
    town.site.say("/harbour-wire/rss", town.feed(WIRE).replace(b"</item>", date if updated else b"</item>"))
    town.once(at)


def test_an_edit_that_the_feed_shows_by_its_words_is_read_and_changes_the_post(told: Town) -> None:
    edit(told, NOON + 10 * MINUTE, summary=EDITED)
    [post] = told.posts()
    assert "eleven of them" in post
    assert len(told.site.asked(PATH)) == 2
    assert len(told.stories()) == 1


def test_an_edit_that_the_feed_shows_by_a_date_alone_is_read_too(told: Town) -> None:
    edit(told, NOON + 10 * MINUTE, updated=(NOON + 5 * MINUTE).isoformat())
    assert "eleven of them" in told.posts()[0]


def test_a_sentence_that_was_taken_out_is_quoted_no_more_and_the_story_stays(told: Town) -> None:
    edit(told, NOON + 10 * MINUTE, summary="Milk.", text="Milk is late. " * 30)
    [post] = told.posts()
    assert QUAY.title in post
    assert "nine of them" not in post


def test_a_feed_that_changes_its_words_each_time_is_followed_three_times(told: Town) -> None:
    for minute in range(1, 9):
        edit(told, NOON + 10 * minute * MINUTE, summary=f"{EDITED} Read {minute} times.")
    assert len(told.site.asked(PATH)) == 1 + 3
    assert len(told.posts()) == 1


def test_the_words_of_a_feed_that_carries_the_whole_text_are_enough(town: Town) -> None:
    town.about[WIRE] = ", text: feed"
    town.open(WIRE)
    town.publish(WIRE, QUAY)
    town.once(NOON)
    edit(town, NOON + 10 * MINUTE, summary=EDITED)
    assert "eleven of them" in town.posts()[0]
    assert not town.site.asked(PATH)
