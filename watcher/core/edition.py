"""The nouns of daily and weekly lists: what one subscription is told of a whole period, values only.

Every word in it is an outlet's, a number or a time; the channel adds the catalogue's words and the form.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watcher.core.news import Severity, StoryId
from watcher.core.said import Claim, Correction, MostCited, Quote


class Heading(StrEnum):
    """The sections, in the order they are read; a story appears once, in the first that takes it."""

    CORRECTIONS = "corrections"
    NEW = "new"
    MOVING = "moving"  # told before, and something is new
    CLAIMS = "claims"  # carried by media of one state alone
    AGENCIES = "agencies"  # governments and agencies
    ANALYSIS = "analysis"
    OTHER_LANGUAGES = "other languages"
    MENTIONED = "mentioned"  # titles only


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One outlet's article as a list names it."""

    outlet: str
    url: str
    at: datetime  # published, or seen where no date was claimed
    label: str | None = None
    state: str | None = None
    lang: str | None = None  # where it is not the reader's
    cites: tuple[str, ...] = ()  # whose account it gives, by its own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A report that may not be folded into its story in silence, by its own headline."""

    headline: str
    url: str
    outlet: str
    lang: str | None = None  # where it is not the reader's


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story."""

    story: StoryId
    headline: str
    url: str
    severity: Severity
    day: int  # 1 = it began in this period
    outlets: int
    first_at: datetime
    latest_at: datetime
    lang: str | None = None  # of the headline, where it is not the reader's
    quote: Quote | None = None
    reports: tuple[Report, ...] = ()  # in order of time, at most a few
    more: int = 0  # outlets beyond `reports`
    updates: tuple[Update, ...] = ()  # beside the one whose headline it bears, the latest first
    cites: MostCited | None = None
    claim: Claim | None = None
    correction: Correction | None = None
    topics: tuple[str, ...] = ()  # by which it is heard of, as people call them
    word: str | None = None  # what made it ours, as an article writes it, and how often
    times: int = 0
    facts: tuple[str, ...] = ()  # numbers and names not in it before, word for word


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: Heading
    lines: tuple[Line, ...]
    more: int = 0  # lines left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A feed that was not read, and why."""

    outlet: str
    why: str  # a Trouble, or empty: it was not asked
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was read, and what was not."""

    articles: int  # read in the period
    matched: int
    feeds: int
    feeds_read: int
    unread: tuple[Silence, ...] = ()
    held: int = 0  # deliveries that still wait for this reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A digest as it was frozen for one subscription and period."""

    subscription: str
    period: str  # 2025-07-18, or 2025-W29: local
    opens_at: datetime
    closes_at: datetime
    zone: str  # IANA key
    lang: str
    sections: tuple[Section, ...]  # none empty
    coverage: Coverage

    @property
    def stories(self) -> frozenset[StoryId]:
        """Those that stand in it; what a section only counts is not told."""
        return frozenset(line.story for section in self.sections for line in section.lines)
