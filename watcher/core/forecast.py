"""How much each subscription would have heard, had these stories been told as they came."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from watcher.core.news import Member, Severity, Story, StoryId
from watcher.core.notice import kind_of, reason_to_tell, severity_for
from watcher.core.telling import AtOnce, Kind, Notice, Subscription, SubscriptionId


@dataclass(slots=True, kw_only=True)
class Volume:
    """What one subscription would have heard."""

    subscription: SubscriptionId
    is_list: bool  # one mail of stories a day, not posts
    posts: Counter[date] = field(default_factory=Counter)  # by local day; of a list: the stories in it
    replies: int = 0
    sounds: int = 0

    @property
    def busiest(self) -> int:
        return max(self.posts.values(), default=0)

    @property
    def messages(self) -> int:
        """Posts, or mails."""
        return len(self.posts) if self.is_list else self.posts.total()


def forecast(told: Iterable[tuple[StoryId, Member]], subscriptions: Sequence[Subscription]) -> tuple[Volume, ...]:
    """From articles in the order of arrival, each with its story; a message goes out the moment its article came."""
    members: defaultdict[StoryId, list[Member]] = defaultdict(list)
    ears = [_Ear(subscription) for subscription in subscriptions]
    for id, member in told:
        members[id].append(member)
        story = _story(id, members[id])
        for ear in ears:
            ear.hear(story, member, now=member.article.seen_at)
    return tuple(ear.volume for ear in ears)


class _Ear:
    """A subscription that remembers what it was told."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        is_list = not isinstance(subscription.cadence, AtOnce)
        self.volume = Volume(subscription=subscription.id, is_list=is_list)
        self._told: dict[StoryId, Notice] = {}
        self._listed: set[tuple[StoryId, date]] = set()

    def hear(self, story: Story, member: Member, *, now: datetime) -> None:
        day = now.astimezone(self.subscription.zone).date()
        if self.volume.is_list:
            self._list(story, day)
            return
        before = self._told.get(story.id)
        reason = reason_to_tell(story, member, self.subscription, before, now=now)
        if reason is None:
            return
        severity = severity_for(story, self.subscription) or Severity.LOG
        kind = kind_of(reason)
        self.volume.posts[day] += kind is Kind.POST
        self.volume.replies += kind is Kind.REPLY
        is_first_alarm = severity is Severity.URGENT and (before is None or before.severity is not Severity.URGENT)
        self.volume.sounds += is_first_alarm and kind is not Kind.EDIT
        self._told[story.id] = Notice(
            subscription=self.subscription.id,
            story=story.id,
            revision=story.revision,
            severity=severity,
            outlets=len(story.outlets),
            post=None,
            told_at=before.told_at if before else now,
        )

    def _list(self, story: Story, day: date) -> None:
        severity = severity_for(story, self.subscription)
        if severity is None or severity is Severity.LOG or (story.id, day) in self._listed:
            return
        self._listed.add((story.id, day))
        self.volume.posts[day] += 1


def table(volumes: Iterable[Volume], *, days: float) -> Iterator[str]:
    """Lines under a head. `days`: how long a time the articles cover."""
    yield f"{'':<16}{'posts':>7}{'a day':>9}   {'busiest day':<18}{'replies':>8}{'with sound':>13}"
    for volume in volumes:
        busiest = f"{volume.busiest} stories a mail" if volume.is_list else str(volume.busiest)
        line = f"  {volume.subscription:<14}{volume.messages:>7}{volume.messages / max(days, 1):>9.1f}   {busiest:<18}"
        yield line.rstrip() if volume.is_list else f"{line}{volume.replies:>8}{volume.sounds:>13}"


def _story(id: StoryId, members: Sequence[Member]) -> Story:
    severities = [match.severity for member in members for match in member.matches]
    return Story(
        id=id,
        headline=members[0].article.title,
        severity=max(severities, key=lambda severity: severity.rank, default=Severity.LOG),
        opened_at=members[0].article.seen_at,
        updated_at=members[-1].article.seen_at,
        revision=len(members),
        members=tuple(members),
    )
