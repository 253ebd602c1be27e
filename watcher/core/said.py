"""What was said, and what was taken back, as posts and lists carry it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    text: str
    outlet: str
    label: str | None = None
    lang: str | None = None  # where it is not the reader's


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A story that media of one state opened."""

    outlet: str
    state: str  # country code
    alone: bool  # nobody outside that state's control carries it


@dataclass(frozen=True, slots=True, kw_only=True)
class MostCited:
    """The voice that most outlets of a story cite."""

    name: str
    outlets: int  # that cite it


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the operator is told of the watcher itself: each a fault, in words."""

    raised: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    lang: str  # of our own words


class Cause(StrEnum):
    """Why something that was told is put right."""

    WITHDRAWN = "withdrawn"  # the editor takes it back
    CORRECTED = "corrected"  # the editor puts it right
    NOT_OURS = "not ours"  # it concerns nothing that is followed here
    OLD = "old"  # it was no news
    SPLIT = "two stories"  # two events were told as one
    RETRACTED = "retracted"  # by its outlet
    AMENDED = "amended"  # by its outlet
    REMOVED = "removed"  # its page is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Where a story goes on that turned out to be one with another."""

    headline: str
    url: str | None = None  # of our own post, where it has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong with a story, and what was done. The latest of a story decides how it stands."""

    number: int  # of its story, from 1
    cause: Cause
    withdraws: bool  # nothing of the story stands any more
    at: datetime  # when it happened, as far as we saw
    note: str = ""  # the editor's own words
    outlet: str | None = None  # whose word it is, where it is not ours
    said: str | None = None  # the headline that holds now: the outlet's new one, the other story's
    url: str | None = None  # of what holds now
