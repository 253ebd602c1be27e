"""What became of an article, asked of a watcher with a history."""

import json
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from tests.app.town import NOON, Item, Town, _page
from watcher.app.commands import Invocation
from watcher.app.commands.explain import command


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
    assert {span["text"] for rule in account["rules"] for span in rule["spans"]} >= {"Sohae"}  # type: ignore[attr-defined]
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
    assert "never saw it" in str(told(town, "http://10.0.0.1/1")["why"])
    said = town.watcher("explain", "http://10.0.0.1/1").stdout
    assert "10.0.0.1 is not among your 1 feeds; those it offers:" in said
    assert "watcher feeds discover https://10.0.0.1/\n" in said
    assert "READ NOW   it cannot be read: " in said


def test_what_no_feed_offered_is_read_at_once_and_held_against_the_stories(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    page = town.site.say("/copied.html", _page("Quay Courier", Item.of("quay-1")))
    said = town.watcher("explain", page, at=NOON).stdout
    assert "NOT SENT   We never saw it" in said
    assert "\nREAD NOW\n" in said
    assert "Judged now: it matches sohae-site (alert)" in said
    assert "WOULD BE   placed in story 1 (a copy)" in said


def test_of_a_site_that_is_covered_the_feeds_are_named(town: Town) -> None:
    site = town.site.url("/").split("/")[2]
    town.publish("Harbour Wire")
    town.once(NOON)
    assert (
        "harbour-wire should cover 127.0.0.1, and offered nothing"
        in town.watcher("explain", f"http://{site}/other.html").stdout
    )


def test_the_price_of_an_edit_is_what_it_would_have_added(town: Town) -> None:
    rules = "entities:\n  - {id: bay, weak: [{forms: [Gull Bay], requires: [rocket], within: 2}]}\nrules:\n"
    (town.folder / "rules/sohae.yaml").write_text(
        f"{rules}  - {{id: bay, when: '@bay', tests: {{match: [Gull Bay rocket]}}}}\n"
    )
    town.open("Harbour Wire")
    for number, words in enumerate(["saw the old", "heard of no", "wants"]):
        text = f"The people of Gull Bay {words} rocket. " + "It rained. " * 40
        town.publish("Harbour Wire", Item(f"bay-{number}", "Gull Bay", text, NOON - timedelta(minutes=5)))
    town.once(NOON)
    invocation = Invocation(lambda: NOON, lambda: town.settings)
    page = town.site.url("/harbour-wire/bay-0.html")
    said = CliRunner().invoke(command, [page], obj=invocation, standalone_mode=False).stdout
    assert "raise `within: 2` to 3 (for bay)" in said
    assert "of the 3 articles of the last 30 days it would have added 2" in said


def test_times_are_those_of_the_one_who_asks(town: Town) -> None:
    town.subscribe("subscriptions: [{id: channel, via: file, zone: Asia/Seoul}]\n")
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    said = town.watcher("explain", town.site.url("/harbour-wire/quay-1.html")).stdout
    assert "published Tue 04 Mar 20:00 KST" in said
    assert "Tue 04 Mar 21:00 KST  feed harbour-wire: read, 60 min after publication" in said
    assert "rules of Tue 04 Mar" in said


def test_a_page_is_judged_now_without_any_history(town: Town) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    account = told(town, "--now", town.site.url("/harbour-wire/quay-1.html"))
    assert "Judged now: it matches sohae-site (alert)" in str(account["why"])


def test_a_text_file_is_judged_as_it_stands(town: Town, tmp_path: Path) -> None:
    town.publish("Harbour Wire")
    (tmp_path / "flash.txt").write_text("New pier at Sohae", "utf-8")
    assert "sohae-site" in str(told(town, str(tmp_path / "flash.txt"))["why"])
    (tmp_path / "flash.txt").write_text("New pier\n\nIt stands at Sohae.\n", "utf-8")
    assert told(town, str(tmp_path / "flash.txt"))["title"] == "New pier"


def test_a_page_that_cannot_be_fetched_is_an_error(town: Town) -> None:
    town.publish("Harbour Wire")
    done = town.watcher("explain", "--now", town.site.url("/nothing.html"))
    assert done.returncode == 1
    assert "nothing.html" in done.stderr


def test_while_the_rules_are_broken_the_last_good_ones_explain(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    (town.folder / "rules/sohae.yaml").write_text("rules: [{id: x, wen: [quay]}]\n")
    done = town.watcher("explain", town.site.url("/harbour-wire/quay-1.html"))
    assert "SENT       It opened story 1." in done.stdout
    assert "rules/sohae.yaml:1:17: error: unknown key `wen`" in done.stderr
    assert "this is by the last good ones, of Tue 04 Mar 12:00 UTC" in done.stderr


def test_a_file_that_is_no_text_is_not_judged(town: Town, tmp_path: Path) -> None:
    town.open("Harbour Wire")
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x00\x00\x00 Gull Bay")
    done = town.watcher("explain", str(tmp_path / "picture"))
    assert done.returncode == 1
    assert done.stderr.strip().endswith("picture: is no text")
