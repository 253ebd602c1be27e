"""Kills the watcher at every commit of a cycle, before and after it, and counts what was lost or told twice.

.venv/bin/python -m bench.kill --rounds 3
.venv/bin/python -m bench.kill correction     # the same while a story is withdrawn from 3 chats, 5 mailboxes and a feed
"""

import argparse
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.app.test_correct_killed import Morning
from tests.app.test_killed import Evening, mortal, start_again
from tests.app.town import Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site
from tests.peers.smtp import Post, office_nearby
from watcher.app import outside
from watcher.sources.http import Http


def fate(town: Town) -> str:
    posts = [post for post in town.posts()[1:] if "3 outlets" in post]
    waiting = [row for row in town.outbox() if row["state"] not in ("sent", "dropped")]
    if waiting or not posts:
        return "lost"
    return "once" if len(town.posts()) == 2 else "repeated"


def corrections(rounds: int) -> None:
    wrong, post = [], Post()
    with tempfile.TemporaryDirectory() as folder, Site() as site, BotApi() as api, office_nearby(post):
        morning = Morning(Town(Path(folder), site, api), post)
        steps = range(1, morning.writing + morning.sending + 1)
        for moment, number in [(m, n) for n in steps for m in ("before", "after")] * rounds:
            morning.lives_through(moment, number)
            wrong += [fate] if (fate := morning.fate()) else []
            print(f"{moment} commit {number:2}: {fate or 'once everywhere'}", flush=True)
    print(f"{2 * rounds * len(steps)} kills, {len(wrong)} wrong")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["story", "correction"], default="story")
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    rounds = chosen.rounds
    outside.Http = partial(Http, page_pause=timedelta(0))  # type: ignore[assignment, misc]
    if chosen.what == "correction":
        corrections(rounds)
        return
    fates = {"once": 0, "repeated": 0, "lost": 0}
    with tempfile.TemporaryDirectory() as folder, Site() as site, BotApi() as api:
        evening = Evening(Town(Path(folder), site, api))
        for moment, number in [(m, n) for n in range(1, evening.commits + 1) for m in ("before", "after")] * rounds:
            town = evening.again()
            mortal(town, moment, number)
            start_again(town)
            fates[fate(town)] += 1
            print(f"{moment} commit {number:2}: {fate(town)}", flush=True)
    print(", ".join(f"{count} {name}" for name, count in fates.items()))


if __name__ == "__main__":
    main()
