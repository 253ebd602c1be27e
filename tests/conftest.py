"""How the whole suite runs, and the far ends that more than one room speaks to."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.peers.botapi import BotApi
from tests.peers.site import Site
from tests.peers.smtp import make_certificate

settings.register_profile("untimed", deadline=None)  # a busy machine is no bug
settings.load_profile("untimed")


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("a certificate is made by openssl, which is not installed")
    return make_certificate(tmp_path_factory.mktemp("tls"))
