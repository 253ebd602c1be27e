"""What a source is. A new kind of feed is one new file here that defines SOURCE."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from watcher.core.feeds import Feed, FeedState, Trouble
from watcher.core.news import Entry


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a body, verbatim, to be echoed to that address and to no other."""

    url: str  # `Response.url` of the answer they came with
    etag: str | None = None
    last_modified: str | None = None


def validators_of(state: FeedState) -> Validators | None:
    return Validators(state.validators_url, state.etag, state.last_modified) if state.validators_url else None


@dataclass(frozen=True, slots=True)
class Request:
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: Validators | None = None
    is_page: bool = False  # pages of a host are asked for one by one, spaced in time


@dataclass(frozen=True, slots=True)
class Response:
    url: str  # after redirects
    status: int  # 2xx or 304
    headers: Mapping[str, str]  # lower-case names
    body: bytes
    moved_to: str | None = None  # where permanent redirects, from the first hop on, led

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source said."""

    format: str  # rss20, rss10 (RDF), atom10, json11 ..., as `feeds preview` shows it
    title: str
    entries: tuple[Entry, ...]  # in the order given; items known already may be left out
    problems: tuple[str, ...] = ()  # what was wrong and survived
    window: bytes = b""  # the marks of all items offered, those left out of `entries` too
    hints: "Hints | None" = None  # None: the feed's head was not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """How often a feed would like to be asked."""

    ttl: timedelta = timedelta(0)  # how long an answer holds
    skip_hours: tuple[int, ...] = ()  # UTC


FOREIGN_FAULTS = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)  # raised by parsers


PASSING = {408, 425, 429}  # of the 4xx, those that may be answered otherwise in a while


class Unreachable(Exception):
    """No usable answer. `str()` says why in words; trying again at once helps only where neither flag is set."""

    def __init__(
        self,
        why: str,
        *,
        retry_after: timedelta | None = None,
        status: int | None = None,
        permanent: bool = False,
        blocked: bool = False,
        trouble: Trouble | None = None,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after  # the server's wish
        self.status = status  # where there was an answer
        self.permanent = permanent  # gone, as the server says, or too large: asking again gives the same
        self.blocked = blocked  # by our own guard: nothing was sent
        self.trouble = trouble or _trouble(status, blocked=blocked)  # its kind, by which such feeds are counted

    @property
    def is_lasting(self) -> bool:
        """Whether the server answered with a status that says the same tomorrow: not a 5xx, nor a plea for time."""
        return self.status is not None and self.status < 500 and self.status not in PASSING


def _trouble(status: int | None, *, blocked: bool) -> Trouble:
    if blocked:
        return Trouble.BARRED
    match status:
        case 404:
            return Trouble.NOT_FOUND
        case 410:
            return Trouble.GONE
        case int() if 400 <= status < 500:
            return Trouble.REFUSED
    return Trouble.BROKEN


class UnreadableFeed(Exception):
    """The bytes are not what this source understands; `str()` says why, for the feed's owner."""

    def __init__(self, why: str, *, instead: str = "") -> None:
        super().__init__(why)
        self.instead = instead  # the address of a feed that the document itself names


class UnreadablePage(Exception):
    """The bytes hold no article; `str()` says why."""


class Source(Protocol):
    def request(self, feed: Feed, state: FeedState) -> Request:
        """What to ask the server. Pure."""

    def read(self, response: Response, known: bytes = b"") -> Reading:
        """What it said. Pure, runs in a worker; raises UnreadableFeed. Claimed dates may lie in the future.

        `known` is the window of the last reading: items that have not changed since may be left out of the entries.
        """
