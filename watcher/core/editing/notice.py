"""Who hears of which story (again), and why."""

from datetime import datetime, timedelta

from watcher.core.editing.lead import claim, is_in
from watcher.core.news import Member, Relation, Severity, Story, loudest
from watcher.core.telling import AtOnce, DeliveryId, Kind, Notice, Reason, Subscription
from watcher.core.timing.freshness import is_news

AT_HOME = frozenset({"console", "feed", "file"})  # the operator's own screen and folders
COUNTS_FREEZE = timedelta(hours=48)  # after the first post; later the number of outlets in it is no longer updated
LATE = timedelta(days=3)  # a story older than this gets replies only for what is urgent or widely told
WIDELY = 3  # outlets that must have the new fact before it counts as widely told


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
    if _deserves_an_update(story, member, subscription, told, now=now):
        return Reason.UPDATE
    if now - told.told_at > COUNTS_FREEZE:
        return None
    if len(story.outlets) > told.outlets:
        return Reason.MORE_OUTLETS
    return Reason.OWN_LANGUAGE if _is_first_native(story, member, subscription) else None


def severity_for(story: Story, subscription: Subscription) -> Severity | None:
    """The highest severity among the rules a subscription asked for; None where none of them matched.

    What only media of one state say is never urgent.
    """
    heard = [
        match.severity for member in story.members for match in member.matches if subscription.asks_for(match.rule)
    ]
    highest = loudest(heard) if heard else None
    if highest is not Severity.URGENT:
        return highest
    claimed = claim(story)
    return Severity.ALERT if claimed is not None and claimed.alone else highest


def notice_of(story: Story, subscription: Subscription, *, post: DeliveryId | None, told_at: datetime) -> Notice:
    """What a subscription knows once it was told of the story as it stands; `post`: None where a list told it."""
    return Notice(
        subscription=subscription.id,
        story=story.id,
        revision=story.revision,
        severity=severity_for(story, subscription) or story.severity,
        outlets=len(story.outlets),
        post=post,
        told_at=told_at,
        corrected=story.corrected,
    )


def kind_of(reason: Reason) -> Kind:
    match reason:
        case Reason.FIRST_REPORT:
            return Kind.POST
        case Reason.MORE_OUTLETS | Reason.OWN_LANGUAGE:
            return Kind.EDIT
        case Reason.UPDATE | Reason.RAISED_SEVERITY:
            return Kind.REPLY


def _deserves_an_update(
    story: Story, member: Member, subscription: Subscription, told: Notice, *, now: datetime
) -> bool:
    """After the third day news waits until several outlets have it; the member that makes them enough is told."""
    if member.relation is Relation.UPDATE and (now - story.opened_at <= LATE or _is_urgent(member, subscription)):
        return True
    return now - story.opened_at > LATE and any(
        _is_wide(each, member, story) for each in updates_since(story, told.revision)
    )


def updates_since(story: Story, revision: int) -> list[Member]:
    """The updates after a revision, the latest first. A revision is the number of members placed so far."""
    joined = sorted(story.members, key=lambda member: member.id)[revision:]
    return [member for member in reversed(joined) if member.relation is Relation.UPDATE]


def _is_urgent(member: Member, subscription: Subscription) -> bool:
    return any(match.severity is Severity.URGENT for match in member.matches if subscription.asks_for(match.rule))


def _is_wide(update: Member, newest: Member, story: Story) -> bool:
    saying = [member for member in story.members if _says(member, update.facts)]
    outlets = {member.article.outlet for member in saying}
    return newest in saying and len(outlets) >= WIDELY


def _says(member: Member, facts: tuple[str, ...]) -> bool:
    said = member.article.whole
    return any(fact in said for fact in facts)


def _is_first_native(story: Story, member: Member, subscription: Subscription) -> bool:
    native = [each for each in story.members if is_in(each.article, subscription.lang)]
    return native == [member] and len(story.members) > 1


def _has_news(story: Story, subscription: Subscription, *, now: datetime) -> bool:
    at_home = subscription.via in AT_HOME
    return any(
        is_news(member.article, copied_at=member.copied_at, at_home=at_home, now=now) for member in story.members
    )
