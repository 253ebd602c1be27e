"""What is known is not parsed again, and nobody can tell."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.core.timing.window import turnover
from watcher.sources.base import Reading, Response, UnreadableFeed
from watcher.sources.entries.chunks import cut
from watcher.sources.feed import SOURCE

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><link>https://post.example/</link>
<ttl>30</ttl><skipHours><hour>3</hour><hour>4</hour></skipHours>%s</channel></rss>"""
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "feeds-real"


def item(number: int, title: str = "A pier") -> str:
    return f"<item><guid isPermaLink='false'>{number}</guid><title>{title}</title><link>/{number}</link></item>"


def read(*items: str, known: bytes = b"", feed: str = FEED) -> Reading:
    return SOURCE.read(Response("https://post.example/rss", 200, {}, (feed % "\n".join(items)).encode()), known)


def test_only_new_and_changed_items_are_given() -> None:
    before = read(item(1), item(2), item(3))
    after = read(item(4), item(3), item(2, "A longer pier"), known=before.window)
    assert [(entry.guid, entry.title) for entry in after.entries] == [("4", "A pier"), ("2", "A longer pier")]
    assert after.window == read(item(4), item(3), item(2, "A longer pier")).window


def test_a_window_tells_which_items_stood_there() -> None:
    before, after = read(item(1), item(2)), read(item(2, "Another pier"), item(3))
    assert turnover(before.window, after.window).known == 0.5


def test_where_all_is_known_nothing_is_parsed() -> None:
    before = read(item(1), item(2))
    assert read(item(2), item(1), known=before.window).entries == ()


def test_a_broken_document_is_read_whole() -> None:
    before = read(item(1), item(2), "<item><title>Fish & chips</title></item>")
    after = read(item(1), item(2), "<item><title>Fish & chips</title></item>", known=before.window)
    assert len(after.entries) == 3
    assert after.window == before.window


def test_the_wishes_of_a_feed_are_heard() -> None:
    hints = read(item(1)).hints
    assert hints is not None
    assert (hints.ttl.total_seconds(), hints.skip_hours) == (1800, (3, 4))


@pytest.mark.parametrize(
    "markup",
    [
        b"<rss><item>",
        b"<rss><channel>no items</channel></rss>",
        b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><item>&a;</item></rss>',
        b"<rss><media:item>no such prefix</media:item></rss>",
    ],
)
def test_what_is_not_certain_is_not_cut(markup: bytes) -> None:
    assert list(cut(markup)) == []


def test_words_that_look_like_an_item_are_none() -> None:
    markup = b"<rss><!-- <item>no</item> --><item>1 <![CDATA[</item><item>]]></item><item a='>'><item/></item></rss>"
    assert [markup[place] for place in cut(markup)] == [
        b"<item>1 <![CDATA[</item><item>]]></item>",
        b"<item a='>'><item/></item>",
    ]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real feed documents are not here")
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_real_feeds_give_the_same_entries_in_part_as_whole(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(REAL.glob("*.xml"))))
    response = Response("https://post.example/rss", 200, {}, path.read_bytes())
    try:
        whole = SOURCE.read(response)
    except UnreadableFeed:
        return
    marks = [whole.window[at : at + 16] for at in range(0, len(whole.window), 16)]
    known = data.draw(st.frozensets(st.sampled_from(marks))) if marks else frozenset()
    part = SOURCE.read(response, b"".join(known))
    assert part.window == whole.window
    written = {mark[:8] for mark in known} - {bytes(8)}
    unseen = tuple(
        entry for mark, entry in zip(marks, whole.entries, strict=True) if not written or mark[:8] not in written
    )
    assert part.entries == unseen
