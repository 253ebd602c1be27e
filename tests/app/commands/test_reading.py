import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import click
from click.testing import CliRunner

from tests.peers.site import Answer, Manner, Site, redirect
from watcher.app.commands import Invocation, article, preview
from watcher.app.files.settings import Settings

RSS = b"""<rss version="2.0"><channel><title>The Post</title><item><title>New pier</title><link>/pier</link>
<pubDate>Thu, 17 Jul 2025 06:30:00 GMT</pubDate><description>A pier grows.</description></item></channel></rss>"""
WORDS = "A second pier is growing beside the launch site, pictures show. Cranes stand at its end. " * 4
PAGE = f"""<html lang="en"><head><title>A second pier</title><meta property="og:site_name" content="The Post">
<meta property="article:published_time" content="2025-07-17T06:30:00Z"><meta name="author" content="Min-ji Han"></head>
<body><article><h1>A second pier</h1><p>{WORDS}</p></article></body></html>""".encode()


def an_invocation(allowed: str = "") -> Invocation:
    settings = Settings(allow_private_hosts=frozenset({allowed}), workers=1)
    return Invocation(lambda: datetime(2025, 7, 17, 7, tzinfo=UTC), lambda: settings)


def rows(command: click.Command, *arguments: str, allowed: str = "", stdin: bytes = b"") -> list[dict[str, object]]:
    ran = CliRunner().invoke(command, [*arguments, "--json"], obj=an_invocation(allowed), input=stdin)
    assert ran.exit_code == 0
    assert not ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def said(command: click.Command, *arguments: str) -> str:
    ran = CliRunner().invoke(command, arguments, obj=an_invocation())
    assert ran.exit_code == 0
    return ran.stdout


def test_a_feed_is_shown_as_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(RSS)
    (row,) = rows(preview.command, str(tmp_path / "feed.xml"), "--url", "https://post.example/feed")
    assert row == {
        "source": str(tmp_path / "feed.xml"),
        "kind": "feed",
        "format": "rss20",
        "title": "The Post",
        "entries": [
            {
                "id": "https://post.example/pier",
                "url": "https://post.example/pier",
                "title": "New pier",
                "summary": "A pier grows.",
                "content": None,
                "author": None,
                "published": "2025-07-17T06:30:00Z",
                "updated": None,
                "lang": "en",
            }
        ],
        "problems": [],
        "error": None,
    }


def test_a_page_is_shown_as_it_is_read() -> None:
    (row,) = rows(article.command, "-", "--url", "https://post.example/pier", stdin=PAGE)
    assert row == {
        "source": "-",
        "url": "https://post.example/pier",
        "canonical_url": "https://post.example/pier",
        "title": "A second pier",
        "text": row["text"],
        "author": "Min-ji Han",
        "outlet": "The Post",
        "published": "2025-07-17T06:30:00Z",
        "lang": "en",
        "error": None,
    }
    assert WORDS.strip() in str(row["text"])


def test_no_source_stops_the_others(site: Site, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    good = site.say("/feed", RSS)
    sources = [
        str(tmp_path / "nothing"),
        str(tmp_path),
        str(tmp_path / "page.html"),
        "http://169.254.169.254/latest",
        "file:///etc/hostname",
        site.url("/gone"),
        site.say("/cut", Answer(manner=Manner.RESET)),
        site.say("/inside", redirect("http://10.0.0.1/")),
        good,
    ]
    shown = rows(preview.command, *sources, allowed=f"127.0.0.1:{site.port}")
    assert [row["source"] for row in shown] == sources
    assert [row["error"] for row in shown] == [
        "cannot be read: No such file or directory",
        "cannot be read: Is a directory",
        "a web page, not a feed",
        "refuses to connect to a private address (169.254.169.254)",
        "only http and https are read, not file:",
        "answers 404: not found",
        "hung up before the answer was complete",
        "refuses to connect to a private address (10.0.0.1)",
        None,
    ]
    assert all({"format", "title", "entries", "problems"} < set(row) for row in shown)


def test_private_addresses_are_not_read_unless_allowed(site: Site) -> None:
    (row,) = rows(article.command, site.say("/", PAGE))
    assert str(row["error"]).startswith("refuses to connect to a private address")
    assert not site.hits


def test_the_users_word_on_the_type_counts() -> None:
    document = '<rss version="2.0"><channel><title>причал</title></channel></rss>'.encode("koi8-r")
    (row,) = rows(preview.command, "-", "--type", "text/xml; charset=koi8-r", stdin=document)
    assert row["title"] == "причал"


def test_without_json_it_is_for_people(tmp_path: Path) -> None:
    feed, page = tmp_path / "feed.xml", tmp_path / "page.html"
    feed.write_bytes(RSS)
    page.write_bytes(PAGE)
    assert "The Post (rss20, 1 items)" in said(preview.command, str(feed), str(tmp_path / "no"))
    assert said(article.command, str(page)).startswith("A second pier\nThe Post · Min-ji Han")


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(PAGE))
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(PAGE)[:-12])
    whole, cut = rows(article.command, str(packed), str(tmp_path / "cut.html.gz"))
    assert whole["title"] == "A second pier"
    assert "cannot be read" in str(cut["error"])


def test_what_kind_of_feed_it_is_shows_in_the_bytes(tmp_path: Path) -> None:
    sitemap = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
    page = "<url><loc>https://post.example/1</loc></url>"
    documents = {
        "feed": RSS,
        "sitemap": sitemap.format(page).encode(),
        "packed": gzip.compress(sitemap.format(page).encode()),
        "wordpress": b'[{"id": 1, "link": "https://post.example/1", "title": {"rendered": "A pier"}}]',
    }
    for name, document in documents.items():
        (tmp_path / name).write_bytes(document)
    shown = rows(preview.command, *(str(tmp_path / name) for name in documents))
    assert [row["kind"] for row in shown] == ["feed", "sitemap", "sitemap", "wordpress"]
    assert [row["error"] for row in shown] == [None] * 4
    assert "write `kind: sitemap`" in said(preview.command, str(tmp_path / "sitemap"))
    assert "kind: " not in said(preview.command, str(tmp_path / "feed"))
