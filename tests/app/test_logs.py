"""Nothing secret is written, whatever goes wrong."""

import json
import logging

import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.botapi import DROP_AFTER, KICKED, error
from watcher.app.files.settings import Settings, read
from watcher.app.logs import log_to_stderr

TOKEN = "987654321:AAH-of_a_bot_that_is_nobodys_business"
SECRETS = {
    "WATCHER_TELEGRAM_TOKEN": TOKEN,
    "WATCHER_SMTP_URL": "smtp://watch:pass%2Fword@mail.example:587",
    "WATCHER_PROXY": "http://me:open-sesame@proxy.example:3128",
    "WATCHER_SECRET": "between-us-alone",
}


@pytest.fixture(autouse=True)
def log_as_before():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


@pytest.fixture(params=["text", "json"])
def settings(request: pytest.FixtureRequest) -> Settings:
    return read(SECRETS | {"WATCHER_LOG": request.param}, None).sound()


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        "auth failed for pass/word",
        "auth failed for pass%2Fword",
        "cannot reach http://me:open-sesame@proxy.example:3128",
        "the secret is between-us-alone",
        "GET https://editor:hunter2@feeds.example/rss",
        "a token that was replaced: 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
    ],
)
def test_no_line_holds_a_secret(settings: Settings, line: str, capsys: pytest.CaptureFixture[str]):
    log_to_stderr(settings)
    try:
        raise ValueError(line)
    except ValueError:
        logging.getLogger("watcher").exception("act=test %s", line)
    said = capsys.readouterr().err
    for secret in (TOKEN, "pass/word", "pass%2Fword", "open-sesame", "between-us-alone", "hunter2", "ABC-DEF1234"):
        assert secret not in said
    assert "***" in said
    if settings.log == "json":
        assert {"at", "level", "message", "traceback"} == json.loads(said).keys()


def test_after_every_fault_no_file_holds_the_token(town: Town, capsys: pytest.CaptureFixture[str]):
    log_to_stderr(town.settings)
    town.open("Harbour Post")
    town.publish("Harbour Post", Item.of("quay-1"))
    town.api.script("sendMessage", DROP_AFTER, error(500, "Internal"), error(401, "Unauthorized"), KICKED)
    for minute in range(0, 40, 4):
        town.once(NOON.replace(minute=minute))
    said = capsys.readouterr()
    assert "act=send" in said.err
    assert town.api.token not in said.err + said.out
    for path in town.folder.rglob("*"):
        if path.is_file():
            assert town.api.token.encode() not in path.read_bytes(), path
