"""Lists of feeds come in and go out; the file that people wrote keeps every word of theirs."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.town import Town
from tests.peers.site import Answer
from watcher.app.files.feedfile import read_feeds
from watcher.app.files.feedlist import Listed, appended, as_yaml, from_opml, to_opml
from watcher.app.files.yamlfile import parse
from watcher.core.feeds import Feed, FeedId

OPML = b"""<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Asia"><outline text="Garam Ilbo" type="rss" xmlUrl="https://garam.example/rss" language="ko"/>
<outline text="Tea &amp; ships: daily" xmlUrl="feed://garam.example/tea"/></outline>
<outline text="Garam, again" xmlUrl="https://garam.example/rss"/><outline text="no address"/>
<outline text="x" xmlUrl="javascript:alert(1)"/></body></opml>"""
MINE = """# whom I trust
feeds:
    # the first of all
    - id: garam-ilbo
      name: Garam Ilbo   # of Seoul
      url: https://garam.example/paper
"""
HARBOUR = Listed(name="Harbour Wire", url="https://harbour.example/rss")


def feeds_in(text: str) -> tuple[Feed, ...]:
    feeds, problems = read_feeds(parse(text, "feeds.yaml"), kinds=["feed", "sitemap"])
    assert not problems
    return feeds


def test_a_list_is_read_whatever_folders_it_has() -> None:
    first, second = from_opml(OPML.replace(b"feed://", b"feed:https://"), kinds=["feed"])
    assert first == Listed(name="Garam Ilbo", url="https://garam.example/rss", lang="ko")
    assert (second.name, second.url) == ("Tea & ships: daily", "https://garam.example/tea")


@pytest.mark.parametrize("document", [b"", b"<rss/>", b"just words"])
def test_what_is_no_list_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError, match="not"):
        from_opml(document, kinds=[])


def test_feeds_are_added_below_and_nothing_above_is_touched() -> None:
    longer = appended(MINE, [Listed(name="Garam Ilbo", url="https://garam.example/rss")], taken=["garam-ilbo"])
    assert longer.startswith(MINE)
    assert [feed.id for feed in feeds_in(longer)] == ["garam-ilbo", "garam-ilbo-2"]


@pytest.mark.parametrize("text", ["", "feeds: []\n", "feeds: [ ]   # none yet", "feeds:\n", "# mine\nfeeds:"])
def test_an_empty_file_is_a_beginning(text: str) -> None:
    assert [feed.name for feed in feeds_in(appended(text, [HARBOUR], taken=[]))] == ["Harbour Wire"]


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1).filter(str.strip))
def test_whatever_a_feed_is_called_it_is_called_so_in_the_file(name: str) -> None:
    name = " ".join(name.split())
    (feed,) = feeds_in("feeds:\n" + as_yaml([Listed(name=name, url="https://garam.example/rss")], taken=[]))
    assert feed.name == name


def test_a_list_that_went_out_comes_in_again() -> None:
    urls = ("https://garam.example/map.xml",)
    feed = Feed(id=FeedId("g"), name="가람 & Co", urls=urls, kind="sitemap", lang="ko", label="newspaper")
    (listed,) = from_opml(to_opml([feed], title="Mine"), kinds=["feed", "sitemap"])
    assert listed == Listed(
        name="가람 & Co", url="https://garam.example/map.xml", lang="ko", label="newspaper", kind="sitemap"
    )


def test_a_list_is_imported_once(town: Town, tmp_path: Path) -> None:
    town.publish("Harbour Wire")
    (tmp_path / "list.opml").write_bytes(OPML)
    file = town.folder / "rules/feeds.yaml"
    before = file.read_text("utf-8")
    shown = town.watcher("feeds", "import", "--print", str(tmp_path / "list.opml"))
    assert "- id: garam-ilbo" in shown.stdout
    assert file.read_text("utf-8") == before
    assert (
        town.watcher("feeds", "import", str(tmp_path / "list.opml")).stderr
        == f"2 of 2 feeds are new, and stand in {file} now\n"
    )
    assert file.read_text("utf-8").startswith(before)
    assert town.watcher("feeds", "import", str(tmp_path / "list.opml")).stderr == "0 of 2 feeds are new\n"
    assert "https://garam.example/rss" in town.watcher("feeds", "export", "-").stdout


def test_the_feeds_of_a_site_are_found(town: Town) -> None:
    town.publish("Harbour Wire")
    root = town.site.say(
        "/", b'<html><head><link rel="alternate" type="application/rss+xml" href="/harbour-wire/rss"></head></html>'
    )
    town.site.say("/atom.xml", b"<feed xmlns='http://www.w3.org/2005/Atom'><title>By hand</title></feed>")
    (row,) = map(json.loads, town.watcher("feeds", "discover", root, "--json").stdout.splitlines())
    assert [feed["title"] for feed in row["feeds"]] == ["Harbour Wire", "By hand"]
    assert [feed["named"] for feed in row["feeds"]] == [True, False]
    assert "/harbour-wire/rss" in town.watcher("feeds", "discover", root).stdout


def test_the_news_sitemap_and_the_wordpress_of_a_site_are_found_and_can_be_previewed(town: Town) -> None:
    pages = b"<urlset><url><loc>/about</loc></url></urlset>"
    root = town.site.say("/", b'<link rel="https://api.w.org/" href="/blog/wp-json/"><p>The quay.')
    town.site.say("/robots.txt", f"User-agent: *\nSitemap: {root}pages.xml\nSitemap: {root}maps.xml".encode())
    town.site.say("/pages.xml", pages)
    town.site.say("/maps.xml", b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap>"
                  b"<sitemap><loc>/now-news.xml</loc></sitemap></sitemapindex>")  # fmt: skip
    town.site.say("/now-news.xml", b"<urlset xmlns:n='urn:n'><url><loc>/quay</loc><n:news><n:title>The quay</n:title>"
                  b"</n:news></url></urlset>")  # fmt: skip
    town.site.say("/blog/wp-json/wp/v2/posts", b'[{"link": "/ferry", "title": {"rendered": "A ferry"}}]')
    (row,) = map(json.loads, town.watcher("feeds", "discover", root, "--json").stdout.splitlines())
    found = {feed["kind"]: feed["url"] for feed in row["feeds"]}
    assert found == {"wordpress": f"{root}blog/wp-json/wp/v2/posts", "sitemap": f"{root}now-news.xml"}
    assert "kind: sitemap, 1 items" in town.watcher("feeds", "discover", root).stdout
    rows = [
        json.loads(line) for line in town.watcher("feeds", "preview", "--json", *found.values()).stdout.splitlines()
    ]
    assert [(row["kind"], row["entries"][0]["title"]) for row in rows] == [
        ("wordpress", "A ferry"),
        ("sitemap", "The quay"),
    ]


def test_a_site_whose_front_page_refuses_may_still_have_a_feed(town: Town) -> None:
    root = town.site.say("/", Answer(b"no", 403))
    town.site.say("/feed.xml", b"<feed xmlns='http://www.w3.org/2005/Atom'><title>By hand</title></feed>")
    assert "By hand" in town.watcher("feeds", "discover", root).stdout


def test_a_site_that_is_not_there_is_a_line_with_its_error(town: Town) -> None:
    answer = town.watcher("feeds", "discover", town.site.url("/nothing"))
    assert (answer.returncode, "answers 404" in answer.stdout) == (0, True)
