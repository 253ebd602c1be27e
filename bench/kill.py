"""Kills the watcher at every commit of a cycle, before and after it, and counts what was lost or told twice.

.venv/bin/python -m bench.kill --rounds 3
"""

import argparse
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.app.test_killed import Evening, mortal, start_again
from tests.app.town import Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site
from watcher.app import outside
from watcher.sources.http import Http


def fate(town: Town) -> str:
    posts = [post for post in town.posts()[1:] if "3 outlets" in post]
    waiting = [row for row in town.outbox() if row["state"] not in ("sent", "dropped")]
    if waiting or not posts:
        return "lost"
    return "once" if len(town.posts()) == 2 else "repeated"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    rounds = parser.parse_args().rounds
    outside.Http = partial(Http, page_pause=timedelta(0))  # type: ignore[assignment, misc]
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
