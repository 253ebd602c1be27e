"""The watcher as a process that kills itself at a commit:

python -m tests.app.killed before 7 once --now 2031-03-04T12:00:00Z
python -m tests.app.killed count 0 once     # lives, and tells on its last line of stderr how many commits there were
NOW=2031-03-04T12:00:00Z python -m tests.app.killed after 1 correct 7 ...   # for commands that take no --now
python -m tests.app.killed busy FILE once   # reads a page for ever, in a worker that writes its id to the file
NOW=... python -m tests.app.killed before 2 press k:7:go -1005550000001   # a person at that desk presses; then a cycle
"""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from datetime import datetime, timedelta
from functools import partial

from watcher.app import cli
from watcher.app.acts import read
from watcher.app.editor.desk import Press, pressed
from watcher.app.files import settings
from watcher.app.running import outside
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.sources.asking.http import Http
from watcher.sources.parsing.workers import Task

commits = 0


class Mortal(sqlite3.Connection):
    def execute(self, sql, *values):
        global commits
        if sql != "COMMIT":
            return super().execute(sql, *values)
        commits += 1
        self.dies_if("before")
        done = super().execute(sql, *values)
        self.dies_if("after")
        return done

    def dies_if(self, moment):
        if [moment, str(commits)] == sys.argv[1:3]:
            os.kill(os.getpid(), signal.SIGKILL)


async def press(data, chat):
    now = datetime.fromisoformat(os.environ["NOW"])
    wall = time.monotonic()
    async with newsroom(
        settings.read(os.environ, None).sound(),
        clock=lambda: now,
        wall=lambda: now + timedelta(seconds=time.monotonic() - wall),
        pace=SINGLE_CYCLE,
        write=print,
    ) as room:
        assert pressed(room, Press(data, chat, 42, "Anna"), ()) is not None
        cycle = Cycle(room)
        await cycle.speak_out()
        await cycle.finish(within=1)


if __name__ == "__main__":
    sqlite3.connect = partial(sqlite3.connect, factory=Mortal)
    outside.Http = partial(Http, page_pause=timedelta(0))
    if "NOW" in os.environ:
        cli.clock = lambda: datetime.fromisoformat(os.environ["NOW"])
    if sys.argv[1] == "busy":
        read.Page = lambda *_, **__: sys.argv[2]
        read.replace = lambda page, **_: page
        read.READ_ARTICLE = Task("tests.sources.tasks", "wait")
    try:
        if sys.argv[3] == "press":
            asyncio.run(press(*sys.argv[4:]))
        else:
            cli.main(sys.argv[3:])
    finally:
        print(commits, file=sys.stderr)
