"""What an address has to tell after it was read once."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town

MINUTE = timedelta(minutes=1)
MILK = Item("ticker", "Milk prices at noon", "Milk costs as much as it did in the morning.", NOON - MINUTE)
QUAY = Item("ticker", "Quay finished at Sohae", "A quay was finished at the site.", NOON)


def offer(town: Town, item: Item, *, guid: str, also: str = "") -> None:
    """The outlet's feed with one item under the one address, in place of what it held."""
    town.outlets["Harbour Wire"].clear()
    town.publish("Harbour Wire", item)
    feed = town.feed("Harbour Wire").replace(b"<guid>ticker</guid>", f"<guid>{guid}</guid>{also}".encode())
    town.site.say("/harbour-wire/rss", feed)


@pytest.fixture
def ticker(town: Town) -> Town:
    """An outlet that said at one address what does not concern us."""
    town.open("Harbour Wire")
    offer(town, MILK, guid="1")
    town.once(NOON)
    assert town.stories() == []
    return town


def test_a_new_item_at_a_known_address_is_judged_by_the_feeds_own_words(ticker: Town) -> None:
    offer(ticker, QUAY, guid="2")
    ticker.once(NOON + MINUTE)
    [story] = ticker.stories()
    assert story["headline"] == QUAY.title
    assert len(ticker.posts()) == 1
    assert len(ticker.site.asked("/harbour-wire/ticker.html")) == 1


def test_another_guid_or_headline_at_an_address_in_a_story_is_told_no_second_time(
    ticker: Town, caplog: pytest.LogCaptureFixture
) -> None:
    offer(ticker, QUAY, guid="2")
    ticker.once(NOON + MINUTE)
    offer(ticker, replace(QUAY, title="Sohae: bakers strike, and a regatta is put off"), guid="3")
    with caplog.at_level(logging.INFO):
        ticker.once(NOON + 2 * MINUTE)
    assert len(ticker.stories()) == len(ticker.posts()) == 1
    assert "its address is in a story already" in caplog.text


def test_the_same_headline_at_a_known_address_is_let_go_aloud(ticker: Town, caplog: pytest.LogCaptureFixture) -> None:
    offer(ticker, replace(MILK, text="Sohae is mentioned."), guid="2")
    with caplog.at_level(logging.INFO):
        ticker.once(NOON + MINUTE)
    assert ticker.stories() == []
    assert "the headline says nothing else" in caplog.text


def test_an_edited_item_is_judged_again_by_the_feeds_own_words(ticker: Town) -> None:
    offer(ticker, replace(MILK, text="Milk, and a quay at Sohae."), guid="1")
    ticker.once(NOON + MINUTE)
    [story] = ticker.stories()
    assert story["headline"] == MILK.title
    assert len(ticker.posts()) == 1
    assert len(ticker.site.asked("/harbour-wire/ticker.html")) == 1


def test_an_edited_item_in_a_story_stays_as_it_was_told(ticker: Town) -> None:
    offer(ticker, replace(MILK, text="Milk, and a quay at Sohae."), guid="1")
    ticker.once(NOON + MINUTE)
    offer(ticker, replace(QUAY, text="Bakers strike near Sohae, and a regatta is put off."), guid="1")
    ticker.once(NOON + 2 * MINUTE)
    [story] = ticker.stories()
    assert story["headline"] == MILK.title
    assert len(ticker.posts()) == 1


def test_an_item_that_changes_again_and_again_is_judged_anew_three_times(ticker: Town) -> None:
    for edit in range(1, 4):
        offer(ticker, replace(MILK, text=f"Milk costs {edit} more."), guid="1")
        ticker.once(NOON + edit * MINUTE)
    offer(ticker, QUAY, guid="1")
    ticker.once(NOON + 4 * MINUTE)
    assert ticker.stories() == []


def test_the_third_edit_is_still_judged(ticker: Town) -> None:
    for edit in range(1, 3):
        offer(ticker, replace(MILK, text=f"Milk costs {edit} more."), guid="1")
        ticker.once(NOON + edit * MINUTE)
    offer(ticker, QUAY, guid="1")
    ticker.once(NOON + 3 * MINUTE)
    assert len(ticker.stories()) == 1
