"""Kills the watcher, and counts what was lost or told twice.

.venv/bin/python -m bench.kill commits --rounds 3    # before and after every commit of a cycle
.venv/bin/python -m bench.kill correction           # the same while a story is withdrawn from chats, mailboxes, a feed
.venv/bin/python -m bench.kill desk                 # the same while people at a desk press
.venv/bin/python -m bench.kill storm --stories 500   # at random, while 23 % of all calls to both far ends fail
"""

import argparse
import tempfile
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.app.storm import CHATS, Storm
from tests.app.test_correct_killed import Morning
from tests.app.test_desk_killed import PRESSES
from tests.app.test_desk_killed import Evening as AtDesk
from tests.app.test_killed import Evening, mortal, start_again
from tests.app.town import Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site
from tests.peers.smtp import Post, office_nearby
from watcher.app.running import outside
from watcher.sources.asking.http import Http


def fate(town: Town) -> str:
    posts = [post for post in town.posts()[1:] if "3 outlets" in post]
    waiting = [row for row in town.outbox() if row["state"] not in ("sent", "dropped")]
    if waiting or not posts:
        return "lost"
    return "once" if len(town.posts()) == 2 else "repeated"


def commits(rounds: int) -> bool:
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
    return not fates["lost"] + fates["repeated"]


def corrections(rounds: int) -> bool:
    outside.Http = partial(Http, page_pause=timedelta(0))  # type: ignore[assignment, misc]
    wrong, post = 0, Post()
    with tempfile.TemporaryDirectory() as folder, Site() as site, BotApi() as api, office_nearby(post):
        morning = Morning(Town(Path(folder), site, api), post)
        steps = range(1, morning.writing + morning.sending + 1)
        for moment, number in [(m, n) for n in steps for m in ("before", "after")] * rounds:
            morning.lives_through(moment, number)
            fate = morning.fate()
            wrong += bool(fate)
            print(f"{moment} commit {number:2}: {fate or 'once everywhere'}", flush=True)
    print(f"{2 * rounds * len(steps)} kills, {wrong} wrong")
    return not wrong


def presses(rounds: int) -> bool:
    outside.Http = partial(Http, page_pause=timedelta(0))  # type: ignore[assignment, misc]
    kills, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder, Site() as site, BotApi() as api:
        evening = AtDesk(Town(Path(folder), site, api))
        for button in PRESSES:
            steps = range(1, evening.commits(button) + 1)
            for moment, number in [(m, n) for n in steps for m in ("before", "after")] * rounds:
                evening.lives_through(button, moment, number)
                fate = evening.fate(button)
                kills, wrong = kills + 1, wrong + bool(fate)
                print(f"{button}, {moment} commit {number:2}: {fate or 'done once'}", flush=True)
    print(f"{kills} kills, {wrong} wrong")
    return not wrong


def rage(seed: int, stories: int, speed: float, longest: float) -> bool:
    storm, begun = Storm(seed, stories, speed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, storm.raging(Path(folder)) as settings:
        storm.rage(settings, lifetimes=lambda chance: chance.uniform(3, longest))
    took = time.monotonic() - begun
    calls = Counter("unanswered" if call.status == 0 else str(call.status) for call in storm.api.calls)
    copies = storm.letters
    repeated = sum(len(each) > 1 for each in copies.values())
    same = all(len(set(each)) == 1 for each in copies.values())
    print(f"seed {seed}: {stories} stories to {len(CHATS)} chats and {storm.mailboxes} mailboxes, {storm.kills} kills")
    print(f"{took:.0f} s of ours, {storm.glass.now / 3600:.1f} h of theirs; calls to Telegram: {dict(calls)}")
    print(f"lost {storm.lost}, twice on Telegram {storm.twice}", *storm.doubled(), sep="\n  ")
    print(f"{len(copies)} letters, {repeated} of them sent again, all the same to the byte: {same}")
    return not storm.lost and not storm.twice and same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("commits", "correction", "desk", "storm"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--speed", type=float, default=100.0, help="how fast the storm's clock runs at most")
    parser.add_argument("--longest", type=float, default=360.0, help="seconds that one life lasts at most")
    given = parser.parse_args()
    match given.what:
        case "commits":
            good = commits(given.rounds)
        case "correction":
            good = corrections(given.rounds)
        case "desk":
            good = presses(given.rounds)
        case _:
            good = rage(given.seed, given.stories, given.speed, given.longest)
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
