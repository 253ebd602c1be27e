"""Whatever is wrong with files, feeds, pages or tokens: a clear word, and nothing is lost."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partialmethod

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.site import Answer, Manner
from watcher.app.running.lock import sole
from watcher.sources.asking.http import PAGE_BYTES, Http

MINUTE = timedelta(minutes=1)
NOON_TEXT = "2031-03-04T12:00:00Z"
BROKEN = "rules:\n  - id: pier\n    wen: [pier]\n"
PIER = "/harbour-wire/quay-1.html"


def aimed_at(town: Town, outlet: str = "Harbour Wire", **given) -> None:
    """A watcher that heard an outlet once; what it publishes then is news."""
    town.open(outlet)
    town.publish(outlet, Item.of("quay-1"), **given)


def states(town: Town) -> dict[str, str]:
    return {str(row["key"]): str(row["state"]) for row in town.outbox()}


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_broken_rule_file_without_a_last_good_set_ends_with_its_place_and_a_hint(town: Town) -> None:
    town.publish("Harbour Wire")
    (town.folder / "rules/pier.yaml").write_text(BROKEN, "utf-8")
    done = town.watcher("once")
    assert done.returncode == 1
    assert "rules/pier.yaml:3:5: error: " in done.stderr
    assert "did you mean `when`?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_rule_file_leaves_the_last_good_set_in_force_also_after_a_restart(town: Town) -> None:
    aimed_at(town)
    (town.folder / "rules/pier.yaml").write_text(BROKEN, "utf-8")
    for _ in range(2):
        done = town.watcher("once", "--now", NOON_TEXT)
        assert done.returncode == 0, done.stderr
        assert "the rules are broken; those of version" in done.stderr
        assert "rules/pier.yaml:3:5" in done.stderr
    assert len(town.posts()) == 1


def test_a_first_start_that_cannot_work_leaves_no_state_behind(town: Town) -> None:
    town.publish("Harbour Wire")
    (town.folder / "rules/topic.yaml").write_text("rules: [{id: x, wen: [quay]}]\n")
    assert town.watcher("once").returncode == 1
    assert not (town.folder / "state").exists()


def test_the_feeds_of_the_last_good_rules_are_shown_while_the_files_are_broken(town: Town) -> None:
    aimed_at(town)
    (town.folder / "rules/feeds.yaml").write_text("feeds: [\n")
    shown = town.watcher("feeds")
    assert shown.returncode == 0
    assert "harbour-wire" in shown.stdout
    assert "feeds.yaml" in shown.stderr


def test_a_missing_rules_folder_is_named_with_the_setting(town: Town) -> None:
    done = town.watcher("once", WATCHER_RULES=str(town.folder / "nowhere"))
    assert done.returncode == 1
    assert f"{town.folder}/nowhere: error: there is no such folder (WATCHER_RULES names it)" in done.stderr


def test_a_missing_state_folder_is_made(town: Town) -> None:
    town.publish("Harbour Wire")
    assert town.watcher("once", WATCHER_STATE=str(town.folder / "a/b/state")).returncode == 0
    assert (town.folder / "a/b/state/watcher.db").exists()


@pytest.mark.parametrize("state", ["/dev/null", "/proc/nowhere"])
def test_a_state_folder_that_cannot_be_one_is_named_with_the_setting(town: Town, state: str) -> None:
    town.publish("Harbour Wire")
    done = town.watcher("once", WATCHER_STATE=state)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {state} cannot hold the state: ")
    assert "(WATCHER_STATE names it)" in done.stderr


def test_an_unknown_setting_is_an_error_with_the_name_meant(town: Town) -> None:
    done = town.watcher("once", WATCHER_GATER="9s")
    assert done.returncode == 1
    assert done.stderr == "environment: error: WATCHER_GATER is not a setting (did you mean WATCHER_GATHER?)\n"


def test_a_second_watcher_on_the_same_state_ends_with_3(town: Town) -> None:
    aimed_at(town)
    with sole(town.folder / "state"):
        done = town.watcher("once", "--now", NOON_TEXT)
    assert done.returncode == 3
    assert done.stderr.startswith("error: another watcher (process ")
    assert town.posts() == []


@pytest.mark.parametrize(
    ("instant", "word"),
    [
        ("2031-03-04T12:00:00", "says no offset from UTC"),
        ("noon", "is not an instant"),
        ("2031-03-04T04:59:59Z", "is before the last cycle"),
    ],
)
def test_an_instant_that_cannot_be_meant_is_wrong_usage(town: Town, instant: str, word: str) -> None:
    aimed_at(town)
    done = town.watcher("once", "--now", instant)
    assert done.returncode == 2
    assert word in done.stderr
    assert town.posts() == []


# --- the memory ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["once"], ["once", "--now", NOON_TEXT]])
def test_nothing_is_sent_from_a_damaged_memory(town: Town, command: list[str]) -> None:
    aimed_at(town)
    memory = town.folder / "state/watcher.db"
    whole = memory.read_bytes()
    memory.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    done = town.watcher(*command)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {memory} ")
    assert town.api.calls == []


def test_a_file_that_is_no_memory_is_refused(town: Town) -> None:
    aimed_at(town)
    memory = town.folder / "state/watcher.db"
    memory.write_bytes(b"something else " * 1000)
    done = town.watcher("once")
    assert (done.returncode, done.stderr) == (1, f"error: {memory} cannot be used: file is not a database\n")


def test_the_memory_of_a_newer_version_is_refused(town: Town) -> None:
    aimed_at(town)
    with closing(sqlite3.connect(town.folder / "state/watcher.db")) as db:
        db.execute("PRAGMA user_version = 99")
    done = town.watcher("once", "--now", NOON_TEXT)
    assert done.returncode == 1
    assert "was written by a newer version (schema 99, ours is" in done.stderr
    assert town.posts() == []


def test_a_memory_that_was_begun_and_never_laid_out_is_laid_out_now(town: Town) -> None:
    town.publish("Harbour Wire")
    (town.folder / "state").mkdir()
    (town.folder / "state/watcher.db").touch()
    assert town.watcher("stories").stderr.endswith("is empty yet: start the watcher with `watcher run`\n")
    assert town.watcher("once", "--now", NOON_TEXT).returncode == 0


# --- feeds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [bytes(range(256)) * 8, b"<!doctype html><html><body><h1>Welcome</h1><p>No feed here.</p></body></html>", b""],
    ids=["garbage", "a web page", "nothing"],
)
def test_an_unreadable_feed_is_told_and_delays_nobody(town: Town, body: bytes) -> None:
    town.open("Harbour Wire", "Balkan Daily")
    town.site.say("/balkan-daily/rss", body)
    town.publish("Harbour Wire", Item.of("quay-1"))
    said = town.once(NOON)
    assert said.startswith("1 of 2 feeds answered; 1 unreadable")
    assert len(town.posts()) == 1


def test_without_a_network_one_line_says_so_and_nothing_fails(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily")
    town.site.say("/harbour-wire/rss", Answer(manner=Manner.RESET))
    town.site.say("/balkan-daily/rss", Answer(manner=Manner.RESET))
    done = town.watcher("once", "--now", NOON_TEXT)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == (
        "0 of 2 feeds answered; is this machine connected? 2 without an answer: watcher feeds."
        " They are tried again by themselves."
    )


def test_where_one_feed_answers_at_all_the_network_is_not_doubted(town: Town) -> None:
    town.open("Harbour Wire", "Balkan Daily")
    town.site.say("/harbour-wire/rss", Answer(manner=Manner.RESET))
    town.site.say("/balkan-daily/rss", Answer(b"", 404))
    assert "connected?" not in town.once(NOON)


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [b"", b"<!doctype html><title>Quay</title><body><nav>Home</nav></body>", bytes(range(256)) * 40],
    ids=["empty", "without text", "garbage"],
)
def test_a_page_without_text_leaves_the_feeds_own_words(town: Town, page: bytes) -> None:
    aimed_at(town, page=page)
    town.once(NOON)
    [story] = town.stories()
    assert story["headline"] == "New quay finished at North Korea's Sohae launch site"
    assert len(town.posts()) == 1


def test_a_page_that_is_gone_leaves_the_feeds_own_words(town: Town) -> None:
    aimed_at(town)
    town.site.say(PIER, Answer(b"not here", 404))
    town.once(NOON)
    assert len(town.posts()) == 1
    assert len(town.site.asked(PIER)) == 1


def test_a_page_longer_than_we_read_leaves_the_feeds_own_words_at_once(town: Town) -> None:
    aimed_at(town)
    town.site.say(PIER, bytes(PAGE_BYTES + 1))
    town.once(NOON)
    assert len(town.posts()) == 1
    assert len(town.site.asked(PIER)) == 1


@pytest.mark.parametrize(
    "answer",
    [Answer(manner=Manner.HANG), Answer(manner=Manner.RESET), Answer(b"cut", manner=Manner.TRUNCATE), Answer(b"", 503)],
    ids=["hangs", "hangs up", "breaks off", "is overloaded"],
)
def test_a_page_that_fails_in_passing_is_tried_again_then_the_feeds_words_count(
    town: Town, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Http, "get", partialmethod(Http.get, deadline=timedelta(seconds=0.3)))
    aimed_at(town)
    town.site.say(PIER, answer)
    town.once(NOON)
    assert town.posts() == []
    town.once(NOON + 30 * MINUTE)
    assert town.posts() == []
    town.once(NOON + 60 * MINUTE)
    assert len(town.posts()) == 1
    asked = len(town.site.asked(PIER))
    town.once(NOON + 120 * MINUTE)
    assert len(town.site.asked(PIER)) == asked


def test_a_page_that_recovers_is_read(town: Town) -> None:
    aimed_at(town)
    page = town.site._answers[PIER][0]
    town.site.say(PIER, Answer(b"", 503), page)
    town.once(NOON)
    town.once(NOON + 5 * MINUTE)
    assert "190-metre" in town.posts()[0] or "quay" in town.posts()[0]
    assert len(town.site.asked(PIER)) == 2


# --- Telegram ------------------------------------------------------------------------------------------------------


def test_under_a_wrong_token_posts_wait_until_the_right_one_is_there(town: Town) -> None:
    aimed_at(town)
    town.publish("Harbour Wire", Item.of("visit-2"))
    done = town.watcher("once", "--now", NOON_TEXT, WATCHER_TELEGRAM_TOKEN="123456789:AAwrong")
    assert done.returncode == 0
    assert done.stderr.count("act=pause via=telegram") == 1
    assert "AAwrong" not in done.stderr
    said = "2 for telegram wait: Telegram does not know WATCHER_TELEGRAM_TOKEN"
    assert done.stderr.splitlines()[-1] == said
    assert town.watcher("outbox").stdout.count("Telegram does not know WATCHER_TELEGRAM_TOKEN") == 2
    assert sum(call.method == "sendMessage" for call in town.api.calls) == 1
    town.once(NOON + MINUTE)
    assert len(town.posts()) == 2
    assert set(states(town).values()) == {"sent"}


def test_without_a_token_posts_wait_and_this_is_said(town: Town) -> None:
    aimed_at(town)
    done = town.watcher("once", "--now", NOON_TEXT, WATCHER_TELEGRAM_TOKEN="")
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "1 for telegram waits: WATCHER_TELEGRAM_TOKEN is not set"
    assert states(town) == {"channel/story-1/post": "due", "folder/story-1/post": "sent"}
    town.once(NOON)
    assert len(town.posts()) == 1


@pytest.mark.parametrize("option", ["--rules", "--against"])
def test_rules_to_replay_by_that_are_not_there_are_wrong_usage(town: Town, option: str) -> None:
    aimed_at(town)
    done = town.watcher("backtest", option, "nowhere")
    assert done.returncode == 2
    assert f"Invalid value for '{option}': Path 'nowhere' does not exist" in done.stderr
