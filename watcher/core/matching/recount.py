"""Recounts what became of an article as lines for a terminal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

from watcher.core.matching.excerpt import excerpts, said
from watcher.core.matching.explain import Account, Bond, Offer, Record, Told
from watcher.core.matching.nearly import Edit
from watcher.core.news import Article, Field, Match, RuleId
from watcher.core.telling import DeliveryState, Kind, Subscription

_RULE, _LISTENER = 16, 12  # columns for an id, more where one is longer
_MOST_WORDS = 4  # shown of a match
_MOST_EXCERPTS = 3
_KINDS = {"entities": "", "names": "", "days": "", "numbers": "numbers ", "headline": "of its headline "}


def zone_of(subscriptions: Iterable[Subscription]) -> tzinfo:
    """Whoever asks is taken for the operator, else for the one reader there is; UTC where that says nothing."""
    listed = list(subscriptions)
    zones = {each.zone for each in listed if each.operator} or {each.zone for each in listed}
    return zones.pop() if len(zones) == 1 else UTC


def lines(account: Account, *, joins: float, zone: tzinfo = UTC, language: Callable[[str], str] = str) -> Iterator[str]:
    """`joins` is the likeness from which an article joins a story; `language` names one by its code."""
    record, article = account.record, account.record.article
    at = partial(_instant, zone=zone)
    if article:
        yield article.title or "without a title"
        published = f"published {at(article.published_at)}" if article.published_at else ""
        spoken = language(article.lang) if article.lang else ""
        yield ", ".join(part for part in (article.outlet, spoken, published) if part)
        yield ""
    yield f"{account.verdict:<11}{account.why}"
    yield ""
    yield from _section("SEEN", _seen(record, zone))
    if article:
        yield from _section("MATCHED", _matched(account, zone))
        yield from _section("STORY", _story(record, joins))
        yield from _section("TOLD", _told(account, zone))
        yield from _section("TEXT", _text(account, article), before=[""])
    if untried := sum(each.untried for each in account.ruled):
        words = f"{untried} edits of the rules, the larger ones: the text is too long; a part of it is soon tried"
        yield from _section("NOT TRIED", [words], before=[""])
    if account.nearest and account.nearest.edit:
        yield from _section("TO CATCH IT", _cure(account.nearest.rule, account.nearest.edit), before=[""])


def _section(head: str, said: Iterable[str], *, before: Iterable[str] = ()) -> Iterator[str]:
    """Nothing where nothing is to be said."""
    for number, line in enumerate(said):
        if not number:
            yield from before
        yield f"{head if not number else '':<11}{'' if len(head) < 11 or number else ' '}{line}".rstrip()


def _seen(record: Record, zone: tzinfo) -> Iterator[str]:
    if not record.is_history:
        yield "history is left aside"
    elif not record.offers:
        yield "never"
    article = record.article
    for offer in record.offers:
        note = f" ({offer.note})" if offer.note else ""
        yield f"{_instant(offer.seen_at, zone)}  feed {offer.feed}: {offer.state}{_after(offer, article)}{note}"
    if article:
        paragraphs = sum(bool(line.strip()) for line in article.text.splitlines())
        size = f"{len(article.text):,} characters, {paragraphs} paragraph{'' if paragraphs == 1 else 's'}"
        yield f"{_instant(article.fetched_at, zone)}  read: {size}"


def _after(offer: Offer, article: Article | None) -> str:
    """How long after publication it was seen, where the outlet says when that was."""
    late = offer.seen_at - article.published_at if article and article.published_at else timedelta(-1)
    minutes = round(late / timedelta(minutes=1))
    if late < timedelta(0):
        return ""
    length = (
        f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
    )
    return f", {length} after publication"


def _matched(account: Account, zone: tzinfo) -> Iterator[str]:
    record = account.record
    matched = sum(each.match is not None for each in account.ruled)
    loaded = f"rules of {_instant(record.loaded_at, zone)}, version {record.version}: " if record.loaded_at else ""
    yield f"{loaded}{matched} of {len(account.ruled)}"
    room = max([_RULE, *(len(each.rule) for each in account.ruled)])
    for each in account.ruled:
        if each.match and record.article:
            words = list(dict.fromkeys(_words(each.match, record.article)))
            yield f"  {each.rule:<{room}} yes   {each.match.severity}: {', '.join(words[:_MOST_WORDS])}"
        if each.lacks:  # the likeliest way to hold: to read three for each rule is to read none
            yield f"  {each.rule:<{room}} no    {each.lacks[0]}"


def _words(match: Match, article: Article) -> Iterator[str]:
    for span in match.spans:
        yield f"«{said(article, span)}» at {span.start}{' of the title' if span.field is Field.TITLE else ''}"


def _story(record: Record, joins: float) -> Iterator[str]:
    if record.story is None:
        yield f"none ({'history is left aside' if record.matches else 'only matched articles are placed'})"
        return
    outlets = len(record.story.outlets)
    yield f"{record.story.id}  {record.story.headline}"
    if record.bond and record.member:
        yield from _joined(record.bond, record.member.score or 0.0, joins)
    relation = f"relation {record.member.relation}, " if record.member else ""
    yield f"{relation}{outlets} outlet{'' if outlets == 1 else 's'} so far"


def _joined(bond: Bond, score: float, joins: float) -> Iterator[str]:
    foreign = ", in another language" if bond.is_foreign else ""
    if bond.repeats:
        yield f"joined as a copy{foreign}: {score:.0%} of the shorter text are the words of {bond.repeats}"
    elif score < joins:
        yield f"joined by a rule with `one_event`{foreign}, likeness {score:.2f}; it may tell another event"
    elif bond.is_narrow:
        yield f"joined narrowly{foreign}: likeness {score:.2f}, {joins:.2f} is enough; it may tell another event"
    else:
        yield f"joined{foreign}: likeness {score:.2f}, {joins:.2f} is enough"
    before = "the article" if bond.before == 1 else f"the {bond.before} articles"
    said = "; ".join(f"{_KINDS[kind]}{', '.join(shared)}" for kind, shared in bond.shares.items())
    yield f"shares with {before} before it: {said or 'no name, day or number; only other words'}"


def _told(account: Account, zone: tzinfo) -> Iterator[str]:
    record = account.record
    listeners = [*(told.subscription for told in record.told), *(id for id, _ in account.untold)]
    room = max([_LISTENER, *map(len, listeners)])
    for subscription in dict.fromkeys(told.subscription for told in record.told):
        messages = [told for told in record.told if told.subscription == subscription]
        for told, further in _carriers(messages, record):
            receipt = _receipt(told)
            error = f" ({told.error})" if told.error and told.state is not DeliveryState.SENT else ""
            more = f", and {further} more since" if further else ""
            yield f"{subscription:<{room}} {told.state:<8} {_instant(told.at, zone)}  {told.kind}{receipt}{error}{more}"
    for subscription, why in account.untold:
        yield f"{subscription:<{room}} no       {why}"
    if not record.told and not account.untold:
        yield "nobody"


def _receipt(told: Told) -> str:
    """Where it can be read, else what its channel called it."""
    where = told.url.removeprefix("https://") if told.url else told.receipt
    return f" {'of ' if told.kind is Kind.EDIT else ''}{where}" if where else ""


def _carriers(messages: Sequence[Told], record: Record) -> Iterator[tuple[Told, int]]:
    """The first edit since the article came, with how many followed it, and all that is no edit.

    What was dropped is shown where nothing else is to be shown: mostly a newer edit took its place.
    """
    lasting = [told for told in messages if told.state is not DeliveryState.DROPPED] or messages[-1:]
    came = record.article.fetched_at if record.article else None
    edits = [told for told in lasting if told.kind is Kind.EDIT and (came is None or told.at >= came)]
    for told in lasting:
        if told.kind is not Kind.EDIT or told in edits[:1]:
            yield told, len(edits) - 1 if told.kind is Kind.EDIT else 0


def _text(account: Account, article: Article) -> Iterator[str]:
    """What the matching rules found, or the nearest one would."""
    nearest = account.nearest
    spans = [span for match in account.record.matches for span in match.spans]
    if not spans and nearest and nearest.edit:
        spans = list(nearest.edit.spans)
    return excerpts(article, spans, most=_MOST_EXCERPTS)


def _cure(rule: RuleId, edit: Edit) -> Iterator[str]:
    yield f"in {edit.place.in_line} raise `within: {edit.within}` to {edit.enough} (for {rule}), then see the price:"
    yield " watcher backtest --since 30d --against rules"


def _instant(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M %Z}"
