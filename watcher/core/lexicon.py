"""All terms of all rules in one automaton: a text in, every occurrence of every term out, in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import ahocorasick_rs

from watcher.core.fold import Folded, fold
from watcher.core.script import begins, ends
from watcher.core.terms import Case, Term


class Hit(NamedTuple):
    """A term at folded offsets start..end (exclusive)."""

    start: int
    end: int
    term: int
    beside: "Hit | None" = None  # the context that lets an ambiguous form count


@dataclass(frozen=True, slots=True)
class Lexicon:
    terms: tuple[Term, ...]
    automaton: ahocorasick_rs.AhoCorasick | None = field(repr=False)
    owners: tuple[tuple[tuple[int, Term], ...], ...] = field(repr=False)  # the terms of each spelling

    def hits(self, folded: Folded) -> dict[int, list[Hit]]:
        """By term, in order of place; a term that does not occur is absent."""
        found: dict[int, list[Hit]] = {}
        if self.automaton is None:
            return found
        text = folded.text
        for spelling, start, stop in self.automaton.find_matches_as_indexes(text, overlapping=True):
            for number, term in self.owners[spelling]:
                if not begins(term.left, text, start):
                    continue
                end = stop if term.tail is None else _end_of_tail(term, text, stop)
                if end and ends(term.right, text, end) and _has_case(term, folded, start, stop):
                    found.setdefault(number, []).append(Hit(start, end, number))
        for hits in found.values():
            hits.sort()
        return found


def build(terms: Sequence[Term]) -> Lexicon:
    owners: dict[str, list[tuple[int, Term]]] = {}
    for number, term in enumerate(terms):
        for spelling in term.spellings:
            owners.setdefault(spelling, []).append((number, term))
    automaton = ahocorasick_rs.AhoCorasick(list(owners), ahocorasick_rs.MatchKind.Standard) if owners else None
    return Lexicon(tuple(terms), automaton, tuple(map(tuple, owners.values())))


def _end_of_tail(term: Term, text: str, stop: int) -> int:
    """0 where the rest of the phrase does not follow."""
    found = term.tail.match(text, stop) if term.tail else None
    return found.end() if found else 0


def _has_case(term: Term, folded: Folded, start: int, stop: int) -> bool:
    if term.case is Case.ANY:
        return True
    begin, end = folded.span(start, stop)
    if term.case is Case.CAPITAL:
        return folded.original[begin].isupper()
    return fold(folded.original[begin:end], keeps_case=True).text in term.exact
