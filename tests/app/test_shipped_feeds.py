"""What stands in rules/feeds.yaml as we ship it."""

from collections import Counter
from functools import cache
from pathlib import Path

from watcher.app.files.aim import load_aim
from watcher.core.feeds import Feed

HOME = Path(__file__).parents[2]
SEARCH = "https://news.google.com/"


@cache
def feeds() -> tuple[Feed, ...]:
    return load_aim(HOME / "rules").feeds


def test_forty_feeds_and_more_in_five_languages_are_shipped() -> None:
    spoken = Counter((feed.lang or "").split("-")[0] for feed in feeds())
    assert len(feeds()) >= 40
    assert set(spoken) == {"en", "ko", "ja", "zh", "ru"}
    assert min(spoken.values()) >= 4


def test_every_shipped_feed_says_what_kind_of_outlet_it_is() -> None:
    assert [feed.id for feed in feeds() if feed.label is None] == []


def test_a_state_is_named_for_state_media_and_for_nobody_else() -> None:
    assert [feed.id for feed in feeds() if (feed.state is not None) != (feed.label == "state media")] == []


def test_no_address_is_asked_for_two_feeds() -> None:
    asked = Counter(url for feed in feeds() for url in feed.urls)
    assert [url for url, times in asked.items() if times > 1] == []


def test_an_outlets_own_feed_comes_before_a_search() -> None:
    for feed in feeds():
        searches = [url.startswith(SEARCH) for url in feed.urls]
        assert searches == sorted(searches), feed.id


def test_what_only_a_search_finds_is_not_looked_for_on_pages() -> None:
    only_searched = [feed for feed in feeds() if feed.urls[0].startswith(SEARCH)]
    assert [feed.id for feed in only_searched if feed.reads_pages] == []


def test_every_shipped_outlet_of_a_state_stands_on_the_page_about_labels() -> None:
    page = (HOME / "docs" / "labels.md").read_text("utf-8")
    assert [feed.name for feed in feeds() if feed.label == "state media" and feed.name not in page] == []
