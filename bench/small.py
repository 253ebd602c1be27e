"""What the watcher needs on a small machine: `python bench/small.py [--seconds 90] [--workers 1] [--mb 512]`.

`watcher run` with the shipped rules and as many feeds as are shipped, each answered by a host of its own on loopback
with items and pages of usual size, on one core, in a memory cgroup where one can be made (root). Four phases: the
first fetch with every page read; an hour's worth of news at once; nothing due; polls that find nothing new.
Memory is that of the whole process tree: PSS counts a page that three share as a third for each.
"""

import argparse
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

REPOSITORY = Path(__file__).parents[1]
ITEMS = 35  # in a feed: 27 kB
PAGE_BYTES = 80_000
PARAGRAPHS = 14
MOST_MEMORY, MOST_WRITTEN = 250, 50  # MB; MB a day
WORDS = [
    line.split()[0] for line in (REPOSITORY / "bench" / "small.py").read_text("utf-8").splitlines() if line.split()
]
WORDS = [word for word in WORDS if word.isalpha()] * 3


@dataclass
class Press:
    """All outlets: what they have published, and how often they were asked."""

    news: int = 0  # items a feed has beyond its first ones
    polls: int = 0
    pages: int = 0
    outlets: int = 0
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def feed(self, outlet: int) -> bytes:
        newest = ITEMS + self.news
        items = "".join(self._item(outlet, number) for number in range(newest, newest - ITEMS, -1))
        return f"<rss version='2.0'><channel><title>Outlet {outlet}</title>{items}</channel></rss>".encode()

    def _item(self, outlet: int, number: int) -> str:
        told = format_datetime(self.began - timedelta(minutes=max(ITEMS - number, 0) * 10))
        link = f"http://127.0.1.{outlet}:{{port}}/{number}"
        return (
            f"<item><title>{_words(outlet, number, 9)}</title><link>{link}</link><guid>{link}</guid>"
            f"<pubDate>{told}</pubDate><description>{_words(outlet, -number, 70)}</description></item>"
        )

    def page(self, outlet: int, number: int) -> bytes:
        about = "A new pier stands at the Sohae Satellite Launching Station. " if number % 7 == 0 else ""
        text = "".join(f"<p>{about}{_words(outlet, number * 100 + n, 60)}.</p>" for n in range(PARAGRAPHS))
        links = "".join(f"<li><a href='/{n}'>{_words(n, number, 4)}</a></li>" for n in range(100))
        page = (
            f"<html><head><title>{_words(outlet, number, 9)}</title></head><body><nav><ul>{links}</ul></nav>"
            f"<article><h1>{_words(outlet, number, 9)}</h1>{text}</article></body></html>"
        )
        return page.replace("</head>", f"<script>{'x=1;' * ((PAGE_BYTES - len(page)) // 4)}</script></head>").encode()


def _words(outlet: int, number: int, count: int) -> str:
    chance = random.Random(outlet * 1_000_003 + number)
    return " ".join(chance.choice(WORDS) + str(chance.randrange(100)) for _ in range(count)).capitalize()


@contextmanager
def served(press: Press) -> Iterator[int]:
    """The port on which every address of 127.0.1.0/24 answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host, port = self.headers["Host"].split(":")
            outlet = int(host.rpartition(".")[2])
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            if self.path == "/rss":
                press.polls += 1
                body = press.feed(outlet).replace(b"{port}", port.encode())
                tag = f'"{press.news}"'
            else:
                press.pages += 1
                body, tag = press.page(outlet, int(self.path[1:])), '"page"'
            fresh = self.headers.get("If-None-Match") == tag
            self.send_response(304 if fresh else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "text/html" if self.path != "/rss" else "application/rss+xml")
            self.send_header("Content-Length", "0" if fresh else str(len(body)))
            self.end_headers()
            if not fresh:
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@dataclass
class Tree:
    """The watcher and all it started, as the kernel counts them."""

    root: int
    written: dict[int, int] = field(default_factory=dict)  # by each process, dead ones too
    peak_pss: int = 0
    peak_rss: int = 0

    def look(self) -> int:
        """MB now, as PSS."""
        pss = rss = 0
        for pid in self._pids():
            try:
                told = Path(f"/proc/{pid}/smaps_rollup").read_text()
                wrote = Path(f"/proc/{pid}/io").read_text()
            except (OSError, ValueError):
                continue
            pss += _number(r"^Pss:\s+(\d+)", told)
            rss += _number(r"^Rss:\s+(\d+)", told)
            self.written[pid] = _number(r"^write_bytes: (\d+)", wrote)
        pss, rss = pss >> 10, rss >> 10
        self.peak_pss, self.peak_rss = max(self.peak_pss, pss), max(self.peak_rss, rss)
        return pss

    def bytes_written(self) -> int:
        self.look()
        return sum(self.written.values())

    def cpu_seconds(self) -> float:
        ticks = 0
        for pid in self._pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _pids(self) -> list[int]:
        pids = [self.root]
        for pid in pids:
            for task in Path(f"/proc/{pid}/task").glob("*"):
                try:
                    pids += [int(child) for child in (task / "children").read_text().split()]
                except OSError:
                    continue
        return pids


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text, re.MULTILINE)
    return int(found[1]) if found else 0


@contextmanager
def cgroup(mb: int) -> Iterator[tuple[Path | None, str]]:
    """A folder whose `cgroup.procs` limits whoever writes itself there, and words for what it is."""
    two = Path("/sys/fs/cgroup/cgroup.controllers").exists()
    folder = Path("/sys/fs/cgroup" if two else "/sys/fs/cgroup/memory") / f"small-{os.getpid()}"
    try:
        folder.mkdir()
        (folder / ("memory.max" if two else "memory.limit_in_bytes")).write_text(str(mb << 20))
    except OSError:
        yield None, "no cgroup can be made here: measured, not limited"
        return
    try:
        yield folder, f"in a cgroup of {mb} MB (v{2 if two else 1})"
    finally:
        with suppress(OSError):  # the kernel may need a while to see that it is empty
            time.sleep(1)
            folder.rmdir()


def aim(folder: Path, port: int) -> int:
    """The shipped rules with as many feeds as are shipped, of our own. Returns how many."""
    copytree(REPOSITORY / "rules", folder)
    path = folder / "feeds.yaml"
    count = len(re.findall(r"^  - id:", path.read_text("utf-8"), re.MULTILINE))
    feeds = (
        f"  - {{id: o{n}, name: Outlet {n}, url: 'http://127.0.1.{n}:{port}/rss', lang: en, every: 1h}}\n"
        for n in range(1, count + 1)
    )
    path.write_text("feeds:\n" + "".join(feeds), "utf-8")
    return count


def poll_all(state: Path) -> None:
    """Let every feed be due now. What this writes is ours and not counted."""
    with closing(sqlite3.connect(state / "watcher.db", timeout=30)) as db, db:
        db.execute("UPDATE polls SET next_poll_at = '2000-01-01T00:00:00.000Z'")


def watch(tree: Tree, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        tree.look()
        time.sleep(0.5)


def settle(tree: Tree, press: Press, *, most: float) -> float:
    """Until no page was asked for in 10 s. Returns how long that took, without those."""
    began = last = time.monotonic()
    seen = -1
    while time.monotonic() - last < 10 and time.monotonic() - began < most:
        tree.look()
        if press.pages != seen or press.polls < press.outlets:  # a busy machine may take long to begin
            seen, last = press.pages, time.monotonic()
        time.sleep(0.5)
    return last - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=90, help="of each quiet phase")
    parser.add_argument("--workers", default="1")
    parser.add_argument("--mb", type=int, default=512)
    asked = parser.parse_args()
    press = Press()
    with (
        tempfile.TemporaryDirectory(dir=REPOSITORY.parent) as name,
        served(press) as port,
        cgroup(asked.mb) as (room, how),
    ):
        folder = Path(name)
        feeds = press.outlets = aim(folder / "rules", port)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("WATCHER_")},
            "WATCHER_RULES": str(folder / "rules"),
            "WATCHER_STATE": str(folder / "state"),
            "WATCHER_WORKERS": asked.workers,
            "WATCHER_ALLOW_PRIVATE_HOSTS": ",".join(f"127.0.1.{n}" for n in range(1, feeds + 1)),
        }

        def enter() -> None:
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
            if room is not None:
                (room / "cgroup.procs").write_text(str(os.getpid()))

        print(f"{feeds} feeds of {len(press.feed(1)) >> 10} kB, pages of {PAGE_BYTES // 1000} kB, {how}, one core")
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "watcher", "run"]
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=folder,
                stdout=log,
                stderr=log,
                preexec_fn=enter,
            )
        try:
            return measure(Tree(process.pid), press, folder / "state", asked.seconds)
        finally:
            process.send_signal(signal.SIGTERM)
            print(f"ended with {process.wait(timeout=15)}")
            faults = re.findall(r"^.* ERROR .*$", (folder / "log").read_text("utf-8", "replace"), re.MULTILINE)
            print("\n".join(faults[:5]))


def measure(tree: Tree, press: Press, state: Path, seconds: float) -> int:
    took = settle(tree, press, most=600)
    print(f"first fetch: {press.polls} polls, {press.pages} pages in {took:.0f} s; peak {tree.peak_pss} MB PSS")
    press.news, press.began, pages = press.news + 2, datetime.now(UTC), press.pages
    poll_all(state)
    took = settle(tree, press, most=600)
    print(f"two new items each: {press.pages - pages} pages in {took:.0f} s; peak {tree.peak_pss} MB PSS")

    wrote, cpu = tree.bytes_written(), tree.cpu_seconds()
    watch(tree, seconds)
    base = (tree.bytes_written() - wrote) / seconds
    load = (tree.cpu_seconds() - cpu) / seconds
    print(f"nothing due for {seconds:.0f} s: {base:.0f} bytes/s written, {load:.1%} of a core, {tree.look()} MB PSS")

    wrote, polls = tree.bytes_written(), press.polls
    for _ in range(int(seconds // 15)):
        poll_all(state)
        watch(tree, 15)
    polled = press.polls - polls
    a_poll = max((tree.bytes_written() - wrote - base * seconds) / max(polled, 1), 0)
    print(f"{polled} polls that found nothing: {a_poll:.0f} bytes written for each")

    feeds = press.outlets
    a_day = (base * 86400 + a_poll * feeds * 24) / 1e6
    print(f"memory: peak {tree.peak_pss} MB PSS, {tree.peak_rss} MB RSS of the whole tree (promise: {MOST_MEMORY})")
    print(f"disk: {a_day:.1f} MB a day at rest, {feeds} feeds polled once an hour (promise: {MOST_WRITTEN})")
    return 0 if tree.peak_pss <= MOST_MEMORY and a_day <= MOST_WRITTEN else 1


if __name__ == "__main__":
    sys.exit(main())
