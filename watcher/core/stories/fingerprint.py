"""What survives paraphrase: the telling words of an article, weighed by how rare they are."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, repeat
from math import hypot, log, log1p, sqrt
from operator import add, mul, sub, truediv
from typing import NamedTuple
from zlib import crc32

from watcher.core.words.text import Frequencies

GENERAL = 60  # the general table counts as much as so many stories read here
OWN_TERMS = 0.4  # weight of words that a rule looks for: every match holds them, so they tell little of the event
PROMINENT = 2.0  # weight of words in the headline and lead
LEAST_SHARED = 3  # words
MOST_TERMS = 72  # kept of one article, heaviest first
MOST_TOLD = 96  # kept of a story
WHOLE = 0xFFFF  # a weight of 1: two bytes tell weights apart finely enough
MOST_STORIES, MOST_WORDS = 50_000, 120_000  # counted before old counts fade

_LOG = {times: 1 + log(times) for times in range(1, 100)}  # the weight of a word by how often the article says it
MOST_OFTEN = _LOG[99]


class Sought(NamedTuple):
    """A fingerprint that is compared with many."""

    terms: frozenset[int]
    weights: Mapping[int, float]

    @classmethod
    def of(cls, weights: Mapping[int, float]) -> "Sought":
        return cls(frozenset(weights), weights)

    def along(self, terms: "array[int]", weights: Iterable[float], *, least: int) -> float:
        """Its scalar product with a row of weights; 0 where fewer than `least` terms are shared, as most often."""
        shared = self.terms.intersection(terms)
        if len(shared) < least:
            return 0.0
        pairs = zip(terms, weights, strict=True)
        return sum([weight * self.weights[term] for term, weight in pairs if term in shared])


class Fingerprint(NamedTuple):
    """A direction in the space of words: weights of length 1, heaviest first; empty where no word tells anything."""

    terms: "array[int]"  # codes of words
    weights: "array[int]"  # in parts of `WHOLE`

    def likeness(self, other: Sought, *, least: int) -> float:
        """Cosine, 0..1, to another fingerprint; 0 where fewer than `least` terms are shared."""
        return other.along(self.terms, self.weights, least=least) / WHOLE

    def weight_of(self) -> dict[int, float]:
        return dict(zip(self.terms, map(truediv, self.weights, repeat(WHOLE)), strict=False))


class Centroid(NamedTuple):
    """Where many fingerprints point together: their sum. Its terms in no order."""

    terms: "array[int]"
    weights: "array[int]"
    length: float

    @classmethod
    def of(cls, one: Fingerprint) -> "Centroid":
        return cls(one.terms, one.weights, WHOLE)

    def likeness(self, other: Sought, *, least: int) -> float:
        """As of a fingerprint."""
        return other.along(self.terms, self.weights, least=least) / (self.length or 1)

    def plus(self, other: Fingerprint) -> "Centroid":
        total = dict(zip(self.terms, self.weights, strict=True))
        known = map(total.get, other.terms, repeat(0))
        total.update(zip(other.terms, map(add, known, other.weights), strict=True))
        length = hypot(*total.values())
        kept = list(total)
        if len(kept) > MOST_TOLD:
            kept = sorted(kept, key=total.__getitem__, reverse=True)[:MOST_TOLD]
        weights = [total[term] for term in kept]
        width = "H" if max(weights, default=0) <= WHOLE else "I"  # a story of a few articles needs two bytes each
        return Centroid(array("I", kept), array(width, weights), length)  # lists: without slack


def code(word: str) -> int:
    """A number for a word that is the same in every process; two words in a million share one."""
    return crc32(word.encode("utf-8", "replace"))


def codes(words: Collection[str]) -> list[int]:
    """Likewise for each of many, none of which holds a line break: encoded in one go."""
    return list(map(crc32, "\n".join(words).encode("utf-8", "replace").split(b"\n"))) if words else []


class Pool:
    """How many of the stories told here hold each word, on top of how common words are in general."""

    def __init__(self, general: Frequencies) -> None:
        weighed = {share: GENERAL * share for share in set(general.shares.values())}  # few: words share their numbers
        self._holding = Counter({word: weighed[share] for word, share in general.shares.items()})
        self._general = array("d", self._holding.values())  # of its first words, which stay its first
        self._stories = 0

    def weigh(
        self, said: Mapping[str, int], *, prominent: frozenset[str] = frozenset(), own: frozenset[str]
    ) -> Fingerprint:
        """By how rare each word is. `said`: words and how often; `own`: what the rules that matched look for."""
        common = map(log1p, map(self._holding.get, said, repeat(0.0)))
        rare = map(sub, repeat(log(self._stories + GENERAL + 1)), common)
        often = map(_LOG.get, said.values(), repeat(MOST_OFTEN))
        weights = dict(zip(said, map(mul, often, rare), strict=True))
        for word in prominent:
            if word in weights:
                weights[word] *= PROMINENT
        for word in own.intersection(weights):
            weights[word] *= OWN_TERMS
        telling = _heaviest(weights)
        heavy = [weights[word] for word in telling]
        length = sqrt(sum(map(mul, heavy, heavy)))
        return Fingerprint(
            array("I", codes(telling)), array("H", [int(weight / length * WHOLE + 0.5) for weight in heavy])
        )

    def count(self, said: Collection[str], *, known: frozenset[int] = frozenset()) -> None:
        """Take the words of one more article into account, without those that its story has told: codes in `known`.

        A word of one event told forty times is no common word: what counts is in how many stories it stands.
        """
        fresh = [word for word, key in zip(said, codes(said), strict=True) if key not in known] if known else said
        self._holding.update(fresh)
        self._stories += not known
        if self._stories > MOST_STORIES or len(self._holding) > len(self._general) + MOST_WORDS:
            self._fade()

    def _fade(self) -> None:
        counted = zip(self._holding.items(), chain(self._general, repeat(0.0)), strict=False)
        faded = {word: base + (count - base) // 2 for (word, count), base in counted if base or count > 1}
        self._holding = Counter(faded)
        self._stories //= 2


def _heaviest(weights: Mapping[str, float]) -> list[str]:
    """At most `MOST_TERMS` that tell anything, heaviest first; only those are put in order."""
    least = sorted(weights.values(), reverse=True)[MOST_TERMS - 1] if len(weights) > MOST_TERMS else 0.0
    telling = [word for word, weight in weights.items() if weight >= least and weight > 0]
    telling.sort(reverse=True)  # of equals the last by letters, whatever their order in the text
    telling.sort(key=weights.__getitem__, reverse=True)
    return telling[:MOST_TERMS]
