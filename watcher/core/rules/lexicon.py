"""All terms of all rules in one automaton: a text in, every occurrence of every term out, in one pass."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import ahocorasick_rs

from watcher.core.rules.terms import Case, Term, read_term, unhyphened
from watcher.core.words.fold import Folded, fold
from watcher.core.words.script import WORDS, Edge, begins, ends, word_around
from watcher.core.words.sound import sounds

_SHORTEST_SOUND = 4  # letters of a word that may be a name
_ARTICLE = 2300  # characters of an ordinary one
_FEW_HITS = 10
_UNCAPITALISED = frozenset(map(chr, range(0x10D0, 0x1100)))  # Georgian: Unicode has capitals for it, its writers none
_BOOKS = 2  # remembered, the one in force and the one before: most edits change no spelling


class Hit(NamedTuple):
    """A term at folded offsets start..end (exclusive)."""

    start: int
    end: int
    term: int
    beside: "Hit | None" = None  # the context that lets an ambiguous form count


@dataclass(frozen=True, slots=True)
class Pass:
    """Some of the terms in one automaton."""

    terms: tuple[Term, ...]  # those of all passes, by number
    automaton: ahocorasick_rs.AhoCorasick | None = None
    owners: tuple[tuple[int, ...], ...] = ()  # of each spelling, the numbers of its terms
    inner: frozenset[int] = frozenset()  # spellings that may stand behind a letter

    def hits(self, folded: Folded) -> dict[int, list[Hit]]:
        """By term, in order of place; a term that does not occur is absent."""
        if self.automaton is None:
            return {}
        found: dict[int, list[Hit]] = {}
        several: set[int] = set()
        text, terms = folded.text, self.terms
        for spelling, start, stop in self.automaton.find_matches_as_indexes(unhyphened(text), overlapping=True):
            before = text[start - 1 : start]
            clings = before.isalnum()
            if clings and spelling not in self.inner and before.isascii():
                continue  # a piece of a word, as most of what is found of common words
            # Nothing clings to it: whatever the script, that is a word.
            is_bare = not clings and not text[stop : stop + 1].isalnum()
            for number in self.owners[spelling]:
                term = terms[number]
                end = stop if is_bare and term.is_simple else _end(term, folded, start, stop)
                if end and number not in found:
                    found[number] = [Hit(start, end, number)]
                elif end:
                    found[number].append(Hit(start, end, number))
                    several.add(number)
        for number in several:
            found[number].sort()
        return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`first` holds all terms without which no rule holds; `rest` is looked for where one of them occurs."""

    terms: tuple[Term, ...]
    first: Pass = field(repr=False)
    rest: Pass = field(repr=False)
    sounds: tuple[tuple[int, Term], ...] = field(repr=False)  # terms that are known by their sound
    any_sound: re.Pattern[str] = field(repr=False)  # of all of them: most words are none
    openings: frozenset[int] = frozenset()  # terms of no rule: where a page's links to other stories begin
    turns: frozenset[int] = frozenset()

    def hits(self, folded: Folded) -> dict[int, list[Hit]]:
        """Every term that is spelled there."""
        return self.first.hits(folded) | self.rest.hits(folded)

    def heard(self, folded: Folded) -> dict[int, list[Hit]]:
        """Names by their sound; where letters have case, only what has a capital."""
        found: dict[int, list[Hit]] = {}
        words = [word for word in WORDS.finditer(folded.text) if len(word[0]) >= _SHORTEST_SOUND] if self.sounds else ()
        said = {word: numbers for word in {word[0] for word in words} if (numbers := self._said(word))}
        for word in words if said else ():
            for number in said.get(word[0], ()) if _is_name(folded, word.start()) else ():
                found.setdefault(number, []).append(Hit(*word.span(), number))
        return found

    def _said(self, word: str) -> tuple[int, ...]:
        """The names that a word sounds like."""
        return tuple(
            number
            for said in sounds(word)
            if self.any_sound.fullmatch(said)
            for number, term in self.sounds
            if term.sound and word not in term.besides and term.sound.fullmatch(said)
        )


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


@lru_cache(_BOOKS)
def build(
    terms: tuple[Term, ...],
    *,
    first: frozenset[int] | None = None,
    openings: tuple[str, ...] = (),
    turns: tuple[str, ...] = (),
) -> Lexicon:
    """`first`: the terms without which no rule holds; None: all are looked for at once."""
    all_terms = (*terms, *map(read_term, openings), *map(read_term, turns))
    numbers = frozenset(range(len(all_terms)))
    first = numbers if first is None or not _is_worth_two(all_terms, numbers - first) else first
    sounds = tuple((number, term) for number, term in enumerate(terms) if term.sound)
    return Lexicon(
        all_terms,
        _pass(all_terms, first),
        _pass(all_terms, numbers - first),
        sounds=sounds,
        any_sound=re.compile("|".join(f"(?:{term.sound.pattern})" for _, term in sounds if term.sound)),
        openings=frozenset(range(len(terms), len(terms) + len(openings))),
        turns=frozenset(range(len(terms) + len(openings), len(all_terms))),
    )


def _pass(terms: tuple[Term, ...], numbers: frozenset[int]) -> Pass:
    owners: dict[str, tuple[int, ...]] = {}
    for number in sorted(numbers):
        owner = (number,)
        for spelling in terms[number].looked_for:
            owners[spelling] = owners[spelling] + owner if spelling in owners else owner
    if not owners:
        return Pass(terms)
    loose = {said for number in numbers if terms[number].left is not Edge.WORD for said in terms[number].looked_for}
    inner = frozenset(at for at, spelling in enumerate(owners) if spelling in loose)
    return Pass(terms, _automaton(tuple(owners)), tuple(owners.values()), inner)


@lru_cache(_BOOKS)
def _automaton(spellings: tuple[str, ...]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(spellings, ahocorasick_rs.MatchKind.Standard)


def _is_worth_two(terms: Sequence[Term], later: frozenset[int]) -> bool:
    """Whether the terms that can wait are so common that to look for them apart is cheaper."""
    return sum(terms[number].commonness for number in later) * _ARTICLE > _FEW_HITS


def _is_name(folded: Folded, start: int) -> bool:
    letter = folded.original[folded.span(start, start + 1)[0]]
    return not letter.islower() or letter in _UNCAPITALISED


def _end(term: Term, folded: Folded, start: int, stop: int) -> int:
    """Where the term ends that may stand at start..stop; 0 where it does not stand there."""
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
        return not folded.original[begin].islower()  # digits and scripts without case have no other form
    return unhyphened(fold(folded.original[begin:end], keeps_case=True).text) in term.exact


def _has_hyphen(term: Term, text: str, start: int, stop: int) -> bool:
    """Where the term has one at an open end: there it is no space."""
    if not term.has_loose_hyphen:
        return True
    first, last = term.spellings[0][0] == "-", term.spellings[0][-1] == "-"
    return (not first or text[start] == "-") and (not last or text[stop - 1] == "-")
