"""What the operator is told after the first cycle."""

import os
import signal
import subprocess
import sys

from tests.app.town import DAWN, NOON, REPOSITORY, Item, Town
from tests.peers.site import Answer, Manner


def test_the_line_after_a_cycle_counts_the_kinds_of_trouble(town: Town) -> None:
    for outlet in ("Harbour Wire", "Balkan Daily", "Morning Herald", "Capital Post", "Evening Sun"):
        town.publish(outlet)
    town.site.say("/balkan-daily/rss", Answer(status=403))
    town.site.say("/morning-herald/rss", Answer(status=404))
    town.site.say("/capital-post/rss", Answer(status=429))
    town.site.say("/evening-sun/rss", b"<!doctype html><title>Moved</title>")
    assert town.once(DAWN) == (
        "1 of 5 feeds answered; 2 refused, 1 not found, 1 unreadable: watcher feeds. "
        "They are tried again by themselves."
    )


def test_a_feed_that_is_gone_for_good_is_not_promised_another_try(town: Town) -> None:
    for outlet in ("Harbour Wire", "Balkan Daily"):
        town.publish(outlet)
    town.site.say("/balkan-daily/rss", Answer(status=410))
    assert town.once(DAWN) == "1 of 2 feeds answered; 1 gone for good: watcher feeds. They are not asked again."
    town.site.say("/harbour-wire/rss", Answer(manner=Manner.RESET))
    assert town.once(NOON) == (
        "0 of 2 feeds answered; 1 without an answer, 1 gone for good: watcher feeds. "
        "All but those gone for good are tried again by themselves."
    )


def test_a_feed_that_answers_again_is_counted_as_answering(town: Town) -> None:
    town.publish("Harbour Wire")
    town.site.say("/harbour-wire/rss", Answer(status=503))
    assert "1 broken" in town.once(DAWN)
    town.publish("Harbour Wire", Item.of("quay-1"))
    assert town.once(NOON) == "1 of 1 feeds answered."


def logged(town: Town) -> tuple[list[str], str]:
    """The log of a watcher that runs: up to the line after its first cycle, and what comes behind it."""
    with subprocess.Popen(
        [sys.executable, "-m", "watcher", "run"],
        env={**os.environ, **town.environment, "WATCHER_WEB": "off"},  # its port may be taken
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        first: list[str] = []
        while not first or "act=heard" not in first[-1]:
            first.append(next(running.stderr))
        running.send_signal(signal.SIGTERM)
        rest = running.stderr.read()
    assert running.returncode == 0
    return first, rest


def test_a_watcher_that_keeps_running_says_it_once_in_its_log(town: Town) -> None:
    town.publish("Harbour Wire")
    town.publish("Balkan Daily")
    town.site.say("/balkan-daily/rss", Answer(status=404))
    first, rest = logged(town)
    assert first[-1].endswith(
        "1 of 2 feeds answered; 1 not found: watcher feeds. They are tried again by themselves.\n"
    )
    assert "act=heard" not in rest


def test_a_machine_without_network_is_one_warning_not_one_a_feed(town: Town) -> None:
    for outlet in ("Harbour Wire", "Balkan Daily", "Morning Herald"):
        town.publish(outlet)
        town.site.say(f"/{outlet.lower().replace(' ', '-')}/rss", Answer(manner=Manner.RESET))
    warnings = [line for line in logged(town)[0] if " WARNING " in line]
    assert len(warnings) == 1
    assert "0 of 3 feeds answered; is this machine connected?" in warnings[0]
