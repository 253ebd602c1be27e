"""All terms of all rules in one automaton: a text in, every occurrence of every term out, in one pass."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

import ahocorasick_rs

from watcher.core.fold import Folded, fold
from watcher.core.script import Edge, begins, ends, word_around
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
    owners: tuple[tuple[tuple[int, Term, bool], ...], ...] = field(repr=False)  # terms of each spelling; simple ones

    def hits(self, folded: Folded) -> dict[int, list[Hit]]:
        """By term, in order of place; a term that does not occur is absent."""
        found: dict[int, list[Hit]] = {}
        if self.automaton is None:
            return found
        text = folded.text
        for spelling, start, stop in self.automaton.find_matches_as_indexes(text, overlapping=True):
            # Nothing clings to it: whatever the script, that is a word. It decides nine of ten places at once.
            is_bare = not text[stop : stop + 1].isalnum() and not (start and text[start - 1].isalnum())
            for number, term, is_simple in self.owners[spelling]:
                end = stop if is_bare and is_simple else _end(term, folded, start, stop)
                if end:
                    found.setdefault(number, []).append(Hit(start, end, number))
        for hits in found.values():
            if len(hits) > 1:
                hits.sort()
        return found


class Masks:
    """Longer phrases that cancel a spelling inside them."""

    def __init__(self, hits: Sequence[Hit], lexicon: Lexicon, text: str) -> None:
        """`text` is folded. An open mask swallows its last word whole, whatever stem of it a spelling knows."""
        ends = (word_around(text, *hit[:2], left=False, right=_is_open(lexicon, hit))[1] for hit in hits)
        self._starts = [hit.start for hit in hits]
        self._reach = list(accumulate(ends, max))  # the furthest end so far

    def cover(self, hit: Hit) -> bool:
        before = bisect_right(self._starts, hit.start)
        return before > 0 and self._reach[before - 1] >= hit.end


def _is_open(lexicon: Lexicon, hit: Hit) -> bool:
    return lexicon.terms[hit.term].right is Edge.OPEN


def build(terms: Sequence[Term]) -> Lexicon:
    owners: dict[str, list[tuple[int, Term, bool]]] = {}
    for number, term in enumerate(terms):
        for spelling in term.spellings:
            owners.setdefault(spelling, []).append((number, term, term.is_simple))
    automaton = ahocorasick_rs.AhoCorasick(list(owners), ahocorasick_rs.MatchKind.Standard) if owners else None
    return Lexicon(tuple(terms), automaton, tuple(map(tuple, owners.values())))


def _end(term: Term, folded: Folded, start: int, stop: int) -> int:
    """Where the term ends that may stand at start..stop; 0 where it does not stand there."""
    text = folded.text
    if not begins(term.left, text, start):
        return 0
    tail = term.tail.match(text, stop) if term.tail else None
    end = tail.end() if tail else stop
    stands = (tail or not term.tail) and ends(term.right, text, end) and _has_case(term, folded, start, stop)
    return end if stands else 0


def _has_case(term: Term, folded: Folded, start: int, stop: int) -> bool:
    if term.case is Case.ANY:
        return True
    begin, end = folded.span(start, stop)
    if term.case is Case.CAPITAL:
        return folded.original[begin].isupper()
    return fold(folded.original[begin:end], keeps_case=True).text in term.exact
