"""One entity or one rule of a file, read by itself and remembered: an edit of one costs no other its reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from watcher.core.clauses import ENTITY_KEYS, RULE_KEYS, read_entity, read_id, read_rule
from watcher.core.conditions import Condition, In, Named, Words
from watcher.core.document import Items, Level, Node, Problem, Table
from watcher.core.news import Severity
from watcher.core.reading import Reader
from watcher.core.rulebook import Entity, Rule, Weak, Weighed
from watcher.core.terms import Term
from watcher.core.wording import Reference, Wording

_MEMO = 4096  # pieces remembered: those of a large folder, or of a small one through many edits


@dataclass(frozen=True, slots=True)
class Piece:
    """What an entity or a rule says beside itself. Its terms are numbered within it until the pieces are joined."""

    terms: tuple[Term, ...]
    references: tuple[Reference, ...]  # to the entities that it names
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
def rule_of(node: Node, within: int, severity: Severity) -> tuple[Rule, Piece]:
    """`within`, `severity`: where the rule does not say."""
    reader = Reader()
    table = reader.table(node, "a rule", RULE_KEYS)
    id = read_id(reader, table, "rule")
    wording = Wording(reader, owner=f"rule `{id}`", within=within)
    rule = read_rule(reader, wording, table, id, severity)
    return rule, _piece(wording, (values(table), within, severity))


def _piece(wording: Wording, said: object) -> Piece:
    return Piece(tuple(wording.terms.all), tuple(wording.references), tuple(wording.reader.problems), repr(said))


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

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._conditions: dict[Condition, Condition] = {}

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

    def _of(self, piece: Piece) -> "_Renumbering":
        numbers = [self._numbers.setdefault(term, len(self._numbers)) for term in piece.terms]
        return _Renumbering(numbers, self._conditions)


class _Renumbering:
    """From the numbers within a piece to those among all."""

    def __init__(self, numbers: Sequence[int], known: dict[Condition, Condition]) -> None:
        """`known`: what equals another condition becomes that one, so that an article is asked for it once."""
        self._numbers, self._known = numbers, known

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
        new = self._renumbered(old)
        return self._known.setdefault(new, new)

    def _renumbered(self, old: Condition) -> Condition:
        match old:
            case Words(terms):
                return Words(self.terms(terms))
            case Named():
                return old
            case In(part, of):
                return In(part, self.condition(of))
        return replace(old, of=tuple(map(self.condition, old.of)))
