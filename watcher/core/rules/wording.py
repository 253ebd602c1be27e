"""Reads the conditions of a rule file into trees."""

from dataclasses import dataclass
from math import inf

from watcher.core.rules.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    In,
    Named,
    Near,
    NoneOf,
    Part,
    Same,
    Unit,
    Words,
    same,
)
from watcher.core.rules.document import Items, Node, Place, Problem, Scalar, Table, did_you_mean
from watcher.core.rules.listing import Terms
from watcher.core.rules.query import at_length
from watcher.core.rules.reading import Reader, members

CONDITION_KEYS = ("any", "all", "none", "near", "same", "atleast", "title", "lead", "opening", "query", "weight")
NEAR_KEYS = ("within", "ordered", "of")
SAME_KEYS = ("unit", "of")
ATLEAST_KEYS = ("n", "of")
WITHIN = 20  # words, where neither the condition nor `defaults` says
_NOTHING = Words(frozenset(), ())


@dataclass(frozen=True, slots=True)
class Reference:
    """To an entity, or to a condition that has a name."""

    name: str
    by: str  # the rule, entity or condition that names it
    place: Place
    is_spelling: bool = False  # only an entity will do: its spellings are meant


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition that must be found at places. Checked later: what it names may only say what must not occur."""

    condition: Condition
    problem: Problem


class Wording:
    """Reads conditions, and remembers what they name, and which of them must be found somewhere."""

    def __init__(self, reader: Reader, *, owner: str, within: int) -> None:
        """`owner`: as problems and references name it, "rule `sohae-site`"; `within`: words, where nothing says."""
        self.reader, self.owner, self.within = reader, owner, within
        self.terms = Terms(reader)
        self.references: list[Reference] = []
        self.demands: list[Demand] = []
        self._known: dict[tuple[int, bool, bool], tuple[Node, Condition]] = {}  # by the id of what was read

    def condition(self, node: Node, *, alone: bool = False, weighed: bool = False) -> Condition:
        """`alone`: nothing else is asked for, so that a short term is worth a warning."""
        key = id(node), alone, weighed
        if key not in self._known:  # an anchor names the same in many places
            self._known[key] = node, same(self._condition(node, alone=alone, weighed=weighed))
        return self._known[key][1]

    def _condition(self, node: Node, *, alone: bool, weighed: bool) -> Condition:
        match node:
            case Scalar():
                return self._leaf(node, alone=alone)
            case Items():
                return any_of(self._several(node, alone=alone))
        table = self.reader.table(node, "a condition", CONDITION_KEYS, _as_terms(node))
        if "weight" in table.items and not weighed:
            hint = "put it beside a condition directly under `when`, or under `of` of `atleast`"
            self.reader.wrong(table.keys["weight"], "`weight` counts only at the top of `when` and in `atleast`", hint)
        keys = [key for key in table.items if key in CONDITION_KEYS and key != "weight"]
        if not keys:
            if table.items.keys() <= {"weight"}:
                self.reader.wrong(node.place, "a condition that asks for nothing", "any, all, none, near ...")
            return _NOTHING
        alone = alone and len(keys) == 1
        parts = tuple(self._keyed(key, table.items[key], alone=alone) for key in keys)
        return all_of(parts)

    def _keyed(self, key: str, node: Node, *, alone: bool) -> Condition:
        match key:
            case "any":
                return any_of(self._several(node, alone=alone))
            case "all":
                return all_of(self._several(node))
            case "none":
                return NoneOf(self._several(node))
            case "title" | "lead" | "opening":
                return In(Part(key), self.condition(node, alone=alone))
            case "query":
                written = at_length(node, self.reader)
                return self.condition(written, alone=alone) if written else _NOTHING
        return {"near": self._near, "same": self._same, "atleast": self._atleast}[key](node)

    def refer(self, node: Scalar, written: str, *, is_spelling: bool = False) -> str:
        """The id of what is named there."""
        self.references.append(Reference(written[1:], self.owner, node.place, is_spelling))
        return written[1:]

    def demand(self, condition: Condition, place: Place, what: str, hint: str) -> None:
        """That it can be found somewhere."""
        self.demands.append(Demand(condition, Problem(place, what, hint)))

    def _several(self, node: Node, *, alone: bool = False) -> tuple[Condition, ...]:
        parts = tuple(self.condition(item, alone=alone) for item in members(node))
        if not parts:
            self.reader.wrong(node.place, "an empty list asks for nothing")
        return parts

    def _near(self, node: Node) -> Condition:
        table = self.reader.table(node, "`near`", NEAR_KEYS)
        within, ordered = table.items.get("within"), table.items.get("ordered")
        words = self.reader.count(within, "`within`") if within else self.within
        in_order = self.reader.flag(ordered, "`ordered`") if ordered else False
        return Near(words, in_order, self._placed(table, "near"))

    def _same(self, node: Node) -> Condition:
        table = self.reader.table(node, "`same`", SAME_KEYS)
        unit = table.items.get("unit")
        return Same(self.reader.choice(unit, "unit", Unit) if unit else Unit.SENTENCE, self._placed(table, "same"))

    def _atleast(self, node: Node) -> Condition:
        table = self.reader.table(node, "`atleast`", ATLEAST_KEYS)
        parts = self._of(table, "atleast", weighed=True)
        of = members(table.items["of"]) if parts else ()
        weights = tuple(self.weight(part, least=-inf) for part in of)
        most = sum(weight for weight in weights if weight > 0)
        n = self.reader.number(table.items["n"], "`n`") if "n" in table.items else 0
        if not 0 < n <= most:
            self.reader.wrong(node.place, f"`atleast` wants `n`, from 1 to {most:g} (as much as `of` weighs together)")
        return AtLeast(n or 1, parts, weights)

    def weight(self, node: Node, *, least: float = 0) -> float:
        """How much a condition counts."""
        if isinstance(node, Table) and "weight" in node.items:
            return self.reader.number(node.items["weight"], "`weight`", least=least)
        return 1.0

    def _placed(self, table: Table, key: str) -> tuple[Condition, ...]:
        parts = self._of(table, key)
        if len(parts) < 2:
            self.reader.wrong(table.place, f"`{key}` wants two conditions or more under `of`", "of: [this, that]")
        hint = "put `none` beside it: all: [{near: ...}, {none: [...]}]"
        for part in parts:
            what = f"what must not occur is nowhere: `none` cannot stand in `{key}`"
            self.demand(part, table.place, what, hint)
        return parts

    def _of(self, table: Table, key: str, *, weighed: bool = False) -> tuple[Condition, ...]:
        if "of" not in table.items:
            self.reader.wrong(table.place, f"`{key}` lacks `of`", "of: [this, that]")
            return ()
        return tuple(self.condition(item, weighed=weighed) for item in members(table.items["of"]))

    def _leaf(self, node: Scalar, *, alone: bool) -> Condition:
        written = node.value
        if isinstance(written, str) and written.startswith("@") and " " not in written:
            return Named(self.refer(node, written))
        term = self.terms.read(node, alone=alone)
        return _NOTHING if term is None else Words(frozenset((term,)), (term,))


def _as_terms(node: Table) -> dict[str, str]:
    """What is no key, but maybe the beginning of a term that holds `: `."""
    return {
        key: f'put quotes around a term that holds `: `: "{key}: {value.value}"'
        for key, value in node.items.items()
        if key not in CONDITION_KEYS and isinstance(value, Scalar) and not did_you_mean(key, CONDITION_KEYS)
    }


def any_of(parts: tuple[Condition, ...]) -> Condition:
    """Any of these; several lists of words become one, which is looked up at once."""
    listed = tuple(dict.fromkeys(term for part in parts if isinstance(part, Words) for term in part.listed))
    others = tuple(part for part in parts if not isinstance(part, Words))
    together = (Words(frozenset(listed), listed), *others) if listed or not others else others
    return together[0] if len(together) == 1 else AnyOf(together)


def all_of(parts: tuple[Condition, ...]) -> Condition:
    """All of these, the cheapest first: most articles fail that, and the rest need not be evaluated."""
    flat = [inner for part in parts for inner in (part.of if isinstance(part, AllOf) else (part,))]
    flat.sort(key=lambda part: _CHEAPEST.index(type(part)) if type(part) in _CHEAPEST else len(_CHEAPEST))
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


_CHEAPEST = (Words, In, Named, AnyOf)
