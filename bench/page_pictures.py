"""What the pages look like: `python bench/page_pictures.py FOLDER`, PNGs by headless chromium of an invented day."""

import asyncio
import json
import sys
import tempfile
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx

from bench.mail_pictures import SCHEMES, shoot
from tests.app.town import DAWN, REPOSITORY, Item, Town
from tests.peers.botapi import BotApi
from tests.peers.site import Answer, Site
from watcher.app.running import outside
from watcher.app.running.opening import newsroom
from watcher.app.web.door import Door
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.sources.asking.http import Http

ROWS = [json.loads(line) for line in (REPOSITORY / "tests/data/launch_day.jsonl").read_text("utf-8").splitlines()]
SUBSCRIPTIONS = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: Asia/Seoul, lang: ko}
  - {id: folder, via: file, zone: Europe/London}
"""
NIGHT = DAWN + timedelta(hours=30)
PAGES = {
    "front": "/",
    "front-ko": "/?lang=ko",
    "search": "/?q=radar",
    "none": "/?q=zebra",
    "unclear": "/?q=quay+OR&lang=ko",
    "story": "/s/1",
    "lost": "/s/999",
    "feeds": "/feeds",
    "feeds-ko": "/feeds?lang=ko",
}
WIDTHS, HEIGHT = (360, 760), 1100


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    outside.Http = partial(Http, page_pause=timedelta(0))  # the town has one host
    with tempfile.TemporaryDirectory() as home, Site() as site, BotApi() as api:
        town = Town(Path(home), site, api)
        town.subscribe(SUBSCRIPTIONS)
        empty = asyncio.run(read(quiet(town), {"empty": "/", "empty-ko": "/?lang=ko"}))
        pages = empty | asyncio.run(read(busy(town), PAGES))
    for name, text in pages.items():
        page = folder / f"{name}.html"
        page.write_text(text, "utf-8")
        for width in WIDTHS:
            for scheme, switches in SCHEMES.items():
                shoot(page, folder / f"{name}-{width}-{scheme}.png", width, HEIGHT, switches)


def quiet(town: Town) -> Town:
    town.open(*sorted({row["outlet"] for row in ROWS}), "Silent Post", "Walled Times")
    return town


def busy(town: Town) -> Town:
    """A launch day, told half hour by half hour, and one feed that hangs and one that refuses."""
    for at, rows in groupby(ROWS, key=lambda row: datetime.fromisoformat(row["ts"]) + timedelta(hours=1)):
        for row in rows:
            item = Item(row["id"], row["title"], row["text"], datetime.fromisoformat(row["ts"]))
            town.publish(row["outlet"], item)
        town.once(at)
    town.site.say("/silent-post/rss", Answer(status=404))
    town.site.say("/walled-times/rss", Answer(status=403))
    for hour in range(26, 30):
        town.once(DAWN + timedelta(hours=hour))
    town.watcher("correct", "2", "--withdraw", "--note", "A drill.", at=NIGHT)
    return town


async def read(town: Town, pages: dict[str, str]) -> dict[str, str]:
    async with newsroom(town.settings, clock=lambda: NIGHT, pace=SINGLE_CYCLE, write=town.said.append) as room:
        app = Door(room, name="Sohae Watch", secret=b"s").app()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            return {name: (await client.get(path)).text for name, path in pages.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
