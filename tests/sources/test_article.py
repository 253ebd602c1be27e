import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.core.news import Entry
from watcher.sources.base import UnreadablePage
from watcher.sources.pages.article import Extract, Page, read

URL = "https://post.example/world/pier"
TITLE = "New pier grows at the northern launch site"
STORY = (
    "A second pier is growing beside the northern launch site, pictures taken on Tuesday show. "
    "Cranes stand at its end, and two barges lie alongside. "
    "The pier is wide enough for the parts of a large rocket, a harbour engineer said.",
    "Work began in spring, when a road was cut through the hill behind the site. "
    "By June the first piles stood in the water, and the old jetty had been taken away.",
    "The site has launched satellites before. Nobody has said what the pier is for.",
)
WALL = "We use cookies and similar tools. Accept all cookies or manage cookies to continue. Sign in to read. " * 3
AT = datetime(2025, 7, 17, 6, 30, tzinfo=UTC)


def a_page(*paragraphs: str, title: str = f"{TITLE} - The Post", head: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
    <meta property="og:site_name" content="The Post"><meta property="og:title" content="{title}">{head}</head>
    <body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>{title}</h1>{body}</article>
    <footer>About us. Contact.</footer></body></html>""".encode()


def an_entry(text: str = "", **changes: object) -> Entry:
    fields = {"guid": "7", "url": URL, "title": TITLE, "text": text}
    return Entry(**(fields | changes))  # type: ignore[arg-type]


def extract(body: bytes, entry: Entry | None = None, content_type: str = "text/html") -> Extract:
    return read(Page(url=URL, body=body, content_type=content_type, entry=entry))


def refusal(body: bytes, entry: Entry | None = None, content_type: str = "text/html") -> str:
    with pytest.raises(UnreadablePage) as caught:
        extract(body, entry, content_type)
    return str(caught.value)


def test_the_story_is_taken_out_of_its_page() -> None:
    found = extract(a_page(*STORY))
    assert all(paragraph in found.text for paragraph in STORY)
    assert "About us" not in found.text
    assert "Home" not in found.text
    assert not found.from_feed


def test_the_outlet_is_no_part_of_the_headline() -> None:
    found = extract(a_page(*STORY))
    assert (found.title, found.outlet, found.lang) == (TITLE, "The Post", "en")


def test_a_dash_inside_a_headline_stays() -> None:
    found = extract(a_page(*STORY, title="New pier - and a road - at the launch site"))
    assert found.title == "New pier - and a road - at the launch site"


def test_the_time_is_read_where_the_page_gives_it() -> None:
    meta = '<meta property="article:published_time" content="2025-07-17T15:30:00+09:00">'
    linked = '<script type="application/ld+json">{"datePublished": "2025-07-17T06:30:00Z"}</script>'
    assert extract(a_page(*STORY, head=meta)).published_at == AT
    assert extract(a_page(*STORY, head=linked)).published_at == AT


def test_the_feeds_date_comes_first() -> None:
    meta = '<meta property="article:published_time" content="2025-07-18T00:00:00Z">'
    assert extract(a_page(*STORY, head=meta), an_entry(published_at=AT)).published_at == AT


def test_the_page_names_its_own_address() -> None:
    head = '<link rel="canonical" href="https://post.example/world/pier-2025?utm_source=x">'
    assert extract(a_page(*STORY, head=head)).canonical_url == "https://post.example/world/pier-2025"


def test_a_front_door_is_no_address_of_an_article() -> None:
    head = '<link rel="canonical" href="https://post.example/">'
    assert extract(a_page(*STORY, head=head)).canonical_url == URL


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_page_in_another_encoding_is_read(encoding: str) -> None:
    words = "서해 발사장 옆에 두 번째 부두가 들어서고 있다. 화요일에 찍은 사진에는 크레인과 바지선 두 척이 보인다. " * 4
    body = a_page(words, title="서해 발사장에 새 부두").decode().replace('charset="utf-8"', f'charset="{encoding}"')
    found = extract(body.encode(encoding), content_type="text/html")
    assert (found.title, found.lang) == ("서해 발사장에 새 부두", "ko")
    assert "바지선 두 척" in found.text


# --- when the page does not give it --------------------------------------------------------------------------------


def test_a_wall_is_never_the_article() -> None:
    assert refusal(a_page(WALL, title="Before you continue")).startswith("a page that asks for consent")
    assert refusal(a_page(WALL, title="Before you continue"), an_entry()).startswith("a page that asks for consent")


def test_behind_a_wall_the_feeds_words_are_the_article() -> None:
    found = extract(a_page(WALL, title="Before you continue"), an_entry("A pier grows.\nCranes."))
    assert (found.text, found.from_feed, found.title) == ("A pier grows.\nCranes.", True, TITLE)


def test_a_page_of_something_else_is_not_the_article() -> None:
    other = "Lottery numbers for the weekend were drawn on Saturday evening before a large and happy crowd. " * 5
    body = a_page(other, title="Results")
    assert refusal(body, an_entry()) == "the page says nothing of what the feed announced"
    assert extract(body, an_entry("Cranes beside barges.")).text == "Cranes beside barges."


def test_a_short_wire_item_gives_way_to_a_longer_summary() -> None:
    found = extract(a_page("New pier grows."), an_entry(STORY[0]))
    assert (found.text, found.from_feed) == (STORY[0], True)


def test_a_full_page_beats_the_feeds_teaser() -> None:
    assert not extract(a_page(*STORY), an_entry("A pier grows.")).from_feed


def test_an_article_that_speaks_of_cookies_is_an_article() -> None:
    story = ("The minister said that web sites must ask before they use cookies. " * 4, *STORY)
    assert "minister" in extract(a_page(*story, title="Minister on cookies: new pier grows at launch site")).text


def test_of_a_page_that_gives_nothing_the_feed_says_the_rest_too() -> None:
    found = extract(b" ", an_entry("\n".join(STORY), author="Min-ji Han", published_at=AT))
    assert found.text == "\n".join(STORY)
    assert (found.author, found.published_at, found.canonical_url) == ("Min-ji Han", AT, URL)
    assert found.from_feed


def test_an_aggregators_headline_loses_the_outlet_it_names() -> None:
    found = extract(a_page(*STORY), an_entry(title=f"{TITLE} - Harbour News", outlet="Harbour News"))
    assert (found.title, found.outlet) == (TITLE, "Harbour News")


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        (b"", "text/html", "the page is empty"),
        (b"%PDF-1.7", "", "not a web page: PDF"),
        (b"\x89PNG", "image/png", "not a web page: image/png"),
        (b"<html><body></body></html>", "text/html", "no article was found on the page"),
        (b"<p>" * 200_000, "text/html", "more than 150000 tags"),
    ],
)
def test_what_is_no_article_says_what_it_is(body: bytes, content_type: str, why: str) -> None:
    assert refusal(body, content_type=content_type) == why


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<html><body><article><p>", b"<title>"]))
def test_any_bytes_are_an_article_or_say_why_not(body: bytes, start: bytes) -> None:
    try:
        found = extract(start + body)
    except UnreadablePage:
        return
    found.text.encode()


def test_the_same_story_is_read_again_and_again() -> None:
    assert {extract(a_page(*STORY)).text for _ in range(8)} == {extract(a_page(*STORY)).text}


def test_real_pages_give_their_text() -> None:
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "pages"
    if not folder.is_dir():
        pytest.skip("the collection of real pages is not here")
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text().splitlines()[::5]]
    for row in rows:
        found = read(Page(url=row["url"], body=gzip.decompress((folder / row["file"]).read_bytes())))
        assert 0.4 < len(found.text) / len(row["text"]) < 2.5
