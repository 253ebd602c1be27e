"""What every kind of channel keeps; a new file in channels/ is held to it without being named here."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tests.channels.builders import a_delivery, a_line, a_post, a_reach, a_roundup, rendered
from tests.channels.editions import a_letter
from watcher import channels
from watcher.channels.base import Connected, MailServer
from watcher.channels.parts.forms import units
from watcher.channels.parts.render import HARD
from watcher.core.outcome import Absent, Later, Outcome, Present, Undecidable
from watcher.core.telling import Kind, SourceLine

FILES = Path(channels.__file__).parent.glob("*.py")
KINDS = sorted(path.stem for path in FILES if "\ndef connect(" in path.read_text("utf-8"))
LISTS_ONLY = {"email"}  # kinds that carry daily and weekly lists and no single post
EMPTY_HANDED = {"console", "feed", "file"}  # kinds that need no account
PLACES = {"telegram": "@watch", "email": "reader@example.org", "webhook": "http://127.0.0.1:1/"}  # where one is needed


def module(kind: str) -> ModuleType:
    return importlib.import_module(f"watcher.channels.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_is_a_kind_that_connects(kind: str) -> None:
    assert callable(module(kind).connect)


@pytest.mark.parametrize("kind", KINDS)
def test_a_channel_says_what_it_lacks_instead_of_failing(kind: str, tmp_path: Path) -> None:
    lacks = module(kind).connect(a_reach(tmp_path)).ready()
    assert (lacks is None) == (kind in EMPTY_HANDED)


@pytest.mark.parametrize("kind", sorted({*KINDS} - LISTS_ONLY))
@pytest.mark.parametrize("told", [Kind.POST, Kind.EDIT, Kind.REPLY])
@pytest.mark.parametrize("plain", [False, True])
def test_what_is_rendered_is_bounded_and_the_same_each_time(kind: str, told: Kind, plain: bool, tmp_path: Path) -> None:
    huge = SourceLine(outlet="O" * 9_999, url="https://o.example/", label="L" * 9_999)
    post = a_post(headline="<b>&\u202e\r\n" * 2_000, sources=(huge, huge, huge))
    channel = module(kind).connect(a_reach(tmp_path))
    message = channel.render(a_delivery(post, kind=told, plain=plain))
    assert message == channel.render(a_delivery(post, kind=told, plain=plain))
    assert units(message.body) < 10 * HARD  # markup escapes included
    assert "\u202e" not in message.body


@pytest.mark.parametrize("kind", sorted({*KINDS} - LISTS_ONLY))
@pytest.mark.parametrize("told", [Kind.POST, Kind.EDIT])
@pytest.mark.parametrize("plain", [False, True])
def test_several_stories_in_one_post_are_bounded_too(kind: str, told: Kind, plain: bool, tmp_path: Path) -> None:
    lines = [a_line(number, headline="<b>&\u202e\r\n" * 500, outlet="O" * 9_999) for number in range(40)]
    channel = module(kind).connect(a_reach(tmp_path))
    message = channel.render(a_delivery(a_roundup(*lines, more=3), kind=told, plain=plain))
    assert "\u202e" not in message.body
    assert units(message.body) < 50 * HARD


@pytest.mark.parametrize("kind", KINDS)
async def test_every_send_ends_in_one_of_the_eight_outcomes(kind: str, tmp_path: Path) -> None:
    nowhere = MailServer(host="127.0.0.1", port=1)
    accounts = {"telegram_token": "1:x", "mail_server": nowhere, "mail_from": "digest@watch.example"}
    reach = a_reach(tmp_path, telegram_api="http://127.0.0.1:1", secret=b"between us alone", **accounts)
    channel = module(kind).connect(reach)
    told = a_letter() if kind in LISTS_ONLY else a_delivery()
    delivery = rendered(channel, replace(told, via=kind, address=channel.address(PLACES.get(kind)), base_id=1))
    assert isinstance(await channel.send(delivery), Outcome)
    assert isinstance(await channel.probe(delivery), Present | Absent | Undecidable | Later)
    if isinstance(channel, Connected):
        await channel.close()
