from pathlib import Path

import pytest

from tests.channels.builders import a_delivery, a_post, a_reach, rendered
from watcher.channels.file import connect
from watcher.core.outcome import Absent, Refused, Sent
from watcher.core.telling import Delivery, Kind


async def keep(state: Path, *deliveries: Delivery) -> str:
    channel = connect(a_reach(state))
    for delivery in deliveries:
        outcome = await channel.send(rendered(channel, delivery))
        assert outcome == Sent(str(state / "posts" / "story-812.md"))
    return (state / "posts" / "story-812.md").read_text(encoding="utf-8")


def a_file(post=None, **given) -> Delivery:
    return a_delivery(post, via="file", address="posts", **given)


async def test_a_post_is_markdown_that_reads_well_as_it_stands(tmp_path: Path) -> None:
    assert await keep(tmp_path, a_file()) == (
        "<!-- post -->\n"
        "# [Crane rises over the new slipway at Sohae](<https://tide-gazette.example/crane>)\n"
        "\n"
        "*3 outlets · first 12:00 KST*\n"
        "\n"
        "> A crane now towers over the slipway, the port office of Incheon said on Friday.\n"
        ">\n"
        "> — Tide Gazette\n"
        "\n"
        "[Tide Gazette](<https://tide-gazette.example/crane>) · [Port Mail](<https://port-mail.example/7>) (wire) · "
        "[Vlna](<https://vlna.example/9>) (in Bulgarian)\n"
        "\n"
        "\\#Sohae\n"
    )


async def test_an_edit_takes_the_place_of_the_post_and_an_update_follows_it(tmp_path: Path) -> None:
    reply = a_file(a_post(headline="Crane falls"), kind=Kind.REPLY, key="files/story-812/reply-4")
    edit = a_file(a_post(outlets=9), kind=Kind.EDIT)
    text = await keep(tmp_path, a_file(), reply, edit)
    assert "3 outlets" not in text.partition("<!-- files")[0]
    assert text.index("9 outlets") < text.index("Update: [Crane falls]")


async def test_writing_twice_leaves_it_once(tmp_path: Path) -> None:
    reply = a_file(kind=Kind.REPLY, key="files/story-812/reply-4")
    once = await keep(tmp_path, a_file(), reply)
    assert await keep(tmp_path, a_file(), reply, reply) == once
    assert await connect(a_reach(tmp_path)).probe(a_file()) == Absent()
    assert [path.name for path in (tmp_path / "posts").iterdir()] == ["story-812.md"]


async def test_a_headline_cannot_end_its_section(tmp_path: Path) -> None:
    hostile = a_file(a_post(headline="<!-- post --> # [x](javascript:1) ~~y~~", url="javascript:1"))
    text = await keep(tmp_path, hostile, hostile)
    assert text.count("\n<!-- ") == 0
    assert "\\<!-- post --\\> \\# \\[x\\](javascript:1) \\~\\~y\\~\\~" in text


async def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "posts").write_text("a file is in the way")
    channel = connect(a_reach(tmp_path))
    outcome = await channel.send(rendered(channel, a_file()))
    assert not isinstance(outcome, Sent | Refused)


@pytest.mark.parametrize(
    ("to", "address"), [(None, "posts"), ("kept/here", "kept/here"), ("/srv/posts/", "/srv/posts")]
)
def test_files_go_below_the_state_folder_or_where_the_operator_says(to: object, address: str) -> None:
    assert connect(a_reach()).address(to) == address


@pytest.mark.parametrize("to", ["../up", "a/../../up", "/srv/../etc", 7, {"a": 1}])
def test_a_path_that_climbs_out_is_an_error(to: object) -> None:
    with pytest.raises(ValueError, match="folder"):
        connect(a_reach()).address(to)
