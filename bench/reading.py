"""How well feeds and pages are read: `python bench/reading.py [FOLDER]`, a table on stdout.

FOLDER holds `feeds/`, `feeds-real/` (documents) and `pages/` (gold.jsonl with text, title, author, date; html/).
"""

import io
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import feedparser

from watcher.sources.base import Response, UnreadableFeed
from watcher.sources.feed import SOURCE

HERE = Path(__file__).parents[1].parent / "shared" / "data"
URL = "https://feed.example/news/feed.xml"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name in ("feeds-real", "feeds"):
        if (folder / name).is_dir():
            feeds(folder / name)
    if (folder / "pages" / "gold.jsonl").exists():
        from bench.reading_pages import pages

        pages(folder / "pages")


def documents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".jsonl" and path.name != "manifest.json":
            yield path, path.read_bytes()


def feeds(folder: Path) -> None:
    count: Counter[str] = Counter()
    seconds = 0.0
    for path, body in documents(folder):
        plain = plainly(body)
        began = time.process_time()
        try:
            reading = SOURCE.read(Response(URL, 200, {}, body))
        except UnreadableFeed as error:
            count["unreadable"] += 1
            count["fewer items than feedparser"] += bool(plain)
            print(f"  unreadable: {path.name[-60:]}: {error} (feedparser: {plain})")
            continue
        finally:
            seconds += time.process_time() - began
        count["feeds"] += 1
        count["items"] += len(reading.entries)
        count["items by plain feedparser"] += plain
        if len(reading.entries) < plain:
            count["fewer items than feedparser"] += 1
            print(f"  fewer: {path.name}: {len(reading.entries)} < {plain}")
        count["without id"] += sum(not entry.guid for entry in reading.entries)
        count["without date"] += sum(entry.published_at is None for entry in reading.entries)
        count["without link"] += sum(not entry.url for entry in reading.entries)
        count["with problems"] += bool(reading.problems)
        for entry in reading.entries:
            if not entry.url.startswith(("http://", "https://")) and entry.url:
                count["links not absolute"] += 1
            if re.search(r"</?[a-z]+>", entry.title):
                count["titles with tags"] += 1
    print(f"{folder.name}: {dict(count)}; {seconds:.2f} s CPU")


def plainly(body: bytes) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return len(feedparser.parse(io.BytesIO(body), response_headers={"content-type": "application/xml"}).entries)


if __name__ == "__main__":
    main()
