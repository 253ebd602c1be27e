"""Seconds from an item's appearance in its feed to its message, with `watcher run`, a poll a second and no gathering.

.venv/bin/python -m bench.latency --items 40
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.app.town import Item, Town, _page
from tests.peers.botapi import BotApi
from tests.peers.site import Site

QUIET = 'subscriptions:\n  - {id: channel, via: telegram, to: "@watch", at_most: none}\n'


def an_item(number: int, chance: Random) -> Item:
    """An event that shares no word with the others but the one that the rule asks for."""

    def name() -> str:
        return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4))

    title = " ".join(name() for _ in range(5)).capitalize() + " Sohae"
    text = " ".join(name() for _ in range(60))
    return Item(f"item-{number}", title, f"{title}. {text}.", datetime.now(UTC))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, took = Random(given.seed), []
    with tempfile.TemporaryDirectory() as folder, Site() as site, BotApi() as api:
        town = Town(Path(folder), site, api, beside={"WATCHER_GATHER": "0s", "WATCHER_WEB": "off"})
        town.subscribe(QUIET)
        town.publish("Harbour Wire")
        feeds = town.folder / "rules/feeds.yaml"
        feeds.write_text(feeds.read_text("utf-8").replace("every: 1m", "every: 1s"), "utf-8")
        with town.process("run") as running:
            time.sleep(8)  # it has started, and heard the feed once
            for number in range(given.items):
                time.sleep(1.5 + chance.random())
                item = an_item(number, chance)
                published = time.monotonic()
                town.outlets["Harbour Wire"].append(item)
                site.say(f"/harbour-wire/{item.slug}.html", _page("Harbour Wire", item))
                site.say("/harbour-wire/rss", town.feed("Harbour Wire"))
                while time.monotonic() - published < 60 and not any(item.title in post for post in town.posts()):
                    time.sleep(0.005)
                took.append(time.monotonic() - published)
            running.terminate()
            _, said = running.communicate(timeout=20)
    took.sort()
    p95 = took[min(int(0.95 * len(took)), len(took) - 1)]
    slowest = ", ".join(f"{each:.2f}" for each in took[-3:])
    print(f"{len(took)} items: median {took[len(took) // 2]:.2f} s, p95 {p95:.2f} s, slowest {slowest} s")
    if took[-1] >= 60:
        print(said[-2000:])
    raise SystemExit(p95 > 2)


if __name__ == "__main__":
    main()
