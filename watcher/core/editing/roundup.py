"""Compose a post that several stories share: a line each, in the words of the one that leads it."""

from collections.abc import Sequence
from datetime import datetime

from watcher.core.editing.lead import by_language, claim, foreign, headline, known_from_to
from watcher.core.news import Story
from watcher.core.telling import Occasion, Roundup, RoundupLine, Subscription

MOST_LINES = 40  # kept; a message shows as many as it has room for, and counts the rest


def compose(
    stories: Sequence[Story],
    subscription: Subscription,
    *,
    occasion: Occasion,
    now: datetime,
    more: int = 0,
    hashtag: str | None = None,
) -> Roundup:
    """`stories` with the newest first, `more` of them older and not given."""
    return Roundup(
        occasion=occasion,
        lines=tuple(_line(story, subscription) for story in stories[:MOST_LINES]),
        more=more + len(stories[MOST_LINES:]),
        told_at=now,
        zone=str(subscription.zone),
        lang=subscription.lang,
        hashtag=hashtag,
    )


def _line(story: Story, subscription: Subscription) -> RoundupLine:
    lead = by_language(story.members, subscription.lang)[0].article
    return RoundupLine(
        story=story.id,
        headline=headline(lead),
        url=lead.url,
        outlet=lead.outlet,
        outlets=len(story.outlets),
        first_at=known_from_to(story)[0],
        lang=foreign(lead, subscription.lang),
        claim=claim(story),
        withdrawn=story.is_withdrawn,
    )
