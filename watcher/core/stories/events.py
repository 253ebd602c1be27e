"""Rules that find one event at a time, such as a launch: its first flashes share few words, in two languages none."""

from collections.abc import Set
from datetime import datetime, timedelta

from watcher.core.news import RuleId, StoryId

ONE_EVENT = timedelta(hours=12)  # within which such a rule finds one event


class Events:
    """The event that each of these rules is finding: a story whose very first report it found."""

    def __init__(self) -> None:
        self._latest: dict[RuleId, tuple[datetime, StoryId]] = {}  # when it was last found, and where

    def note(self, rules: Set[RuleId], story: StoryId, at: datetime, *, opens: bool) -> None:
        """They found a report of the story, or the one that opens it."""
        for rule in rules:
            known_at, known = self._latest.get(rule, (at, None))
            if at >= known_at and (opens or story == known):
                self._latest[rule] = at, story

    def going_on(self, rules: Set[RuleId], now: datetime) -> StoryId | None:
        found = (self._latest[rule] for rule in sorted(rules & self._latest.keys()))
        return next((story for at, story in found if now - at <= ONE_EVENT), None)
