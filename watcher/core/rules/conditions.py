"""What a rule asks of an article, as a tree. Terms and entities stand here, they are searched elsewhere."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from watcher.core.rules.terms import Term

_MEMO = 4096  # conditions remembered: those of a large folder, or of a small one through many edits


class Unit(StrEnum):
    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


class Part(StrEnum):
    """Of an article."""

    TITLE = "title"
    LEAD = "lead"  # the first characters of the text
    OPENING = "opening"  # the title, and the first sentence of the text: what the article is about


@dataclass(frozen=True, slots=True)
class Words:
    """One of these terms."""

    terms: frozenset[Term]
    listed: tuple[Term, ...]  # the same, as they were written


@dataclass(frozen=True, slots=True)
class Named:
    """An entity, by any of its spellings. Before names are resolved it may also stand for a named condition."""

    entity: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class NoneOf:
    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Near:
    """One of each with at most `within` words between the first and the last; `ordered`: in this order."""

    within: int
    ordered: bool
    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Same:
    unit: Unit
    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Those that hold weigh `n` together. What weighs less than nothing speaks against."""

    n: float
    of: "tuple[Condition, ...]"
    weights: tuple[float, ...]

    @property
    def reasons(self) -> "tuple[Condition, ...]":
        """What speaks for it: without any it does not hold."""
        return tuple(part for part, weight in zip(self.of, self.weights, strict=True) if weight > 0)


@dataclass(frozen=True, slots=True)
class In:
    part: Part
    of: "Condition"


Condition = Words | Named | AnyOf | AllOf | NoneOf | Near | Same | AtLeast | In


@lru_cache(_MEMO)
def same(condition: Condition) -> Condition:
    """The one that equals it and was met before: an article is asked for it once, whoever else asks."""
    return condition


def children(condition: Condition) -> "tuple[Condition, ...]":
    match condition:
        case Words() | Named():
            return ()
        case In(_, of):
            return (of,)
    return condition.of


def leaves(condition: Condition) -> Iterator[Words | Named]:
    """All terms and entities in it, also those that must not occur."""
    if isinstance(condition, Words | Named):
        yield condition
    for child in children(condition):
        yield from leaves(child)


def extent(condition: Condition, named: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """How many parts it has and how deep they lie in one another; `named`: the same of what its names stand for."""
    if isinstance(condition, Named):
        return named.get(condition.entity, (1, 1))
    of = [extent(child, named) for child in children(condition)]
    return 1 + sum(parts for parts, _ in of), 1 + max((depth for _, depth in of), default=0)


def has_place(condition: Condition, nowhere: AbstractSet[str] = frozenset()) -> bool:
    """Whether it is found at places. What must not occur has none, nor have the named conditions in `nowhere`."""
    match condition:
        case Named(name):
            return name not in nowhere
        case NoneOf():
            return False
        case AllOf(of):
            return any(has_place(part, nowhere) for part in of)
    return all(has_place(part, nowhere) for part in children(condition))
