"""The nouns of what goes out: frozen values that travel from story to reader.

Instants end in `_at` and are aware, in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from enum import StrEnum
from typing import NewType

from watcher.core.desk import Desk, Review
from watcher.core.edition import Edition
from watcher.core.news import RuleId, Severity, StoryId
from watcher.core.said import Claim, Continuation, Correction, MostCited, Quote, Word

SubscriptionId = NewType("SubscriptionId", str)
DeliveryId = NewType("DeliveryId", int)
DigestId = NewType("DigestId", int)

# --- who hears of it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AtOnce:
    pass


@dataclass(frozen=True, slots=True)
class Daily:
    at: time


@dataclass(frozen=True, slots=True)
class Weekly:
    weekday: int  # 0 = Monday
    at: time


Cadence = AtOnce | Daily | Weekly


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours in which nobody is called; they go over midnight where they begin later than they end."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who hears what, where, and how often."""

    id: SubscriptionId
    via: str  # a file in watcher/channels/
    address: str  # canonical text: "@name", "-100123", "-100123/7" (chat/thread), a path ...
    rules: frozenset[RuleId] | None = None  # None: all
    cadence: Cadence = AtOnce()
    zone: tzinfo
    lang: str = "en"
    preview: str = "none"  # none | small | large
    at_most: int | None = None  # posts a local day before they fold into one; None: as many as there are
    quiet: Quiet | None = None
    review: Review | None = None
    operator: bool = False

    def asks_for(self, rule: RuleId) -> bool:
        return self.rules is None or rule in self.rules

    def among(self, rules: frozenset[RuleId]) -> frozenset[RuleId]:
        """Those of the rules that it asks for."""
        return rules if self.rules is None else rules & self.rules


class Reason(StrEnum):
    """Why a subscriber hears of a story, again, or not."""

    FIRST_REPORT = "first report"
    MORE_OUTLETS = "more outlets"
    OWN_LANGUAGE = "own language"  # the first article in the reader's
    RAISED_SEVERITY = "raised severity"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a subscription already knows of a story."""

    subscription: SubscriptionId
    story: StoryId
    revision: int
    severity: Severity
    outlets: int
    post: DeliveryId | None
    told_at: datetime
    corrected: int = 0  # the number of the correction it was told last


# --- how it is told ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One outlet as a post names it."""

    outlet: str
    url: str
    label: str | None = None
    state: str | None = None  # whose state controls it, as a country code
    lang: str | None = None  # where it is not the reader's


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What made a story ours, for the pop-up behind `Why this?`."""

    rule: RuleId
    word: str  # as the article writes it
    times: int
    beside: tuple[str, ...] = ()  # further words that counted, at most two
    articles: int
    first_at: datetime
    latest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """What a headline in another language speaks of, for who cannot read it."""

    names: tuple[str, ...] = ()  # of entities, in the reader's language
    days: tuple[tuple[int, int], ...] = ()  # month and day
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A later message of ours about the same story."""

    at: datetime
    headline: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is told of one story: values only, every word an outlet's; the channel finds the form.

    `kind` of the delivery says whether it is a first post, an edit of it, a reply to it, or its correction: of that,
    `told_at` is when the post went out.
    """

    story: StoryId
    reason: Reason
    headline: str
    url: str
    native: bool = True  # False: no article in the reader's language yet
    outlets: int
    first_at: datetime
    latest_at: datetime
    told_at: datetime  # decides which times need a date, and which day of the story it is
    zone: str  # IANA key
    lang: str  # of our own words
    gloss: Gloss | None = None
    quote: Quote | None = None
    sources: tuple[SourceLine, ...] = ()
    more: int = 0  # outlets beyond `sources`
    beside: tuple[SourceLine, ...] = ()  # of an update: others that brought something new since the last word
    follow_ups: tuple[FollowUp, ...] = ()
    cites: MostCited | None = None
    claim: Claim | None = None
    correction: Correction | None = None  # what was wrong with it
    continued: Continuation | None = None  # in another post
    desk: Desk | None = None  # of a copy that people look at first
    hashtag: str | None = None
    preview: str = "none"
    why: Why | None = None


class Occasion(StrEnum):
    """Why several stories share one post."""

    DAY = "day"  # the posts of the day are used up
    SURGE = "surge"  # many of one rule within an hour
    QUIET = "quiet"  # the reader's quiet hours held them
    BACKLOG = "backlog"  # more of them wait than can be told one by one
    LATE = "late"  # they could not be told for a day


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundupLine:
    """One story of a round-up."""

    story: StoryId
    headline: str
    url: str
    outlet: str  # whose headline it is
    outlets: int
    first_at: datetime
    lang: str | None = None  # of the headline, where it is not the reader's
    claim: Claim | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundup:
    """Several stories in one living post, a line each, the newest on top."""

    occasion: Occasion
    lines: tuple[RoundupLine, ...]
    more: int = 0  # older stories beyond `lines`
    told_at: datetime
    zone: str  # IANA key
    lang: str
    hashtag: str | None = None
    desk: Desk | None = None

    @property
    def stories(self) -> int:
        return len(self.lines) + self.more


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A delivery as one channel carries it: frozen at the first claim. `options` are the channel's own."""

    body: str
    options: Mapping[str, object] = field(default_factory=dict)


class Kind(StrEnum):
    POST = "post"
    EDIT = "edit"
    REPLY = "reply"
    DIGEST = "digest"
    CORRECTION = "correction"
    WORD = "word"  # to the operator


class DeliveryState(StrEnum):
    DUE = "due"
    REVIEW = "review"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    EXPIRED = "expired"
    DEAD = "dead"
    DROPPED = "dropped"

    @property
    def is_final(self) -> bool:
        return self in _FINAL

    @property
    def may_be_seen(self) -> bool:
        """Whether readers have it, or may have."""
        return self in (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN)


_FINAL = {DeliveryState.SENT, DeliveryState.EXPIRED, DeliveryState.DEAD, DeliveryState.DROPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one address."""

    id: DeliveryId
    key: str  # subscription/story-7/post; also the idempotency key on the wire
    subscription: SubscriptionId
    via: str
    address: str
    kind: Kind
    story: StoryId | None = None
    revision: int | None = None
    target: DeliveryId | None = None  # the post that this edits or answers
    target_receipt: str | None = None  # where that post went
    digest: DigestId | None = None
    part: int = 1  # of a digest that takes several messages
    content: Post | Roundup | Word | Edition | None = None
    message: Message | None = None  # rendered at the first claim and frozen from then on
    plain: bool = False  # second try without markup
    urgent: bool = False
    state: DeliveryState = DeliveryState.DUE
    due_at: datetime
    claimed_at: datetime | None = None
    base_id: int | None = None  # the newest message we knew of at that address when we began to send
    attempts: int = 0
    deaths: int = 0
    receipt: str | None = None
    last_error: str | None = None
    made_at: datetime
    done_at: datetime | None = None
    carrier: DeliveryId | None = None  # the message that told it together with others

    @property
    def chat(self) -> str:
        """What has one count of messages and one limit of calls: the threads of a Telegram chat share them."""
        return self.address.partition("/")[0] if self.via == "telegram" else self.address
