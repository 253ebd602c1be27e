"""What a round of polls costs: `python bench/poll.py [FEEDS]`, processor seconds on stdout.

A farm of feeds on loopback (35 items and 27 kB each), asked by the watcher and by its peers, one after the other:
first nothing has changed (304), then one feed in twenty has one new item. The peers are installed from PyPI into
throw-away environments; they fetch and store, while the watcher's time is that of the whole trip as far as the rules.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.request import urlopen

ITEMS, CHANGED = 35, 20  # items a feed; one feed in so many changes
WORDS = "The harbour office counted the ships of the week and found the tea late, the salt dry and the crews paid. "
NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
PEERS = {"lemon24/reader": "reader", "rss2email": "rss2email"}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as place:
        farm = subprocess.Popen([sys.executable, __file__, "farm"], stdout=subprocess.PIPE, text=True)
        try:
            assert farm.stdout is not None
            root = farm.stdout.readline().strip()
            rows = {"the watcher": row(sys.executable, "watcher", root, count, place)}
            for name, package in PEERS.items():
                try:
                    rows[name] = row(installed(package, place), package, root, count, place)
                except subprocess.CalledProcessError as error:
                    print(f"{name} cannot be measured: exit code {error.returncode}", file=sys.stderr)
        finally:
            farm.kill()
            farm.wait()
    print(f"\n{count} feeds of {ITEMS} items; processor seconds for 1,000 feeds\n")
    print(f"{'':18}{'all 304':>10}{'5 % changed':>14}")
    for name, (unchanged, changed) in rows.items():
        print(f"{name:18}{unchanged * 1000 / count:>10.2f}{changed * 1000 / count:>14.2f}")


def row(python: str, who: str, root: str, count: int, place: str) -> tuple[float, float]:
    state = tempfile.mkdtemp(dir=place)
    ran = subprocess.run(
        [python, __file__, who, root, str(count), state], check=True, stdout=subprocess.PIPE, text=True, cwd=state
    )
    unchanged, changed = ran.stdout.split()[-2:]
    return float(unchanged), float(changed)


def installed(package: str, place: str) -> str:
    folder = Path(place, f"venv-{package}")
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    wanted = [package, "sgmllib3k"]  # which feedparser needs, and reader, which carries one, does not ask for
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
    return python


# --- the farm ------------------------------------------------------------------------------------------------------


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
        f"<pubDate>{format_datetime(NOON - timedelta(days=9) + timedelta(hours=item))}</pubDate></item>"
        for item in range(ITEMS + turn, turn, -1)
    )
    about = f"<title>Port {number}</title><link>https://port-{number}.example/</link><description>x</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{about}{items}</channel></rss>'.encode()


# --- who asks it ---------------------------------------------------------------------------------------------------


def measure(cycle: Callable[[], object], root: str) -> None:
    """Prints the processor seconds of this process and its children: of a round without news, and of one with."""
    cycle()
    for turns in (0, 1):
        for _ in range(turns):
            urlopen(f"{root}/turn").read()
        before = spent()
        cycle()
        time.sleep(0.1)  # children may be on their last steps
        print(f"{spent() - before:.3f}", flush=True)


def spent() -> float:
    """Of the whole family; the kernel counts hundredths of a second."""
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
    children = sum(ticks[pid] for pid in family if pid != os.getpid()) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + children


def resident() -> float:
    """MB of this process alone."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def watcher(root: str, count: int, state: str) -> None:
    from watcher.app.files.settings import Settings
    from watcher.app.running.cycle import Cycle
    from watcher.app.running.opening import newsroom
    from watcher.core.timing.cadence import SINGLE_CYCLE

    rules = Path(state, "rules")
    rules.mkdir()
    (rules / "ships.yaml").write_text("rules:\n  - id: ships\n    when: {any: [zeppelin]}\n")
    (rules / "subscriptions.yaml").write_text("subscriptions:\n  - {id: me, via: console}\n")
    entry = "  - {{id: f{0}, name: Port {0}, url: '{1}/{0}.xml', every: 1m, text: feed}}\n"
    (rules / "feeds.yaml").write_text("feeds:\n" + "".join(entry.format(number, root) for number in range(count)))
    environment = {"WATCHER_RULES": str(rules), "WATCHER_STATE": state, "WATCHER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    now = [NOON]

    async def cycles() -> None:
        settings = Settings.from_env(environment, None)
        async with newsroom(settings, clock=lambda: now[0], pace=SINGLE_CYCLE, write=print) as room:
            cycle = Cycle(room)

            async def one() -> None:
                await cycle.listen_out()
                now[0] += timedelta(minutes=1)

            await one()
            for turn in (False, True):
                if turn:
                    await asyncio.to_thread(lambda: urlopen(f"{root}/turn").read())
                before = spent()
                await one()
                print(f"{spent() - before:.3f}", flush=True)
            print(f"the watcher holds {resident():.0f} MB, its parsers apart", file=sys.stderr)

    asyncio.run(cycles())


def reader(root: str, count: int, state: str) -> None:
    from reader import make_reader

    ours = make_reader(f"{state}/reader.sqlite", plugins=[])
    for number in range(count):
        ours.add_feed(f"{root}/{number}.xml")
    measure(lambda: ours.update_feeds(scheduled=False), root)


def rss2email(root: str, count: int, state: str) -> None:
    from rss2email.main import run

    files = ["--config", f"{state}/r2e.cfg", "--data", f"{state}/r2e.json"]
    run([*files, "new", "me@harbour.example"])
    for number in range(count):
        run([*files, "add", f"f{number}", f"{root}/{number}.xml"])
    measure(lambda: run([*files, "run", "--no-send"]), root)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["farm"]:
            asyncio.run(farm())
        case [("watcher" | "reader" | "rss2email") as who, root, count, state]:
            sys.path.pop(0)  # this folder has files with the names of packages
            globals()[who](root, int(count), state)
        case _:
            main()
