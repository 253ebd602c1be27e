"""One GET after another by libcurl, past the guard or by the proxy, under limits.

For a feed that has nothing new the request is most of the work, so it is left to a library in C.
"""

import asyncio
import os
import re
import socket
import ssl
import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from http import HTTPStatus

import certifi
import pycurl

from watcher.core.feeds import Trouble
from watcher.sources.asking.body import inflated, too_long
from watcher.sources.asking.guard import Guard
from watcher.sources.asking.transfers import Failed, Transfers
from watcher.sources.base import Unreachable

KEPT = 15  # seconds that a connection waits to be used again
MOST_STEPS = 30_000  # of one body: 8 MB in chunks of a byte would keep the processor from all others for seconds
MOST_REMEMBERED = 100  # lines of heads
DEAD_PROXY = "the proxy does not answer for it"

_UNSENDABLE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")  # in a header: it would end there
_LENGTH = re.compile(rb"[0-9]{1,18}")
_NO_HTTP = "what it answers is not HTTP"
_WORDS = {
    pycurl.E_UNSUPPORTED_PROTOCOL: _NO_HTTP,
    pycurl.E_FTP_WEIRD_SERVER_REPLY: _NO_HTTP,
    100: f"{_NO_HTTP}: its headers have no end",  # CURLE_TOO_LARGE, which has no name in pycurl
    pycurl.E_SSL_CONNECT_ERROR: "no secure connection could be agreed on",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request leads. A trusted one may be private."""

    is_tls: bool
    host: str  # a name, or a number without brackets
    port: int
    is_trusted: bool


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # lower-case names; bytes as Latin-1, so that they can be sent back as they came
    body: bytes  # empty where it was no success


class Curl:
    def __init__(self, guard: Guard, proxy: str | None = None) -> None:
        """`proxy` is `http://[user:password@]host:port`."""
        self._guard = guard
        self._proxy = proxy
        self._transfers: Transfers | None = None
        self._idle: list[pycurl.Curl] = []  # with the options that are always set

    async def get(self, place: Place, url: str, headers: Mapping[str, str], *, most_bytes: int, until: float) -> Answer:
        """Redirects are answers like others. Raises Unreachable, and TimeoutError at an instant of the loop's clock."""
        told = _Told(most_bytes, is_tunnelled=bool(self._proxy) and place.is_tls)
        transfer = self._idle.pop() if self._idle else _transfer()
        _ask(transfer, url, headers, told)
        if self._proxy:
            transfer.setopt(pycurl.PROXY, self._proxy)
            transfer.setopt(pycurl.OPENSOCKETFUNCTION, partial(_open_socket, None))
        else:
            addresses = await self._guard.addresses(place.host, place.port, is_trusted=place.is_trusted, until=until)
            _lead(transfer, place, addresses)
        left = until - asyncio.get_running_loop().time()
        transfer.setopt(pycurl.TIMEOUT_MS, max(int(left * 1000), 1))
        if self._transfers is None:
            self._transfers = Transfers()
        try:
            await self._transfers.run(transfer)
        except Failed as failed:
            if not told.is_enough:
                raise told.fault or self._fault(failed, transfer, told) from failed
        finally:
            self._idle.append(transfer)
        return Answer(told.status, told.headers, inflated(bytes(told.body), told.headers, most_bytes))

    def close(self) -> None:
        if self._transfers is not None:
            self._transfers.close()
        self._transfers, self._idle = None, []

    def _fault(self, failed: Failed, transfer: pycurl.Curl, told: "_Told") -> Exception:
        if failed.code == pycurl.E_OPERATION_TIMEDOUT:
            return TimeoutError()
        if failed.code == pycurl.E_PEER_FAILED_VERIFICATION:
            return Unreachable(f"its certificate is not valid: {failed.words}")
        if failed.code in _WORDS:
            return Unreachable(_WORDS[failed.code])
        if told.status:
            return Unreachable("the answer broke off")
        if self._proxy:
            return Unreachable(DEAD_PROXY, trouble=Trouble.SILENT)
        if failed.code == pycurl.E_COULDNT_CONNECT:
            number = transfer.getinfo(pycurl.OS_ERRNO)
            return Unreachable(f"no connection: {os.strerror(number) if number else 'refused'}", trouble=Trouble.SILENT)
        return Unreachable("hung up before the answer was complete", trouble=Trouble.SILENT)


@dataclass(slots=True)
class _Told:
    """What an answer has told so far."""

    most_bytes: int
    is_tunnelled: bool = False  # a head of the proxy's own comes first
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    steps: int = 0
    fault: Unreachable | None = None
    is_enough: bool = False  # what follows is not wanted: the transfer was broken off by us
    lines: list[bytes] = field(default_factory=list)  # of the head that is not complete yet

    def hear_head(self, line: bytes) -> int | None:
        """None: go on; -1: break off, to libcurl."""
        if line not in (b"\r\n", b"\n"):
            self.lines.append(line)
            return None
        lines, self.lines = self.lines, []
        if not lines or not lines[0].startswith(b"HTTP/"):  # what follows a body in pieces
            return None
        status = int(lines[0].split(maxsplit=2)[1])
        if self.is_tunnelled:
            self.is_tunnelled = False
        elif status >= HTTPStatus.OK:
            self.status, self.headers = status, _headers(lines[1:])
            return self._judge_head()
        return None

    def hear_body(self, step: bytes) -> int | None:
        self.body += step
        self.steps += 1
        if len(self.body) > self.most_bytes:
            self.fault = too_long(self.most_bytes)
        elif self.steps > MOST_STEPS:
            self.fault = Unreachable("answers in too many pieces", permanent=True)
        return -1 if self.fault else None

    def _judge_head(self) -> int | None:
        if not 200 <= self.status < 300:
            self.is_enough = self.headers.get("content-length") != "0" and self.status != HTTPStatus.NOT_MODIFIED
            return -1 if self.is_enough else None
        length = self.headers.get("content-length", "0")
        if not _LENGTH.fullmatch(length.encode("latin-1")):
            self.fault = Unreachable(_NO_HTTP)
        elif int(length) > self.most_bytes:
            self.fault = too_long(self.most_bytes)
        return -1 if self.fault else None


def _headers(lines: Sequence[bytes]) -> Mapping[str, str]:
    """The headers; of one given twice, the first. Folded lines and lines without a colon are ignored."""
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon and not line[:1].isspace():
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _transfer() -> pycurl.Curl:
    transfer = pycurl.Curl()
    for option, value in _ALWAYS.items():
        transfer.setopt(option, value)
    return transfer


def _ask(transfer: pycurl.Curl, url: str, headers: Mapping[str, str], told: _Told) -> None:
    transfer.setopt(pycurl.URL, url)
    transfer.setopt(pycurl.HTTPHEADER, [_line(name, value) for name, value in headers.items()])
    transfer.setopt(pycurl.HEADERFUNCTION, told.hear_head)
    transfer.setopt(pycurl.WRITEFUNCTION, told.hear_body)


@lru_cache(MOST_REMEMBERED)  # of the few lines of a request, all but one or two are those of the last
def _line(name: str, value: str) -> bytes:
    """In Latin-1, where what a server gave us is as it came; what people wrote beyond it goes as UTF-8."""
    line = f"{name}: {value}" if value else f"{name};"
    try:
        written = line.encode("latin-1")
    except UnicodeEncodeError:
        written = line.encode("utf-8", "replace")
    return _UNSENDABLE.sub(b"", written)


def _lead(transfer: pycurl.Curl, place: Place, addresses: Sequence[str]) -> None:
    """Let the transfer connect to these addresses only: the name is not looked up again."""
    written = ",".join(f"[{address}]" if ":" in address else address for address in addresses)
    transfer.setopt(pycurl.RESOLVE, [f"{place.host}:{place.port}:{written}"])
    transfer.setopt(pycurl.OPENSOCKETFUNCTION, partial(_open_socket, addresses))


class _Lent(socket.socket):
    """A socket of which libcurl gets a copy. Ours is closed when it is let go of, which is as meant: no warning."""

    def __del__(self) -> None:
        self.close()


def _open_socket(
    allowed: Container[str] | None, _purpose: int, address: tuple[int, int, int, tuple[bytes | str, int]]
) -> socket.socket | int:
    """For one of the `allowed` addresses alone; None: for any."""
    family, kind, protocol, (number, port, *_) = address
    text = number.decode() if isinstance(number, bytes) else number
    if allowed is not None and text not in allowed:
        return pycurl.SOCKET_BAD
    sys.audit("socket.connect", None, (text, port))  # Python's own sockets raise this event, too
    return _Lent(family, kind, protocol)


def _authorities() -> str:
    """The system's, as Python finds them; a slim image may have none."""
    paths = ssl.get_default_verify_paths()
    return paths.cafile or certifi.where()


_ALWAYS: Mapping[int, object] = {
    pycurl.NOSIGNAL: 1,
    pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_1_1,
    pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
    pycurl.FOLLOWLOCATION: 0,
    pycurl.PATH_AS_IS: 1,
    pycurl.PROXY: "",  # libcurl would otherwise look into the environment
    pycurl.NOPROXY: "",
    pycurl.MAXAGE_CONN: KEPT,
    pycurl.CAINFO: _authorities(),
}
