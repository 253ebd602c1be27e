"""What a broken world costs the sound part of it: `python -m bench.faulty [DEADLINE]`, a table on stdout.

Some seventy outlets on loopback, most with a fault of their own (`tests/app/faulty.py`), and twenty sound ones. The
watcher lives there for an afternoon in a process of its own, after one in the same world before anything broke.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import mean

from tests.app.faulty import TURNS, Afternoon, kinds, spend
from tests.peers.faults import World, healthy
from watcher.app.files.settings import Settings
from watcher.app.running import outside
from watcher.sources.asking.http import DEADLINE, Http

SOUND = 20


def main() -> None:
    deadline = float(sys.argv[1]) if len(sys.argv) > 1 else DEADLINE.total_seconds()
    rows = {name: live(deadline, has_faults=has) for name, has in (("all sound", False), ("with faults", True))}
    print(f"\n{len(kinds())} kinds of fault and {SOUND} sound outlets, {deadline:g} s for an answer\n")
    print(f"{'':14}{'delay of the sound, s':>24}{'RSS grew by, MB':>18}{'processor, s':>14}{'requests':>10}")
    for name, (delay, grown, spent, requests) in rows.items():
        print(f"{name:14}{delay:>24.2f}{grown:>18.0f}{spent:>14.1f}{requests:>10}")
    print(f"{'':14}{rows['with faults'][0] / rows['all sound'][0]:>23.2f}x")


def live(deadline: float, *, has_faults: bool) -> tuple[float, float, float, int]:
    with World() as world, tempfile.TemporaryDirectory() as folder:
        afternoon = Afternoon(world, Path(folder), healthy=SOUND, has_faults=has_faults)
        afternoon.fill(kinds())
        began: dict[int, float] = {}
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        child = multiprocessing.get_context("spawn").Process(
            target=watcher, args=(theirs, afternoon.settings(), deadline)
        )
        child.start()
        for number in range(len(TURNS)):
            assert ours.recv() == number
            afternoon.turn(number)
            began[number] = time.monotonic()
            ours.send(None)
        grown, spent = ours.recv()
        child.join()
        for broken in afternoon.broken_promises() if has_faults else ():
            print(f"BROKEN: {broken}")
        sound = [
            outlet for outlet in world.outlets.values() if outlet.feed is healthy and outlet.name.startswith("sound")
        ]
        delays = [hit.at - began[hit.turn] for outlet in sound for hit in outlet.asked("/news.html")]
        return mean(delays), grown, spent, sum(len(outlet.hits) for outlet in world.outlets.values())


def watcher(world: Connection, settings: Settings, deadline: float) -> None:
    outside.Http = partial(Http, page_pause=timedelta(0), deadline=timedelta(seconds=deadline))  # type: ignore[assignment, misc]
    sizes: list[float] = []

    def turn(number: int) -> None:
        sizes.append(resident())
        world.send(number)
        world.recv()

    asyncio.run(spend(settings, turn))
    world.send((peak() - sizes[1], time.process_time()))


def resident() -> float:
    return _memory("VmRSS")


def peak() -> float:
    return _memory("VmHWM")


def _memory(name: str) -> float:
    """MB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
