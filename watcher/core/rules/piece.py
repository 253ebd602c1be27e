"""One entity, condition or rule of a file, read by itself and remembered, so that an edit of one reads only that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

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
from watcher.core.rules.rulebook import Definition, Entity, Rule, Weak
from watcher.core.rules.terms import Term
from watcher.core.rules.wording import Demand, Reference, Wording, all_of, any_of

_MEMO = 4096  # pieces remembered: those of a large folder, or of a small one through many edits


@dataclass(frozen=True, slots=True)
class Piece:
    """What an entity, condition or rule says beside itself."""

    terms: frozenset[Term]
    references: tuple[Reference, ...]  # to what it names
    demands: tuple[Demand, ...]
    problems: tuple[Problem, ...]
    version: str  # hexadecimal digits that change with its values; layout and comments do not count

    names: frozenset[str]  # of entities and conditions that are asked for

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
    return entity, _piece(wording, (_values(table), within))


@lru_cache(_MEMO)
def definition_of(node: Node, within: int) -> tuple[Definition, Piece]:
    """`within`: words, where the condition does not say."""
    reader = Reader()
    table = reader.table(node, "a condition that has a name", DEFINITION_KEYS)
    id = read_id(reader, table, "condition")
    wording = Wording(reader, owner=f"condition `{id}`", within=within)
    definition = read_definition(reader, wording, table, id)
    return definition, _piece(wording, (_values(table), within))


@lru_cache(_MEMO)
def rule_of(node: Node, within: int, severity: Severity) -> tuple[Rule, Piece]:
    """`within`, `severity`: where the rule does not say."""
    reader = Reader()
    table = reader.table(node, "a rule", RULE_KEYS)
    id = read_id(reader, table, "rule")
    wording = Wording(reader, owner=f"rule `{id}`", within=within)
    rule = read_rule(reader, wording, table, id, severity)
    return rule, _piece(wording, (_values(table), within, severity))


def _piece(wording: Wording, said: object) -> Piece:
    references = tuple(wording.references)
    return Piece(
        terms=frozenset(wording.terms.all),
        references=references,
        demands=tuple(wording.demands),
        problems=tuple(wording.reader.problems),
        version=sha256(repr(said).encode()).hexdigest(),
        names=frozenset(reference.name for reference in references if not reference.is_spelling),
    )


def _values(node: Node) -> object:
    match node:
        case Table():
            return [(key, _values(value)) for key, value in node.items.items()]
        case Items():
            return [_values(item) for item in node]
    return node.value


# --- joined --------------------------------------------------------------------------------------------------------


class Meanings:
    """What the names of conditions stand for."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        """`definitions`: by name, none of which leads back to itself."""
        self._definitions = definitions
        self._meant: dict[int, tuple[Condition, Condition]] = {}  # each with its condition, whose id it is kept by

    def entity(self, entity: Entity, piece: Piece) -> Entity:
        """As it is among the others."""
        if piece.names.isdisjoint(self._definitions):
            return entity
        return replace(entity, weak=tuple(map(self._weak, entity.weak)))

    def rule(self, rule: Rule) -> Rule:
        """Likewise."""
        return replace(
            rule,
            when=self._of(rule.when),
            parts=tuple(replace(part, condition=self._of(part.condition)) for part in rule.parts),
            urgent_if=self._of(rule.urgent_if) if rule.urgent_if else None,
            alert_if=self._of(rule.alert_if) if rule.alert_if else None,
        )

    def _weak(self, weak: Weak) -> Weak:
        return replace(
            weak,
            requires=self._of(weak.requires) if weak.requires else None,
            unless=self._of(weak.unless) if weak.unless else None,
            fuzzy_requires=self._of(weak.fuzzy_requires) if weak.fuzzy_requires else None,
        )

    def _of(self, condition: Condition) -> Condition:
        if id(condition) not in self._meant:
            self._meant[id(condition)] = condition, self._at_length(condition)
        return self._meant[id(condition)][1]

    def _at_length(self, condition: Condition) -> Condition:
        match condition:
            case Words():
                return condition
            case Named(name):
                return self._of(self._definitions[name].condition) if name in self._definitions else condition
            case In(part, of):
                return In(part, self._of(of))
            case AnyOf(of):
                return any_of(tuple(map(self._of, of)))
            case AllOf(of):
                return all_of(tuple(map(self._of, of)))
        return replace(condition, of=tuple(map(self._of, condition.of)))
