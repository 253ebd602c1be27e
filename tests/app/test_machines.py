"""The whole trip to those who read by program: a feed and a webhook."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta

from tests.app.town import DAWN, NOON, Item, Town
from tests.peers.site import Answer
from watcher.app.running.service import once

MINUTE = timedelta(minutes=1)


def both(town: Town) -> None:
    """Whom the town tells: a feed and a webhook."""
    address = town.site.say("/hook", Answer(status=204))
    town.subscribe(f"subscriptions:\n  - {{id: site, via: feed}}\n  - {{id: robot, via: webhook, to: '{address}'}}\n")


def cycle(town: Town, now: datetime) -> None:
    settings = replace(town.settings, secret="between us two alone")
    asyncio.run(once(settings, clock=lambda: now, write=town.said.append))


def items(town: Town) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((town.folder / "state/feeds/stories.json").read_bytes())["items"]
    return found


def test_a_story_that_grows_is_one_item_and_one_call_for_each_step(town: Town) -> None:
    both(town)
    town.open("Harbour Wire", "Balkan Daily")
    town.publish("Harbour Wire", Item.of("quay-1"))
    cycle(town, NOON)
    town.publish("Balkan Daily", Item.of("quay-2"))
    cycle(town, NOON + 10 * MINUTE)
    [item] = items(town)
    assert item["content_text"].startswith("2 outlets")
    calls = [json.loads(hit.body) for hit in town.site.asked("/hook")]
    assert [(call["kind"], call["outlets"]) for call in calls] == [("post", 1), ("edit", 2)]
    assert [call["story"] for call in calls] == [1, 1]
    cycle(town, NOON + 10 * MINUTE)
    assert len(town.site.asked("/hook")) == 2


def test_a_feed_begins_with_what_is_known_already_and_a_webhook_does_not(town: Town) -> None:
    both(town)
    town.publish("Harbour Wire", Item.of("quay-1", published=DAWN - timedelta(hours=3)))
    cycle(town, DAWN)
    assert len(items(town)) == 1
    assert town.site.asked("/hook") == []
