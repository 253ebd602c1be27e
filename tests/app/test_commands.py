"""What other programs rely on: the keys of `--json`, nothing else on stdout."""

import json
from datetime import timedelta

import pytest

from tests.app.town import NOON, Item, Town

KEYS = {
    ("stories", "--since", "36500d"): "story headline opened updated rules severity outlets citing articles earlier",
    ("outbox", "--all"): "id key subscription via to kind story state attempts due last_error receipt",
    ("feeds",): "id url state last_ok last_error next_poll interval_s items_seen gaps",
    ("subscribers",): "id via to state reason since sent waiting dead last",
    ("health",): "alive last_beat faults",
}
ARTICLE = "url outlet title published seen lang relation narrowly"


@pytest.fixture
def busy(town: Town) -> Town:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    return town


def rows(town: Town, *command: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in town.watcher(*command, "--json").stdout.splitlines()]


@pytest.mark.parametrize("command", KEYS)
def test_each_line_is_an_object_with_these_keys_in_this_order(busy: Town, command: tuple[str, ...]) -> None:
    found = rows(busy, *command)
    assert found
    for row in found:
        assert list(row) == KEYS[command].split()


def test_a_story_lists_its_articles(busy: Town) -> None:
    [story] = rows(busy, "stories", "--since", "36500d")
    [article] = story["articles"]
    assert list(article) == ARTICLE.split()
    assert article["url"] == busy.site.url("/harbour-wire/quay-1.html")
    assert (article["published"], article["seen"]) == ("2031-03-04T11:00:00Z", "2031-03-04T12:00:00Z")
    assert (article["outlet"], article["relation"]) == ("Harbour Wire", "new")


def test_the_outbox_lists_what_waits_and_with_all_what_has_ended(busy: Town) -> None:
    assert rows(busy, "outbox") == []
    assert {row["receipt"] for row in rows(busy, "outbox", "--all") if row["via"] == "telegram"} == {"-1001000000001:1"}


def test_a_subscriber_is_listed_with_what_became_of_it(busy: Town) -> None:
    channel, _ = rows(busy, "subscribers")
    assert (channel["id"], channel["to"], channel["state"]) == ("channel", "@watch", "active")
    assert (channel["sent"], channel["waiting"], channel["dead"]) == (1, 0, 0)
    assert channel["last"] == "2031-03-04T12:00:00Z"
    assert busy.watcher("subscribers").stdout.splitlines()[0] == (
        "channel      telegram  @watch  active since 2031-03-04: 1 sent, last 2031-03-04 12:00 UTC"
    )


def test_who_is_gone_is_listed_only_when_asked_for(busy: Town) -> None:
    busy.subscribe("subscriptions: [{id: channel, via: telegram, to: '@watch'}]")
    busy.once(NOON + timedelta(minutes=10))
    assert [row["id"] for row in rows(busy, "subscribers")] == ["channel"]
    gone = rows(busy, "subscribers", "--all")[1]
    assert (gone["id"], gone["state"], gone["reason"]) == ("folder", "gone", "no longer in the file")


def test_a_feed_tells_how_it_is(busy: Town) -> None:
    [feed] = rows(busy, "feeds")
    assert (feed["id"], feed["state"], feed["interval_s"], feed["items_seen"]) == ("harbour-wire", "ok", 60.0, 1)
    assert (feed["last_ok"], feed["next_poll"]) == ("2031-03-04T12:00:00Z", "2031-03-04T12:01:00Z")
    said = busy.watcher("feeds").stdout
    assert said.startswith("harbour-wire             ok       2031-03-04 12:00 UTC      1 item   next ")


def test_a_feed_that_was_just_written_down_is_listed_too(busy: Town) -> None:
    with (busy.folder / "rules/feeds.yaml").open("a") as file:
        file.write("  - {id: newcomer, name: Newcomer, url: 'https://newcomer.example/feed'}\n")
    assert "newcomer                 new      not asked yet" in busy.watcher("feeds").stdout.splitlines()
    newcomer = rows(busy, "feeds")[1]
    assert (newcomer["state"], newcomer["next_poll"], newcomer["interval_s"]) == ("new", None, None)
