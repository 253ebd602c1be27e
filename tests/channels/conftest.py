from collections.abc import Iterator

import pytest

from tests.peers.botapi import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        server.add_chat(42, type="private")
        server.add_chat(-1001000000002, type="supergroup", threads=(7,))
        yield server
