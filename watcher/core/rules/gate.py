"""Chooses for each rule a set of terms of which one must occur for it to hold: the rarest such set.

An article in which none of them occurs is settled by one pass, and no rule is evaluated. So the common words that
many languages need ("start", "picture") cost nothing where the names beside which they count do not occur.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import fsum

from watcher.core.rules.conditions import AllOf, AtLeast, Condition, In, Named, Near, NoneOf, Same, Words
from watcher.core.rules.rulebook import Entity, Weak
from watcher.core.rules.terms import Term, commonness

_Sets = frozenset[frozenset[Term]]  # one term of one of them must occur
_NOTHING: _Sets = frozenset()


class Gate:
    """Chooses sets of terms, and prefers those it chose before: they are searched for anyway.

    What many conditions name is preferred, so that they come to share it: the country before "west coast". Sets are
    weighed whole, as they were listed: an edit of one makes no other be counted again.
    """

    def __init__(self, entities: Mapping[str, Entity], named: Mapping[str, int]) -> None:
        """`named`: how often each entity is."""
        self.entities = entities
        self.chosen: set[frozenset[Term]] = set()
        self._times = Counter[frozenset[Term]]()  # that the entities of a set are named
        for entity in entities.values():
            for terms in (entity.aliases, *chain.from_iterable((weak.forms, weak.fuzzy) for weak in entity.weak)):
                self._times[terms] += named.get(entity.id, 0)
        self._of_entities: dict[str, _Sets] = {}
        self._of_conditions: dict[int, _Sets | None] = {}  # by id(): rules share many; as long as no more is chosen

    def add(self, condition: Condition) -> frozenset[Term]:
        """Terms of which at least one must occur for the condition to hold; empty: it can hold without any."""
        needed = self._needed(condition) or _NOTHING
        self.chosen |= needed
        self._of_conditions.clear()
        return _union(needed)

    def needs(self, condition: Condition) -> tuple[frozenset[Term], ...]:
        """Sets of terms; the condition can hold only if one term of each set occurs."""
        return tuple(map(_union, dict.fromkeys(self._needs(condition))))

    def _needs(self, condition: Condition) -> Iterator[_Sets]:
        match condition:
            case AllOf(of) | Near(_, _, of) | Same(_, of):
                for part in of:
                    yield from self._needs(part)
            case In(_, child):
                yield from self._needs(child)
            case _ if needed := self._needed(condition):
                yield needed

    def _needed(self, condition: Condition) -> _Sets | None:
        if id(condition) not in self._of_conditions:
            self._of_conditions[id(condition)] = self._weighed(condition)
        return self._of_conditions[id(condition)]

    def _weighed(self, condition: Condition) -> _Sets | None:
        match condition:
            case Words(terms):
                return frozenset((terms,))
            case Named(entity):
                return self._entity(entity)
            case NoneOf():
                return None
            case AllOf(of) | Near(_, _, of) | Same(_, of):
                return self._rarest(map(self._needed, of))
            case In(_, child):
                return self._needed(child)
            case AtLeast():
                return _together(map(self._needed, condition.reasons))
        return _together(map(self._needed, condition.of))

    def _entity(self, id: str) -> _Sets:
        if id not in self._of_entities:
            entity = self.entities[id]
            self._of_entities[id] = frozenset((entity.aliases,)).union(*map(self._weak, entity.weak))
        return self._of_entities[id]

    def _weak(self, weak: Weak) -> _Sets:
        """The forms, or the company they require; the latter if some are found by sound and so have no spelling."""
        forms = frozenset((weak.forms, weak.fuzzy)) if not weak.has_sounds else None
        beside = [weak.requires] if weak.forms else []
        beside += [weak.fuzzy_requires] if weak.fuzzy else []
        company = _together(self._needed(condition) if condition else None for condition in beside)
        return self._rarest((forms, company)) or _NOTHING

    def _rarest(self, offered: Iterable[_Sets | None]) -> _Sets | None:
        return min((sets for sets in offered if sets is not None), key=self._cost, default=None)

    def _cost(self, sets: _Sets) -> float:
        costs = (commonness(terms) / (self._times[terms] or 1) for terms in sets - self.chosen)
        return fsum(costs)  # in whatever order, lest equals should be told apart


def _together(offered: Iterable[_Sets | None]) -> _Sets | None:
    """What is needed if any of them will do; None where one of them needs nothing."""
    found: list[_Sets] = []
    for sets in offered:
        if sets is None:
            return None
        found.append(sets)
    return _NOTHING.union(*found)


def _union(sets: _Sets) -> frozenset[Term]:
    return frozenset[Term]().union(*sets)
