import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files.feedfile import KEYS, LABELS, read_feeds
from watcher.app.files.yamlfile import parse
from watcher.core.feeds import Feed, FeedId
from watcher.core.rules.document import UserProblems

HOUSE = Path(__file__).parents[2]
MANUAL = (HOUSE / "docs" / "feeds.md").read_text("utf-8")
GARAM = "feeds:\n  - id: garam\n    name: Garam Daily\n    url: https://garam.example/feed\n"


def read(text: str) -> tuple[Feed, ...]:
    feeds, problems = read_feeds(parse(text, "rules/feeds.yaml"), kinds=["feed", "sitemap", "wordpress"])
    assert problems == ()
    return feeds


def problems(text: str) -> list[str]:
    return [
        str(problem) for problem in read_feeds(parse(text, "feeds.yaml"), kinds=["feed", "sitemap", "wordpress"])[1]
    ]


def test_three_lines_make_a_feed():
    assert read(GARAM) == (Feed(id=FeedId("garam"), name="Garam Daily", urls=("https://garam.example/feed",)),)


def test_every_key_is_understood():
    (feed,) = read(
        """
feeds:
  - id: garam
    name: Garam Daily
    url: [https://garam.example/feed, https://garam.example/rss]
    lang: ko
    label: state media
    state: KP
    kind: sitemap
    text: feed
    quote: none
    every: 30m
    headers: {User-Agent: Mozilla/5.0, X-Edition: 7}
"""
    )
    assert feed == Feed(
        id=FeedId("garam"),
        name="Garam Daily",
        urls=("https://garam.example/feed", "https://garam.example/rss"),
        kind="sitemap",
        lang="ko",
        label="state media",
        state="KP",
        reads_pages=False,
        quotes=False,
        every=timedelta(minutes=30),
        headers={"User-Agent": "Mozilla/5.0", "X-Edition": "7"},
    )


@pytest.mark.parametrize("text", ["", "feeds:\n", "feeds: []\n"])
def test_a_list_may_be_empty(text: str):
    assert read(text) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lable: wire", "5:5: error: unknown key `lable` (did you mean `label`?)"),
        ("label: wires", "5:12: error: `wires` is not a label (did you mean `wire`?)"),
        ("label: state media", "5:12: error: `state media` of which state? (add `state: KP`)"),
        ("state: kp", "5:12: error: `kp` is not a country (write its two letters: `KP`)"),
        ("kind: sitemaps", "5:11: error: `sitemaps` is not a kind of source (did you mean `sitemap`?)"),
        ("text: full", "5:11: warning: `text: full` is not a way to read (page | feed); page is used"),
        ("quote: all", "5:12: error: `all` is not a way to quote (known: sentence, none)"),
        ("every: 30", "5:12: error: `30` is not a length of time (write `90s`, `30m`, `2h` or `1d`)"),
        ("every: 0s", "5:12: error: `0s` is too often (write `1s` or more)"),
        ("lang: Korean", "5:11: error: `Korean` is not a language (write its code: `ko`, `en`, `zh-Hant`)"),
        ("lang:", "5:5: error: `lang` needs a value (one word or line)"),
        ("headers: Mozilla", "5:14: error: `headers` is a group of keys (write `headers: {Name: value}`)"),
        ("headers: {A B: c}", "5:15: error: `A B` is not the name of a header"),
        ('headers: {A: "b\\nc"}', "5:18: error: 'b\\nc' is not one line of text"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_with_the_cure(line: str, said: str):
    (problem,) = problems(f"{GARAM}    {line}\n")
    assert problem.startswith(f"feeds.yaml:{said}")


@pytest.mark.parametrize(
    "url", ["garam.example/feed", "ftp://garam.example", "https://", "https://garam.example/a b", "https://[::1", "h:x"]
)
def test_a_feed_has_a_web_address(url: str):
    (problem,) = problems(f"feeds:\n  - id: garam\n    name: Garam\n    url: '{url}'\n")
    assert problem.startswith("feeds.yaml:4:10: error: not a web address")


def test_a_feed_needs_id_name_and_address():
    assert problems("feeds:\n  - lang: ko\n") == [
        "feeds.yaml:2:5: error: `id` is missing",
        "feeds.yaml:2:5: error: `name` is missing",
        "feeds.yaml:2:5: error: `url` is missing",
    ]


def test_a_name_may_hold_the_spaces_of_its_script():
    assert read(GARAM.replace("Garam Daily", "ガラム\u3000新聞"))[0].name == "ガラム\u3000新聞"


def test_an_id_is_a_slug():
    said = problems(GARAM.replace("id: garam", "id: Garam Daily/7"))
    assert said == ["feeds.yaml:2:9: error: `Garam Daily/7` is not an id (write `garam-daily-7`)"]


def test_an_id_that_is_a_number_is_still_a_word():
    assert read(GARAM.replace("id: garam", "id: 38"))[0].id == "38"


def test_a_second_feed_of_one_name_is_pointed_at_the_first():
    assert problems(GARAM + GARAM.removeprefix("feeds:\n")) == [
        "feeds.yaml:5:9: error: second feed called `garam` (the first is at line 2)"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- id: garam\n", "feeds.yaml:1:1: error: `feeds` is missing (write `feeds:` above the list)"),
        ("feeds: {garam: x}\n", "feeds.yaml:1:8: error: `feeds` is a list (begin each entry with `- id: `)"),
        ("feeds: [garam]\n", "feeds.yaml:1:9: error: not an entry (begin each with `- id: `)"),
        ("feed: []\n", "feeds.yaml:1:1: error: unknown key `feed` (did you mean `feeds`?)"),
    ],
)
def test_a_file_of_another_shape_is_told_what_shape_it_needs(text: str, said: str):
    assert problems(text) == [said]


WORDS = st.sampled_from(["garam", "Garam", "", "x y", "https://garam.example", "https://[", "30m", "KP", "wire", "\n"])
VALUES = st.recursive(
    WORDS | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)


@given(VALUES | st.fixed_dictionaries({"feeds": st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES), max_size=3)}))
def test_no_file_crashes_the_reader(written: object):
    try:
        tree = parse(json.dumps(written), "feeds.yaml")
    except UserProblems:
        return
    feeds, found = read_feeds(tree, kinds=["feed"])
    assert found or all(feed.id and feed.urls for feed in feeds)


def test_all_that_is_wrong_is_said_at_once():
    said = problems("feeds:\n  - {id: A, label: x}\n  - {id: b, name: B, url: u, every: 1}\n")
    assert len(said) == 6


# --- the shipped list and the manual -------------------------------------------------------------------------------


def test_the_shipped_feeds_are_sound():
    feeds = read((HOUSE / "rules" / "feeds.yaml").read_text("utf-8"))
    assert {feed.lang for feed in feeds} >= {"en", "ko", "ja", "zh", "ru"}
    assert all(feed.label for feed in feeds)


def test_the_manual_names_every_key_and_label():
    keys = re.findall(r"^\| `(\w+)` \|", MANUAL, re.MULTILINE)
    assert keys == list(KEYS)
    assert all(f"`{label}`" in MANUAL for label in LABELS)


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL))
def test_every_example_of_the_manual_works(example: str):
    assert read(example)
