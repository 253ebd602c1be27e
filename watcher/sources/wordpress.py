"""WordPress by its REST interface: the whole text and exact dates, where the feed is cut short or shut off."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from watcher.core.feeds import Feed, FeedState
from watcher.core.news import Entry
from watcher.sources.address import canonical_url
from watcher.sources.base import Reading, Request, Response, UnreadableFeed, validators_of
from watcher.sources.entries.chunks import window_of
from watcher.sources.entries.readings import reading
from watcher.sources.text import instant, one_line

POSTS = "wp-json/wp/v2/posts"
ASKED = "per_page=50&_fields=id,guid,link,date_gmt,modified_gmt,title,excerpt,content"


class WordpressSource:
    def request(self, feed: Feed, state: FeedState) -> Request:
        """Ask for the newest posts. `urls` gives the site, or already the address of its posts with a query."""
        url = state.url_of(feed)
        return Request(_posts(url), {"accept": "application/json", **feed.headers}, validators_of(state))

    def read(self, response: Response, known: bytes = b"") -> Reading:  # noqa: ARG002 - all of it is read, it is quick
        try:
            posts = json.loads(response.body)
        except (ValueError, RecursionError) as error:
            raise UnreadableFeed(f"broken JSON: {error}") from error
        if isinstance(posts, dict) and isinstance(posts.get("message"), str):
            raise UnreadableFeed(f"WordPress says: {one_line(posts['message'])}")
        if not isinstance(posts, list):
            raise UnreadableFeed("JSON, but not the posts of a WordPress")
        found = reading("wordpress", "", [_entry(post, response.url) for post in posts if isinstance(post, dict)], [])
        return replace(found, window=window_of(found.entries))


SOURCE = WordpressSource()


def _posts(url: str) -> str:
    parts = urlsplit(url)
    if "rest_route=" in parts.query:
        return url
    path = parts.path if "/wp-json/" in parts.path else f"{parts.path.rstrip('/')}/{POSTS}"
    return parts._replace(path=path, query="&".join(filter(None, (parts.query, ASKED))), fragment="").geturl()


def _entry(post: Mapping[str, Any], base: str) -> Entry:
    url = canonical_url(_text(post, "link"), base)
    return Entry(
        guid=_text(post, "guid") or url or _text(post, "id"),
        url=url,
        title=one_line(_text(post, "title")),
        summary=_text(post, "excerpt"),
        content=_text(post, "content"),
        published_at=instant(_text(post, "date_gmt")),
        updated_at=instant(_text(post, "modified_gmt")),
    )


def _text(post: Mapping[str, Any], key: str) -> str:
    """The text of a field; WordPress wraps it: {"rendered": "..."}."""
    value = post.get(key)
    inner = value.get("rendered") if isinstance(value, dict) else value
    return str(inner) if isinstance(inner, str | int) else ""
