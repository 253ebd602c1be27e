"""Who hears of which story (again), and why."""

from datetime import datetime, timedelta

from watcher.core.freshness import is_news
from watcher.core.news import Member, Relation, Severity, Story
from watcher.core.telling import AtOnce, Kind, Notice, Reason, Subscription

AT_HOME = frozenset({"console", "feed", "file"})  # the operator's own screen and folders
COUNTS_FREEZE = timedelta(hours=48)  # after the first post its counts move no more
FIRST_REPLY = timedelta(minutes=30)  # what comes sooner is edited in, without a sound


def reason_to_tell(
    story: Story, member: Member, subscription: Subscription, told: Notice | None, *, now: datetime
) -> Reason | None:
    """Why this subscriber should hear of this story now that `member` joined it, or None."""
    heard = severity_for(story, subscription)
    if heard is None or story.is_withdrawn or not isinstance(subscription.cadence, AtOnce):
        return None
    if told is None:
        return Reason.FIRST_REPORT if heard.speaks and _has_news(story, subscription, now=now) else None
    if heard.speaks and heard.rank > told.severity.rank:
        return Reason.RAISED_SEVERITY
    age = now - told.told_at
    if member.relation is Relation.UPDATE and age >= FIRST_REPLY:
        return Reason.UPDATE
    if len(story.outlets) > told.outlets and age <= COUNTS_FREEZE:
        return Reason.MORE_OUTLETS
    return None


def severity_for(story: Story, subscription: Subscription) -> Severity | None:
    """The highest severity among the rules a subscription asked for; None where none of them matched."""
    heard = [
        match.severity
        for member in story.members
        for match in member.matches
        if subscription.rules is None or match.rule in subscription.rules
    ]
    return max(heard, key=lambda severity: severity.rank, default=None)


def kind_of(reason: Reason) -> Kind:
    match reason:
        case Reason.FIRST_REPORT:
            return Kind.POST
        case Reason.MORE_OUTLETS:
            return Kind.EDIT
        case Reason.UPDATE | Reason.RAISED_SEVERITY:
            return Kind.REPLY


def _has_news(story: Story, subscription: Subscription, *, now: datetime) -> bool:
    at_home = subscription.via in AT_HOME
    return any(
        is_news(member.article, copied_at=member.copied_at, at_home=at_home, now=now) for member in story.members
    )
