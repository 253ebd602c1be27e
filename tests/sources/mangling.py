"""Real feeds, damaged as transport, templates and people damage them."""

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import feedparser

from watcher.sources.base import Reading, Response, UnreadableFeed
from watcher.sources.feed import FOREIGN_FAULTS, SOURCE

DATA = Path(__file__).parents[2].parent / "shared" / "data"
URL = "https://feed.example/news/feed.xml"


def documents() -> Iterator[tuple[str, bytes]]:
    for folder in (DATA / "feeds", DATA / "feeds-real"):
        for path in sorted(folder.glob("*.*")) if folder.is_dir() else ():
            if path.is_file() and path.suffix not in (".jsonl", ".csv", ".md") and path.name != "manifest.json":
                yield path.name, path.read_bytes()


def cut_short(body: bytes, chance: Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def head_lost(body: bytes, chance: Random) -> bytes:
    return body[chance.randrange(min(len(body), 300) + 1) :]


def bytes_flipped(body: bytes, chance: Random) -> bytes:
    flipped = bytearray(body)
    for _ in range(chance.randrange(1, 20)):
        if flipped:
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def junk_before(body: bytes, chance: Random) -> bytes:
    return (
        chance.choice(
            [b"\n\n  ", b"Warning: mysql_connect() in /x.php on line 3\n", b"\xef\xbb\xbf\xef\xbb\xbf", b"\x00"]
        )
        + body
    )


def junk_after(body: bytes, chance: Random) -> bytes:
    return body + chance.choice([b"<!-- cached -->", b"<script>x</script>", b"\x00" * 40, b"</rss></rss>", body[-200:]])


def another_encoding(body: bytes, chance: Random) -> bytes:
    claimed = chance.choice([b"utf-16", b"iso-8859-1", b"windows-1251", b"x-none", b"euc-kr", b"utf-7", b"idna", b""])
    return (
        b'<?xml version="1.0" encoding="'
        + claimed
        + b'"?>'
        + body[body.find(b"?>") + 2 if b"?>" in body[:200] else 0 :]
    )


def rewritten(body: bytes, chance: Random) -> bytes:
    return body.decode("utf-8", "replace").encode(
        chance.choice(["utf-16", "utf-16-le", "utf-32", "cp1251", "koi8-r"]), "replace"
    )


def tags_broken(body: bytes, chance: Random) -> bytes:
    tag = chance.choice([b"</item>", b"</title>", b"</link>", b"<item>", b"]]>", b"</entry>", b"</description>", b'"'])
    return body.replace(tag, b"", chance.randrange(1, 4))


def signs_unescaped(body: bytes, chance: Random) -> bytes:
    return body.replace(b"&amp;", b"&").replace(
        b"</title>",
        chance.choice([b" & more", b" < 3", b"&nbsp;&hellip;", b"&#0;&#xFFFF;", b"&undefined;"]) + b"</title>",
    )


def nested(body: bytes, chance: Random) -> bytes:
    at = body.find(b"<item>") if b"<item>" in body else body.find(b"<entry>")
    return body if at < 0 else body[:at] + b"<group>" * chance.randrange(1, 400) + body[at:]


MANGLES: Sequence[Callable[[bytes, Random], bytes]] = (
    cut_short, head_lost, bytes_flipped, junk_before, junk_after, another_encoding, rewritten, tags_broken,
    signs_unescaped, nested,
)  # fmt: skip


def mangled(body: bytes, chance: Random) -> bytes:
    for mangle in chance.sample(MANGLES, chance.choice([1, 1, 1, 2, 3])):
        body = mangle(body, chance)
    return body


def read(body: bytes) -> Reading | None:
    """None where it is said to be no feed. What else is raised is a fault of ours."""
    try:
        return SOURCE.read(Response(URL, 200, {}, body))
    except UnreadableFeed:
        return None


def items_by_feedparser(body: bytes) -> int:
    """As a program finds them that hands the bytes over as they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            headers = {"content-type": "application/xml", "content-location": URL}
            return len(feedparser.parse(io.BytesIO(body), response_headers=headers).entries)
        except FOREIGN_FAULTS:
            return 0
