"""What a round of polls costs: `python bench/poll.py [--feeds 1000] [--rounds 5]`, processor seconds on stdout.

A farm of feeds on loopback (35 items and 27 kB each), asked by the watcher and by its peers by turns, so that whatever
else the machine does meets all of them: in each round nothing has changed at first (304), then one feed in twenty has
one new item. The peers are installed from PyPI; they fetch and store, while the watcher's time is that of the whole
trip as far as the rules, its parsers included. libcurl alone shows what nobody who asks can save.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import median
from urllib.request import urlopen

ITEMS, CHANGED = (
    35,
    20,
)  # items a feed, one in 12 hours, at first of other days than are told of; one feed in so many changes
WORDS = "The harbour office counted the ships of the week and found the tea late, the salt dry and the crews paid. "
NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
ROUND = timedelta(hours=7)  # on the watcher's clock: no learnt interval is longer
OURS, FLOOR, READER, RSS2EMAIL = "the watcher", "libcurl alone", "lemon24/reader", "rss2email"
Costs = dict[str, dict[bool, list[float]]]  # by side, and whether feeds had changed: CPU s of each round


def main() -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory() as place, farmed() as root:
        ours = {OURS: "watcher", FLOOR: "libcurl"}
        sides = {name: Side(sys.executable, who, root, asked.feeds, place) for name, who in ours.items()}
        for name, package, feeds in ((READER, "reader", asked.feeds), (RSS2EMAIL, "rss2email", asked.rss2email)):
            if feeds and not asked.alone:
                python = installed(package, asked.venvs or Path(place))
                sides[name] = Side(python, package, root, feeds, place)
        costs: Costs = {name: {False: [], True: []} for name in sides}
        for number in range(asked.rounds):
            for turn in (False, True):
                if turn:
                    urlopen(f"{root}/turn").read()
                for name in sorted(sides, reverse=bool(number % 2)):  # nobody is always the first
                    costs[name][turn].append(sides[name].round() * 1000 / sides[name].feeds)
        for side in sides.values():
            side.end()
    show(costs, {name: side.feeds for name, side in sides.items()})


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rss2email", type=int, default=0, help="feeds of it: its set-up grows with their square")
    parser.add_argument("--alone", action="store_true", help="without peers: for the memory that many feeds take")
    parser.add_argument("--venvs", type=Path, help="a folder in which the peers stay installed")
    return parser.parse_args()


def show(costs: Costs, feeds: dict[str, int]) -> None:
    print(
        f"\nCPU seconds for 1,000 feeds of {ITEMS} items: the median of {len(costs[OURS][True])} rounds (least-most)\n"
    )
    print(f"{'':18}{'feeds':>6}{'all 304':>20}{'5 % changed':>20}")
    for name, of in costs.items():
        cells = (f"{median(of[turn]):.3f} ({min(of[turn]):.3f}-{max(of[turn]):.3f})" for turn in (False, True))
        print(f"{name:18}{feeds[name]:>6}" + "".join(f"{cell:>20}" for cell in cells))
    if READER in costs:
        shares = (median(a / b for a, b in zip(costs[OURS][t], costs[READER][t], strict=True)) for t in (False, True))
        print(f"{'our share':24}" + "".join(f"{share:>19.2f}x" for share in shares))
    if RSS2EMAIL not in costs:
        print("rss2email was left out (--rss2email FEEDS): adding a thousand feeds to it takes minutes")


class Side:
    """One program in a process of its own, which does a round whenever it is asked to."""

    def __init__(self, python: str, who: str, root: str, feeds: int, place: str) -> None:
        self.feeds = feeds
        state = tempfile.mkdtemp(dir=place)
        command = [python, __file__, who, root, str(feeds), state]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True, cwd=state
        )
        self.round()  # the first fetch

    def round(self) -> float:
        """CPU seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(COST):
                return float(line.removeprefix(COST))
        raise RuntimeError(f"it ended with {self._process.wait()}")

    def end(self) -> None:
        self._process.communicate()


def installed(package: str, place: Path) -> str:
    folder = place / f"venv-{package}"
    python = str(folder / "bin" / "python")
    if not folder.exists():
        venv.create(folder, with_pip=True)
        wanted = [package, "sgmllib3k"]  # which feedparser needs, and reader, which carries one, does not ask for
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
    return python


# --- the farm ------------------------------------------------------------------------------------------------------


@contextmanager
def farmed() -> Iterator[str]:
    """The address below which the feeds lie."""
    farm = subprocess.Popen([sys.executable, __file__, "farm"], stdout=subprocess.PIPE, text=True)
    assert farm.stdout is not None
    try:
        yield farm.stdout.readline().strip()
    finally:
        farm.kill()
        farm.wait()


async def farm() -> None:
    """Serves /N.xml; /turn gives one feed in twenty a new item."""
    turns = [0]

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                writer.write(answer(head, turns))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def answer(head: str, turns: list[int]) -> bytes:
    path = head.split(" ", 2)[1]
    if path == "/turn":
        turns[0] += 1
        return b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    if not path.endswith(".xml"):
        return b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    number = int(path[1:-4])
    turn = turns[0] if number % CHANGED == 0 else 0
    etag = f'"{number}-{turn}"'
    if f"if-none-match: {etag}" in head:
        return f"HTTP/1.1 304 Not Modified\r\netag: {etag}\r\n\r\n".encode()
    body = document(number, turn)
    kind = "content-type: application/rss+xml\r\n"
    return f"HTTP/1.1 200 OK\r\n{kind}etag: {etag}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def document(number: int, turn: int) -> bytes:
    items = "".join(
        f"<item><title>Harbour news {number}, item {item}</title><link>https://port-{number}.example/{item}</link>"
        f"<guid>https://port-{number}.example/{item}</guid><description>&lt;p&gt;{WORDS * 4}&lt;/p&gt;</description>"
        f"<pubDate>{format_datetime(NOON - timedelta(days=3) - timedelta(days=ITEMS - item))}</pubDate></item>"
        for item in range(ITEMS + turn, turn, -1)
    )
    about = f"<title>Port {number}</title><link>https://port-{number}.example/</link><description>x</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{about}{items}</channel></rss>'.encode()


# --- who asks it ---------------------------------------------------------------------------------------------------


COST = "cost "


def rounds(cycle: Callable[[], object]) -> None:
    """One for each line of stdin; says what it cost this process and its children."""
    for _ in sys.stdin:
        meter = Meter()
        cycle()
        time.sleep(0.05)  # children may be on their last steps
        print(f"{COST}{meter.cost():.4f}", flush=True)


class Meter:
    """CPU seconds of this process and its children since it was made, without what the measuring costs."""

    def __init__(self) -> None:
        self._children = of_children()
        self._own = time.process_time()

    def cost(self) -> float:
        own = time.process_time() - self._own
        return own + of_children() - self._children


def of_children() -> float:
    """Of the whole family below this process; the kernel counts hundredths of a second."""
    parents, ticks = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)], ticks[int(folder.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks[pid] for pid in family if pid != os.getpid()) / os.sysconf("SC_CLK_TCK")


def resident() -> float:
    """MB of this process alone."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def watcher(root: str, count: int, state: str) -> None:
    from watcher.app.files.settings import read
    from watcher.app.running.cycle import Cycle
    from watcher.app.running.opening import newsroom
    from watcher.core.timing.cadence import SINGLE_CYCLE

    rules = Path(state, "rules")
    rules.mkdir()
    (rules / "ships.yaml").write_text("rules:\n  - id: ships\n    when: {any: [zeppelin]}\n")
    (rules / "subscriptions.yaml").write_text("subscriptions:\n  - {id: me, via: console}\n")
    entry = "  - {{id: f{0}, name: Port {0}, url: '{1}/{0}.xml', text: feed}}\n"
    (rules / "feeds.yaml").write_text("feeds:\n" + "".join(entry.format(number, root) for number in range(count)))
    environment = {"WATCHER_RULES": str(rules), "WATCHER_STATE": state, "WATCHER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    now = [NOON]

    async def opened() -> None:
        settings = read(environment, None).sound()
        async with newsroom(settings, clock=lambda: now[0], pace=SINGLE_CYCLE, write=print) as room:
            cycle = Cycle(room)
            for _ in sys.stdin:
                meter = Meter()
                await cycle.listen_out()
                print(f"{COST}{meter.cost():.4f}", flush=True)
                now[0] += ROUND
            print(f"the watcher holds {resident():.0f} MB, its parsers apart", file=sys.stderr)

    asyncio.run(opened())


def libcurl(root: str, count: int, _state: str) -> None:
    """On one connection, one feed after another, remembering nothing but their ETags."""
    import pycurl

    transfer, etags = pycurl.Curl(), [""] * count

    def ask(number: int) -> None:
        heads: list[bytes] = []
        transfer.setopt(pycurl.URL, f"{root}/{number}.xml")
        transfer.setopt(pycurl.HTTPHEADER, [f"if-none-match: {etags[number]}"])
        transfer.setopt(pycurl.HEADERFUNCTION, heads.append)
        transfer.setopt(pycurl.WRITEFUNCTION, len)
        transfer.perform()
        etags[number] = next(head[6:-2].decode() for head in heads if head.startswith(b"etag: "))

    rounds(lambda: [ask(number) for number in range(count)])


def reader(root: str, count: int, state: str) -> None:
    from reader import make_reader

    ours = make_reader(f"{state}/reader.sqlite", plugins=[])
    for number in range(count):
        ours.add_feed(f"{root}/{number}.xml")
    rounds(lambda: ours.update_feeds(scheduled=False))


def rss2email(root: str, count: int, state: str) -> None:
    from rss2email.main import run

    files = ["--config", f"{state}/r2e.cfg", "--data", f"{state}/r2e.json"]
    run([*files, "new", "me@harbour.example"])
    for number in range(count):
        run([*files, "add", f"f{number}", f"{root}/{number}.xml"])
    rounds(lambda: run([*files, "run", "--no-send"]))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["farm"]:
            asyncio.run(farm())
        case [("watcher" | "libcurl" | "reader" | "rss2email") as who, root, count, state]:
            sys.path.pop(0)  # this folder has files with the names of packages
            globals()[who](root, int(count), state)
        case _:
            main()
