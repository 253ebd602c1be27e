"""A world where most is broken: what is sound is told once, what is not is borne, and nobody is pestered."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.app.faulty import Afternoon, kinds, spend
from tests.peers.faults import World
from watcher.app.running import outside
from watcher.sources.asking.http import Http


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afternoon]:
    with World() as world, pytest.MonkeyPatch.context() as patch:
        hasty = partial(Http, page_pause=timedelta(0), deadline=timedelta(seconds=2))
        patch.setattr(outside, "Http", hasty)
        afternoon = Afternoon(world, tmp_path_factory.mktemp("afternoon"), healthy=5)
        afternoon.fill(kinds())
        asyncio.run(spend(afternoon.settings(), afternoon.turn))
        yield afternoon


def test_a_faulty_world_breaks_no_promise(afternoon: Afternoon) -> None:
    assert list(afternoon.broken_promises()) == []
