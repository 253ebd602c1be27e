"""Finds what is due in the database and sets the acts going; decides nothing about news."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import takewhile
from math import inf

from watcher.app.acts.digests import Composer
from watcher.app.acts.dispatch import probable, probe, send, sendable, tidy
from watcher.app.acts.merge import merge
from watcher.app.acts.poll import known, poll
from watcher.app.acts.read import begin, read
from watcher.app.editor.desk import keep
from watcher.app.editor.heed import visit
from watcher.app.newsroom import Newsroom
from watcher.app.running.again import Again
from watcher.app.running.crew import Crew, until_one_ends
from watcher.app.turns import until_next
from watcher.core.feeds import FeedId
from watcher.core.news import Unread
from watcher.core.timing.lanes import Lane, turns
from watcher.store import entries, feeds, visits
from watcher.store.db import Full

POLLERS, READERS, SENDERS = 50, 16, 100  # at once; senders: more than the limits of all channels together allow
BREATH = 0.05  # seconds from the end of an act to the next look for work, so that one look serves several ends
# Ticks come once a second. Where a feed falls due before the next one, it is looked for earlier, for those who poll
# every second; but never sooner than this, lest we look all the time.
NEAR, SOONEST = 1.0, 0.25  # seconds
MOMENT = 2.0  # seconds that a stop lets polls and reads go on: what is cut off is simply asked for again after a start
FIRST_ROUND = timedelta(minutes=2)  # after a start; a list that is overdue waits so long for the news missed with it


class Cycle:
    """The acts of one newsroom: polls and reads on one side, lists and sends on the other."""

    def __init__(self, room: Newsroom, *, eager: bool = False) -> None:
        """An eager cycle looks for more work whenever an act ends; another waits to be told."""
        self.room = room
        self._opened_at = room.clock()
        self._composer = Composer(room)
        self._is_eager = eager
        self._again = Again(self._go_on)
        then = (lambda: self._again.within(BREATH)) if eager else None
        self._pollers, self._readers, self._senders = (
            Crew(most, then=then, excuses=self._is_the_disks) for most in (POLLERS, READERS, SENDERS)
        )
        self._lines: dict[Lane, Sequence[FeedId]] = {}  # that pollers were given
        self._is_over = False

    @property
    def faults(self) -> int:
        """Acts that ended in a fault of ours."""
        return self._pollers.faults + self._readers.faults + self._senders.faults

    def listen(self) -> int:
        """Begin the polls and reads that are due, if what they bring can be kept. Returns how many began."""
        if not self.room.disk.has_room(now=self.room.clock()):
            return 0
        begun = self._poll() + self._read() + self._visit()
        if self._is_eager and (wait := self._until_next_poll()) < NEAR:
            self._again.within(max(wait, SOONEST))
        return begun

    def compose(self) -> int:
        """Queue the daily and weekly lists whose hour has come. Returns how many."""
        is_first_round = timedelta(0) <= self.room.clock() - self._opened_at < FIRST_ROUND
        return 0 if is_first_round and self._is_listening else self._unless_full(self._composer.compose_due)

    def speak(self) -> int:
        """Begin the probes and sends that are due. Returns how many began."""
        for prepare in (keep, tidy, merge):
            self._unless_full(partial(prepare, self.room))
        begun = 0
        for act, deliveries in ((probe, probable(self.room)), (send, sendable(self.room))):
            for delivery in deliveries:
                begun += self._senders.begin((delivery.via, delivery.chat), partial(act, self.room, delivery))
        if self._is_eager and (wait := until_next(self.room)) is not None:
            self._again.within(wait.total_seconds())
        return begun

    async def poll_out(self) -> None:
        """Until no feed is due to be polled."""
        while self._poll() or self._pollers.under_way:
            await until_one_ends(self._pollers)

    async def listen_out(self) -> None:
        """Until nothing more is due to be polled or read."""
        while self.listen() or self._is_listening:
            await until_one_ends(self._pollers, self._readers)

    async def speak_out(self) -> None:
        """Until nothing more is due to be sent."""
        while True:
            if self.speak() or self._senders.under_way:
                await until_one_ends(self._senders)
            elif (wait := until_next(self.room)) is not None:
                await asyncio.sleep(wait.total_seconds())
            else:
                return

    async def finish(self, *, within: float) -> None:
        """Begin nothing more, and let what is under way end: sends for `within` seconds, all else for a moment."""
        self._is_over = True
        self._again.end()
        moment = min(within, MOMENT)
        await asyncio.gather(
            self._pollers.finish(within=moment),
            self._readers.finish(within=moment),
            self._senders.finish(within=within),
        )

    def _unless_full(self, act: Callable[[], int]) -> int:
        """What the act returns; 0 where the disk had no room for it."""
        try:
            return act()
        except Full as error:
            self._is_the_disks(error)
            return 0

    def _is_the_disks(self, error: BaseException) -> bool:
        return self.room.disk.caused(error, now=self.room.clock())

    @property
    def _is_listening(self) -> bool:
        return bool(self._pollers.under_way or self._readers.under_way)

    def _go_on(self) -> None:
        self.listen()
        self.speak()

    def _poll(self) -> int:
        """One poller to a lane; those of one host share the line of its feeds that are due."""
        places, under_way, begun = self._pollers.places, self._pollers.under_way, 0
        if places <= 0:  # asked after every act that ends: with many feeds due, the list is long
            return 0
        self._lines = {lane: line for lane, line in self._lines.items() if lane in under_way}
        due = feeds.due(self.room.db, now=self.room.clock())
        for turn in turns(due, self.room.aim.hosts, busy=self._lines, places=places):
            line = known(self.room, self._while_on(turn.line))
            for lane in turn.lanes:
                begun += self._pollers.begin(lane, partial(poll, self.room, line))
                self._lines[lane] = turn.line
        return begun

    def _while_on(self, ids: Iterable[FeedId]) -> Iterator[FeedId]:
        return takewhile(lambda _: not self._is_over, ids)

    def _until_next_poll(self) -> float:
        now = self.room.clock()
        due_at = feeds.next_due(self.room.db, after=now)
        return (due_at - now).total_seconds() if due_at is not None else inf

    def _read(self) -> int:
        """One reader to an address: a page that two feeds offer is fetched once."""
        places, busy = self._readers.places, self._readers.under_way
        if places <= 0:
            return 0
        chosen: dict[Hashable, Unread] = {}
        for each in entries.to_read(self.room.db, now=self.room.clock(), limit=places + len(busy)):
            address = each.entry.url or each.id
            if address not in busy and len(chosen) < places:
                chosen.setdefault(address, each)
        begin(self.room, chosen.values())
        return sum(self._readers.begin(address, partial(read, self.room, each)) for address, each in chosen.items())

    def _visit(self) -> int:
        waiting = visits.due(self.room.db, now=self.room.clock(), limit=READERS)
        return sum(self._readers.begin(each.url, partial(visit, self.room, each)) for each in list(waiting))
