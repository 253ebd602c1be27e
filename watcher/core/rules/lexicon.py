"""All terms of all rules in one automaton: a text in, every occurrence of every term out, in one pass."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import ahocorasick_rs

from watcher.core.rules.terms import Case, Term, commonness, read_term, unhyphened
from watcher.core.words.fold import Folded, fold
from watcher.core.words.script import WORDS, Edge, begins, ends, word_around
from watcher.core.words.sound import sounds

_SHORTEST_SOUND = 4  # letters of a word that may be a name
_ARTICLE = 2300  # characters of an ordinary one
_FEW_HITS = 10
_UNCAPITALISED = frozenset(map(chr, range(0x10D0, 0x1100)))  # Georgian: has capitals in Unicode, but not in use
_BOOKS = 2  # remembered: that in force and the one before, as most edits of rules change no spelling
_PARTS = 1024  # remembered: those of a folder, twice, since some of their terms may have to wait


class Hit(NamedTuple):
    """A term at folded offsets start..end (exclusive)."""

    start: int
    end: int
    term: Term
    beside: "Hit | None" = None  # the context that lets an ambiguous form count


@dataclass(frozen=True, slots=True)
class Pass:
    """Some of the terms in one automaton."""

    automaton: ahocorasick_rs.AhoCorasick | None = None
    owners: tuple[tuple[Term, ...], ...] = ()  # of each spelling, the terms that have it
    inner: int = 0  # so many spellings, the first ones, may stand behind a letter

    def hits(self, folded: Folded) -> dict[Term, list[Hit]]:
        """By term, in order of place; a term that does not occur is absent."""
        if self.automaton is None:
            return {}
        found: dict[Term, list[Hit]] = {}
        several: set[Term] = set()
        text = folded.text
        for spelling, start, stop in self.automaton.find_matches_as_indexes(unhyphened(text), overlapping=True):
            before = text[start - 1 : start]
            clings = before.isalnum()
            if clings and spelling >= self.inner and before.isascii():
                continue  # only a part of a word; with common terms that is the most frequent case
            # Blanks or the like on both sides: a word in any script.
            is_bare = not clings and not text[stop : stop + 1].isalnum()
            for term in self.owners[spelling]:
                end = stop if is_bare and term.is_simple else _end(term, folded, start, stop)
                if end and term not in found:
                    found[term] = [Hit(start, end, term)]
                elif end:
                    found[term].append(Hit(start, end, term))
                    several.add(term)
        for term in several:
            found[term].sort()
        return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`first` has the terms of which each rule needs one; `rest` is searched only where one of them occurs."""

    first: Pass
    rest: Pass
    sounds: tuple[Term, ...]  # terms that are known by their sound
    any_sound: re.Pattern[str]  # of all of them: most words are none
    openings: frozenset[Term] = frozenset()  # of no rule: where a page's links to other stories begin
    turns: frozenset[Term] = frozenset()

    @property
    def terms(self) -> frozenset[Term]:
        return frozenset(self.sounds).union(*self.first.owners, *self.rest.owners)

    def hits(self, folded: Folded) -> dict[Term, list[Hit]]:
        """Every term that is spelled there."""
        return self.first.hits(folded) | self.rest.hits(folded)

    def heard(self, folded: Folded) -> dict[Term, list[Hit]]:
        """Hits of names by their sound; in scripts with capitals only words that begin with one."""
        found: dict[Term, list[Hit]] = {}
        words = [word for word in WORDS.finditer(folded.text) if len(word[0]) >= _SHORTEST_SOUND] if self.sounds else ()
        said = {word: terms for word in {word[0] for word in words} if (terms := self._said(word))}
        for word in words if said else ():
            for term in said.get(word[0], ()) if _is_name(folded, word.start()) else ():
                found.setdefault(term, []).append(Hit(*word.span(), term))
        return found

    def _said(self, word: str) -> tuple[Term, ...]:
        """The names that a word sounds like."""
        return tuple(
            term
            for said in sounds(word)
            if self.any_sound.fullmatch(said)
            for term in self.sounds
            if term.sound and word not in term.besides and term.sound.fullmatch(said)
        )


class Masks:
    """Longer phrases that cancel a spelling inside them."""

    def __init__(self, hits: Sequence[Hit], text: str) -> None:
        """`text` is folded. A mask that ends in * covers its last word whole, however far that goes on."""
        ends = (word_around(text, *hit[:2], left=False, right=hit.term.right is Edge.OPEN)[1] for hit in hits)
        self._starts = [hit.start for hit in hits]
        self._reach = list(accumulate(ends, max))  # the furthest end so far

    def cover(self, hit: Hit) -> bool:
        before = bisect_right(self._starts, hit.start)
        return before > 0 and self._reach[before - 1] >= hit.end


@lru_cache(_BOOKS)
def build(
    parts: tuple[frozenset[Term], ...],
    *,
    first: frozenset[Term] | None = None,
    openings: tuple[str, ...] = (),
    turns: tuple[str, ...] = (),
) -> Lexicon:
    """`parts`: the terms of each piece. `first`: those without which no rule holds; None: all are found in one pass."""
    begin, turn = frozenset(map(read_term, openings)), frozenset(map(read_term, turns))
    soon, later = (*parts, begin, turn), tuple[frozenset[Term], ...]()
    if first is not None and _is_worth_two(waiting := tuple(part - first for part in soon)):
        soon, later = tuple(part & first for part in soon), waiting
    sounds = tuple(sorted(term for part in parts for term in part if term.sound))
    return Lexicon(
        _pass(soon),
        _pass(later),
        sounds=sounds,
        any_sound=re.compile("|".join(f"(?:{term.sound.pattern})" for term in sounds if term.sound)),
        openings=begin,
        turns=turn,
    )


@lru_cache(2 * _BOOKS)
def _pass(parts: tuple[frozenset[Term], ...]) -> Pass:
    owners: dict[str, tuple[Term, ...]] = {}
    for part in filter(None, parts):
        _join(owners, _spelled(part, inner=True))
    inner = len(owners)
    for part in filter(None, parts):
        _join(owners, _spelled(part, inner=False))
    listed = [*owners]
    listed = sorted(listed[:inner]) + sorted(listed[inner:])  # what begins alike lies together in memory
    automaton = ahocorasick_rs.AhoCorasick(listed, ahocorasick_rs.MatchKind.Standard)
    return Pass(automaton, tuple(map(owners.__getitem__, listed)), inner) if owners else Pass()


def _join(owners: dict[str, tuple[Term, ...]], others: "_Spelled") -> None:
    shared = {spelling: owners[spelling] for spelling in owners.keys() & others.spellings}
    owners.update(zip(*others, strict=True))
    for spelling, before in shared.items():
        if owners[spelling] != before:
            owners[spelling] = tuple(dict.fromkeys((*before, *owners[spelling])))


class _Spelled(NamedTuple):
    """Spellings, and of each the terms that have it."""

    spellings: tuple[str, ...]
    owners: tuple[tuple[Term, ...], ...]


@lru_cache(_PARTS)
def _spelled(terms: frozenset[Term], *, inner: bool) -> _Spelled:
    """`inner`: of the terms that may stand behind a letter, else of the others."""
    owners: dict[str, tuple[Term, ...]] = {}
    for term in terms:
        if (term.left is not Edge.WORD) is inner:
            for spelling in term.looked_for:
                owners[spelling] = owners[spelling] + term.alone if spelling in owners else term.alone
    return _Spelled(tuple(owners), tuple(owners.values()))


def _is_worth_two(later: Iterable[frozenset[Term]]) -> bool:
    """Whether the terms that can wait are so common that to look for them apart is cheaper."""
    return sum(map(commonness, later)) * _ARTICLE > _FEW_HITS


def _is_name(folded: Folded, start: int) -> bool:
    letter = folded.original[folded.span(start, start + 1)[0]]
    return not letter.islower() or letter in _UNCAPITALISED


def _end(term: Term, folded: Folded, start: int, stop: int) -> int:
    """Where a term ends that was found at start..stop; 0 where its edges or its tail do not fit."""
    text = folded.text
    if not begins(term.left, text, start):
        return 0
    tail = term.tail.match(text, stop) if term.tail else None
    end = tail.end() if tail else stop
    if (term.tail and not tail) or not ends(term.right, text, end):
        return 0
    return end if _has_case(term, folded, start, stop) and _has_hyphen(term, text, start, stop) else 0


def _has_case(term: Term, folded: Folded, start: int, stop: int) -> bool:
    if term.case is Case.ANY:
        return True
    begin, end = folded.span(start, stop)
    if term.case is Case.CAPITAL:
        return not folded.original[begin].islower()  # true of digits and of scripts without case, too
    return unhyphened(fold(folded.original[begin:end], keeps_case=True).text) in term.exact


def _has_hyphen(term: Term, text: str, start: int, stop: int) -> bool:
    """Whether the text has a hyphen where the term has one at an open end: there a space will not do."""
    if not term.has_loose_hyphen:
        return True
    first, last = term.spellings[0][0] == "-", term.spellings[0][-1] == "-"
    return (not first or text[start] == "-") and (not last or text[stop - 1] == "-")
