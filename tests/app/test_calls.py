"""Strangers who hold connections open, or send nonsense, keep no reader out and fill no log."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from watcher.app.web import calls
from watcher.app.web.calls import CALLS_MOST, Call, network_of
from watcher.app.web.serving import serving

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
ASKED = b"GET / HTTP/1.1\r\nHost: watch.example\r\n\r\n"
READER, STRANGERS = "127.0.0.1", ("127.0.0.2", "127.0.0.3")


async def _page(request: Request) -> Response:
    return PlainTextResponse("a page\n" * int(request.query_params.get("times", 1)))


@asynccontextmanager
async def door() -> AsyncIterator[int]:
    with socket.create_server((READER, 0)) as probe:
        port: int = probe.getsockname()[1]
    async with serving(Starlette(routes=[Route("/", _page)]), (READER, port)):
        yield port


async def call(port: int, *, of: str = READER, says: bytes = b"") -> Line:
    line = await asyncio.open_connection(READER, port, local_addr=(of, 0))
    line[1].write(says)
    return line


async def answered(line: Line, says: bytes = ASKED) -> bool:
    """Whether a page comes; not where the connection was cut."""
    line[1].write(says)
    try:
        return (await asyncio.wait_for(line[0].readuntil(b"a page\n"), 30)).startswith(b"HTTP/1.1 200 OK")
    except (ConnectionError, asyncio.IncompleteReadError):
        return False


def hang_up(lines: list[Line]) -> None:
    for _, writer in lines:
        writer.transport.abort()


@pytest.mark.parametrize("says", [b"", ASKED[:-2], ASKED], ids=["nothing", "half a request", "one request"])
async def test_a_handful_who_hold_their_connections_open_keep_no_reader_out(says: bytes):
    async with door() as port:
        early = await call(port)
        assert await answered(early)
        held = [await call(port, of=STRANGERS[n % 2], says=says) for n in range(CALLS_MOST + 20)]
        late = await call(port)
        assert await answered(late)
        assert await answered(early)
        hang_up([*held, early, late])


async def test_no_more_connections_are_held_than_a_few():
    async with door() as port:
        held = [await call(port, of=STRANGERS[0]) for _ in range(CALLS_MOST + 20)]
        assert await answered(held[-1])
        assert [await answered(line) for line in held[:20]] == [False] * 20
        hang_up(held)


@pytest.mark.parametrize("says", [b"", ASKED[:-2], b"GET /?times=2000000" + ASKED[5:]])
async def test_who_asks_nothing_or_takes_no_answer_is_cut_after_a_while(says: bytes, monkeypatch: pytest.MonkeyPatch):
    gone, cut = asyncio.Event(), Call.cut
    monkeypatch.setattr(Call, "cut", lambda call: (cut(call), gone.set()))
    monkeypatch.setattr(calls, "PATIENCE", 0.1)
    async with door() as port:
        line = await call(port, says=says)
        line[1].transport.pause_reading()
        await asyncio.wait_for(gone.wait(), 30)
        hang_up([line])


async def test_nonsense_is_logged_once_and_then_counted(caplog: pytest.LogCaptureFixture):
    async with door() as port:
        for _ in range(30):
            line = await call(port)
            assert not await answered(line, b"\x00 nonsense\r\n\r\n")
            hang_up([line])
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    invalid = "act=web Invalid HTTP request received."
    assert said == [invalid, f"{invalid} (29 more since it was said)"]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "", True),
    ],
)
def test_what_one_caller_has_of_addresses_counts_as_one(one: str, other: str, is_same: bool):
    assert (network_of(one) == network_of(other)) is is_same
