from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.app.town import Town
from tests.peers.botapi import BotApi
from tests.peers.site import Site
from watcher.app.running import outside
from watcher.sources.asking.http import Http


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setattr(outside, "Http", partial(Http, page_pause=timedelta(0)))  # the town has one host
    with Site() as site, BotApi() as api:
        yield Town(tmp_path, site, api)
