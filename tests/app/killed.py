"""The watcher as a process that kills itself at a commit:

python -m tests.app.killed before 7 once --now 2031-03-04T12:00:00Z
python -m tests.app.killed count 0 once     # lives, and tells on its last line of stderr how many commits there were
NOW=2031-03-04T12:00:00Z python -m tests.app.killed after 1 correct 7 ...   # for commands that take no --now
python -m tests.app.killed busy FILE once   # reads a page for ever, in a worker that writes its id to the file
"""

import os
import signal
import sqlite3
import sys
from datetime import datetime, timedelta
from functools import partial

from watcher.app import cli, outside, read
from watcher.sources.http import Http
from watcher.sources.workers import Task

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
        cli.main(sys.argv[3:])
    finally:
        print(commits, file=sys.stderr)
