"""Compose a daily or weekly list: which stories moved, the section each stands in, and the order inside it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from watcher.core.editing.lead import (
    by_language,
    claim,
    foreign,
    headline,
    is_in,
    known_at,
    known_from_to,
    most_cited,
    newest_update,
    state_behind,
    topics,
    whom,
    why,
)
from watcher.core.editing.notice import severity_for
from watcher.core.editing.quote import quote_beside
from watcher.core.edition import Coverage, Edition, Heading, Line, Report, Section, Silence, Update
from watcher.core.feeds import Feed, FeedId, FeedState
from watcher.core.news import Field, Member, Relation, Severity, Story
from watcher.core.rules.rulebook import RuleBook
from watcher.core.said import Quote
from watcher.core.telling import Notice, Subscription
from watcher.core.timing.period import Period

TITLES = 10  # stories that are only mentioned; those that are told are told, however many
REPORTS = 3  # outlets a story names; the rest are counted
UPDATES = 2  # of a story, named beside its headline
FACTS = 4  # new numbers and names shown of a story

GOVERNMENT, THINK_TANK = "government", "think tank"

Known = tuple[Story, Notice | None]  # a story, and what the subscription already knows of it


def has_moved(story: Story, subscription: Subscription, told: Notice | None) -> bool:
    """Whether a list should speak of the story: it told it wrongly, or it is worth a list and something is untold."""
    if is_owed(story, told):
        return True
    heard = severity_for(story, subscription)
    if story.is_withdrawn or heard is None or heard.rank < Severity.DIGEST.rank:
        return False
    return told is None or told.revision < story.revision


def is_owed(story: Story, told: Notice | None) -> bool:
    """Whether a list told the story and has not said yet that something in it was wrong."""
    return told is not None and told.corrected < story.corrected


def compose(
    subscription: Subscription,
    period: Period,
    moved: Iterable[Known],
    coverage: Coverage,
    *,
    book: RuleBook | None = None,
) -> Edition:
    """The list of one period. A story stands once; a period in which nothing moved is an edition without sections.

    `book` says what people call the rules, and what they are about.
    """
    placed: dict[Heading, list[Line]] = {}
    for story, told in moved:
        heading = _heading(story, subscription, told)
        placed.setdefault(heading, []).append(_line((story, told), subscription, period, heading, book=book))
    sections = tuple(_section(heading, placed[heading]) for heading in Heading if heading in placed)
    return _edition(subscription, period, sections, coverage)


def whole(story: Story, subscription: Subscription, *, now: datetime) -> Edition:
    """One story with all who carry it, for who asks: as a list of its own, in the reader's language and zone."""
    period = Period(name="", opens_at=story.opened_at, closes_at=now)
    heading = Heading.CORRECTIONS if story.is_withdrawn else Heading.NEW
    line = _line((story, None), subscription, period, heading, named=len(story.outlets))
    nothing = Coverage(articles=0, matched=0, feeds=0, feeds_read=0)
    return _edition(subscription, period, (Section(heading=heading, lines=(line,)),), nothing)


def _edition(subscription: Subscription, period: Period, sections: tuple[Section, ...], coverage: Coverage) -> Edition:
    return Edition(
        subscription=subscription.id,
        period=period.name,
        opens_at=period.opens_at,
        closes_at=period.closes_at,
        zone=str(subscription.zone),
        lang=subscription.lang,
        sections=sections,
        coverage=coverage,
    )


def unread(feeds: Iterable[Feed], states: Mapping[FeedId, FeedState], *, since: datetime) -> tuple[Silence, ...]:
    """The feeds that gave no answer since an instant. `why` is empty where nothing went wrong: they were not asked."""
    silent = []
    for feed in feeds:
        state = states.get(feed.id)
        last = state.last_ok_at if state else None
        if last is None or last < since:
            silent.append(Silence(outlet=feed.name, why=(state.trouble if state else None) or "", since=last))
    return tuple(silent)


# --- where a story stands ------------------------------------------------------------------------------------------


def _heading(story: Story, subscription: Subscription, told: Notice | None) -> Heading:
    """The section of a story. Corrections come first; a claim or a mention stays one, also when it was told before."""
    if is_owed(story, told):
        return Heading.CORRECTIONS
    carried = claim(story)
    labels = {member.article.label for member in story.members}
    if carried is not None and carried.alone:
        return Heading.CLAIMS
    if _is_mention(story, subscription):
        return Heading.MENTIONED
    if told is not None:
        return Heading.MOVING
    if labels == {GOVERNMENT}:
        return Heading.AGENCIES
    if labels == {THINK_TANK}:
        return Heading.ANALYSIS
    if not any(_is_readable(member, subscription.lang) for member in story.members):
        return Heading.OTHER_LANGUAGES
    return Heading.NEW


def _is_mention(story: Story, subscription: Subscription) -> bool:
    """Whether it is too slight for a post and no headline names what its rules look for."""
    named = any(
        span.field is Field.TITLE for member in story.members for match in member.matches for span in match.spans
    )
    return severity_for(story, subscription) is Severity.DIGEST and not named


def _is_readable(member: Member, lang: str) -> bool:
    return member.article.lang is None or is_in(member.article, lang)


def _section(heading: Heading, lines: list[Line]) -> Section:
    most = TITLES if heading is Heading.MENTIONED else len(lines)
    ordered = sorted(lines, key=_weight, reverse=True)
    return Section(heading=heading, lines=tuple(ordered[:most]), more=len(ordered[most:]))


def _weight(line: Line) -> tuple[int, int, int, datetime]:
    return line.severity.rank, line.outlets, len(line.facts), line.latest_at


# --- what is said of it --------------------------------------------------------------------------------------------


def _line(
    known: Known,
    subscription: Subscription,
    period: Period,
    heading: Heading,
    *,
    book: RuleBook | None = None,
    named: int = REPORTS,
) -> Line:
    """Of a story told before: what joined it since, under its newest update's headline if that is one."""
    (story, told), lang = known, subscription.lang
    joined = _joined(story, told)
    lead = _lead(story, joined, told, lang)
    because = why(story, lead, subscription, book)
    reports = _reports(joined, lang)
    first_at, latest_at = known_from_to(story)
    return Line(
        story=story.id,
        headline=headline(lead.article),
        url=lead.article.url,
        severity=severity_for(story, subscription) or story.severity,
        day=_day(story, told, period),
        outlets=len(story.outlets),
        first_at=first_at,
        latest_at=latest_at,
        lang=foreign(lead.article, lang),
        quote=_quote(story, lead, joined, lang) if heading is not Heading.MENTIONED else None,
        reports=reports[:named],
        more=len(reports[named:]),
        updates=_updates(joined, lead, lang),
        cites=most_cited(story, lang),
        claim=claim(story),
        correction=story.correction if told is None or heading is Heading.CORRECTIONS else None,
        topics=topics(story, subscription, book),
        word=because.word if because else None,
        times=because.times if because else 0,
        facts=_facts(joined) if told is not None else (),
    )


def _quote(story: Story, lead: Member, joined: tuple[Member, ...], lang: str) -> Quote | None:
    """The first sentence that can stand alone: of the lead, else of whoever joined, the reader's language first."""
    fresh = {member.id for member in joined}
    told = [member for member in story.members if member.id not in fresh]
    speakers = sorted(by_language(joined, lang), key=lambda member: member.id != lead.id)
    return next(filter(None, (quote_beside(member, told, lang=lang) for member in speakers)), None)


def _joined(story: Story, told: Notice | None) -> tuple[Member, ...]:
    """The members that were not told yet, in order of arrival: a story's revision counts those placed in it."""
    if told is None:
        return story.members
    known = set(sorted(member.id for member in story.members)[: told.revision])
    return tuple(member for member in story.members if member.id not in known) or story.members[-1:]


def _lead(story: Story, joined: tuple[Member, ...], told: Notice | None, lang: str) -> Member:
    newest = newest_update(joined)
    if told is not None and newest.relation is Relation.UPDATE:
        return newest
    return by_language(story.members, lang)[0]


def _reports(members: tuple[Member, ...], lang: str) -> tuple[Report, ...]:
    """Each outlet once, by its earliest article."""
    first: dict[str, Report] = {}
    for member in sorted(members, key=lambda member: known_at(member.article)):
        article = member.article
        report = Report(
            outlet=article.outlet,
            url=article.url,
            at=article.published_at or article.seen_at,
            label=article.label,
            state=state_behind(article),
            lang=foreign(article, lang),
            cites=whom(member, lang),
        )
        first.setdefault(article.outlet, report)
    return tuple(first.values())


def _updates(joined: tuple[Member, ...], lead: Member, lang: str) -> tuple[Update, ...]:
    spoke = [member for member in reversed(joined) if member.relation is Relation.UPDATE and member != lead]
    return tuple(
        Update(
            headline=headline(member.article),
            url=member.article.url,
            outlet=member.article.outlet,
            lang=foreign(member.article, lang),
        )
        for member in spoke[:UPDATES]
    )


def _facts(joined: tuple[Member, ...]) -> tuple[str, ...]:
    """The new facts, only from members that bring news: a rewrite gives the same facts in other words."""
    stated = [fact for member in joined if member.relation is Relation.UPDATE for fact in member.facts]
    return tuple(dict.fromkeys(stated))[:FACTS]


def _day(story: Story, told: Notice | None, period: Period) -> int:
    if told is None and story.opened_at >= period.opens_at:
        return 1
    return max(2, (period.closes_at - story.opened_at) // timedelta(days=1) + 1)
