"""What every kind of channel keeps; a new file in channels/ is held to it without being named here."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from tests.channels.builders import a_delivery, a_post, a_reach, rendered
from watcher import channels
from watcher.channels.render import HARD, units
from watcher.core.delivery import Absent, Later, Outcome, Present, Undecidable
from watcher.core.telling import Kind, SourceLine

SHARED = {"__init__", "base", "render", "messages", "listing", "plaintext", "bulletin"}
KINDS = sorted(path.stem for path in Path(channels.__file__).parent.glob("*.py") if path.stem not in SHARED)
EMPTY_HANDED = {"console", "file"}  # kinds that need no account


def module(kind: str) -> ModuleType:
    return importlib.import_module(f"watcher.channels.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_is_a_kind_that_connects(kind: str) -> None:
    assert callable(module(kind).connect)


@pytest.mark.parametrize("kind", KINDS)
def test_a_channel_says_what_it_lacks_instead_of_failing(kind: str, tmp_path: Path) -> None:
    lacks = module(kind).connect(a_reach(tmp_path)).ready()
    assert (lacks is None) == (kind in EMPTY_HANDED)


@pytest.mark.parametrize("kind", KINDS)
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


@pytest.mark.parametrize("kind", KINDS)
async def test_every_send_ends_in_one_of_the_eight_outcomes(kind: str, tmp_path: Path) -> None:
    reach = a_reach(tmp_path, telegram_token="1:x", telegram_api="http://127.0.0.1:1")
    channel = module(kind).connect(reach)
    address = "@watch" if kind == "telegram" else channel.address(None)
    delivery = rendered(channel, a_delivery(via=kind, address=address, base_id=1))
    assert isinstance(await channel.send(delivery), Outcome)
    assert isinstance(await channel.probe(delivery), Present | Absent | Undecidable | Later)
    await channel.close()
