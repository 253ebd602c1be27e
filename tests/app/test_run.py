"""`watcher run` as people run it: a process, with the real clock."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Timer

import pytest

from tests.app.town import Item, Town
from watcher.store import rulesets
from watcher.store.db import reader

PATIENCE = 30.0  # seconds; the test's own, what is waited for takes about one


@pytest.fixture
def running(town: Town) -> Iterator[subprocess.Popen[str]]:
    town.publish("Harbour Wire")
    town.publish("Balkan Daily")
    hasten(town)
    assert town.watcher("health").returncode == 1
    process = town.process("run", WATCHER_GATHER="1s")
    try:
        patiently(lambda: town.site.asked("/harbour-wire/rss") and town.site.asked("/balkan-daily/rss"))
        yield process
    finally:
        process.kill()
        process.communicate()


def hasten(town: Town) -> None:
    feeds = town.folder / "rules/feeds.yaml"
    feeds.write_text(feeds.read_text("utf-8").replace("every: 1m", "every: 1s"), "utf-8")


def patiently(is_true: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


def until_it_says(running: subprocess.Popen[str], word: str) -> None:
    watchdog = Timer(PATIENCE, running.kill)
    watchdog.start()
    assert running.stderr is not None
    assert any(word in line for line in running.stderr), "it never said so"
    watchdog.cancel()


def rules_in_force(town: Town) -> str:
    with reader(town.folder / "state") as db:
        taken_up = rulesets.latest(db)
    return taken_up.files["sohae.yaml"] if taken_up else ""


def fresh(id: str) -> Item:
    return Item.of(id, published=datetime.now(UTC) - timedelta(minutes=5))


def test_it_posts_edits_answers_reloads_and_ends(town: Town, running: subprocess.Popen[str]) -> None:
    patiently(lambda: town.watcher("health").returncode == 0)

    town.publish("Harbour Wire", fresh("quay-1"))
    hasten(town)
    patiently(town.posts)
    assert "One outlet so far" in town.posts()[0]

    town.publish("Balkan Daily", fresh("quay-2"))
    hasten(town)
    patiently(lambda: "2 outlets" in town.posts()[0])
    assert len(town.posts()) == 1

    town.api.press("d:1")
    patiently(lambda: town.api.answers)
    assert "sohae-site" in town.api.answers[0]["text"]

    assert town.api.messages("@watch")[0].buttons[1]["url"] == "https://t.me/watch_bot?start=s1"
    town.api.visit("/start s1", user=41)
    patiently(lambda: len(town.api.messages(41)) == 2)
    assert "Balkan Daily" in town.api.messages(41)[1].text

    topic = town.folder / "rules/sohae.yaml"
    topic.write_text("rules:\n  - {id: broken, wen: [x]}\n", "utf-8")
    until_it_says(running, "rules/sohae.yaml:2:")
    town.publish("Balkan Daily", fresh("milk-1"))
    hasten(town)
    patiently(lambda: town.site.asked("/balkan-daily/milk-1.html"))
    assert len(town.stories()) == 1

    saved = topic.with_name(".sohae.yaml.new")  # as many editors save
    saved.write_text("rules:\n  - {id: chess, severity: alert, when: [grandmaster]}\n", "utf-8")
    saved.replace(topic)
    patiently(lambda: "chess" in rules_in_force(town))
    town.publish("Harbour Wire", fresh("chess-1"))
    hasten(town)
    patiently(lambda: len(town.posts()) == 2)
    assert "grandmaster" in town.posts()[1]

    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=10)
    assert running.returncode == 0, said
    assert "Traceback" not in said
