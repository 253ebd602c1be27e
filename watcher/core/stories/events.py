"""Rules that find one event at a time, such as a launch: its first flashes share few words, in two languages none."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.core.news import RuleId, StoryId
from watcher.core.stories.memory import Item, Memory

ONE_EVENT = timedelta(hours=12)  # within which such a rule finds one event


@dataclass(slots=True)
class _Course:
    """What the finds of a rule come to, taken in the order of their ids."""

    latest: Item | None = None  # its last find in the story that it found last from the very first report on
    end: int = -1  # the last id taken
    since: int = 0  # what was taken before this one no longer matters
    heard_at: datetime | None = None  # the latest of all

    def take(self, id: int, item: Item, *, opens: bool) -> None:
        """`opens`: it is the first report of its story."""
        continues = self.latest is not None and item.story == self.latest.story
        if (continues or opens) and (self.latest is None or item.seen_at >= self.latest.seen_at):
            self.latest = item
        if opens and (self.heard_at is None or item.seen_at >= self.heard_at):
            self.since = id
        self.end, self.heard_at = id, max(self.heard_at or item.seen_at, item.seen_at)


class Events:
    """What each of these rules finds among the articles that are remembered.

    Which event it is finding follows from that alone: after a restart nobody knows what an article said before. Where
    it comes to say something else, or to be found no more, all finds are gone through again when somebody asks.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._found: dict[RuleId, set[int]] = {}  # reports
        self._courses: dict[RuleId, _Course] = {}

    def note(self, id: int, rules: Set[RuleId]) -> None:
        """These, and no others, find the report."""
        self.forget([id])
        for rule in rules:
            self._found.setdefault(rule, set()).add(id)
            course = self._courses.get(rule)
            if course is not None and id > course.end:
                self._take(course, id)
            else:
                self._courses.pop(rule, None)

    def forget(self, ids: Iterable[int]) -> None:
        gone = frozenset(ids)
        for rule, found in self._found.items():
            lost = found & gone
            found -= lost
            if rule in self._courses and max(lost, default=-1) >= self._courses[rule].since:
                del self._courses[rule]

    def going_on(self, rules: Set[RuleId], now: datetime) -> StoryId | None:
        """The story that one of the rules is finding."""
        latest = map(self._latest, sorted(rules))
        return next((item.story for item in latest if item and now - item.seen_at <= ONE_EVENT), None)

    def _latest(self, rule: RuleId) -> Item | None:
        course = self._courses.get(rule)
        if course is None:
            course = self._courses[rule] = _Course()
            for id in sorted(self._found.get(rule, ())):
                self._take(course, id)
        return course.latest

    def _take(self, course: _Course, id: int) -> None:
        item = self._memory.items[id]
        course.take(id, item, opens=self._memory.stories[item.story].members[0] == id)
