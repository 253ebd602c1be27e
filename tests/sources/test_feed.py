from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.core.feeds import Feed, FeedId, FeedState
from watcher.sources.base import Reading, Response, UnreadableFeed, Validators
from watcher.sources.feed import SOURCE

URL = "https://post.example/news/feed.xml"
AT = datetime(2025, 7, 17, 6, 30, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The &amp;quot;Post&amp;quot;</title><link>https://post.example/</link><language>en-gb</language>
%s
</channel></rss>"""


def rss(items: str) -> str:
    return RSS % items


def read(document: str | bytes, content_type: str = "", url: str = URL) -> Reading:
    body = document if isinstance(document, bytes) else document.encode()
    return SOURCE.read(Response(url, 200, {"content-type": content_type}, body))


def refusal(document: str | bytes) -> str:
    with pytest.raises(UnreadableFeed) as caught:
        read(document)
    return str(caught.value)


def test_rss_is_read() -> None:
    reading = read(
        rss(
            """<item><title>A &lt;b&gt;new&lt;/b&gt; pier</title><link>/pier?utm_source=rss</link>
            <guid isPermaLink="false">7</guid>
            <pubDate>Thu, 17 Jul 2025 06:30:00 GMT</pubDate>
            <dc:creator>Min-ji Han</dc:creator>
            <description>&lt;p&gt;Short.</description>
            <content:encoded>&lt;p&gt;Long and full.</content:encoded>
            <source url="https://w.example">Wire</source></item>"""
        )
    )
    (entry,) = reading.entries
    assert (reading.format, reading.title, reading.problems) == ("rss20", 'The "Post"', ())
    assert (entry.guid, entry.url, entry.title) == ("7", "https://post.example/pier", "A new pier")
    assert (entry.summary, entry.content) == ("<p>Short.", "<p>Long and full.")
    assert (entry.author, entry.outlet, entry.lang) == ("Min-ji Han", "Wire", "en")
    assert entry.published_at == AT


def test_atom_is_read_with_its_own_base() -> None:
    reading = read(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://atom.example/b/" xml:lang="ko">
        <title>부두</title>
        <entry><id>tag:1</id><title type="html">새 &lt;i&gt;부두&lt;/i&gt;</title><link href="pier"/>
        <published>2025-07-17T15:30:00+09:00</published><updated>2025-07-17T07:00:00Z</updated>
        <summary>짧은 글</summary></entry></feed>"""
    )
    (entry,) = reading.entries
    assert (reading.format, entry.url, entry.title) == ("atom10", "https://atom.example/b/pier", "새 부두")
    assert (entry.published_at, entry.updated_at, entry.lang) == (AT, datetime(2025, 7, 17, 7, tzinfo=UTC), "ko")


def test_an_item_is_understood_as_far_as_its_markup_says_more() -> None:
    (entry,) = read(
        rss(
            """<item><title>Un nouveau quai</title><description>Les navires.</description>
            <content:encoded>&lt;p&gt;Les navires reviennent au port.&lt;p&gt;Le quai est prêt.&lt;/p&gt;&lt;script&gt;
            x&lt;/script&gt;</content:encoded></item>"""
        )
    ).entries
    assert entry.text == "Les navires reviennent au port.\nLe quai est prêt."
    assert entry.lang == "fr", "its words are surer than what its feed declares"


def test_an_endless_item_costs_its_feed_nothing() -> None:
    """As a tree, all of it would be killed for its memory, and the items beside it with it."""
    endless, other = read(
        rss(
            f"<item><title>Endless</title><description>Ships. {'x' * 1_000_000} Crews.</description></item>"
            "<item><title>Other</title><description>Ships are late.</description></item>"
        )
    ).entries
    assert (endless.text[:6], len(endless.text)) == ("Ships.", 1_000_000)
    assert other.text == "Ships are late."


def test_a_headline_alone_is_in_the_language_that_its_feed_declares() -> None:
    (entry,) = read(rss("<item><title>Un nouveau quai pour les navires</title></item>")).entries
    assert (entry.text, entry.lang) == ("", "en")


def test_rdf_is_read() -> None:
    reading = read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://r.example/"><title>R</title></channel>
        <item rdf:about="https://r.example/1"><title>Pier</title><link>https://r.example/1</link>
        <dc:date>2025-07-17T06:30:00Z</dc:date></item></rdf:RDF>"""
    )
    (entry,) = reading.entries
    assert (reading.format, entry.guid, entry.published_at) == ("rss10", "https://r.example/1", AT)


def test_json_feed_is_read() -> None:
    reading = read(
        """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "ru",
        "home_page_url": "https://j.example/", "items": [{"id": 7, "url": "/pier", "title": "Причал",
        "content_text": "3 < 4", "date_published": "2025-07-17T09:30:00+03:00", "authors": [{"name": "Ю. Ким"}]},
        "no item"]}"""
    )
    (entry,) = reading.entries
    assert (reading.format, reading.problems) == ("json11", ("1 items are no objects",))
    assert (entry.guid, entry.url, entry.content) == ("7", "https://j.example/pier", "3 &lt; 4")
    assert (entry.author, entry.lang, entry.published_at) == ("Ю. Ким", "ru", AT)


def test_an_item_without_a_guid_is_known_by_its_link() -> None:
    (entry,) = read(rss("<item><title>Pier</title><link>/pier#top</link></item>")).entries
    assert entry.guid == "https://post.example/pier"


def test_an_item_without_guid_and_link_is_known_by_its_words() -> None:
    first, again, other = read(
        rss("<item><title>Pier</title></item><item><title>Pier</title></item><item><title>Quay</title></item>")
    ).entries
    assert first.guid == again.guid != other.guid
    assert (first.url, first.guid[:7]) == ("", "sha256:")


def test_a_guid_that_is_an_address_serves_as_link() -> None:
    (entry,) = read(rss("<item><guid>https://post.example/pier</guid></item>")).entries
    assert entry.url == "https://post.example/pier"


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    (entry,) = read(rss("<item><title>x</title><link>javascript:alert(1)</link></item>")).entries
    assert entry.url == ""


@pytest.mark.parametrize("date", ["Mon, 01 Jan 0001 00:00:00 GMT", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_that_cannot_be_is_none_and_is_said(date: str) -> None:
    reading = read(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>"))
    assert reading.entries[0].published_at is None
    assert reading.problems == ("1 of 1 items have no date that can be read",)


def test_a_broken_feed_keeps_its_items() -> None:
    reading = read(rss("<item><title>Fish & chips</title><pubDate>2025-07-17</pubDate></item>"))
    assert reading.entries[0].title == "Fish & chips"
    assert reading.problems[0].startswith("not well-formed: ")


def test_a_feed_that_breaks_off_keeps_what_came() -> None:
    whole = rss("".join(f"<item><title>{number}</title></item>" for number in range(9)))
    assert len(read(whole[: whole.index("<title>7")]).entries) >= 7


@pytest.mark.parametrize("encoding", ["utf-16", "cp949"])
def test_a_feed_in_another_encoding_is_read(encoding: str) -> None:
    document = rss("<item><title>새 부두</title></item>").replace("utf-8", encoding)
    assert read(document.encode(encoding)).entries[0].title == "새 부두"


def test_utf8_under_a_false_name_is_read() -> None:
    document = rss("<item><title>새 부두</title></item>").replace("utf-8", "utf-16")
    assert read(document, "text/xml; charset=iso-8859-1").entries[0].title == "새 부두"


@pytest.mark.parametrize("before", ["\n\n", "<!-- made by hand -->", "\ufeff "])
def test_what_stands_before_the_declaration_is_forgiven(before: str) -> None:
    assert len(read(before + rss("<item><title>x</title></item>")).entries) == 1


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("", "the answer is empty"),
        ("  \n", "the answer is empty"),
        ("Not found", "neither XML nor JSON"),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "a web page, not a feed"),
        (
            "<html><head><link rel=alternate type='application/atom+xml' href='/a.xml?x=1&amp;y=2'></head></html>",
            "a web page, not a feed; it names its feed: https://post.example/a.xml?x=1&y=2",
        ),
        ("<opml><body/></opml>", "not a feed: the document is <opml>"),
        ('{"message": "no"}', "JSON, but not a feed: it has no items"),
    ],
)
def test_what_is_no_feed_says_what_it_is(document: str, why: str) -> None:
    assert refusal(document) == why


@pytest.mark.parametrize("broken", [("}]}", "},]}"), ("]}", ""), ("Two", "Tw\no"), ("]}", "]}<!-- cached -->")])
def test_the_items_of_a_broken_json_feed_are_read_up_to_the_break(broken: tuple[str, str]) -> None:
    whole = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
    {"id": "1", "url": "/1", "title": "One"}, {"id": "2", "url": "/2", "title": "Two"}]}"""
    found = read(whole.replace(*broken))
    assert (found.format, found.title, [entry.guid for entry in found.entries]) == ("json11", "J", ["1", "2"])


def test_broken_json_is_no_feed() -> None:
    assert refusal('{"items": [').startswith("broken JSON: ")


def test_references_to_no_character_are_left_out() -> None:
    (entry,) = read(rss("<item><title>a&#xD800;b&#0;c&#x1;d&#99999999;e</title></item>")).entries
    assert entry.title == "abcde"


def test_an_entity_reads_no_file_and_does_not_swell() -> None:
    outside = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    nested = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    inside = f'<!DOCTYPE r [<!ENTITY b0 "ha">{nested}]>'
    body = rss("<item><title>x&a;&b9;</title></item>").partition("\n")[2]
    assert all(len(read(doctype + body).entries[0].title) < 20 for doctype in (outside, inside))


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ("<item/>" * 5_001, "more than 5000 items"),
        ("<item " + " ".join(f'a{n}="x"' for n in range(2_000)) + "/>", "a tag with more than 500 attributes"),
        ("<item><title><![CDATA[" + "<!--" * 16_000 + "]]></title></item>", "comments that never end"),
        ("<a>" * 70_000, "more than 60000 tags"),
    ],
)
def test_a_shape_that_would_cost_minutes_is_refused(items: str, why: str) -> None:
    assert refusal(rss(items)) == why


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<rss><channel><item><title>", b'{"items": [', b"<feed><entry>"])
)
def test_any_bytes_are_a_feed_or_say_why_not(body: bytes, start: bytes) -> None:
    try:
        reading = read(start + body)
    except UnreadableFeed:
        return
    assert all(entry.guid for entry in reading.entries)
    repr(reading).encode()


def test_a_feed_is_asked_for_with_what_it_gave() -> None:
    feed = Feed(id=FeedId("post"), name="Post", urls=(URL, "https://b.example/"), headers={"X-Key": "k"})
    state = FeedState(next_poll_at=AT, etag='"7"', last_modified="then", validators_url=URL)
    request = SOURCE.request(feed, state)
    assert (request.url, request.validators) == (URL, Validators(URL, '"7"', "then"))
    assert request.headers["X-Key"] == "k"


def test_a_feed_that_gave_nothing_is_asked_plainly() -> None:
    feed = Feed(id=FeedId("post"), name="Post", urls=(URL,))
    state = FeedState(next_poll_at=AT, url_now="https://new.example/")
    assert (SOURCE.request(feed, state).url, SOURCE.request(feed, state).validators) == ("https://new.example/", None)


def test_real_feeds_lose_nothing() -> None:
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "feeds-real"
    if not folder.is_dir():
        pytest.skip("the collection of real feeds is not here")
    documents = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".xml", ".json")]
    entries = [entry for document in documents for entry in read(document).entries]
    assert len(entries) >= 551
    assert all(entry.guid and (not entry.url or entry.url.startswith("http")) for entry in entries)
