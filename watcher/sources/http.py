"""The one socket for reading: guarded, bounded, polite.

Whether an address may be connected to is decided at the moment of connecting, for each hop, on the numbers the
connection will really use: a check of the text beforehand is undone by redirects, by names that change their mind
between two look-ups, and by the many spellings of one number.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import unquote

import aiohttp
import yarl
from ada_url import URL
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver

from watcher.core.news import Trouble
from watcher.sources.address import is_literal, is_local_name, is_public
from watcher.sources.base import Request, Response, Unreachable, Validators
from watcher.sources.body import whole_body
from watcher.sources.guard import Guard, blocked
from watcher.sources.turns import Turns

DEAD_PROXY = "the proxy does not answer for it"
FEED_BYTES = 8_000_000
PAGE_BYTES = 5_000_000
DEADLINE = timedelta(seconds=30)  # of a whole fetch: a byte a second would pass any limit per read
MOST_REDIRECTS = 5
PER_HOST = 2
PAGE_PAUSE = timedelta(seconds=1)
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
TO_ALL_ORIGINS = {"accept", "accept-language", "user-agent"}  # other headers may be secrets: not for strangers

Fetched = tuple[int, Mapping[str, str], bytes]


class Http:
    def __init__(  # noqa: PLR0913 - one argument a promise; all named
        self,
        *,
        user_agent: str,
        clock: Callable[[], datetime],
        proxy: str | None = None,
        allowed_private: Collection[str] = (),
        per_host: int = PER_HOST,
        page_pause: timedelta = PAGE_PAUSE,
        resolver: Callable[[], AbstractResolver] = ThreadedResolver,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        """`allowed_private` holds "host", "host:port" or an address; `clock` reads a Retry-After date."""
        self._user_agent = user_agent
        self._clock = clock
        self._proxy = proxy
        self._allowed = frozenset(entry.lower() for entry in allowed_private)
        self._resolver = resolver
        self._turns = Turns(per_host, page_pause.total_seconds(), sleep, monotonic)
        self._guarded: aiohttp.ClientSession | None = None
        self._open: aiohttp.ClientSession | None = None

    async def get(self, request: Request, *, most_bytes: int, deadline: timedelta = DEADLINE) -> Response:
        """The answer: 2xx or 304. All else raises Unreachable. Waiting for a turn does not count as time."""
        url, headers = self._start(request)
        moved_to, only_permanent = None, True
        left = deadline.total_seconds()
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_unasked(url)
            asked = dict(headers)
            if request.validators and request.validators.url == url.href:
                asked |= _conditions(request.validators)
            async with self._turns.turn(url.hostname, is_page=request.is_page):
                loop = asyncio.get_running_loop()
                began = loop.time()
                status, got, body = await self._fetch(url, asked, most_bytes=most_bytes, left=left, deadline=deadline)
                left -= loop.time() - began
            if status not in PERMANENT + TEMPORARY:
                return self._answer(url, status, got, body, moved_to)
            following = _redirected(url, got)
            only_permanent = only_permanent and status in PERMANENT
            moved_to = following.href if only_permanent else moved_to
            headers = _for_hop(headers, url, following)
            url = following
        raise Unreachable(f"redirects more than {MOST_REDIRECTS} times")

    async def close(self) -> None:
        for session in (self._guarded, self._open):
            if session is not None:
                await session.close()
        self._guarded = self._open = None

    def _start(self, request: Request) -> tuple[URL, dict[str, str]]:
        url = _web_address(request.url)
        headers = {"user-agent": self._user_agent, "accept-encoding": "gzip"}
        headers |= {name.lower(): value for name, value in request.headers.items()}
        headers["accept-encoding"] = "gzip"
        if url.username or url.password:
            credentials = aiohttp.encode_basic_auth(unquote(url.username), unquote(url.password))
            headers.setdefault("authorization", credentials)
            url.username = url.password = ""
        return url, headers

    def _is_allowed(self, url: URL) -> bool:
        host, port = url.hostname.strip("[]"), url.port or ("443" if url.protocol == "https:" else "80")
        return not self._allowed.isdisjoint({host, url.hostname, f"{host}:{port}", f"{url.hostname}:{port}"})

    def _refuse_unasked(self, url: URL) -> None:
        """What is refused by its name alone: numbers, and behind a proxy also the names that mean us."""
        if self._is_allowed(url):
            return
        host = url.hostname.strip("[]")
        if is_literal(url) and not is_public(host):
            raise blocked(url.hostname)
        if self._proxy and (is_literal(url) or is_local_name(host)):
            raise Unreachable(f"refuses to ask the proxy for {url.hostname}: not a public name", blocked=True)

    def _session(self, url: URL) -> aiohttp.ClientSession:
        """Two pools: connections to what may be private are never lent to the rest."""
        if self._proxy or self._is_allowed(url):
            self._open = self._open or _session(aiohttp.TCPConnector(resolver=self._resolver(), limit=0))
            return self._open
        if self._guarded is None:
            guard = Guard(self._resolver(), self._allowed)
            connector = aiohttp.TCPConnector(resolver=guard, socket_factory=guard.open_socket, limit=0)
            self._guarded = _session(connector)
        return self._guarded

    async def _fetch(
        self, url: URL, headers: Mapping[str, str], *, most_bytes: int, left: float, deadline: timedelta
    ) -> Fetched:
        wire = yarl.URL(url.href, encoded=True)
        try:
            async with (
                asyncio.timeout(max(left, 0)),
                self._session(url).get(wire, headers=headers, proxy=self._proxy, allow_redirects=False) as answer,
            ):
                wants_body = 200 <= answer.status < 300
                got = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status, got, await whole_body(answer, most_bytes) if wants_body else b""
        except TimeoutError as error:
            why = f"gave no complete answer within {deadline.total_seconds():g} s"
            raise Unreachable(why, trouble=Trouble.SILENT) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _unreachable(error, url.hostname) from error

    def _answer(self, url: URL, status: int, headers: Mapping[str, str], body: bytes, moved_to: str | None) -> Response:
        if 200 <= status < 300 or status == HTTPStatus.NOT_MODIFIED:
            return Response(url.href, status, headers, body, moved_to)
        wait = _wait(headers, self._clock()) if status in (429, 503) else None
        raise Unreachable(_words(status), retry_after=wait, status=status, permanent=status == HTTPStatus.GONE)


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        auto_decompress=False,  # aiohttp inflates a whole read at once: a small body would fill the memory
        trust_env=False,
    )


def _web_address(text: str, base: str | None = None) -> URL:
    try:
        url = URL(text.strip(), base=base) if base else URL(text.strip())
    except ValueError as error:
        raise Unreachable(f"not a web address: {text[:200]}", blocked=True) from error
    if url.protocol not in ("http:", "https:"):
        raise Unreachable(f"only http and https are read, not {url.protocol}", blocked=True)
    url.hash = ""
    return url


def _redirected(url: URL, headers: Mapping[str, str]) -> URL:
    target = headers.get("location")
    if not target:
        raise Unreachable("redirects to nowhere")
    following = _web_address(target, base=url.href)
    following.username = following.password = ""
    return following


def _for_hop(headers: Mapping[str, str], old: URL, new: URL) -> dict[str, str]:
    """The headers for the next hop: secrets stay with the origin they were meant for."""
    if old.protocol == "https:" and new.protocol == "http:" and "authorization" in headers:
        raise Unreachable("redirects from https to http, which would show the password to anyone", blocked=True)
    if old.origin == new.origin:
        return dict(headers)
    return {name: value for name, value in headers.items() if name in TO_ALL_ORIGINS}


def _conditions(validators: Validators) -> dict[str, str]:
    asked = {"if-none-match": validators.etag, "if-modified-since": validators.last_modified}
    return {name: value for name, value in asked.items() if value}


def _wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Retry-After in seconds or as a date; the server's own clock, where it shows it, is the one it means."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return timedelta(seconds=min(int(text), 10**8))
    until = _http_date(text)
    if until is None:
        return None
    return max(until - (_http_date(headers.get("date", "")) or now), timedelta(0))


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _words(status: int) -> str:
    try:
        return f"answers {status}: {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        return f"answers {status}"


def _unreachable(error: Exception, host: str) -> Unreachable:  # noqa: C901 - one arm a failure
    match error:
        case aiohttp.ClientConnectorDNSError() if error.os_error.errno == socket.EAI_AGAIN:
            return Unreachable(f"the name {host} cannot be looked up now", trouble=Trouble.UNKNOWN_NAME)
        case aiohttp.ClientConnectorDNSError():
            return Unreachable(f"the name {host} is not known", trouble=Trouble.UNKNOWN_NAME)
        case aiohttp.ClientConnectorCertificateError():
            why = getattr(error.certificate_error, "verify_message", error.certificate_error)
            return Unreachable(f"its certificate is not valid: {why}")
        case ValueError():
            return Unreachable("not a web address", blocked=True)
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Unreachable("no secure connection could be agreed on")
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return Unreachable(DEAD_PROXY, trouble=Trouble.SILENT)
        case aiohttp.ClientConnectorError():
            return Unreachable(f"no connection: {error.strerror or 'refused'}", trouble=Trouble.SILENT)
        case aiohttp.ServerDisconnectedError() | ConnectionError():
            return Unreachable("hung up before the answer was complete", trouble=Trouble.SILENT)
        case aiohttp.ClientPayloadError():
            return Unreachable("the answer broke off")
    return Unreachable("what it answers is not HTTP")
