"""The nouns of what comes in: frozen values that travel from feed to story.

Instants end in `_at` and are aware, in UTC. Spans count characters (code points), end exclusive.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from watcher.core.feeds import FeedId
from watcher.core.said import Correction

RuleId = NewType("RuleId", str)
EntryId = NewType("EntryId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)


class Severity(StrEnum):
    """How loudly a match speaks; written the same in rules, code, JSON and tables."""

    LOG = "log"
    DIGEST = "digest"
    ALERT = "alert"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def speaks(self) -> bool:
        """Whether it may be posted at once."""
        return self.rank >= Severity.ALERT.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def loudest(severities: Iterable[Severity]) -> Severity:
    """The highest of them; LOG where there are none."""
    return max(severities, key=lambda severity: severity.rank, default=Severity.LOG)


# --- what comes in -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item a feed offered, not yet read."""

    guid: str
    url: str  # canonical; "" where the item has no link
    title: str  # plain text
    summary: str = ""  # as the feed gave it, HTML and all
    content: str = ""  # likewise
    text: str = ""  # the words of whichever says more, a paragraph a line
    outlet: str | None = None  # the <source> of an aggregator's item
    author: str | None = None
    lang: str | None = None
    published_at: datetime | None = None  # as the outlet claims
    updated_at: datetime | None = None


class EntryState(StrEnum):
    NEW = "new"  # to be read
    READ = "read"
    BASELINE = "baseline"  # there before we were, and too old to be read
    FAILED = "failed"  # set aside: it could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An entry that waits to be read."""

    id: EntryId
    feed: FeedId
    entry: Entry
    seen_at: datetime
    attempts: int
    baseline: bool
    revisions: int = 0  # how often its feed changed its words
    article: ArticleId | None = None  # told from the feed's words already; its page is still to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of a page, without its furniture."""

    url: str  # canonical; the address the feed gave
    outlet: str
    title: str
    text: str
    seen_at: datetime  # when a feed first offered it
    fetched_at: datetime
    published_at: datetime | None = None
    author: str | None = None
    lang: str | None = None
    label: str | None = None  # of the feed it came from
    state: str | None = None
    quotes: bool = True
    baseline: bool = False  # came with the first fetch of its feed: known, not announced

    @property
    def tongue(self) -> str:
        """Its language without the region; empty where nobody knows it."""
        return (self.lang or "").partition("-")[0]

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Known:
    """What an address has told already."""

    id: ArticleId
    title: str
    is_placed: bool  # in a story


# --- why it concerns us --------------------------------------------------------------------------------------------


class Field(StrEnum):
    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """Where in an article something was said, and the term of the rule that found it there."""

    field: Field
    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why an article concerns us."""

    rule: RuleId
    severity: Severity
    score: float  # sum of the weights of the conditions met
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the rules that matched look for: their single words, casefolded, and the entities that were named."""

    words: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    one_event: frozenset[RuleId] = frozenset()  # the rules among them that find one event at a time


@dataclass(frozen=True, slots=True)
class Cited:
    """Whose account an article gives, by its own words."""

    name: str
    via: bool = False  # an agency's mark: the words are the agency's


# --- which event it tells ------------------------------------------------------------------------------------------


class Relation(StrEnum):
    """What an article is to its story."""

    NEW = "new"  # it opens the story
    GROWS = "grows"  # the same event, told by one more
    UPDATE = "update"  # something in it deserves to be said
    COPY = "copy"  # the same text as an earlier article


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article belongs; `story` is None where it opens a new one."""

    relation: Relation
    story: StoryId | None = None
    copy_of: ArticleId | None = None
    score: float | None = None  # similarity to the story, 0..1
    borderline: bool = False
    earlier: StoryId | None = None  # an older, closed story it continues
    facts: tuple[str, ...] = ()  # numbers, dates, names not yet in the story
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article as part of a story."""

    id: ArticleId
    article: Article
    relation: Relation
    copied_at: datetime | None = None  # of a copy: when we first saw its words
    score: float | None = None  # likeness by which it joined, 0..1; None of the first, and of one an editor placed
    facts: tuple[str, ...] = ()  # numbers, dates, names that were not in the story before it
    cited: tuple[Cited, ...] = ()
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event, told by one or more outlets."""

    id: StoryId
    headline: str
    severity: Severity
    opened_at: datetime
    updated_at: datetime
    revision: int  # grows with each article that joins
    members: tuple[Member, ...]  # in order of arrival
    correction: Correction | None = None  # the latest
    earlier: StoryId | None = None  # a closed story that this one continues

    @property
    def corrected(self) -> int:
        """How often it was put right."""
        return self.correction.number if self.correction else 0

    @property
    def is_withdrawn(self) -> bool:
        """Nothing is told of it any more, but that it was wrong."""
        return self.correction is not None and self.correction.withdraws

    @property
    def rules(self) -> frozenset[RuleId]:
        return frozenset(match.rule for member in self.members for match in member.matches)

    @property
    def outlets(self) -> tuple[str, ...]:
        """In order of arrival, each once."""
        return tuple(dict.fromkeys(member.article.outlet for member in self.members))

    @property
    def citing(self) -> dict[str, int]:
        """How many outlets cite whom, the most cited first."""
        pairs = dict.fromkeys((one.name, member.article.outlet) for member in self.members for one in member.cited)
        return dict(Counter(name for name, _ in pairs).most_common())
