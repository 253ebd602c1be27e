"""What stands wrong with the watcher itself is said to its operator, once."""

from datetime import timedelta

import pytest

from tests.app.town import NOON, SOHAE, Item, Town
from tests.peers.botapi import KICKED

MINUTE = timedelta(minutes=1)
OPERATED = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch"}
  - {id: desk, via: console, operator: true, rules: [sohae-site], send: daily 07:00}
"""


@pytest.fixture
def operated(town: Town) -> Town:
    town.subscribe(OPERATED)
    town.open("Harbour Post", "Coast Courier", "Vlna")
    town.said.clear()
    return town


def words(town: Town) -> list[str]:
    """What the desk heard, its daily lists left out."""
    return [said for said in town.said if said.startswith("Sohae Watch")]


def break_rules(town: Town) -> None:
    (town.folder / "rules/sohae.yaml").write_text("rules: [", "utf-8")


def test_broken_rules_are_said_once_and_their_mending_too(operated: Town):
    break_rules(operated)
    operated.once(NOON)
    assert words(operated) == []  # somebody may just be writing them
    operated.once(NOON + 2 * MINUTE)
    operated.once(NOON + 5 * MINUTE)
    [said] = words(operated)
    assert said.startswith("Sohae Watch needs a look\n\nThe rules are broken, the last good ones stay in force: ")
    assert "sohae.yaml:1:" in said
    (operated.folder / "rules/sohae.yaml").write_text(SOHAE, "utf-8")
    operated.once(NOON + 10 * MINUTE)
    operated.once(NOON + 70 * MINUTE)
    assert words(operated)[1:] == [said.replace("Sohae Watch needs a look", "Sohae Watch: no longer so")]


def test_a_chat_that_threw_us_out_is_said_to_the_operator(operated: Town):
    operated.publish("Harbour Post", Item.of("quay-1"))
    operated.api.script("sendMessage", KICKED)
    for minute in (0, 2, 5):
        operated.once(NOON + minute * MINUTE)
    [said] = words(operated)
    assert "A message of ours to @watch by telegram did not arrive: " in said
    assert "bot was kicked" in said


def test_a_machine_without_network_is_one_fault(operated: Town):
    feeds = operated.folder / "rules/feeds.yaml"
    feeds.write_text(feeds.read_text("utf-8").replace(operated.site.root, "http://127.0.0.1:1"), "utf-8")
    for minute in (0, 10, 30, 60, 120):
        operated.once(NOON + minute * MINUTE)
    [said] = words(operated)
    assert "No feed answers. Is this machine connected?" in said


def test_a_feed_that_fails_is_named(operated: Town):
    operated.site.say("/vlna/rss", b"this is no feed")
    for minute in (0, 20, 60, 120, 240):
        operated.once(NOON + minute * MINUTE)
    [said] = words(operated)
    assert "Vlna is failing since 2031-03-04 " in said


def test_a_korean_operator_hears_of_it_in_korean(operated: Town):
    operated.subscribe(OPERATED.replace("operator: true", "operator: true, lang: ko"))
    operated.site.say("/vlna/rss", b"this is no feed")
    for minute in (0, 20, 60, 120, 240):
        operated.once(NOON + minute * MINUTE)
    [said] = words(operated)
    assert "Vlna: 2031-03-04 " in said
    assert "UTC부터 계속 읽지 못함 (" in said


def test_without_an_operator_the_log_says_it(town: Town, caplog: pytest.LogCaptureFixture):
    town.open("Harbour Post")
    break_rules(town)
    town.once(NOON)
    town.once(NOON + 2 * MINUTE)
    assert any("act=alarm fault=rules The rules are broken" in record.getMessage() for record in caplog.records)
