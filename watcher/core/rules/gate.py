"""What must occur for a rule to hold at all: of the sets of terms that would do, the rarest.

An article in which none of them occurs is done with after one pass, and no rule is asked. So the common words that
many languages need ("start", "picture") cost nothing where the names beside which they count do not occur.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from watcher.core.rules.conditions import AllOf, Condition, In, Named, Near, NoneOf, Same, Words, leaves
from watcher.core.rules.rulebook import Entity, Rule, Weak
from watcher.core.rules.terms import Term

_NEVER: frozenset[int] = frozenset()


class Gate:
    """Remembers what was chosen: to ask again for what is looked for anyway is free.

    What many conditions name is preferred, so that they come to share it: the country before "west coast".
    """

    def __init__(self, terms: Sequence[Term], entities: Mapping[str, Entity], rules: Iterable[Rule]) -> None:
        self.costs = [term.commonness for term in terms]
        self.entities = entities
        for id, times in Counter(_named(rules, entities.values())).items():
            for term in entities[id].terms:
                self.costs[term] /= times
        self.chosen: set[int] = set()
        self._of_entities: dict[str, frozenset[int]] = {}

    def add(self, condition: Condition) -> frozenset[int]:
        """Terms of which at least one must occur for the condition to hold; empty: it can hold without any."""
        needed = self._needed(condition) or _NEVER
        self.chosen |= needed
        return needed

    def needs(self, condition: Condition) -> tuple[frozenset[int], ...]:
        """Sets of terms: without one of each the condition cannot hold."""
        match condition:
            case AllOf(of) | Near(_, _, of) | Same(_, of):
                return tuple(chain.from_iterable(map(self.needs, of)))
            case In(_, child):
                return self.needs(child)
        needed = self._needed(condition)
        return (needed,) if needed else ()

    def _needed(self, condition: Condition) -> frozenset[int] | None:
        match condition:
            case Words(terms):
                return terms
            case Named(entity):
                return self._entity(entity)
            case NoneOf():
                return None
            case AllOf(of) | Near(_, _, of) | Same(_, of):
                return self._rarest(map(self._needed, of))
            case In(_, child):
                return self._needed(child)
        return _union(map(self._needed, condition.of))

    def _entity(self, id: str) -> frozenset[int]:
        if id not in self._of_entities:
            entity = self.entities[id]
            self._of_entities[id] = entity.aliases.union(*map(self._weak, entity.weak))
        return self._of_entities[id]

    def _weak(self, weak: Weak) -> frozenset[int]:
        """The forms themselves, or what must stand beside them; a name by its sound has no spelling to look for."""
        forms = weak.forms | weak.fuzzy if not weak.has_sounds else None
        beside = [weak.requires] if weak.forms else []
        beside += [weak.fuzzy_requires] if weak.fuzzy else []
        company = _union(self._needed(condition) if condition else None for condition in beside)
        return self._rarest((forms, company)) or _NEVER

    def _rarest(self, offered: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
        return min((terms for terms in offered if terms is not None), key=self._cost, default=None)

    def _cost(self, terms: frozenset[int]) -> float:
        return sum(map(self.costs.__getitem__, terms - self.chosen))


def _union(offered: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    found: set[int] = set()
    for terms in offered:
        if terms is None:
            return None
        found |= terms
    return frozenset(found)


def _named(rules: Iterable[Rule], entities: Iterable[Entity]) -> Iterator[str]:
    conditions = chain(
        (rule.when for rule in rules),
        (weak.requires for entity in entities for weak in entity.weak if weak.requires),
    )
    return (leaf.entity for condition in conditions for leaf in leaves(condition) if isinstance(leaf, Named))
