"""What is urgent by its headline or summary alone waits for no page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.site import Answer

MINUTE = timedelta(minutes=1)
PAGE = "/harbour-wire/lift-off.html"
LAUNCH = Item(
    "lift-off",
    "A rocket leaves the pad at Sohae",
    "A rocket left the pad at Sohae on Tuesday morning, two harbour pilots who saw it from the breakwater said.\n\n"
    "The first stage fell into the bay forty minutes before the noon ferry, and no ship was near it at that time.",
    NOON - MINUTE,
)


@pytest.fixture
def urgent(town: Town) -> Town:
    rules = town.folder / "rules/sohae.yaml"
    rules.write_text(rules.read_text("utf-8").replace("severity: alert", "severity: urgent"), "utf-8")
    town.open("Harbour Wire")
    return town


def test_a_page_that_cannot_be_read_neither_delays_nor_cancels_it(urgent: Town) -> None:
    urgent.publish("Harbour Wire", LAUNCH)
    urgent.site.say(PAGE, Answer(status=503))
    for minutes in (0, 10, 70, 140):
        urgent.once(NOON + minutes * MINUTE)
        assert len(urgent.posts()) == 1
        assert LAUNCH.title in urgent.posts()[0]


def test_its_page_is_read_afterwards_and_edits_the_post(urgent: Town) -> None:
    unavailable, page = Answer(status=503), urgent.site
    urgent.publish("Harbour Wire", replace(LAUNCH, text="A rocket left the pad at Sohae, says the mayor."))
    page.say(PAGE, unavailable)
    urgent.once(NOON)
    [first] = urgent.posts()
    urgent.publish("Harbour Wire", replace(LAUNCH, slug="other", title="Milk is late", text="Milk."))
    long = "".join(f"<p>{line}</p>" for line in LAUNCH.text.split("\n\n"))
    page.say(PAGE, f"<html><body><article><h1>{LAUNCH.title}</h1>{long}</article></body></html>".encode())
    urgent.once(NOON + 10 * MINUTE)
    [edited] = urgent.posts()
    assert "breakwater" not in first
    assert "breakwater" in edited
    [story] = urgent.stories()
    assert len(story["articles"]) == 1  # type: ignore[arg-type]


def test_a_page_that_can_be_read_is_told_once_and_whole(urgent: Town) -> None:
    urgent.publish("Harbour Wire", LAUNCH)
    urgent.once(NOON)
    [post] = urgent.posts()
    assert "breakwater" in post
    assert len(urgent.site.asked(PAGE)) == 1


def test_what_is_not_urgent_waits_for_its_page(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", LAUNCH)
    town.site.say(PAGE, Answer(status=503))
    town.once(NOON)
    assert town.posts() == []
