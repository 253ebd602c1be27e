"""The nouns of those we listen to: feeds as the user wrote them, and how they behaved so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

FeedId = NewType("FeedId", str)  # slug given in rules/feeds.yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address we poll, as the user wrote it."""

    id: FeedId
    name: str  # the outlet's name as readers see it
    urls: tuple[str, ...]  # the first that answers with items is used
    kind: str = "feed"  # a file in watcher/sources/
    lang: str | None = None
    label: str | None = None  # wire, newspaper, ..., state media
    state: str | None = None  # whose state controls the content, as a country code
    reads_pages: bool = True  # False: the feed itself carries the full text (`text: feed`)
    quotes: bool = True  # False: headline, outlet, time and link only (`quote: none`)
    every: timedelta | None = None  # exact pin; None: the interval is ours to choose
    headers: Mapping[str, str] = field(default_factory=dict)


class FeedHealth(StrEnum):
    NEW = "new"
    OK = "ok"
    QUIET = "quiet"
    FAILING = "failing"
    DEAD = "dead"


class Answer(StrEnum):
    """What came of a poll that was answered."""

    UNCHANGED = "unchanged"  # since the poll before
    CHANGED = "changed"


class Trouble(StrEnum):
    """What kept a feed from answering; the value is how a count of such feeds reads."""

    REFUSED = "refused"  # it does not want us
    NOT_FOUND = "not found"
    GONE = "gone for good"  # by the server's own word: it is not asked again
    UNKNOWN_NAME = "of unknown name"
    SILENT = "without an answer"  # no connection, or no answer in time
    BROKEN = "broken"  # an answer, but no usable one
    UNREADABLE = "unreadable"  # a whole answer that is no feed
    BARRED = "barred"  # not asked: the address is not one we connect to
    FAULT = "lost to a fault of ours"

    @property
    def may_be_ours(self) -> bool:
        """Whether a machine without a network meets it at every feed."""
        return self in (Trouble.UNKNOWN_NAME, Trouble.SILENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How a feed behaved so far."""

    next_poll_at: datetime
    url_now: str | None = None  # where it is not the first one written: see `url_of`
    moved_to: str | None = None  # a permanent move the server told of
    moved_seen: int = 0  # how often in a row it told of it
    health: FeedHealth = FeedHealth.NEW
    health_since: datetime | None = None
    trouble: Trouble | None = None  # why the last poll failed
    reason: str | None = None  # the same in words, with what was met
    first_ok_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0  # in a row
    etag: str | None = None
    last_modified: str | None = None
    validators_url: str | None = None  # validators are echoed to the address that gave them, and to no other
    body_hash: bytes | None = None
    window: bytes = b""  # the marks of the items offered last
    items_seen: int = 0
    interval: timedelta = timedelta(hours=1)  # chosen last, where it is ours to choose

    def url_of(self, feed: Feed) -> str:
        """The address in use."""
        return self.url_now or feed.urls[0]
