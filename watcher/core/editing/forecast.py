"""How much each subscription would have heard, had these stories been told as they came: by the very same limits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from watcher.core.editing.budget import (
    LOOKED_BACK,
    Alone,
    Joins,
    Opens,
    Telling,
    awake_at,
    deserves_another,
    place,
    reply_at,
)
from watcher.core.editing.notice import kind_of, notice_of, reason_to_tell, severity_for
from watcher.core.news import Member, Severity, Story, StoryId, loudest
from watcher.core.telling import AtOnce, DeliveryId, Kind, Notice, Occasion, Reason, Subscription, SubscriptionId
from watcher.core.timing.cadence import USUAL, post_due


@dataclass(slots=True, kw_only=True)
class Volume:
    """What one subscription would have heard."""

    subscription: SubscriptionId
    is_list: bool  # one mail of stories a day, not posts
    limit: int | None = None  # posts a day
    posts: Counter[date] = field(default_factory=Counter)  # by local day; of a list: the stories in it
    shared: int = 0  # stories told in posts of several
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
    """From articles in the order of arrival, each with its story; each message goes out when it is due."""
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
        self.volume = Volume(subscription=subscription.id, is_list=is_list, limit=subscription.at_most)
        self._notices: dict[StoryId, Notice] = {}
        self._told: dict[StoryId, Telling] = {}
        self._rolling: dict[date, DeliveryId] = {}  # the one further post of a day
        self._replies: defaultdict[StoryId, list[datetime]] = defaultdict(list)
        self._listed: set[tuple[StoryId, date]] = set()

    def hear(self, story: Story, member: Member, *, now: datetime) -> None:
        if self.volume.is_list:
            self._list(story, self._day(now))
            return
        before = self._notices.get(story.id)
        reason = reason_to_tell(story, member, self.subscription, before, now=now)
        if reason is None:
            return
        severity = severity_for(story, self.subscription) or Severity.LOG
        if severity is Severity.URGENT and (before is None or before.severity is not Severity.URGENT):
            self.volume.sounds += 1
        if before is None or self._outgrew(story.id, reason, now):
            self._post(story, urgent=severity is Severity.URGENT, now=now)
        elif kind_of(reason) is Kind.REPLY:
            self._answer(story, reason, urgent=severity is Severity.URGENT, now=now)
        told_at = self._told[story.id].told_at
        self._notices[story.id] = notice_of(story, self.subscription, post=None, told_at=told_at)

    def _outgrew(self, story: StoryId, reason: Reason, now: datetime) -> bool:
        told = self._told[story]
        return told.shares is not None and deserves_another(reason, told_at=told.told_at, now=now)

    def _post(self, story: Story, *, urgent: bool, now: datetime) -> None:
        rules = self.subscription.among(story.rules)
        lately = sorted(
            (each for each in self._told.values() if each.told_at >= now - LOOKED_BACK), key=lambda each: each.told_at
        )
        found = place(rules, self.subscription, lately, urgent=urgent, due_at=post_due(USUAL, urgent=urgent, now=now))
        match found:
            case Alone(at):
                self._tell(story.id, Telling(story=story.id, rules=rules, told_at=at, post=self._new, urgent=urgent))
            case Opens(Occasion.DAY as occasion, at) if rolling := self._rolling.get(self._day(at)):
                self._told[story.id] = Telling(story=story.id, rules=rules, told_at=at, post=rolling, shares=occasion)
            case Opens(occasion, at, takes):
                post = self._new
                if occasion is Occasion.DAY:
                    self._rolling[self._day(at)] = post
                self._tell(story.id, Telling(story=story.id, rules=rules, told_at=at, post=post, shares=occasion))
                for taken in takes:
                    self._take(taken, post, occasion, now=now)
            case Joins(post):
                host = next(each for each in lately if each.post == post)
                self._told[story.id] = replace(host, story=story.id, rules=rules, told_at=max(now, host.told_at))
        self.volume.shared += not isinstance(found, Alone)

    @property
    def _new(self) -> DeliveryId:
        return DeliveryId(self.volume.messages + len(self._told) + 1)

    def _tell(self, story: StoryId, telling: Telling) -> None:
        self._told[story] = telling
        self.volume.posts[self._day(telling.told_at)] += 1

    def _take(self, story: StoryId, post: DeliveryId, occasion: Occasion, *, now: datetime) -> None:
        """A post that still waits is told in the one that takes it in."""
        if self._told[story].told_at > now:
            self.volume.posts[self._day(self._told[story].told_at)] -= 1
            self.volume.shared += 1
            self._told[story] = replace(self._told[story], post=post, shares=occasion)

    def _answer(self, story: Story, reason: Reason, *, urgent: bool, now: datetime) -> None:
        told, replies = self._told[story.id], self._replies[story.id]
        is_alarm = reason is Reason.RAISED_SEVERITY and urgent
        if told.told_at > now and told.shares is None:
            due_at = min(told.told_at, post_due(USUAL, urgent=urgent, now=now)) if is_alarm else told.told_at
            self._told[story.id] = replace(told, urgent=urgent, told_at=due_at)
        elif told.shares is None and replies and replies[-1] > now:
            replies[-1] = now if is_alarm else replies[-1]
        elif told.shares is None:
            at = awake_at(self.subscription, reply_at(told.told_at, replies, now=now))
            replies.append(now if is_alarm else at)
            self.volume.replies += 1

    def _list(self, story: Story, day: date) -> None:
        severity = severity_for(story, self.subscription)
        if severity is None or severity is Severity.LOG or (story.id, day) in self._listed:
            return
        self._listed.add((story.id, day))
        self.volume.posts[day] += 1

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.subscription.zone).date()


def table(volumes: Iterable[Volume], *, days: float) -> Iterator[str]:
    """Lines under a head. `days`: how long a time the articles cover."""
    head = f"{'':<16}{'posts':>7}{'a day':>9}   {'busiest day':<18}"
    yield f"{head}{'replies':>8}{'with sound':>13}{'together':>11}"
    for volume in volumes:
        busiest = f"{volume.busiest} stories a list" if volume.is_list else str(volume.busiest)
        busiest += f" (limit {volume.limit})" if volume.limit is not None and not volume.is_list else ""
        line = f"  {volume.subscription:<14}{volume.messages:>7}{volume.messages / max(days, 1):>9.1f}   {busiest:<18}"
        counts = f"{volume.replies:>8}{volume.sounds:>13}{volume.shared:>11}"
        yield line.rstrip() if volume.is_list else f"{line}{counts}"


def _story(id: StoryId, members: Sequence[Member]) -> Story:
    severities = [match.severity for member in members for match in member.matches]
    return Story(
        id=id,
        headline=members[0].article.title,
        severity=loudest(severities),
        opened_at=members[0].article.seen_at,
        updated_at=members[-1].article.seen_at,
        revision=len(members),
        members=tuple(members),
    )
