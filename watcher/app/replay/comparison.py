"""What edited files change against those in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from watcher.app.files.aim import Aim

Id = TypeVar("Id", bound=str)

_MOST_NAMES = 4  # said of each kind of change


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one kind of thing that people edit; ids."""

    kind: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __str__(self) -> str:
        parts = [f"{len(ids)} {how} ({_named(ids)})" for how, ids in self._hows if ids]
        return f"{self.kind}: {', '.join(parts)}"

    def __bool__(self) -> bool:
        return any(ids for _, ids in self._hows)

    @property
    def _hows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("new", self.added), ("changed", self.changed), ("gone", self.removed)


def differences(before: Aim, after: Aim) -> Iterator[Difference]:
    """A rule has changed if it or any entity it rests on has. Kinds that are the same are left out."""
    found = (
        _difference("rules", before.book.versions, after.book.versions),
        _difference("feeds", {feed.id: feed for feed in before.feeds}, {feed.id: feed for feed in after.feeds}),
        _difference("subscriptions", {s.id: s for s in before.subscriptions}, {s.id: s for s in after.subscriptions}),
    )
    return filter(None, found)


def _difference(kind: str, before: Mapping[Id, object], after: Mapping[Id, object]) -> Difference:
    return Difference(
        kind,
        added=tuple(id for id in after if id not in before),
        changed=tuple(id for id in after if id in before and after[id] != before[id]),
        removed=tuple(id for id in before if id not in after),
    )


def _named(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - _MOST_NAMES} more" if len(ids) > _MOST_NAMES else ""
    return ", ".join(ids[:_MOST_NAMES]) + more
