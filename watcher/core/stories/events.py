"""Rules that find one event at a time, such as a launch: its first flashes share few words, in two languages none."""

from collections.abc import Iterable, Set
from datetime import datetime, timedelta

from watcher.core.news import RuleId, StoryId
from watcher.core.stories.memory import Item, Memory

ONE_EVENT = timedelta(hours=12)  # within which such a rule finds one event


class Events:
    """What each of these rules finds among the articles that are remembered.

    Which event it is finding is asked of that anew each time: an article may come to say something else, or to be found
    no more, and after a restart nobody knows what it said before.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._found: dict[RuleId, set[int]] = {}  # reports

    def note(self, id: int, rules: Set[RuleId]) -> None:
        """These, and no others, find the report."""
        self.forget([id])
        for rule in rules:
            self._found.setdefault(rule, set()).add(id)

    def forget(self, ids: Iterable[int]) -> None:
        gone = frozenset(ids)
        for found in self._found.values():
            found -= gone

    def going_on(self, rules: Set[RuleId], now: datetime) -> StoryId | None:
        """The story that one of the rules is finding."""
        latest = map(self._latest, sorted(rules))
        return next((item.story for item in latest if item and now - item.seen_at <= ONE_EVENT), None)

    def _latest(self, rule: RuleId) -> Item | None:
        """Its last find in the story that it found last from the very first report on."""
        latest: Item | None = None
        for id in sorted(self._found.get(rule, ())):
            item = self._memory.items[id]
            continues = latest is not None and item.story == latest.story
            opens = self._memory.stories[item.story].members[0] == id
            if (continues or opens) and (latest is None or item.seen_at >= latest.seen_at):
                latest = item
        return latest
