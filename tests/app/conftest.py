from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.town import Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Site() as site, BotApi() as api:
        yield Town(tmp_path, site, api)
