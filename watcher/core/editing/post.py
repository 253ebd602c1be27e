"""Compose what is told of one story: every word an outlet's, or a value that the channel puts into ours."""

from collections.abc import Iterable
from datetime import datetime

from watcher.core.editing.gloss import gloss
from watcher.core.editing.lead import (
    by_language,
    claim,
    foreign,
    headline,
    known_from_to,
    most_cited,
    newest_update,
    state_behind,
    why,
)
from watcher.core.editing.notice import updates_since
from watcher.core.editing.quote import quote, quote_beside
from watcher.core.news import Article, Member, RuleId, Story
from watcher.core.rules.rulebook import RuleBook
from watcher.core.said import Quote
from watcher.core.telling import Gloss, Post, Reason, SourceLine, Subscription

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
    """The story as this subscription is told of it. What came after revision `since` is named beside the lead.

    `book` gives the hashtag, names for who cannot read the headline, and what a rule is about.
    """
    told, lang = _told(story, subscription, reason), subscription.lang
    lead, said = told[0].article, _quote(story, told, lang)
    named = _sources(lead, story.members, lang=lang)
    first_at, latest_at = known_from_to(story)
    return Post(
        story=story.id,
        reason=reason,
        headline=headline(lead),
        url=lead.url,
        native=foreign(lead, lang) is None,
        outlets=len(story.outlets),
        first_at=first_at,
        latest_at=latest_at,
        told_at=now,
        zone=str(subscription.zone),
        lang=lang,
        gloss=_gloss(told[0], said, book, lang),
        quote=said,
        sources=named[:NAMED],
        more=len(named[NAMED:]),
        beside=_beside(story, told[0], since or 0, lang),
        cites=most_cited(story, lang),
        claim=claim(story),
        correction=story.correction,
        hashtag=hashtag(subscription.among(story.rules), book),
        preview=subscription.preview,
        why=why(story, told[0], subscription, book),
    )


def _gloss(lead: Member, said: Quote | None, book: RuleBook | None, lang: str) -> Gloss | None:
    if book is None or foreign(lead.article, lang) is None:
        return None
    return gloss(lead, said.text if said else "", book, lang)


def _beside(story: Story, lead: Member, since: int, lang: str) -> tuple[SourceLine, ...]:
    """Who else brought something new."""
    others = [member for member in updates_since(story, since) if member != lead]
    return _sources(lead.article, others, lang=lang)[1 : NAMED + 1]


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


def _told(story: Story, subscription: Subscription, reason: Reason) -> list[Member]:
    """Who speaks; the first leads. An UPDATE speaks of the newest member that is one, the rest of all.

    The lead is the first member in the reader's language, else the first: what is posted stays when others join.
    """
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
            state=state_behind(article),
            lang=foreign(article, lang),
        )
        for article in first.values()
    )
