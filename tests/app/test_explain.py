"""What became of an article, asked of a watcher with a history."""

import json
from datetime import timedelta
from pathlib import Path

from tests.app.town import NOON, Item, Town


def told(town: Town, *arguments: str) -> dict[str, object]:
    done = town.watcher("explain", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_what_was_sent_is_told_with_its_receipt(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    account = told(town, town.site.url("/harbour-wire/quay-1.html"))
    assert account["verdict"] == "SENT"
    assert account["story"] == 1
    assert {"subscription": "channel", "state": "sent"}.items() <= next(
        each.items()
        for each in account["told"]
        if each["subscription"] == "channel"  # type: ignore[attr-defined]
    )
    said = town.watcher("explain", town.site.url("/harbour-wire/quay-1.html")).stdout
    assert "SENT       It opened story 1." in said
    assert "feed harbour-wire: read" in said


def test_what_does_not_concern_us_says_what_every_rule_lacked(town: Town) -> None:
    town.open("Capital Post")
    town.publish("Capital Post", Item.of("milk-1"))
    town.once(NOON)
    account = told(town, town.site.url("/capital-post/milk-1.html"))
    assert account["verdict"] == "NOT SENT"
    assert all(rule["lacks"] and not rule["matched"] for rule in account["rules"])  # type: ignore[attr-defined]


def test_what_was_there_before_us_was_not_announced(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1", published=NOON - timedelta(hours=3)))
    town.subscribe('subscriptions:\n  - {id: channel, via: telegram, to: "@watch"}\n')
    town.once(NOON)
    account = told(town, town.site.url("/harbour-wire/quay-1.html"))
    assert account["verdict"] == "NOT SENT"
    assert "known, not announced" in str(account["why"])


def test_an_address_that_no_feed_offered_was_never_seen(town: Town) -> None:
    town.open("Harbour Wire")
    town.once(NOON)
    assert "never saw it" in str(told(town, "https://elsewhere.example/1")["why"])


def test_a_page_is_judged_now_without_any_history(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    account = told(town, "--now", town.site.url("/harbour-wire/quay-1.html"))
    assert "Judged now: it matches sohae-site (alert)" in str(account["why"])


def test_a_text_file_is_judged_as_it_stands(town: Town, tmp_path: Path) -> None:
    town.publish("Harbour Wire")
    (tmp_path / "flash.txt").write_text("New pier at Sohae", "utf-8")
    assert "sohae-site" in str(told(town, str(tmp_path / "flash.txt"))["why"])


def test_a_page_that_cannot_be_fetched_is_an_error(town: Town) -> None:
    town.publish("Harbour Wire")
    done = town.watcher("explain", "--now", town.site.url("/nothing.html"))
    assert done.returncode == 1
    assert "nothing.html" in done.stderr
