"""HTTP as servers really write it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest

from watcher.sources.asking.http import Http
from watcher.sources.base import Request, Response, Unreachable

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


class Server:
    """Answers each request with the next bytes, whoever asks; `None` hangs up. After the last it hangs up, too."""

    def __init__(self, answers: Sequence[bytes | None]) -> None:
        self.answers = list(answers)
        self.connections = 0
        self.requests: list[bytes] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while self.answers:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                if (answer := self.answers.pop(0)) is None:
                    break
                writer.write(answer)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def served(*answers: bytes | None) -> AsyncIterator[tuple[Server, Http, Request]]:
    ours = Server(answers)
    server = await asyncio.start_server(ours.talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    http = Http(user_agent="test", clock=lambda: datetime.now(UTC), allowed_private={"127.0.0.1"})
    try:
        yield ours, http, Request(url)
    finally:
        await http.close()
        server.close()


async def body_of(answer: bytes) -> bytes:
    async with served(answer) as (_, http, request):
        return (await got(http, request)).body


async def got(http: Http, request: Request) -> Response:
    return await http.get(request, most_bytes=100_000)


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 4\r\n\r\nnews",
        OK + b"\r\nnews",
        b"HTTP/1.0 200 OK\nServer: old\n\nnews",
        b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nnews and more",
        CHUNKED + b"2\r\nne\r\n2;x=y\r\nws\r\n0\r\nTrailer: x\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 4\r\n\r\nnews",
        OK + b"X-Long: a\r\n  folded\r\nContent-Length: 4\r\n\r\nnews",
    ],
    ids=["measured", "until closed", "old", "no reason", "chunked", "hinted", "folded"],
)
async def test_an_answer_is_heard_to_its_end(answer: bytes) -> None:
    assert await body_of(answer) == b"news"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"<rss/>\r\n", "what it answers is not HTTP"),
        (OK + b"Content-Length: many\r\n\r\n", "what it answers is not HTTP"),
        (CHUNKED + b"zz\r\n", "the answer broke off"),
        (CHUNKED + b"4\r\nnewsmore\r\n", "the answer broke off"),
        (CHUNKED + b"9\r\nnews", "the answer broke off"),
        (OK + b"X: " + b"y" * 200_000, "what it answers is not HTTP: its headers have no end"),
        (OK + b"X: y\r\n" * 80_000, "what it answers is not HTTP: its headers have no end"),
        (CHUNKED + b"1\r\nx\r\n" * 40_000, "answers in too many pieces"),
        (b"HTTP/1.1 302 Found\r\n\r\n", "redirects to nowhere"),
    ],
)
async def test_what_is_no_answer_is_said_in_words(answer: bytes, why: str) -> None:
    with pytest.raises(Unreachable) as caught:
        await body_of(answer)
    assert caught.value.why == why


async def test_a_line_is_used_again() -> None:
    answer = OK + b"Content-Length: 1\r\n\r\nx"
    async with served(answer, b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", answer) as (
        ours,
        http,
        request,
    ):
        assert [(await got(http, request)).status for _ in range(3)] == [200, 304, 200]
        assert ours.connections == 1


async def test_a_line_that_was_hung_up_meanwhile_is_no_fault() -> None:
    answer = OK + b"Content-Length: 1\r\n\r\nx"
    async with served(answer, None, answer) as (ours, http, request):
        assert [(await got(http, request)).body for _ in range(2)] == [b"x", b"x"]
        assert ours.connections == 2


async def test_a_validator_goes_back_as_it_came() -> None:
    tagged = OK + 'ETag: "ü'.encode() + b'\xff"\r\nContent-Length: 1\r\n\r\nx'
    async with served(tagged, tagged) as (ours, http, request):
        etag = (await got(http, request)).headers["etag"]
        await got(http, Request(request.url, {"x-tag": etag, "x-name": "서해", "x-cut": "a\r\nb: c"}))
    sent = ours.requests[1]
    assert 'x-tag: "ü'.encode() + b'\xff"\r\n' in sent
    assert "x-name: 서해\r\n".encode() in sent
    assert b"x-cut: ab: c\r\n" in sent
