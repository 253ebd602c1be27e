"""HTTP/1.1 as far as reading needs it: one GET after another on a connection, each under limits.

For a feed that has nothing new, the request is most of the work, and a general client (cookies, sessions, uploads,
middleware) takes twice the processor time for it.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from watcher.core.news import Trouble
from watcher.sources.base import Unreachable

LINE_BYTES = 64 * 1024
HEAD_LINES = 256
STEP_BYTES = 64 * 1024
MOST_CHUNKS = 100_000  # of one body: 8 MB byte by byte would keep the processor from everybody else for a minute
MOST_INTERIM = 8  # answers of the 1xx kind before the real one

_STATUS = re.compile(rb"HTTP/1\.([01]) +([1-5]\d\d)(?: |\r?\n)")
_LENGTH = re.compile(r"[0-9]{1,18}")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?\r?\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    status: int
    headers: Mapping[str, str]  # lower-case names; bytes as Latin-1, so that they can be sent back as they came
    is_last: bool  # the server closes the connection after this answer

    @property
    def has_no_body(self) -> bool:
        if self.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            return True
        return self.headers.get("content-length") == "0" and "transfer-encoding" not in self.headers


class Line:
    """A connection to a server, for one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.is_free = True  # another request may be made: the last answer was heard to its end

    @property
    def is_dead(self) -> bool:
        return self._reader.at_eof() or self._writer.is_closing()

    async def ask(self, request: bytes) -> Head:
        """The head of the answer; its body must be heard before the next request. Raises Unreachable and OSError."""
        self.is_free = False
        self._writer.write(request)
        for _ in range(MOST_INTERIM):
            head = await self._head()
            if head.status >= HTTPStatus.OK:
                self.is_free = head.has_no_body and not head.is_last
                return head
        raise _no_http()

    async def secure(self, tls: ssl.SSLContext, name: str) -> None:
        """Go on in TLS, behind a proxy that has put us through."""
        await self._writer.start_tls(tls, server_hostname=name)

    def hear(self, head: Head) -> AsyncIterator[bytes]:
        """The body as it comes, at most STEP_BYTES at a time. Raises Unreachable and OSError."""
        if head.headers.get("transfer-encoding", "").lower().endswith("chunked"):
            return self._chunks(head)
        length = head.headers.get("content-length")
        return self._until_closed() if length is None else self._measured(head, int(length))

    def close(self) -> None:
        """At once: a farewell in TLS may take a server for ever."""
        self._writer.transport.abort()

    async def _head(self) -> Head:
        start = await self._line(or_none=True)
        status = _STATUS.match(start)
        if status is None:
            raise _no_http()
        headers: dict[str, str] = {}
        for _ in range(HEAD_LINES):
            line = (await self._line()).decode("latin-1").rstrip("\r\n")
            if not line:
                is_last = status[1] == b"0" or "close" in headers.get("connection", "").lower()
                return Head(int(status[2]), _sound(headers), is_last)
            name, colon, value = line.partition(":")
            if colon and not line[0].isspace():  # the rest is a line folded, or no header
                headers.setdefault(name.strip().lower(), value.strip())
        raise _endless_head()

    async def _line(self, *, or_none: bool = False) -> bytes:
        try:
            line = await self._reader.readline()
        except ValueError as error:  # longer than the reader's limit
            raise _endless_head() from error
        if line.endswith(b"\n"):
            return line
        raise hung_up() if or_none and not line else broke_off()

    async def _measured(self, head: Head, length: int) -> AsyncIterator[bytes]:
        while length > 0:
            step = await self._reader.read(min(length, STEP_BYTES))
            if not step:
                raise broke_off()
            length -= len(step)
            yield step
        self.is_free = not head.is_last

    async def _until_closed(self) -> AsyncIterator[bytes]:
        while step := await self._reader.read(STEP_BYTES):
            yield step

    async def _chunks(self, head: Head) -> AsyncIterator[bytes]:
        for _ in range(MOST_CHUNKS):
            size = _SIZE.fullmatch(await self._line())
            if size is None:
                raise _no_http()
            left = int(size[1], 16)
            if left == 0:
                await self._skip_trailer()
                self.is_free = not head.is_last
                return
            while left > 0:
                step = await self._reader.read(min(left, STEP_BYTES))
                if not step:
                    raise broke_off()
                left -= len(step)
                yield step
            if (await self._line()).strip():
                raise _no_http()
        raise Unreachable("answers in too many pieces", permanent=True)

    async def _skip_trailer(self) -> None:
        for _ in range(HEAD_LINES):
            if not (await self._line()).strip():
                return
        raise _endless_head()


async def connected(host: str, port: int, *, tls: ssl.SSLContext | None = None, name: str | None = None) -> Line:
    """A line to a host, a name or a number; in TLS it must prove to be `name`. Raises OSError."""
    return Line(*await asyncio.open_connection(host, port, limit=LINE_BYTES, ssl=tls, server_hostname=name))


def hung_up() -> Unreachable:
    return Unreachable("hung up before the answer was complete", trouble=Trouble.SILENT)


def broke_off() -> Unreachable:
    return Unreachable("the answer broke off")


def _no_http() -> Unreachable:
    return Unreachable("what it answers is not HTTP")


def _endless_head() -> Unreachable:
    return Unreachable("what it answers is not HTTP: its headers have no end")


def _sound(headers: dict[str, str]) -> dict[str, str]:
    """Raises Unreachable where the end of the body cannot be known."""
    if not _LENGTH.fullmatch(headers.get("content-length", "0")):
        raise _no_http()
    return headers
