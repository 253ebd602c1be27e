"""The newsroom: everything that the acts of the app work with, in one value."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from watcher.app.disk import Disk
from watcher.app.files.aim import Aim
from watcher.app.ledger import Ledger
from watcher.channels.base import Channel
from watcher.core.feeds import Feed, FeedId
from watcher.core.rules.rulebook import RuleBook
from watcher.core.sending.alarm import Fault
from watcher.core.stories.cluster import Index
from watcher.core.stories.voices import Names
from watcher.core.telling import Subscription, SubscriptionId
from watcher.core.timing.cadence import Pace
from watcher.core.timing.polling import Dial, budget
from watcher.core.words.instant import Clock
from watcher.sources.asking.http import Http
from watcher.sources.asking.robots import Robots
from watcher.sources.parsing.workers import Workers
from watcher.store.db import Db
from watcher.store.filed import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What telling depends on beside the story."""

    pace: Pace
    now: datetime
    book: RuleBook | None = None  # its hashtags and names


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """One of everything. Only `aim`, `index`, `mark`, `names` and `dial` change, and each is swapped whole."""

    db: Db
    state: Path  # the folder that the memory lies in
    disk: Disk
    ledger: Ledger  # for notes that may share a commit
    http: Http
    workers: Workers
    robots: Robots
    connect: Callable[[str], Channel]
    channels: dict[str, Channel] = field(default_factory=dict)  # those that somebody listens to
    aim: Aim
    index: Index
    mark: Mark  # how far the database had come when the index knew all of it
    names: Names = field(default_factory=Names.of)  # of those whom an article may cite
    pace: Pace
    polls_per_hour: int | None  # the budget over all feeds
    dial: Dial  # what spends the budget; stored with each commit of the ledger
    polled: Counter[str] = field(default_factory=Counter)  # polls so far, by what came of them; stored likewise
    clock: Clock
    wall: Clock  # moves on where `clock` stands at the one instant of a single cycle
    bot: str | None = None  # what Telegram calls ours, while somebody listens there
    calls: Counter[str] = field(default_factory=Counter)  # under way, by channel
    jitter: Callable[[], float]
    faults: dict[str, Fault] = field(default_factory=dict)  # what stands wrong here, by what it concerns

    @property
    def feeds(self) -> Mapping[FeedId, Feed]:
        return self.aim.feed_by_id

    @property
    def subscriptions(self) -> dict[SubscriptionId, Subscription]:
        return {subscription.id: subscription for subscription in self.aim.subscriptions}

    @property
    def moment(self) -> Moment:
        return Moment(pace=self.pace, now=self.clock(), book=self.aim.book)

    @property
    def budget(self) -> float:
        """Polls an hour for the feeds without a pin."""
        return budget(self.aim.load, polls_per_hour=self.polls_per_hour)
