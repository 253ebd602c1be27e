"""What a source is. A new kind of feed is one new file here that defines SOURCE."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from watcher.core.news import Entry, Feed, FeedState


@dataclass(frozen=True, slots=True)
class Request:
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # lower-case names
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source said."""

    format: str  # rss20, atom10, rdf ..., as `feeds preview` shows it
    title: str
    entries: tuple[Entry, ...]  # in the order given
    problems: tuple[str, ...] = ()  # what was wrong and survived


class UnreadableFeed(Exception):
    """The bytes are not what this source understands; `str()` says why, for the feed's owner."""


class Source(Protocol):
    def request(self, feed: Feed, state: FeedState) -> Request:
        """What to ask the server. Pure."""

    def read(self, response: Response) -> Reading:
        """What it said. Pure, runs in a worker; raises UnreadableFeed."""
