"""All terms of all rules in one automaton: a text in, every occurrence of every term out, in one pass."""

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple

import ahocorasick_rs

from watcher.core.rules.terms import Case, Term, compiled, read_term, unhyphened
from watcher.core.words.fold import Folded, fold
from watcher.core.words.scan import Blurred, blur, blurred
from watcher.core.words.script import WORDS, Edge, begins, ends, word_around
from watcher.core.words.sound import sounds

_SHORTEST_SOUND = 4  # letters of a word that may be a name
_ARTICLE = 2300  # characters of an ordinary one
_FEW_HITS = 10
_UNCAPITALISED = frozenset(map(chr, range(0x10D0, 0x1100)))  # Georgian: has capitals in Unicode, but not in use
_MEMO = 8  # nets: two of the rules in force, and of those before
_FEW_SPELLINGS = 500  # searched for by themselves, they cost an article a twentieth to a tenth of its time


class Hit(NamedTuple):
    """A term at folded offsets start..end (exclusive)."""

    start: int
    end: int
    term: Term
    beside: "Hit | None" = None  # the context that lets an ambiguous form count


@dataclass(frozen=True, slots=True)
class Net:
    """Terms in one automaton."""

    terms: frozenset[Term]
    automaton: ahocorasick_rs.AhoCorasick
    owners: tuple[tuple[Term, ...], ...]  # of each spelling, the terms that have it
    inner: int  # so many spellings, the first ones, may stand behind a letter

    def hits(self, folded: Folded) -> dict[Term, list[Hit]]:
        """By term, in order of place; a term that does not occur is absent."""
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
        if reading := blurred(folded):
            self._add_blurred(reading, found)
        return found

    def _add_blurred(self, reading: Blurred, found: dict[Term, list[Hit]]) -> None:
        """What is spelled in a text that came through a scanner, seen with a blurred eye."""
        blurry = _blurry(self.terms)
        for spelling, start, stop in blurry.automaton.find_matches_as_indexes(
            unhyphened(reading.text), overlapping=True
        ):
            if not reading.mends(start, stop):
                continue
            for term in blurry.owners[spelling]:
                end = _end(term, reading.folded, reading.starts[start], reading.ends[stop - 1])
                hit = Hit(reading.starts[start], end, term)
                if end and hit not in found.get(term, ()):
                    insort(found.setdefault(term, []), hit)


@dataclass(frozen=True, slots=True)
class Pass:
    """Some of the terms: one net of most, and one of those that came since it was made. No term is in both."""

    nets: tuple[Net, ...] = ()
    gone: frozenset[Term] = frozenset()  # terms of the nets that nobody asks for any more

    @property
    def terms(self) -> frozenset[Term]:
        return frozenset[Term]().union(*(net.terms for net in self.nets)) - self.gone

    def hits(self, folded: Folded) -> dict[Term, list[Hit]]:
        """By term, in order of place; a term that does not occur is absent."""
        found: dict[Term, list[Hit]] = {}
        for net in self.nets:
            found |= net.hits(folded)
        for term in self.gone & found.keys():
            del found[term]
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
        return self.first.terms | self.rest.terms | frozenset(self.sounds)

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


def build(
    terms: frozenset[Term],
    *,
    first: frozenset[Term] | None = None,
    openings: tuple[str, ...] = (),
    turns: tuple[str, ...] = (),
    before: Lexicon | None = None,
) -> Lexicon:
    """`first`: the terms without which no rule holds; None: all are found in one pass.

    `before`: the lexicon in force. What an edit did not touch is taken over, so that it costs as much as it changes.
    """
    begin, turn = frozenset(map(read_term, openings)), frozenset(map(read_term, turns))
    sounds = tuple(sorted(term for term in terms if term.sound))
    soon, later = terms.union(begin, turn).difference(sounds), frozenset[Term]()
    if first is not None and _is_worth_two(waiting := soon - first):
        soon, later = soon & first, waiting
    return Lexicon(
        _pass(soon, before.first if before else Pass()),
        _pass(later, before.rest if before else Pass()),
        sounds=sounds,
        any_sound=re.compile("|".join(f"(?:{term.sound.pattern})" for term in sounds if term.sound)),
        openings=begin,
        turns=turn,
    )


def _pass(terms: frozenset[Term], before: Pass) -> Pass:
    if before.nets:
        most = before.nets[0]
        new, gone = terms - most.terms, most.terms - terms
        if sum(len(term.spellings) for term in chain(new, gone)) <= _FEW_SPELLINGS:
            return Pass((most, _net(new)) if new else (most,), gone)
    return Pass((_net(terms),)) if terms else Pass()


@lru_cache(_MEMO)
def _blurry(terms: frozenset[Term]) -> Net:
    """The same terms, blurred; made when a text first came through a scanner."""
    return _net(terms, spelled=lambda term: () if term.fuzzy else tuple(dict.fromkeys(map(blur, term.looked_for))))


def _net(terms: frozenset[Term], spelled: Callable[[Term], Iterable[str]] = attrgetter("looked_for")) -> Net:
    owners: dict[str, tuple[Term, ...]] = {}
    inner: set[str] = set()
    for term in terms:
        spellings = spelled(term)
        for spelling in spellings:
            owners[spelling] = owners[spelling] + term.alone if spelling in owners else term.alone
        if term.left is not Edge.WORD:
            inner.update(spellings)
    listed = sorted(inner) + sorted(owners.keys() - inner)  # what begins alike lies together in memory
    automaton = ahocorasick_rs.AhoCorasick(listed, ahocorasick_rs.MatchKind.Standard)
    return Net(terms, automaton, tuple(map(owners.__getitem__, listed)), len(inner))


def _is_worth_two(later: Iterable[Term]) -> bool:
    """Whether the terms that can wait are so common that to look for them apart is cheaper."""
    return sum(term.commonness for term in later) * _ARTICLE > _FEW_HITS


def _is_name(folded: Folded, start: int) -> bool:
    return not _is_small(folded.original[folded.span(start, start + 1)[0]])


def _is_small(letter: str) -> bool:
    """Whether it has a capital that is not written; never of digits, nor of scripts and signs without case."""
    return letter.islower() and letter not in _UNCAPITALISED and letter.upper() != letter


def _end(term: Term, folded: Folded, start: int, stop: int) -> int:
    """Where a term ends that was found at start..stop; 0 where its edges or its tail do not fit."""
    text = folded.text
    if not begins(term.left, text, start):
        return 0
    tail = compiled(term.tail).match(text, stop) if term.tail else None
    end = tail.end() if tail else stop
    if (term.tail and not tail) or not ends(term.right, text, end):
        return 0
    return end if _has_case(term, folded, start, stop) and _has_hyphen(term, text, start, stop) else 0


def _has_case(term: Term, folded: Folded, start: int, stop: int) -> bool:
    if term.case is Case.ANY:
        return True
    begin, end = folded.span(start, stop)
    if term.case is Case.CAPITAL:
        return not _is_small(folded.original[begin])
    return unhyphened(fold(folded.original[begin:end], keeps_case=True).text) in term.exact


def _has_hyphen(term: Term, text: str, start: int, stop: int) -> bool:
    """Whether the text has a hyphen where the term has one at an open end: there a space will not do."""
    if not term.has_loose_hyphen:
        return True
    first, last = term.spellings[0][0] == "-", term.spellings[0][-1] == "-"
    return (not first or text[start] == "-") and (not last or text[stop - 1] == "-")
