"""How an entry is read, given how often it was tried."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from watcher.core.feeds import Feed, FeedId
from watcher.core.news import Entry, EntryId, Unread
from watcher.core.timing.tries import is_last_page_try, ways_to_read

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
FEED = Feed(id=FeedId("garam"), name="Garam Ilbo", urls=("https://garam.example/rss",))


def tried(attempts: int, url: str = "https://garam.example/1") -> Unread:
    entry = Entry(guid="1", url=url, title="A quay")
    return Unread(id=EntryId(1), feed=FEED.id, entry=entry, seen_at=NOON, attempts=attempts, baseline=False)


@pytest.mark.parametrize(
    ("attempts", "ways"),
    [(0, ["page", "feed", "title"]), (2, ["page", "feed", "title"]), (3, ["feed", "title"]), (5, ["title"])],
)
def test_the_page_is_tried_first_and_the_headline_last(attempts, ways):
    assert [way.value for way in ways_to_read(tried(attempts), FEED)] == ways


def test_a_feed_with_the_full_text_needs_no_pages():
    assert ways_to_read(tried(0), replace(FEED, reads_pages=False))[0] == "feed"


def test_an_item_without_a_link_is_read_from_the_feed():
    assert ways_to_read(tried(0, url=""), FEED)[0] == "feed"


def test_the_third_try_of_a_page_is_the_last():
    assert [is_last_page_try(tried(attempts)) for attempts in (0, 1, 2)] == [False, False, True]
