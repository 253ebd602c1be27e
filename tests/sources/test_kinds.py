"""Sitemaps, WordPress, and the links of aggregators."""

import gzip
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from watcher.core.feeds import Feed, FeedId, FeedState
from watcher.sources import feed, sitemap, wordpress
from watcher.sources.base import Reading, Response, UnreadableFeed
from watcher.sources.entries.wrapper import is_wrapper, unwrapped

AT = datetime(2025, 7, 17, 6, 30, tzinfo=UTC)
NEWS_MAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://post.example/old</loc><lastmod>2025-07-01</lastmod></url>
<url><loc>https://post.example/pier?utm_source=x</loc><news:news><news:publication><news:name>Post</news:name>
<news:language>ko</news:language></news:publication>
<news:publication_date>2025-07-17T15:30:00+09:00</news:publication_date>
<news:title>새 부두 &amp; 더</news:title></news:news></url></urlset>"""
POSTS = [
    {
        "id": 7,
        "guid": {"rendered": "https://post.example/?p=7"},
        "link": "https://post.example/pier",
        "date_gmt": "2025-07-17T06:30:00",
        "title": {"rendered": "The &#8220;new&#8221; pier"},
        "excerpt": {"rendered": "<p>Short."},
        "content": {"rendered": "<p>Long and full."},
    }
]


def read_map(body: bytes) -> Reading:
    return sitemap.SOURCE.read(Response("https://post.example/news.xml", 200, {}, body))


def read_posts(document: object) -> Reading:
    body = json.dumps(document).encode()
    return wordpress.SOURCE.read(Response("https://post.example/wp-json/wp/v2/posts", 200, {}, body))


@pytest.mark.parametrize("body", [NEWS_MAP.encode(), gzip.compress(NEWS_MAP.encode())])
def test_a_news_sitemap_is_read_newest_first(body: bytes) -> None:
    new, old = read_map(body).entries
    assert (new.url, new.title, new.lang, new.published_at) == ("https://post.example/pier", "새 부두 & 더", "ko", AT)
    assert (old.url, old.title, old.published_at) == ("https://post.example/old", "", None)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>",
            "a list of sitemaps; name one of them: https://post.example/news.xml",
        ),
        (b"<html/>", "not a sitemap: the document is <html>"),
        (b"", "not XML"),
        (gzip.compress(NEWS_MAP.encode())[:-20], "broken gzip"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_a_word(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableFeed, match=why):
        read_map(body)


def test_the_posts_of_a_wordpress_are_read() -> None:
    (entry,) = read_posts(POSTS).entries
    assert (entry.guid, entry.url) == ("https://post.example/?p=7", "https://post.example/pier")
    assert (entry.title, entry.content, entry.published_at) == ("The “new” pier", "<p>Long and full.", AT)


def test_a_wordpress_that_refuses_is_quoted() -> None:
    with pytest.raises(UnreadableFeed, match="WordPress says: Sorry, you are not allowed"):
        read_posts({"code": "rest_forbidden", "message": "Sorry, you are not allowed"})


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://post.example/", f"https://post.example/{wordpress.POSTS}?{wordpress.ASKED}"),
        ("https://post.example/en", f"https://post.example/en/{wordpress.POSTS}?{wordpress.ASKED}"),
        (
            f"https://post.example/{wordpress.POSTS}?search=pier",
            f"https://post.example/{wordpress.POSTS}?search=pier&{wordpress.ASKED}",
        ),
    ],
)
def test_a_wordpress_is_named_by_its_site(written: str, asked: str) -> None:
    named = Feed(id=FeedId("post"), name="Post", urls=(written,), kind="wordpress")
    assert wordpress.SOURCE.request(named, FeedState(next_poll_at=AT)).url == asked


def google(url: str) -> str:
    record = b'\x08\x13"' + bytes([len(url)]) + url.encode() + b"\xd2\x01\x00"
    return f"https://news.google.com/rss/articles/{urlsafe_b64encode(record).decode().rstrip('=')}?oc=5"


NEW_STYLE = "https://news.google.com/rss/articles/" + urlsafe_b64encode(b'\x08\x13"\x08AU_yqLM_').decode() + "?oc=5"


@pytest.mark.parametrize(
    ("link", "target"),
    [
        (google("https://post.example/pier"), "https://post.example/pier"),
        (NEW_STYLE, NEW_STYLE),
        ("https://news.google.com/rss/articles/%%%", "https://news.google.com/rss/articles/%%%"),
        (
            "https://www.google.com/url?rct=j&url=https://post.example/pier%3Fa%3D1&ct=ga",
            "https://post.example/pier?a=1",
        ),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("https://post.example/articles/CBMi", "https://post.example/articles/CBMi"),
    ],
)
def test_a_wrapped_link_and_its_target_are_one_address(link: str, target: str) -> None:
    assert unwrapped(link) == target


def test_a_link_that_only_the_aggregator_can_read_is_known_as_such() -> None:
    assert is_wrapper(NEW_STYLE)
    assert not is_wrapper("https://news.google.com/rss/search?q=Sohae")


def test_an_item_of_google_news_is_its_publishers() -> None:
    body = f"""<rss version="2.0"><channel><title>Google News</title><item><title>A pier grows - The Post</title>
    <link>{google("https://post.example/pier")}</link><guid isPermaLink="false">CBMi</guid>
    <source url="https://post.example">The Post</source></item></channel></rss>"""
    (entry,) = feed.SOURCE.read(Response("https://news.google.com/rss/search", 200, {}, body.encode())).entries
    assert (entry.url, entry.title, entry.outlet) == ("https://post.example/pier", "A pier grows", "The Post")
