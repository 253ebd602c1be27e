"""Damaged feeds lose no more than was damaged."""

import gzip
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.mangling import DATA, documents, items_by_feedparser, mangled, read

DOCUMENTS = [body for _, body in documents() if len(body) < 20_000]

needs_data = pytest.mark.skipif(not DOCUMENTS, reason=f"no feeds in {DATA}")


@needs_data
@settings(max_examples=60)
@given(st.data())
def test_a_damaged_feed_is_read_as_far_as_it_goes(data: st.DataObject) -> None:
    body = mangled(data.draw(st.sampled_from(DOCUMENTS)), Random(data.draw(st.integers(0, 10_000))))
    reading = read(body)
    for entry in reading.entries if reading else ():
        assert entry.guid
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))


@needs_data
def test_of_damaged_feeds_hardly_an_item_is_lost_that_feedparser_finds() -> None:
    chance, ours, theirs = Random(7), 0, 0
    for _ in range(150):
        body = mangled(chance.choice(DOCUMENTS), chance)
        found, reading = items_by_feedparser(body), read(body)
        ours += min(found, len(reading.entries) if reading else 0)
        theirs += found
    assert ours >= 0.99 * theirs


@pytest.mark.parametrize("before", [b"\x00", b"\n\n  ", b"\xef\xbb\xbf\xef\xbb\xbf", b"Notice: x in /y.php\n"])
def test_dirt_before_the_first_tag_hides_nothing(before: bytes) -> None:
    reading = read(
        before + b"<?xml version='1.0'?><rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>"
    )
    assert reading is not None
    assert len(reading.entries) == 1


@pytest.mark.parametrize("claimed", ["idna", "punycode", "undefined", "unicode_escape", "x-none", "base64", "utf-16"])
def test_a_claim_that_no_document_can_mean_is_not_believed(claimed: str) -> None:
    head = f'<?xml version="1.0" encoding="{claimed}"?><rss version="2.0"><channel><title>'.encode()
    reading = read(head + b"Caf\xe9</title><item><guid>1</guid></item></channel></rss>")
    assert reading is not None
    assert reading.title == "Café"


def test_a_feed_that_is_sent_packed_without_a_word_is_unpacked() -> None:
    document = b"<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>"
    reading = read(gzip.compress(document))
    assert reading is not None
    assert len(reading.entries) == 1
    assert read(b"\x1f\x8bnothing of the kind") is None
