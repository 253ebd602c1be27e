import json
import logging
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.builders import NOON, a_delivery, a_post, a_reach, rendered
from watcher.channels.feed import ATOM, MOST_ITEMS, connect
from watcher.core.news import Entry, StoryId
from watcher.core.outcome import Absent, Sent, Unsent
from watcher.core.said import Claim, Quote
from watcher.core.telling import Delivery, Kind, Post
from watcher.sources.base import Reading, Response
from watcher.sources.feed import SOURCE

ITEM = "urn:uuid:"
KEYS = st.sampled_from(["id", "title", "url", "date_published", "date_modified", "_watcher", "sections", "post"])


def an_item(post: Post | None = None, *, story: int = 812, **given: Any) -> Delivery:
    usual = {"via": "feed", "address": "stories", "key": f"channel/story-{story}/post", "story": StoryId(story)}
    return a_delivery(post, **(usual | given))


async def tell(state: Path, *deliveries: Delivery) -> None:
    channel = connect(a_reach(state))
    for delivery in deliveries:
        outcome = await channel.send(rendered(channel, delivery))
        assert isinstance(outcome, Sent)
        assert outcome.receipt.startswith(ITEM)


def path(state: Path, name: str) -> Path:
    return state / "feeds" / name


def reading(state: Path, name: str) -> Reading:
    """As any reader of feeds sees it; ours, here."""
    return SOURCE.read(Response(url="", status=200, headers={}, body=path(state, name).read_bytes()))


def entries(state: Path) -> list[Entry]:
    """What both files say alike."""
    atom, json_feed = (reading(state, name) for name in ("stories.atom", "stories.json"))
    assert (atom.format, json_feed.format) == ("atom10", "json11")
    assert (atom.problems, json_feed.problems) == ((), ())
    assert atom.title == json_feed.title == "Sohae Watch"
    # JSON Feed's plain text is told by our reader in the markup that other formats use
    plain = [replace(entry, content=unescape(entry.content)) for entry in json_feed.entries]
    assert list(map(alike, atom.entries)) == list(map(alike, plain))
    return plain


def alike(entry: Entry) -> tuple[object, ...]:
    return entry.guid, entry.url, entry.title, entry.content.split(), entry.published_at, entry.updated_at


# --- what appears ---


async def test_a_story_is_one_item_in_both_feeds(tmp_path: Path) -> None:
    await tell(tmp_path, an_item())
    [entry] = entries(tmp_path)
    assert entry.title == "Crane rises over the new slipway at Sohae"
    assert entry.url == "https://tide-gazette.example/crane"
    assert (entry.published_at, entry.updated_at) == (NOON, NOON)
    assert entry.content == (
        "3 outlets · first 12:00 KST\n"
        "\n"
        "A crane now towers over the slipway, the port office of Incheon said on Friday.\n"
        "— Tide Gazette\n"
        "\n"
        "Tide Gazette <https://tide-gazette.example/crane> · Port Mail <https://port-mail.example/7> (wire) · "
        "Vlna <https://vlna.example/9> (in Bulgarian)\n"
        "\n"
        "#Sohae"
    )


async def test_an_item_grows_in_its_place(tmp_path: Path) -> None:
    await tell(tmp_path, an_item(), an_item(story=813))
    before = {entry.guid for entry in entries(tmp_path)}
    grown = a_post(headline="Crane stands", outlets=9, told_at=NOON + timedelta(hours=2))
    await tell(tmp_path, an_item(grown, kind=Kind.EDIT, key="channel/story-812/edit-5"))
    newest, other = entries(tmp_path)
    assert {newest.guid, other.guid} == before
    assert newest.title == "Crane stands"
    assert "9 outlets" in newest.content
    assert "3 outlets" not in newest.content
    assert newest.updated_at == NOON + timedelta(hours=2)
    assert newest.published_at == NOON


async def test_what_is_new_in_a_story_stands_below_it_and_its_edits_leave_it_there(tmp_path: Path) -> None:
    later = NOON + timedelta(hours=3)
    reply = an_item(a_post(headline="Crane falls", told_at=later), kind=Kind.REPLY, key="channel/story-812/reply-4")
    edit = an_item(a_post(outlets=9, told_at=later), kind=Kind.EDIT, key="channel/story-812/edit-4")
    await tell(tmp_path, an_item(), reply, edit)
    [entry] = entries(tmp_path)
    assert entry.title == "Crane rises over the new slipway at Sohae"
    assert entry.content.index("9 outlets") < entry.content.index("Update: Crane falls <https://")
    assert entry.updated_at == later


async def test_a_reply_whose_post_is_not_there_is_an_item_and_the_post_leads_it_later(tmp_path: Path) -> None:
    reply = an_item(a_post(headline="Crane falls"), kind=Kind.REPLY, key="channel/story-812/reply-4")
    await tell(tmp_path, reply)
    assert [entry.title for entry in entries(tmp_path)] == ["Crane falls"]
    await tell(tmp_path, an_item())
    [entry] = entries(tmp_path)
    assert entry.content.startswith("3 outlets")
    assert "Update: Crane falls" in entry.content


async def test_a_claim_says_so_in_its_title(tmp_path: Path) -> None:
    await tell(tmp_path, an_item(a_post(claim=Claim(outlet="Red Hill", state="KP", alone=True))))
    [entry] = entries(tmp_path)
    assert entry.title.startswith("State media claim: ")


async def test_writing_twice_leaves_it_once_to_the_byte(tmp_path: Path) -> None:
    reply = an_item(kind=Kind.REPLY, key="channel/story-812/reply-4")
    await tell(tmp_path, an_item(), an_item(story=7), reply)
    once = [path(tmp_path, name).read_bytes() for name in ("stories.atom", "stories.json")]
    await tell(tmp_path, an_item(), reply, an_item(story=7))
    assert [path(tmp_path, name).read_bytes() for name in ("stories.atom", "stories.json")] == once
    assert await connect(a_reach(tmp_path)).probe(an_item()) == Absent()
    assert sorted(file.name for file in path(tmp_path, "").iterdir()) == ["stories.atom", "stories.json"]


async def test_two_subscriptions_in_one_feed_keep_their_items_apart(tmp_path: Path) -> None:
    await tell(tmp_path, an_item(), an_item(subscription="other"))
    assert len({entry.guid for entry in entries(tmp_path)}) == 2


async def test_the_newest_hundred_stay(tmp_path: Path) -> None:
    for number in range(MOST_ITEMS + 2):
        told = a_post(headline=f"Crane {number}", told_at=NOON + timedelta(minutes=number))
        await tell(tmp_path, an_item(told, story=number))
    titles = [entry.title for entry in entries(tmp_path)]
    assert titles == [f"Crane {number}" for number in range(MOST_ITEMS + 1, 1, -1)]


# --- foreign words ---


async def test_atom_has_what_its_rules_ask_for(tmp_path: Path) -> None:
    await tell(tmp_path, an_item(), an_item(a_post(url="javascript:alert(1)"), story=813))
    feed = ElementTree.parse(path(tmp_path, "stories.atom")).getroot()
    assert feed.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{{{ATOM}}}{name}")) == 1
    for entry in feed.findall(f"{{{ATOM}}}entry"):
        for name in ("id", "title", "published", "updated", "content"):
            assert len(entry.findall(f"{{{ATOM}}}{name}")) == 1
        assert len(entry.findall(f"{{{ATOM}}}link")) <= 1
    assert b"javascript" not in path(tmp_path, "stories.atom").read_bytes()


@given(st.text(min_size=1), st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
async def test_no_words_of_others_break_a_feed_or_become_markup(tmp_path: Path, words: str, more: str) -> None:
    post = a_post(headline=f"{words}]]></title><script>&lt;{more}", quote=Quote(text=more, outlet=words))
    await tell(tmp_path, an_item(post))
    feed = ElementTree.parse(path(tmp_path, "stories.atom")).getroot()
    [entry] = feed.findall(f"{{{ATOM}}}entry")
    [item] = json.loads(path(tmp_path, "stories.json").read_bytes())["items"]
    assert {child.tag.rpartition("}")[2] for child in entry} == {
        "id",
        "title",
        "published",
        "updated",
        "link",
        "content",
    }
    assert entry.findtext(f"{{{ATOM}}}title") == item["title"]
    assert entry.findtext(f"{{{ATOM}}}content") == item["content_text"]
    assert "</title><script>&lt;" in item["title"]
    # feedparser mends words that look like UTF-8 read as Latin-1: what it makes of them is not compared
    seen = [reading(tmp_path, name) for name in ("stories.atom", "stories.json")]
    assert [(each.problems, [entry.guid for entry in each.entries]) for each in seen] == [((), [item["id"]])] * 2


# --- when the disk is not as we left it ---


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b"[]", b"{}", b"[" * 100_000, b'{"items": 7}'])
async def test_a_broken_feed_begins_anew_and_says_so(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    await tell(tmp_path, an_item())
    path(tmp_path, "stories.json").write_bytes(damage)
    await tell(tmp_path, an_item(story=813))
    assert len(entries(tmp_path)) == 1
    [said] = caplog.records
    assert said.levelno == logging.WARNING
    assert "stories.json the feed is broken and begins anew: items=0" in said.getMessage()


async def test_what_is_whole_in_a_broken_feed_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await tell(tmp_path, *(an_item(story=number) for number in range(1, 6)))
    json_feed = path(tmp_path, "stories.json")
    json_feed.write_bytes(json_feed.read_bytes()[:-600])  # the last item and the end of the file
    await tell(tmp_path, an_item(story=813))
    assert len(entries(tmp_path)) == 5
    assert "items=4" in caplog.text


@given(st.recursive(st.none() | st.integers() | st.text(), lambda kids: st.lists(kids) | st.dictionaries(KEYS, kids)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
async def test_whatever_stands_in_the_file_the_next_story_is_told(tmp_path: Path, written: object) -> None:
    path(tmp_path, "").mkdir(exist_ok=True)
    path(tmp_path, "stories.json").write_text(json.dumps({"items": [written]}))
    await tell(tmp_path, an_item())
    assert entries(tmp_path)


async def test_a_folder_that_cannot_be_written_waits(tmp_path: Path) -> None:
    path(tmp_path, "").write_text("a file is in the way")
    channel = connect(a_reach(tmp_path))
    assert isinstance(await channel.send(rendered(channel, an_item())), Unsent)


# --- before anything is written ---


@pytest.mark.parametrize(("to", "address"), [(None, "stories"), ("", "stories"), ("launches-2", "launches-2")])
def test_a_feed_has_a_name(to: object, address: str) -> None:
    assert connect(a_reach()).address(to) == address


@pytest.mark.parametrize("to", ["../up", "a/b", "Launches", ".hidden", "a.json", 7, "x" * 65, {"a": 1}])
def test_a_name_that_could_be_a_path_is_an_error(to: object) -> None:
    with pytest.raises(ValueError, match="name of its files"):
        connect(a_reach()).address(to)
