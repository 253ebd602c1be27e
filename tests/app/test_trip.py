"""The whole trip: from the feeds of several outlets to one living post."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.town import DAWN, NOON, SOHAE, Item, Town

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def shipped(town: Town) -> None:
    town.aim_as_shipped()


def test_three_outlets_tell_one_event_and_the_channel_gets_one_post(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily", "Morning Herald")
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON - 20 * MINUTE))
    town.publish("Morning Herald", Item.of("quay-4", published=NOON - 10 * MINUTE))
    town.publish("Harbour Wire", Item.of("quay-1", published=NOON - 30 * MINUTE))
    town.once(NOON)
    [story] = town.stories()
    assert story["outlets"] == ["Harbour Wire", "Balkan Daily", "Morning Herald"]
    assert "sohae-site" in story["rules"]
    [post] = town.posts()
    assert "3 outlets" in post


def test_the_post_is_edited_in_place_as_outlets_join(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily", "Morning Herald")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    assert "One outlet so far" in town.posts()[0]
    town.publish("Balkan Daily", Item.of("quay-2"))
    town.once(NOON + 10 * MINUTE)
    assert len(town.posts()) == 1
    assert "2 outlets" in town.posts()[0]
    town.publish("Morning Herald", Item.of("quay-4"))
    town.once(NOON + 20 * MINUTE)
    assert len(town.posts()) == 1
    assert "3 outlets" in town.posts()[0]


def test_a_second_and_a_third_cycle_at_the_same_instant_send_nothing_more(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    calls = len(town.api.calls)
    town.once(NOON)
    town.once(NOON)
    assert len(town.api.calls) == calls
    assert len(town.posts()) == 1


def test_what_does_not_concern_us_is_read_and_told_nowhere(town: Town) -> None:
    town.open("Capital Post", "Peninsula Traffic")
    town.publish("Capital Post", Item.of("milk-1"))
    town.publish("Peninsula Traffic", Item.of("bridge-1"))
    town.once(NOON)
    assert town.stories() == []
    assert town.posts() == []
    assert len(town.site.asked("/capital-post/milk-1.html")) == 1


def test_what_an_outlet_had_before_us_is_known_and_not_announced(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1", published=DAWN - timedelta(hours=3)))
    town.once(DAWN)
    assert town.posts() == []
    assert [path.name for path in (town.folder / "state/posts").iterdir()] == ["story-1.md"]


def test_an_article_without_a_date_is_not_posted_at_once(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1", published=None))
    town.once(NOON)
    assert len(town.stories()) == 1
    assert town.posts() == []


def test_each_page_is_fetched_once_and_unchanged_feeds_are_asked_conditionally(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    for minute in range(3):
        town.once(NOON + minute * MINUTE)
    assert len(town.site.asked("/harbour-wire/quay-1.html")) == 1
    assert len(town.site.asked("/harbour-wire/rss")) == 4


def test_a_page_that_two_feeds_offer_is_fetched_once(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    feed = town.site.url("/harbour-wire/rss")
    (town.folder / "rules/feeds.yaml").write_text(
        f"feeds:\n  - {{id: harbour-wire, name: Harbour Wire, url: {feed}, every: 1m}}\n"
        f"  - {{id: balkan-daily, name: Harbour Wire, url: {feed}?again, every: 1m}}\n"
    )
    town.site.say("/harbour-wire/rss?again", town.feed("Harbour Wire"))
    town.once(NOON)
    assert len(town.site.asked("/harbour-wire/quay-1.html")) == 1
    assert len(town.posts()) == 1


def test_the_button_answers_with_what_was_frozen_in_the_post(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    [message] = town.api.messages("@watch")
    assert "d:1" in str(message.markup)


def test_a_post_links_to_what_was_said_later(town: Town) -> None:
    urgent = SOHAE.replace("    when:", "    urgent_if: {title: alarm}\n    when:")
    (town.folder / "rules/sohae.yaml").write_text(urgent, "utf-8")
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    louder = replace(Item.of("quay-1", published=NOON), slug="alarm", title="Alarm over new quay at Sohae launch site")
    town.publish("Balkan Daily", louder)
    town.once(NOON + 10 * MINUTE)
    post, reply = town.api.messages("@watch")
    assert (post.silent, reply.silent, reply.reply_to) == (True, False, post.id)
    assert "\n↳ 4 Mar: Alarm over new quay at Sohae launch site" in post.text
    assert [entity["url"] for entity in post.entities if "t.me" in entity.get("url", "")] == ["https://t.me/watch/2"]
