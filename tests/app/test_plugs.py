from pathlib import Path

import pytest

from watcher.app.files import plugs
from watcher.app.files.settings import Settings
from watcher.channels.base import Reach

REACH = Reach(name="Sohae Watch", state=Path("state"), write=print)


def test_every_file_is_a_kind_that_loads():
    for kind in plugs.source_kinds():
        assert plugs.source(kind) is not None
    for kind in plugs.channel_kinds():
        assert plugs.connect(kind, REACH) is not None


def test_files_that_only_help_are_no_kinds():
    assert "feed" in plugs.source_kinds()
    assert not {"base", "http", "article", "__init__"} & set(plugs.source_kinds())
    assert not {"base", "render", "forms", "messages", "__init__"} & set(plugs.channel_kinds())


@pytest.mark.parametrize("kind", ["smoke_signals", "base", "../app/cli", "console.x", ""])
def test_a_name_without_a_file_loads_nothing(kind: str):
    with pytest.raises(plugs.UnknownKind, match="it has console"):
        plugs.connect(kind, REACH)
    with pytest.raises(plugs.UnknownKind, match="it has feed"):
        plugs.source(kind)


def test_what_is_signed_is_signed_with_the_secret_of_the_settings():
    assert plugs.reach(Settings(secret="sixteen letters!"), write=print).secret == b"sixteen letters!"
    assert plugs.reach(Settings(), write=print).secret is None


def test_the_channel_itself_says_what_an_address_is():
    assert plugs.address("telegram", "@sohae_watch") == "@sohae_watch"
    with pytest.raises(ValueError, match=r"\w"):
        plugs.address("telegram", "Sohae Watch")


def test_posts_can_speak_english():
    assert "en" in plugs.languages()
