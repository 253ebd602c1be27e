"""A file that people edit, as a tree that remembers where each value stands, and what may be wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Place:
    file: str
    line: int = 1  # 1-based; 0 where there is no line to point at: a missing file, the environment
    column: int = 1  # 1-based

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def in_line(self) -> str:
        return f"{self.file}:{self.line}"


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place, and what would be right."""

    place: Place
    what: str
    hint: str = ""
    level: Level = Level.ERROR
    details: tuple[str, ...] = ()  # further lines, shown indented below

    def __str__(self) -> str:
        first = f"{self.place}: {self.level}: {self.what}" + (f" ({self.hint})" if self.hint else "")
        return "\n    ".join((first, *self.details))


class UserProblems(Exception):
    """The files cannot be used; `problems` says all that is wrong, in order of place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        super().__init__("\n".join(map(str, self.problems)))


Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    value: Plain
    place: Place
    source: str = ""  # as written, when that differs from str(value)
    inset: int | None = 0  # columns between its place and its first character: 1 where a quote stands; None: unknown


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple["Node", ...]
    place: Place

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.items)

    def __hash__(self) -> int:
        return hash(self.place)  # cheap; what stands at the same place is told apart by ==, which compares the items


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; keys keep their own places so that a typo can be pointed at."""

    items: Mapping[str, "Node"]
    keys: Mapping[str, Place]
    place: Place

    def __hash__(self) -> int:
        return hash(self.place)


Node = Scalar | Items | Table


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """`did you mean `x`?` for the nearest known word, or an empty string."""
    near = _nearest(word, known)
    return f"did you mean `{near}`?" if near else ""


def as_meant(table: Table, known: Sequence[str]) -> Table:
    """With its misspelled keys as they seem to be meant, so that nobody is told that what they hold is missing."""
    strange = [key for key in table.items if key not in known]
    guesses = {_nearest(key, known): key for key in strange}
    meant = {key: guess for guess, key in guesses.items() if guess and guess not in table.items}
    if not meant:
        return table
    items = {meant.get(key, key): node for key, node in table.items.items()}
    return Table(items, {meant.get(key, key): place for key, place in table.keys.items()}, table.place)


def _nearest(word: str, known: Sequence[str]) -> str:
    """Empty where none is like it."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")
