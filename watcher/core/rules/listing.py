"""Reads the words that a rule file lists into terms."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeGuard

from watcher.core.rules.document import Level, Node, Place, Problem, Scalar, Table
from watcher.core.rules.reading import Reader, members
from watcher.core.rules.terms import NotATerm, Term, fuzzy, read_mask, read_term, sounding
from watcher.core.words.script import is_alphabet, is_short

_SHORTEST_STEM = 4  # letters before a *; launch* is fine, sat* finds Saturday
_MEMO = 4096  # texts remembered: those of a large folder, or of a small one through many edits


class Terms:
    """The terms of one entity, condition or rule."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.all: set[Term] = set()

    def read(self, node: Node, *, alone: bool = False, mask: bool = False) -> Term | None:
        before = len(self.reader.problems)
        written = self.reader.text(node, "a term")
        if len(self.reader.problems) > before:
            return None
        term, slips = _read(written, alone=alone, mask=mask)
        self.reader.problems += (Problem(node.place, slip.what, slip.hint, slip.level) for slip in slips)
        self.all.update((term,) if term else ())
        return term

    def listed(self, node: Node, *, alone: bool = False, mask: bool = False) -> tuple[Term, ...]:
        """The terms of a list, or of lists keyed by language; the keys only tell people where a term belongs."""
        if isinstance(node, Table):
            if "zh-Hans" in node.items and "zh-Hant" not in node.items:
                self.reader.warn(
                    node.keys["zh-Hans"], "zh-Hans without zh-Hant", "Taiwan and Hong Kong write otherwise"
                )
            lists = [self.listed(child, alone=alone, mask=mask) for child in node.items.values()]
            return tuple(dict.fromkeys(chain.from_iterable(lists)))
        if is_text(node):
            return self._listed_in(node, alone=alone, mask=mask)
        terms = [self.read(item, alone=alone, mask=mask) for item in members(node)]
        return tuple(dict.fromkeys(term for term in terms if term is not None))

    def _listed_in(self, text: Scalar, *, alone: bool, mask: bool) -> tuple[Term, ...]:
        terms, slips = _read_text(str(text.value), alone=alone, mask=mask)
        file, first = text.place.file, text.place.line
        self.reader.problems += (
            Problem(Place(file, first + line), slip.what, slip.hint, slip.level) for line, slip in slips
        )
        self.all.update(terms)
        return terms

    def edits(self, forms: tuple[Term, ...], *, besides: frozenset[str]) -> frozenset[Term]:
        """Terms for the forms with a letter wrong; `besides` are folded spellings that mean something else."""
        edited = frozenset(term for form in forms if (term := fuzzy(form, besides=besides)))
        self.all |= edited
        return edited

    def sounding(self, names: tuple[Node, ...], *, besides: frozenset[str]) -> frozenset[Term]:
        """Terms for names by their sound."""
        found: set[Term] = set()
        for node in names:
            try:
                found.add(sounding(self.reader.text(node, "a name"), besides=besides))
            except NotATerm as wrong:
                self.reader.wrong(node.place, wrong.what, wrong.hint)
        self.all |= found
        return frozenset(found)


def is_text(node: Node) -> TypeGuard[Scalar]:
    """Whether it is a list of words in one text: several lines, with a comma or a line end after each.

    A reader of YAML takes a hundred times as long for a list of words as for one text.
    """
    return isinstance(node, Scalar) and isinstance(node.value, str) and "\n" in node.value


def words_of(text: Scalar) -> tuple[Scalar, ...]:
    """The words of such a text, each with its place."""
    file, first = text.place.file, text.place.line
    return tuple(Scalar(word, Place(file, first + line), inset=None) for line, word in _words(str(text.value)))


def _words(text: str) -> Iterator[tuple[int, str]]:
    """With the number of their line."""
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, word) for part in line.split(",") if (word := part.strip()))


def spellings_of(terms: Iterable[Term]) -> frozenset[str]:
    return frozenset(chain.from_iterable(term.spellings for term in terms))


def whole(terms: Iterable[Term]) -> frozenset[str]:
    """The spellings that are all there is to a term: nothing more must follow them."""
    return spellings_of(term for term in terms if term.is_simple)


class _Slip(NamedTuple):
    """What is wrong with a word, wherever it stands."""

    what: str
    hint: str
    level: Level = Level.WARNING


@lru_cache(_MEMO)
def _read_text(text: str, *, alone: bool, mask: bool) -> tuple[tuple[Term, ...], tuple[tuple[int, _Slip], ...]]:
    """The terms of a list, and at which of its lines something is wrong."""
    terms: dict[Term, None] = {}
    wrong: list[tuple[int, _Slip]] = []
    for line, word in _words(text):
        term, slips = _read(word, alone=alone, mask=mask)
        if term is not None:
            terms[term] = None
        wrong += [(line, slip) for slip in slips]
    return tuple(terms), tuple(wrong)


def _read(written: str, *, alone: bool, mask: bool) -> tuple[Term | None, tuple[_Slip, ...]]:
    try:
        if written.startswith("@"):
            raise NotATerm(f"`{written}` cannot stand among spellings", "name entities in conditions")
        term = read_mask(written) if mask else read_term(written)
    except NotATerm as wrong:
        return None, (_Slip(wrong.what, wrong.hint, Level.ERROR),)
    return term, tuple(_doubts(written, alone=alone)) if alone or "*" in written or "," in written else ()


def _doubts(written: str, *, alone: bool) -> Iterator[_Slip]:
    """`alone`: nothing else is asked for."""
    if "*" in written:
        stem = written.strip("*=^ ")
        if len(stem) < _SHORTEST_STEM and all(map(is_alphabet, stem)):
            yield _Slip(f"`{written}` is open after {len(stem)} letters and finds many words", "write more")
    if "," in written.rstrip(","):
        yield _Slip(f"`{written}` is one phrase, with its comma", "several terms stand in a list: [this, that]")
    if alone and is_short(written):
        yield _Slip(f"`{written}` is short and stands without context", "make it a weak form")
