"""What became of one article, and why: said of what was sent and of what was not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from watcher.core.feeds import FeedId
from watcher.core.matching.evaluate import Reading
from watcher.core.matching.lacks import lacks
from watcher.core.matching.match import hears, judge
from watcher.core.matching.nearly import Edit, Search, smallest_edit
from watcher.core.news import Article, EntryState, Match, Member, Relation, RuleId, Story, loudest
from watcher.core.rules.rulebook import Rule, RuleBook
from watcher.core.telling import AtOnce, DeliveryState, Kind, Subscription, SubscriptionId

_MOST_LACKS = 3  # reasons shown of a rule that does not hold


class Verdict(StrEnum):
    SENT = "SENT"
    WAITING = "WAITING"
    HELD = "HELD"
    NOT_SENT = "NOT SENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """That a feed offered it."""

    feed: FeedId
    seen_at: datetime
    state: EntryState
    attempts: int = 0
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of its story."""

    subscription: SubscriptionId
    kind: Kind
    state: DeliveryState
    at: datetime  # when it went out; of one that did not, when it is due
    receipt: str | None = None
    error: str | None = None
    via: str = ""
    address: str = field(default="", repr=False)
    url: str | None = None  # where it can be read, if anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """By what an article joined its story."""

    is_narrow: bool = False  # it may tell another event
    repeats: str | None = None  # the outlet whose text it says once more
    is_foreign: bool = False  # in a language that none before it used
    before: int  # articles
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # entities, names, days, numbers, headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that is remembered of one address."""

    source: str
    offers: tuple[Offer, ...] = ()
    article: Article | None = None
    matches: tuple[Match, ...] = ()
    version: str | None = None  # of the rules that judged it
    loaded_at: datetime | None = None  # when those came into force
    story: Story | None = None
    member: Member | None = None  # the article as part of the story
    bond: Bond | None = None
    told: tuple[Told, ...] = ()
    is_history: bool = True  # False: judged now, whatever is remembered

    @property
    def is_unseen(self) -> bool:
        """No feed ever offered it."""
        return self.is_history and not self.offers and self.article is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What one rule made of it."""

    rule: RuleId
    match: Match | None = None
    lacks: tuple[str, ...] = ()  # the likeliest way to hold first
    edit: Edit | None = None
    untried: int = 0  # edits that were not tried: the text is too long


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    record: Record
    verdict: Verdict
    why: str
    ruled: tuple[Ruled, ...] = ()
    untold: tuple[tuple[SubscriptionId, str], ...] = ()  # who was told nothing of its story, and why

    @property
    def nearest(self) -> Ruled | None:
        """The rule that misses it by the smallest edit; None of what was sent: nothing is lacking there."""
        if self.verdict is Verdict.SENT:
            return None
        missed = [each for each in self.ruled if each.match is None and each.edit]
        return min(missed, key=lambda each: each.edit.steps if each.edit else 0, default=None)


def explain(record: Record, book: RuleBook, subscriptions: Iterable[Subscription] = ()) -> Account:
    """Matches as they were judged then; what is lacking is said by the rules of today."""
    ruled = tuple(_rule(rule, record, book) for rule in book.rules if rule.enabled) if record.article else ()
    verdict, why = _verdict(record)
    untold = tuple(_untold(record, subscriptions))
    account = Account(record=record, verdict=verdict, why=why, ruled=ruled, untold=untold)
    if record.matches or account.nearest is None:
        return account
    return replace(account, why=f"{why} Nearest: {account.nearest.rule}, short of one limit.")


def _rule(rule: Rule, record: Record, book: RuleBook) -> Ruled:
    match = next((match for match in record.matches if match.rule == rule.id), None)
    article = record.article
    if match or article is None:
        return Ruled(rule=rule.id, match=match)
    reading = Reading(article.title, article.text, book)
    heard = hears(rule, article)
    if heard and judge(rule, reading):
        return Ruled(rule=rule.id, lacks=("it holds by the rules of today; those of then did not",))
    search = smallest_edit(rule, article.title, article.text, book) if heard else Search()
    return Ruled(
        rule=rule.id,
        lacks=tuple(map(str, lacks(rule, reading, hears=heard)))[:_MOST_LACKS],
        edit=search.edit,
        untried=search.untried,
    )


# --- the verdict ---------------------------------------------------------------------------------------------------


def _verdict(record: Record) -> tuple[Verdict, str]:
    if record.article is None:
        return _unread(record)
    if not record.is_history:
        rules = ", ".join(f"{match.rule} ({match.severity})" for match in record.matches)
        return Verdict.NOT_SENT, f"Judged now: {f'it matches {rules}' if rules else 'no rule matches'}."
    if not record.matches:
        return Verdict.NOT_SENT, "No rule matched."
    return _told(record)


def _unread(record: Record) -> tuple[Verdict, str]:
    states = {offer.state: offer for offer in record.offers}
    if not states:
        return Verdict.NOT_SENT, "We never saw it: no feed of yours offered this address."
    if offer := states.get(EntryState.NEW):
        tries = f" after {_times(offer.attempts)}: {offer.note}" if offer.attempts and offer.note else "."
        return Verdict.WAITING, f"It was seen and is not read yet{tries}"
    if EntryState.BASELINE in states:
        return Verdict.NOT_SENT, "It was there before we came, and too old to be read."
    return Verdict.NOT_SENT, f"It could not be read: {next(iter(states.values())).note or 'set aside'}."


def _told(record: Record) -> tuple[Verdict, str]:
    states = {told.state: told for told in record.told}
    if DeliveryState.SENT in states:
        return Verdict.SENT, _part(record)
    if waits := states.get(DeliveryState.DUE):
        error = f": {waits.error}" if waits.error else ""
        return Verdict.WAITING, f"Its message to {waits.subscription} waits{error}."
    for state in (DeliveryState.REVIEW, DeliveryState.UNKNOWN, DeliveryState.SENDING):
        if held := states.get(state):
            return Verdict.HELD, f"Its message to {held.subscription} is held: {_HELD[state]}."
    if ended := next(iter(states.values()), None):
        return (
            Verdict.NOT_SENT,
            f"Its message to {ended.subscription} is {ended.state}: {ended.error or 'no reason kept'}.",
        )
    return Verdict.NOT_SENT, _unspoken(record)


_HELD = {
    DeliveryState.REVIEW: "it waits for a look at it",
    DeliveryState.UNKNOWN: "whether it arrived is being found out",
    DeliveryState.SENDING: "it is on its way",
}


def _part(record: Record) -> str:
    story = record.story
    if story is None or record.article is None:
        return "told"
    if record.member and record.member.relation is Relation.NEW:
        return f"It opened story {story.id}."
    place = story.outlets.index(record.article.outlet) + 1 if record.article.outlet in story.outlets else 1
    return f"It joined story {story.id}, outlet {place} of {len(story.outlets)}."


def _unspoken(record: Record) -> str:
    article = record.article
    highest = loudest(match.severity for match in record.matches)
    if article and article.baseline:
        return "It came with the first fetch of its feed: known, not announced."
    if not highest.speaks:
        return f"Its severity is {highest}: it posts nothing by itself."
    return "It was no news when it came, or nobody takes its rules."


def _untold(record: Record, subscriptions: Iterable[Subscription]) -> Iterator[tuple[SubscriptionId, str]]:
    told = {each.subscription for each in record.told}
    story = record.story
    for listener in subscriptions if story else ():
        if listener.id in told:
            continue
        if story and listener.rules is not None and not listener.rules & story.rules:
            yield listener.id, f"takes only {', '.join(sorted(listener.rules))}"
        elif isinstance(listener.cadence, AtOnce):
            yield listener.id, "nothing to tell it"
        else:
            yield listener.id, f"hears by lists: watcher digest {listener.id} shows the next"


def _times(number: int) -> str:
    return "1 try" if number == 1 else f"{number} tries"
