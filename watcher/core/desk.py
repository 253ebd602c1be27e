"""The nouns of a desk: where people look at posts before readers do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """How a subscription's posts are looked at first."""

    address: str  # of a Telegram chat
    after: timedelta | None  # without an answer a post goes out so long after it was made; None: it waits for a person
    urgent: timedelta | None  # likewise, of an urgent one


class Stage(StrEnum):
    """How far the people at a desk are with one post; the value is the key of the words that say so."""

    ASKED = "asked"
    WAITS = "waits"  # asked, and never goes out by itself
    HELD = "held"
    WRONG = "wrong"  # somebody says so, and is asked what is
    PARTING = "parting"  # two stories: somebody is asked which report is the other one
    POSTED = "posted"
    RELEASED = "released"  # nobody answered in time
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"  # it was taken back elsewhere, or stands in another post

    @property
    def is_out(self) -> bool:
        return self in (Stage.POSTED, Stage.RELEASED)


@dataclass(frozen=True, slots=True)
class Choice:
    article: int
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a desk is told of a post beside its words."""

    to: str  # where it is to go
    stage: Stage
    at: datetime | None = None  # when it goes out, or when it was decided
    who: str = ""  # decided
    is_reply: bool = False
    choices: tuple[Choice, ...] = ()
