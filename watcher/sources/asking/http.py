"""The one socket for reading: guarded, bounded, polite.

Whether an address may be connected to is decided at the moment of connecting, for each hop, on the numbers the
connection will really use: a check of the text beforehand is undone by redirects, by names that change their mind
between two look-ups, and by the many spellings of one number.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import unquote

from ada_url import URL

from watcher.core.feeds import Trouble
from watcher.core.timing.lanes import PER_HOST
from watcher.core.words.instant import Clock
from watcher.sources.address import is_literal, is_local_name, is_public
from watcher.sources.asking.curl import Answer, Curl, Place
from watcher.sources.asking.guard import Guard, LookUp, blocked, look_up
from watcher.sources.asking.turns import Turns
from watcher.sources.base import Request, Response, Unreachable, Validators

FEED_BYTES = 8_000_000
PAGE_BYTES = 5_000_000
DEADLINE = timedelta(seconds=30)  # of a whole fetch: a byte a second would pass any limit per read
MOST_REDIRECTS = 5
PAGE_PAUSE = timedelta(seconds=1)
Allow = Callable[[str], Awaitable[bool]]  # whether the owner of an address lets it be read; raises Unreachable
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
TO_ALL_ORIGINS = {"accept", "accept-language", "user-agent"}  # other headers may be secrets: not for strangers
MOST_REMEMBERED = 1_000  # feeds whose addresses need not be understood anew at each poll


@dataclass(frozen=True, slots=True)
class _Target:
    """An address that may be asked."""

    address: str  # in its one spelling, without fragment and password
    place: Place
    password: str | None  # "user:password"


class Http:
    def __init__(  # noqa: PLR0913 - one argument a promise; all named
        self,
        *,
        user_agent: str,
        clock: Clock,
        proxy: str | None = None,
        allowed_private: Collection[str] = (),
        per_host: int = PER_HOST,
        page_pause: timedelta = PAGE_PAUSE,
        deadline: timedelta = DEADLINE,
        look_up: LookUp = look_up,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        """`allowed_private` holds "host", "host:port" or an address; `clock` reads a Retry-After date."""
        self._user_agent = user_agent
        self._clock = clock
        self._proxy = proxy
        self._allowed = frozenset(entry.lower() for entry in allowed_private)
        self._deadline = deadline
        self._curl = Curl(Guard(look_up, self._allowed), proxy)
        self._turns = Turns(per_host, page_pause.total_seconds(), sleep, monotonic)
        self._remembered = lru_cache(MOST_REMEMBERED)(self._target)

    async def get(
        self, request: Request, *, most_bytes: int, deadline: timedelta | None = None, allow: Allow | None = None
    ) -> Response:
        """The answer: 2xx or 304. All else raises Unreachable. Waiting for a turn does not count as time.

        `allow` is asked before each hop, for its address.
        """
        seconds = (deadline or self._deadline).total_seconds()
        try:
            return await self._followed(request, most_bytes, seconds, allow)
        except TimeoutError as error:
            raise Unreachable(f"gave no complete answer within {seconds:g} s", trouble=Trouble.SILENT) from error

    async def _followed(self, request: Request, most_bytes: int, left: float, allow: Allow | None) -> Response:
        """Raises TimeoutError when no seconds are left."""
        target = self._target(request.url) if request.is_page else self._remembered(request.url)
        headers = self._headers(request, target)
        moved_to, only_permanent = None, True
        loop = asyncio.get_running_loop()
        for _ in range(MOST_REDIRECTS + 1):
            address, place, asked = target.address, target.place, headers
            if request.validators and request.validators.url == address:
                asked = headers | _conditions(request.validators)
            if allow is not None and not await allow(address):
                raise Unreachable("its robots.txt asks not to be read", blocked=True)
            async with self._turns.turn(place.host, is_page=request.is_page):
                began = loop.time()
                answer = await self._curl.get(place, address, asked, most_bytes=most_bytes, until=began + left)
                left -= loop.time() - began
            if answer.status not in PERMANENT + TEMPORARY:
                return self._response(address, answer, moved_to)
            following = self._target(_location(answer.headers), base=address)
            only_permanent = only_permanent and answer.status in PERMANENT
            moved_to = following.address if only_permanent else moved_to
            headers, target = _for_hop(headers, place, following.place), following
        raise Unreachable(f"redirects more than {MOST_REDIRECTS} times")

    async def close(self) -> None:
        self._curl.close()

    def _headers(self, request: Request, target: _Target) -> dict[str, str]:
        headers = {"user-agent": self._user_agent, "accept": "*/*"}
        headers |= {name.lower(): value for name, value in request.headers.items()}
        headers["accept-encoding"] = "gzip"
        if target.password:
            headers.setdefault("authorization", f"Basic {base64.b64encode(target.password.encode()).decode()}")
        return headers

    def _target(self, text: str, base: str | None = None) -> _Target:
        """Raises Unreachable for what is refused by its name alone: numbers, and names that mean us to a proxy."""
        url = _web_address(text, base)
        password = f"{unquote(url.username)}:{unquote(url.password)}" if url.username or url.password else None
        url.username = url.password = ""
        named, is_tls = url.hostname, url.protocol == "https:"
        host, port = named.strip("[]"), url.port or ("443" if is_tls else "80")
        is_trusted = not self._allowed.isdisjoint({host, named, f"{host}:{port}", f"{named}:{port}"})
        if not is_trusted and is_literal(url) and not is_public(host):
            raise blocked(named)
        if not is_trusted and self._proxy and (is_literal(url) or is_local_name(host)):
            raise Unreachable(f"refuses to ask the proxy for {named}: not a public name", blocked=True)
        address = text if text == url.href else url.href  # which holds it already
        return _Target(address, Place(is_tls, host, int(port), is_trusted), password)

    def _response(self, url: str, answer: Answer, moved_to: str | None) -> Response:
        status, headers = answer.status, answer.headers
        if 200 <= status < 300 or status == HTTPStatus.NOT_MODIFIED:
            return Response(url, status, headers, answer.body, moved_to)
        wait = _wait(headers, self._clock()) if status in (429, 503) else None
        raise Unreachable(_words(status), retry_after=wait, status=status, permanent=status == HTTPStatus.GONE)


def _web_address(text: str, base: str | None = None) -> URL:
    try:
        url = URL(text.strip(), base=base) if base else URL(text.strip())
    except ValueError as error:
        raise Unreachable(f"not a web address: {text[:200]}", blocked=True) from error
    if url.protocol not in ("http:", "https:"):
        raise Unreachable(f"only http and https are read, not {url.protocol}", blocked=True)
    if "#" in text:
        url.hash = ""
    return url


def _location(headers: Mapping[str, str]) -> str:
    target = headers.get("location")
    if not target:
        raise Unreachable("redirects to nowhere")
    return target.encode("latin-1").decode("utf-8", "replace")


def _for_hop(headers: Mapping[str, str], old: Place, new: Place) -> dict[str, str]:
    """The headers for the next hop: secrets stay with the origin they were meant for."""
    if old.is_tls and not new.is_tls and "authorization" in headers:
        raise Unreachable("redirects from https to http, which would show the password to anyone", blocked=True)
    if old == new:
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
