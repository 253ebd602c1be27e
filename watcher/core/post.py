"""Compose what is told of one story: every word an outlet's, or a value that the channel puts into ours."""

from datetime import datetime

from watcher.core.lead import STATE_MEDIA, by_language, claim, foreign, headline, known_at, newest_update, why
from watcher.core.news import Article, Member, Story
from watcher.core.quote import quote
from watcher.core.telling import Post, Reason, SourceLine, Subscription

NAMED = 3  # outlets a post names; the rest are counted


def compose(story: Story, subscription: Subscription, *, reason: Reason, now: datetime) -> Post:
    """The story as this subscription is told of it. An UPDATE speaks of the newest member that is one, the rest of all.

    The lead is the first member in the reader's language, else the first: what is posted stays when others join.
    """
    told = [newest_update(story.members)] if reason is Reason.UPDATE else by_language(story.members, subscription.lang)
    lead = told[0].article
    named = _sources(lead, story.members, lang=subscription.lang)
    times = [known_at(member.article) for member in story.members]
    return Post(
        story=story.id,
        reason=reason,
        headline=headline(lead),
        url=lead.url,
        native=foreign(lead, subscription.lang) is None,
        outlets=len(story.outlets),
        first_at=min(times),
        latest_at=max(times),
        told_at=now,
        zone=str(subscription.zone),
        lang=subscription.lang,
        quote=next(filter(None, (quote(member, lang=subscription.lang) for member in told)), None),
        sources=named[:NAMED],
        more=len(named[NAMED:]),
        claim=claim(story),
        correction=story.correction,
        preview=subscription.preview,
        why=why(story, told[0], subscription),
    )


def _sources(lead: Article, members: tuple[Member, ...], *, lang: str) -> tuple[SourceLine, ...]:
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
