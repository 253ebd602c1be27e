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
from watcher.core.rules.terms import Term

_Sets = frozenset[frozenset[Term]]  # one term of one of them must occur
_NOTHING: _Sets = frozenset()


class Gate:
    """Chooses sets of terms, and prefers those it chose before: they are searched for anyway.

    What many conditions name is preferred, so that they come to share it: the country before "west coast".
    """

    def __init__(self, entities: Mapping[str, Entity], rules: Iterable[Rule]) -> None:
        self.entities = entities
        self.times = dict[Term, int]()  # that conditions name the entities of a term
        for id, times in Counter(_named(rules, entities.values())).items():
            others = {term: self.times[term] for term in entities[id].terms & self.times.keys()}
            self.times.update(dict.fromkeys(entities[id].terms, times))
            self.times.update((term, times * before) for term, before in others.items())
        self.chosen: set[Term] = set()
        self._costs: dict[frozenset[Term], float] = {}  # of those that were compared since
        self._of_entities: dict[str, _Sets] = {}

    def add(self, condition: Condition) -> frozenset[Term]:
        """Terms of which at least one must occur for the condition to hold; empty: it can hold without any."""
        needed = _union(self._needed(condition) or _NOTHING)
        self.chosen |= needed
        self._costs = {terms: cost for terms, cost in self._costs.items() if needed.isdisjoint(terms)}
        return needed

    def needs(self, condition: Condition) -> tuple[frozenset[Term], ...]:
        """Sets of terms; the condition can hold only if one term of each set occurs."""
        match condition:
            case AllOf(of) | Near(_, _, of) | Same(_, of):
                return tuple(chain.from_iterable(map(self.needs, of)))
            case In(_, child):
                return self.needs(child)
        needed = _union(self._needed(condition) or _NOTHING)
        return (needed,) if needed else ()

    def _needed(self, condition: Condition) -> _Sets | None:
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
        for terms in sets - self._costs.keys():
            self._costs[terms] = fsum(term.commonness / self.times.get(term, 1) for term in terms - self.chosen)
        return fsum(map(self._costs.__getitem__, sets))  # in whatever order, lest equals should be told apart


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


def _named(rules: Iterable[Rule], entities: Iterable[Entity]) -> Iterator[str]:
    conditions = chain(
        (rule.when for rule in rules),
        (weak.requires for entity in entities for weak in entity.weak if weak.requires),
    )
    return (leaf.entity for condition in conditions for leaf in leaves(condition) if isinstance(leaf, Named))
