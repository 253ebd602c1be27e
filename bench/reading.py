"""How well feeds and pages are read: `python bench/reading.py [FOLDER]`, a table on stdout.

FOLDER holds `feeds/`, `feeds-real/` (documents) and `pages/` (gold.jsonl with text, title, author, date; html/).
"""

import gzip
import io
import json
import re
import resource
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser

from watcher.sources.base import Response, UnreadableFeed, UnreadablePage
from watcher.sources.feed import SOURCE
from watcher.sources.pages.article import Extract, Page, read
from watcher.sources.text import instant

HERE = Path(__file__).parents[1].parent / "shared" / "data"
URL = "https://feed.example/news/feed.xml"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name in ("feeds-real", "feeds"):
        if (folder / name).is_dir():
            feeds(folder / name)
    if (folder / "pages" / "gold.jsonl").exists():
        pages(folder / "pages")
        steadiness(folder / "pages")


def documents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".jsonl" and path.name != "manifest.json":
            yield path, path.read_bytes()


def feeds(folder: Path) -> None:
    count: Counter[str] = Counter()
    seconds = 0.0
    for path, body in documents(folder):
        plain = len(plainly(body))
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
        count["unparsed dates"] += sum(not read for read in dates(body))
        count["without link"] += sum(not entry.url for entry in reading.entries)
        count["with problems"] += bool(reading.problems)
        for entry in reading.entries:
            if not entry.url.startswith(("http://", "https://")) and entry.url:
                count["links not absolute"] += 1
            if re.search(r"</?[a-z]+>", entry.title):
                count["titles with tags"] += 1
    print(f"{folder.name}: {dict(count)}; {seconds:.2f} s CPU")


def dates(body: bytes) -> Iterator[bool]:
    """Whether each date that plain feedparser finds written in the items, of our time or not, can be read."""
    for entry in plainly(body):
        written = entry.get("published") or dict.get(entry, "updated", "")
        if written and written.strip():
            yield instant(written) is not None


def pages(folder: Path) -> None:
    """Token F1 against the gold text; titles, dates and authors found."""
    count: Counter[str] = Counter()
    scores: dict[str, list[float]] = {}
    began = time.process_time()
    for line in (folder / "gold.jsonl").read_text().splitlines():
        gold = json.loads(line)
        body = gzip.decompress((folder / gold["file"]).read_bytes())
        try:
            found = read(Page(url=gold["url"], body=body, content_type="text/html"))
        except UnreadablePage as error:
            print(f"  unreadable: {gold['file']}: {error}")
            scores.setdefault(gold["set"], []).append(0)
            continue
        score = f1(found.text, gold["text"])
        scores.setdefault(gold["set"], []).append(score)
        if score < 0.8:
            print(f"  F1 {score:.2f}: {gold['file']}: {len(found.text)} of {len(gold['text'])} characters")
        count.update(compared(found, gold))
    for name, values in scores.items():
        print(f"pages {name}: mean F1 {statistics.mean(values):.3f} of {len(values)}")
    print(f"pages: {dict(count)}; {time.process_time() - began:.2f} s CPU")


def steadiness(folder: Path) -> None:
    """Whether a page gives the same ten times, and what 350 pages in one process leave behind."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text().splitlines()]
    waiting = [Page(url=row["url"], body=gzip.decompress((folder / row["file"]).read_bytes())) for row in rows]
    differing = sum(len({text_of(page) for _ in range(10)}) > 1 for page in waiting)
    resident = []
    for number in range(350):
        text_of(waiting[number % len(waiting)])
        if number in (50, 349):
            resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6)
    grown = " -> ".join(f"{size:.0f} MB" for size in resident)
    print(f"pages read ten times: {differing} of {len(waiting)} differ; after 50 and 350 more: {grown}")


def text_of(page: Page) -> str | None:
    try:
        return read(page).text
    except UnreadablePage:
        return None


def compared(found: Extract, gold: dict[str, Any]) -> Iterator[str]:
    """What there was to find, and what of it was found."""
    if gold.get("title"):
        yield "titles"
        if tokens(found.title) == tokens(gold["title"]):
            yield "titles found"
        else:
            print(f"  title: {found.title!r} for {gold['title']!r}")
    expected = instant(gold.get("date", ""))
    if expected:
        off = abs(found.published_at - expected) if found.published_at else None
        yield "dates"
        if off is not None and off < timedelta(days=1):
            yield "days found"
        if off is not None and off < timedelta(minutes=1):
            yield "minutes found"
        else:
            print(f"  date: {found.published_at} for {gold['date']} {gold['url'][:60]}")
    if gold.get("author"):
        yield "authors"
        if tokens(gold["author"][0]) <= tokens(found.author or ""):
            yield "authors found"


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", text.lower()))


def f1(found: str, gold: str) -> float:
    ours, theirs = tokens(found), tokens(gold)
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def plainly(body: bytes) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(feedparser.parse(io.BytesIO(body), response_headers={"content-type": "application/xml"}).entries)


if __name__ == "__main__":
    main()
