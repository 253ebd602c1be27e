"""Items of an aggregator whose links only it can read: the publisher's, told by their headlines, and told once."""

from datetime import timedelta

from tests.app.town import NOON, Item, Town

WIRE, SEARCH = "Harbour Wire", "A Search"
LINK = "https://news.google.com/rss/articles/CBMiAUFVX3lxTE1fc2VjcmV0X3RhcmdldA?oc=5"
QUAY = Item(
    "quay",
    "A second quay opens at Sohae",
    "A second quay at Sohae opened to ferries on Tuesday, and nine of them moored before the salt office closed.\n\n"
    "The harbour master counted four hundred passengers by noon, most of them with tea from the islands.",
    NOON - timedelta(minutes=1),
)
FOUND = f"""<rss version="2.0"><channel><title>"Sohae" - Google News</title><item>
<title>{QUAY.title} - {WIRE}</title><link>{LINK}</link><guid isPermaLink="false">CBMiAUFV</guid>
<pubDate>Tue, 04 Mar 2031 11:59:00 GMT</pubDate>
<description>&lt;ol&gt;&lt;li&gt;&lt;a href="{LINK}"&gt;{QUAY.title}&lt;/a&gt; {WIRE}&lt;/li&gt;
&lt;li&gt;Sohae bakers strike&amp;nbsp;&lt;font&gt;The Oven&lt;/font&gt;&lt;/li&gt;&lt;/ol&gt;</description>
<source url="https://wire.example">{WIRE}</source></item></channel></rss>"""


def test_a_link_that_only_the_aggregator_can_read_is_its_publishers_headline_and_told_once(town: Town) -> None:
    town.open(WIRE, SEARCH)
    town.site.say("/a-search/rss", FOUND.encode())
    town.once(NOON)
    [post] = town.posts()
    assert QUAY.title in post
    assert WIRE in post
    assert "The Oven" not in post
    assert "consent" not in post
    town.publish(WIRE, QUAY)
    town.once(NOON + timedelta(minutes=10))
    [post] = town.posts()
    assert "nine of them moored" in post
    [story] = town.stories()
    assert [article["outlet"] for article in story["articles"]] == [WIRE, WIRE]  # type: ignore[attr-defined]
    assert "One outlet so far" in post
