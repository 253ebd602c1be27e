"""What outlets take back is taken back here too."""

from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.site import Answer

MINUTE = timedelta(minutes=1)
QUAY = "New quay finished at North Korea's Sohae launch site"
PAGE = "/harbour-wire/quay-1.html"


@pytest.fixture(autouse=True)
def told(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"), Item.of("milk-1"))  # the newest on top
    town.once(NOON)


def retitled(town: Town, title: str) -> None:
    town.outlets["Harbour Wire"][0].title = title
    town.publish("Harbour Wire")


def gone(town: Town, status: int = 404) -> None:
    """The outlet took its report down: out of its feed, and its page."""
    wire = town.outlets["Harbour Wire"]
    town.outlets["Harbour Wire"] = [item for item in wire if item.slug != "quay-1"]
    town.publish("Harbour Wire")
    town.site.say(PAGE, Answer(status=status))


def test_a_headline_marked_as_retracted_takes_the_story_back(town: Town) -> None:
    retitled(town, f"RETRACTED: {QUAY}")
    town.once(NOON + 20 * MINUTE)
    post, reply = town.posts()
    happened = "Harbour Wire retracted its report; we saw it at 21:20 KST."
    assert post == f"Withdrawn: {QUAY}\n{happened} See the correction below."
    assert happened in reply
    town.once(NOON + 40 * MINUTE)
    assert len(town.posts()) == 2


def test_a_headline_marked_as_corrected_is_passed_on(town: Town) -> None:
    retitled(town, "Correction: New quay finished at Nampo, not at Sohae")
    town.once(NOON + 20 * MINUTE)
    post, reply = town.posts()
    assert post.splitlines()[1].startswith("Corrected. Harbour Wire corrected its report; we saw it at 21:20 KST.")
    assert "What holds now: “Correction: New quay finished at Nampo, not at Sohae”" in reply


def test_a_new_article_may_correct_the_one_before(town: Town) -> None:
    corrected = Item.of("quay-1", published=NOON + 5 * MINUTE)
    corrected.slug, corrected.title = "quay-1b", f"[Correction] {corrected.title}"
    town.publish("Harbour Wire", corrected)
    town.once(NOON + 20 * MINUTE)
    assert "Harbour Wire corrected its report" in town.posts()[1]


def test_a_new_headline_without_a_mark_changes_nothing(town: Town) -> None:
    retitled(town, "Quay is finished at Sohae")
    town.once(NOON + 20 * MINUTE)
    assert len(town.posts()) == 1


def test_a_page_that_is_gone_for_ten_minutes_takes_the_story_back(town: Town) -> None:
    gone(town)
    town.once(NOON + 11 * MINUTE)
    town.once(NOON + 20 * MINUTE)
    assert len(town.posts()) == 1
    town.once(NOON + 21 * MINUTE)
    town.once(NOON + 22 * MINUTE)
    assert "Harbour Wire took its report down; at 21:11 KST it was gone." in town.posts()[0]
    assert town.posts()[0].startswith("Withdrawn: ")


def test_a_page_that_comes_back_was_not_taken_down(town: Town) -> None:
    gone(town)
    town.once(NOON + 11 * MINUTE)
    town.site.say(PAGE, b"<html><p>Here again</p></html>")
    town.once(NOON + 21 * MINUTE)
    town.site.say(PAGE, Answer(status=404))
    town.once(NOON + 62 * MINUTE)
    assert len(town.posts()) == 1


def test_a_server_in_trouble_says_nothing_of_the_report(town: Town) -> None:
    gone(town, status=503)
    for minute in range(11, 60, 12):
        town.once(NOON + minute * MINUTE)
    assert len(town.posts()) == 1


def test_a_story_that_others_tell_stands_whatever_becomes_of_one_page(town: Town) -> None:
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON))
    town.once(NOON + 5 * MINUTE)
    gone(town)
    for minute in (11, 22, 33):
        town.once(NOON + minute * MINUTE)
    [post] = town.posts()
    assert "2 outlets" in post


def test_a_page_that_its_feed_still_names_is_not_fetched_again(town: Town) -> None:
    for minute in (11, 22, 60, 600):
        town.once(NOON + minute * MINUTE)
    assert len(town.site.asked(PAGE)) == 1
