"""Compose what is told of one story: every word an outlet's, or a value that the channel puts into ours."""

from collections.abc import Iterable
from datetime import datetime

from watcher.core.gloss import gloss
from watcher.core.lead import (
    STATE_MEDIA,
    by_language,
    claim,
    foreign,
    headline,
    known_at,
    most_cited,
    newest_update,
    why,
)
from watcher.core.news import Article, Member, RuleId, Story
from watcher.core.notice import updates_since
from watcher.core.quote import quote, quote_beside
from watcher.core.rulebook import RuleBook
from watcher.core.said import Quote
from watcher.core.telling import Post, Reason, SourceLine, Subscription

NAMED = 3  # outlets a post names; the rest are counted


def compose(
    story: Story,
    subscription: Subscription,
    *,
    reason: Reason,
    now: datetime,
    since: int | None = None,
    book: RuleBook | None = None,
) -> Post:
    """The story as this subscription is told of it. An UPDATE speaks of the newest member that is one, the rest of all.

    The lead is the first member in the reader's language, else the first: what is posted stays when others join.
    `since`: the revision that was told last. What deserved to be said and came after it is named beside the lead.
    `book` gives the hashtag, and names for who cannot read the headline.
    """
    told = _told(story, subscription, reason)
    lead = told[0].article
    named = _sources(lead, story.members, lang=subscription.lang)
    times = [known_at(member.article) for member in story.members]
    said = _quote(story, told, subscription.lang)
    native = foreign(lead, subscription.lang) is None
    beside = [member for member in updates_since(story, since or 0) if member != told[0]]
    return Post(
        story=story.id,
        reason=reason,
        headline=headline(lead),
        url=lead.url,
        native=native,
        outlets=len(story.outlets),
        first_at=min(times),
        latest_at=max(times),
        told_at=now,
        zone=str(subscription.zone),
        lang=subscription.lang,
        gloss=None if native or book is None else gloss(told[0], said.text if said else "", book, subscription.lang),
        quote=said,
        sources=named[:NAMED],
        more=len(named[NAMED:]),
        beside=_sources(lead, beside, lang=subscription.lang)[1 : NAMED + 1],
        cites=most_cited(story, subscription.lang),
        claim=claim(story),
        correction=story.correction,
        hashtag=hashtag(_rules(story, subscription), book),
        preview=subscription.preview,
        why=why(story, told[0], subscription),
    )


def _quote(story: Story, told: list[Member], lang: str) -> Quote | None:
    if len(told) == len(story.members):
        return next(filter(None, (quote(member, lang=lang) for member in told)), None)
    [newest] = told
    return quote_beside(newest, [member for member in story.members if member.id < newest.id], lang=lang)


def hashtag(rules: Iterable[RuleId], book: RuleBook | None) -> str | None:
    """Of the first rule that has one."""
    wanted = frozenset(rules)
    found = (rule.hashtag for rule in book.rules if rule.id in wanted) if book is not None else ()
    return next(filter(None, found), None)


def _rules(story: Story, subscription: Subscription) -> frozenset[RuleId]:
    return story.rules if subscription.rules is None else story.rules & subscription.rules


def _told(story: Story, subscription: Subscription, reason: Reason) -> list[Member]:
    match reason:
        case Reason.UPDATE:
            return [newest_update(story.members)]
        case Reason.RAISED_SEVERITY:
            return [_loudest(story)]
    return by_language(story.members, subscription.lang)


def _loudest(story: Story) -> Member:
    """The newest of those that matched most severely."""
    return max(
        reversed(story.members),
        key=lambda member: max((match.severity.rank for match in member.matches), default=-1),
    )


def _sources(lead: Article, members: Iterable[Member], *, lang: str) -> tuple[SourceLine, ...]:
    """Each outlet once, by its first article; the lead's stands first."""
    first = {lead.outlet: lead}
    for member in members:
        first.setdefault(member.article.outlet, member.article)
    return tuple(
        SourceLine(
            outlet=article.outlet,
            url=article.url,
            label=article.label,
            state=article.state if article.label == STATE_MEDIA else None,
            lang=foreign(article, lang),
        )
        for article in first.values()
    )
