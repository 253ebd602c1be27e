"""Several stories in one living post."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels.builders import NOON, a_delivery, a_line, a_reach, a_roundup, rendered
from tests.peers.bothtml import parse
from watcher.channels.console import connect as console
from watcher.channels.dress import bulletin
from watcher.channels.feed import connect as feed
from watcher.channels.file import connect as file
from watcher.channels.parts import forms, messages, roundup
from watcher.channels.parts.forms import units
from watcher.channels.webhook import connect as webhook
from watcher.core.said import Claim
from watcher.core.telling import Kind, Occasion


def told(several, lang="en") -> str:
    return forms.html(roundup.parts(several, messages.words(lang)))


def test_a_line_says_the_hour_and_who_carries_it() -> None:
    several = a_roundup(
        a_line(813, outlets=3, lang="ko", headline="서해 부두에 크레인"),
        a_line(812),
        hashtag="Sohae",
    )
    assert told(several) == (
        "<b>Also today</b>\n"
        "<i>2 stories · latest 11:55 KST</i>\n"
        "\n"
        '<a href="https://tide-gazette.example/crane-813">서해 부두에 크레인</a> (in Korean)\n'
        "11:55 · 3 outlets\n"
        "\n"
        '<a href="https://tide-gazette.example/crane-812">Crane number 812 rises over the slipway at Sohae</a>\n'
        "11:55 · Tide Gazette\n"
        "\n"
        "#Sohae"
    )


def test_it_speaks_korean() -> None:
    several = replace(a_roundup(a_line(outlets=3)), occasion=Occasion.SURGE, lang="ko")
    assert told(several, "ko").startswith("<b>짧은 시간에 잇따른 소식</b>\n<i>소식 1건 · 최근 11:55 KST</i>")
    assert "11:55 · 매체 3곳" in told(several, "ko")


def test_what_media_of_one_state_alone_say_stays_a_claim() -> None:
    line = a_line(claim=Claim(outlet="Red Peak News", state="KP", alone=True))
    assert "State media claim: <a" in told(a_roundup(line))
    assert "Red Peak News (state media, North Korea)" in told(a_roundup(line))


def test_yesterdays_hours_bear_their_day() -> None:
    assert "16 Jul 11:55 · Tide Gazette" in told(a_roundup(a_line(first_at=NOON - timedelta(hours=24, minutes=5))))


@settings(max_examples=40, deadline=None)
@given(
    headlines=st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=40),
    more=st.integers(0, 500),
    plain=st.booleans(),
)
def test_telegram_takes_it_whole_and_the_newest_lines_stay(headlines: list[str], more: int, plain: bool) -> None:
    lines = [a_line(number, headline=text) for number, text in enumerate(headlines)]
    message = bulletin.several(a_roundup(*lines, more=more), a_delivery(plain=plain), messages.words("en"))
    text, entities = (message.body, []) if plain else parse(message.body)
    assert units(text) <= 4096
    assert len(entities) <= 100
    shown = [number for number in range(len(lines)) if f"crane-{number}" in message.body]
    assert shown == list(range(len(shown)))
    left_out = len(lines) + more - len(shown)
    assert (f"and {left_out} more" in text) == bool(left_out)


def test_it_is_silent_and_its_button_says_why() -> None:
    message = bulletin.several(a_roundup(), a_delivery(), messages.words("en"))
    assert message.options["silent"]
    assert message.options["why"] == (
        "The posts of this day are used up: what else comes today stands here, the newest on top. "
        "Nothing was written or translated by us."
    )


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("occasion", Occasion)
def test_every_occasion_has_its_words(lang: str, occasion: Occasion) -> None:
    several = replace(a_roundup(), occasion=occasion, lang=lang)
    assert 0 < units(roundup.why(several, messages.words(lang))) <= 200
    assert roundup.title(several, messages.words(lang))


def test_the_terminal_shows_it_once_and_then_what_joins() -> None:
    channel = console(a_reach())
    assert "https://tide-gazette.example/crane-813" in channel.render(a_delivery(a_roundup())).body
    edit = channel.render(a_delivery(a_roundup(), kind=Kind.EDIT)).body
    assert edit == "  Also today, now 2 stories: Crane number 813 rises over the slipway at Sohae"


async def test_a_folder_keeps_one_file_of_it(tmp_path: Path) -> None:
    channel = file(a_reach(tmp_path))
    for kind in (Kind.POST, Kind.EDIT):
        name = f"folder/also-2025-07-17/{kind}"
        delivery = a_delivery(a_roundup(), via="file", address="posts", key=name, kind=kind, story=None)
        await channel.send(rendered(channel, delivery))
    [path] = (tmp_path / "posts").iterdir()
    assert path.name == "also-2025-07-17.md"
    assert path.read_text("utf-8").count("# Also today") == 1


async def test_a_feed_keeps_one_item_of_it(tmp_path: Path) -> None:
    channel = feed(a_reach(tmp_path))
    for kind in (Kind.POST, Kind.EDIT):
        name = f"site/also-2025-07-17/{kind}"
        delivery = a_delivery(a_roundup(), via="feed", address="stories", key=name, kind=kind, story=None)
        await channel.send(rendered(channel, delivery))
    [item] = json.loads((tmp_path / "feeds/stories.json").read_text("utf-8"))["items"]
    assert item["title"] == "Also today"
    assert "crane-812" in item["content_text"]


def test_a_program_gets_the_stories_as_values() -> None:
    body = json.loads(webhook(a_reach(secret=b"ours")).render(a_delivery(a_roundup(more=2))).body)
    assert [line["story"] for line in body["stories"]] == [813, 812]
    assert (body["occasion"], body["more"]) == ("day", 2)
