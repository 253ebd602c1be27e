"""One entity, condition or rule of a file, read by itself and remembered: an edit of one costs no other its reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from watcher.core.news import Severity
from watcher.core.rules.clauses import (
    DEFINITION_KEYS,
    ENTITY_KEYS,
    RULE_KEYS,
    read_definition,
    read_entity,
    read_id,
    read_rule,
)
from watcher.core.rules.conditions import AllOf, AnyOf, Condition, In, Named, Words
from watcher.core.rules.document import Items, Level, Node, Problem, Table
from watcher.core.rules.reading import Reader
from watcher.core.rules.rulebook import Definition, Entity, Rule, Weak, Weighed
from watcher.core.rules.terms import Term
from watcher.core.rules.wording import Demand, Reference, Wording, all_of, any_of

_MEMO = 4096  # pieces remembered: those of a large folder, or of a small one through many edits


@dataclass(frozen=True, slots=True)
class Piece:
    """What an entity, condition or rule says beside itself. Its terms are numbered within it until all are joined."""

    terms: tuple[Term, ...]
    references: tuple[Reference, ...]  # to what it names
    demands: tuple[Demand, ...]
    problems: tuple[Problem, ...]
    written: str  # its values: layout and comments do not count

    @property
    def is_sound(self) -> bool:
        return all(problem.level is not Level.ERROR for problem in self.problems)


@lru_cache(_MEMO)
def entity_of(node: Node, within: int) -> tuple[Entity, Piece]:
    """`within`: words, where the entity does not say."""
    reader = Reader()
    table = reader.table(node, "an entity", ENTITY_KEYS)
    id = read_id(reader, table, "entity")
    wording = Wording(reader, owner=f"entity `{id}`", within=within)
    entity = read_entity(reader, wording, table, id)
    return entity, _piece(wording, (values(table), within))


@lru_cache(_MEMO)
def definition_of(node: Node, within: int) -> tuple[Definition, Piece]:
    """`within`: words, where the condition does not say."""
    reader = Reader()
    table = reader.table(node, "a condition that has a name", DEFINITION_KEYS)
    id = read_id(reader, table, "condition")
    wording = Wording(reader, owner=f"condition `{id}`", within=within)
    definition = read_definition(reader, wording, table, id)
    return definition, _piece(wording, (values(table), within))


@lru_cache(_MEMO)
def rule_of(node: Node, within: int, severity: Severity) -> tuple[Rule, Piece]:
    """`within`, `severity`: where the rule does not say."""
    reader = Reader()
    table = reader.table(node, "a rule", RULE_KEYS)
    id = read_id(reader, table, "rule")
    wording = Wording(reader, owner=f"rule `{id}`", within=within)
    rule = read_rule(reader, wording, table, id, severity)
    return rule, _piece(wording, (values(table), within, severity))


def _piece(wording: Wording, said: object) -> Piece:
    return Piece(
        terms=tuple(wording.terms.all),
        references=tuple(wording.references),
        demands=tuple(wording.demands),
        problems=tuple(wording.reader.problems),
        written=repr(said),
    )


def values(node: Node) -> object:
    match node:
        case Table():
            return [(key, values(value)) for key, value in node.items.items()]
        case Items():
            return [values(item) for item in node]
    return node.value


# --- joined --------------------------------------------------------------------------------------------------------


class Numbers:
    """The terms of all pieces, each once, by number."""

    def __init__(self, definitions: Mapping[str, tuple[Definition, Piece]]) -> None:
        """`definitions`: by name, none of which leads back to itself."""
        self._numbers: dict[Term, int] = {}
        self._conditions: dict[Condition, Condition] = {}
        self._definitions = definitions
        self._defined: dict[str, Condition] = {}

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(self._numbers)

    def entity(self, entity: Entity, piece: Piece) -> Entity:
        """As it is among the others."""
        to = self._of(piece)
        return replace(
            entity,
            aliases=to.terms(entity.aliases),
            weak=tuple(map(to.weak, entity.weak)),
            masks=to.terms(entity.masks),
        )

    def rule(self, rule: Rule, piece: Piece) -> Rule:
        """Likewise."""
        to = self._of(piece)
        return replace(
            rule,
            when=to.condition(rule.when),
            parts=tuple(Weighed(condition=to.condition(part.condition), weight=part.weight) for part in rule.parts),
            urgent_if=to.condition(rule.urgent_if) if rule.urgent_if else None,
            alert_if=to.condition(rule.alert_if) if rule.alert_if else None,
        )

    def defined(self, name: str) -> Condition | None:
        """The condition of that name; None where it is an entity's."""
        if name not in self._defined and name in self._definitions:
            definition, piece = self._definitions[name]
            self._defined[name] = self._of(piece).condition(definition.condition)
        return self._defined.get(name)

    def same(self, condition: Condition) -> Condition:
        """What equals another condition becomes that one, so that an article is asked for it once."""
        return self._conditions.setdefault(condition, condition)

    def _of(self, piece: Piece) -> "_Renumbering":
        return _Renumbering(self, [self._numbers.setdefault(term, len(self._numbers)) for term in piece.terms])


class _Renumbering:
    """From the numbers within a piece to those among all, and from the names of conditions to what they stand for."""

    def __init__(self, among: Numbers, numbers: Sequence[int]) -> None:
        self._among, self._numbers = among, numbers

    def terms(self, terms: Iterable[int]) -> frozenset[int]:
        return frozenset([self._numbers[term] for term in terms])

    def weak(self, weak: Weak) -> Weak:
        return replace(
            weak,
            forms=self.terms(weak.forms),
            fuzzy=self.terms(weak.fuzzy),
            requires=self.condition(weak.requires) if weak.requires else None,
            unless=self.condition(weak.unless) if weak.unless else None,
            fuzzy_requires=self.condition(weak.fuzzy_requires) if weak.fuzzy_requires else None,
        )

    def condition(self, old: Condition) -> Condition:
        return self._among.same(self._renumbered(old))

    def _renumbered(self, old: Condition) -> Condition:
        match old:
            case Words(terms):
                return Words(self.terms(terms))
            case Named(name):
                return self._among.defined(name) or old
            case In(part, of):
                return In(part, self.condition(of))
            case AnyOf(of):
                return any_of(tuple(map(self.condition, of)))
            case AllOf(of):
                return all_of(tuple(map(self.condition, of)))
        return replace(old, of=tuple(map(self.condition, old.of)))
