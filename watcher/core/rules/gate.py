"""Chooses for each rule a set of terms of which one must occur for it to hold: the rarest such set.

An article in which none of them occurs is settled by one pass, and no rule is evaluated. So the common words that
many languages need ("start", "picture") cost nothing where the names beside which they count do not occur.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import fsum

from watcher.core.rules.conditions import AllOf, Condition, In, Named, Near, NoneOf, Same, Words, leaves
from watcher.core.rules.rulebook import Entity, Rule, Weak
from watcher.core.rules.terms import Term, commonness

Sets = frozenset[frozenset[Term]]  # one term of one of them must occur
_NOTHING: Sets = frozenset()


class Gate:
    """Chooses sets of terms, and prefers those it chose before: they are searched for anyway.

    What many conditions name is preferred, so that they come to share it: the country before "west coast". Sets are
    weighed whole, as they were listed: an edit of one makes no other be counted again.
    """

    def __init__(self, entities: Mapping[str, Entity], rules: Iterable[Rule]) -> None:
        self.entities = entities
        self.chosen: set[frozenset[Term]] = set()
        self._times = Counter[frozenset[Term]]()  # that conditions name the entities of a set
        self._of_entities: dict[str, Sets] = {}
        for id, times in Counter(_named(rules, entities.values())).items():
            entity = entities[id]
            for terms in (entity.aliases, *chain.from_iterable((weak.forms, weak.fuzzy) for weak in entity.weak)):
                self._times[terms] += times

    def add(self, condition: Condition) -> Sets:
        """Sets of which at least one term must occur for the condition to hold; none: it can hold without any."""
        needed = self._needed(condition) or _NOTHING
        self.chosen |= needed
        return needed

    def needs(self, condition: Condition) -> tuple[frozenset[Term], ...]:
        """Sets of terms; the condition can hold only if one term of each set occurs."""
        return tuple(map(_union, dict.fromkeys(self._needs(condition))))

    def _needs(self, condition: Condition) -> Iterator[Sets]:
        match condition:
            case AllOf(of) | Near(_, _, of) | Same(_, of):
                for part in of:
                    yield from self._needs(part)
            case In(_, child):
                yield from self._needs(child)
            case _ if needed := self._needed(condition):
                yield needed

    def _needed(self, condition: Condition) -> Sets | None:
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
        return _together(map(self._needed, condition.of))

    def _entity(self, id: str) -> Sets:
        if id not in self._of_entities:
            entity = self.entities[id]
            self._of_entities[id] = frozenset((entity.aliases,)).union(*map(self._weak, entity.weak))
        return self._of_entities[id]

    def _weak(self, weak: Weak) -> Sets:
        """The forms, or the company they require; the latter if some are found by sound and so have no spelling."""
        forms = frozenset((weak.forms, weak.fuzzy)) if not weak.has_sounds else None
        beside = [weak.requires] if weak.forms else []
        beside += [weak.fuzzy_requires] if weak.fuzzy else []
        company = _together(self._needed(condition) if condition else None for condition in beside)
        return self._rarest((forms, company)) or _NOTHING

    def _rarest(self, offered: Iterable[Sets | None]) -> Sets | None:
        return min((sets for sets in offered if sets is not None), key=self._cost, default=None)

    def _cost(self, sets: Sets) -> float:
        costs = (commonness(terms) / (self._times[terms] or 1) for terms in sets - self.chosen)
        return fsum(costs)  # in whatever order, lest equals should be told apart


def _together(offered: Iterable[Sets | None]) -> Sets | None:
    """What is needed if any of them will do; None where one of them needs nothing."""
    found: list[Sets] = []
    for sets in offered:
        if sets is None:
            return None
        found.append(sets)
    return _NOTHING.union(*found)


def _union(sets: Sets) -> frozenset[Term]:
    return frozenset[Term]().union(*sets)


def _named(rules: Iterable[Rule], entities: Iterable[Entity]) -> Iterator[str]:
    conditions = chain(
        (rule.when for rule in rules),
        (weak.requires for entity in entities for weak in entity.weak if weak.requires),
    )
    return (leaf.entity for condition in conditions for leaf in leaves(condition) if isinstance(leaf, Named))
