"""What survives paraphrase: the telling words of an article, weighed by how rare they are."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log, sqrt
from zlib import crc32

from watcher.core.text import Frequencies

GENERAL = 60  # documents: how much the general table counts beside what was read here
OWN_TERMS = 0.7  # weight of the words a rule looks for: all it matches holds them, but so does the event
PROMINENT = 2.0  # weight of words in the headline and lead
LEAST_SHARED = 3  # words
MOST_TERMS = 250  # kept of one article, heaviest first
MOST_ARTICLES, MOST_WORDS = 50_000, 200_000  # counted before old counts fade


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A direction in the space of words: weights of length 1, heaviest first; empty where no word tells anything."""

    terms: "array[int]"  # codes of words
    weights: "array[float]"

    def likeness(self, other: dict[int, float]) -> float:
        """Cosine, 0..1, to another fingerprint given by `weight_of`; 0 where one or two words are all they share."""
        shared = [other[term] * weight for term, weight in zip(self.terms, self.weights, strict=True) if term in other]
        return sum(shared) if len(shared) >= LEAST_SHARED else 0.0

    def weight_of(self) -> dict[int, float]:
        return dict(zip(self.terms, self.weights, strict=True))


def code(word: str) -> int:
    """A number for a word that is the same in every process; two words in a million share one."""
    return crc32(word.encode("utf-8", "replace"))


class Pool:
    """How many of the articles read here hold each word, on top of how common words are in general."""

    def __init__(self, general: Frequencies) -> None:
        self._general = general
        self._holding: dict[str, int] = {}
        self._articles = 0

    def rarity(self, word: str) -> float:
        """Inverse document frequency; 0 for a word in every article."""
        holding = self._holding.get(word, 0) + GENERAL * self._general.share(word)
        return log((self._articles + GENERAL + 1) / (holding + 1))

    def weigh(self, said: Counter[str], *, prominent: Collection[str], own: Collection[str]) -> Fingerprint:
        """`said`: each word and how often; `own`: the words of the rules that matched."""
        weights = [
            (code(word), (1 + log(times)) * rarity * _emphasis(word, prominent, own))
            for word, times in said.items()
            if (rarity := self.rarity(word)) > 0
        ]
        weights.sort(key=lambda term: (-term[1], term[0]))
        kept = weights[:MOST_TERMS]
        length = sqrt(sum(weight * weight for _, weight in kept))
        return Fingerprint(array("I", (term for term, _ in kept)), array("f", (weight / length for _, weight in kept)))

    def count(self, said: Iterable[str]) -> None:
        """Take one more article's words into account."""
        for word in said:
            self._holding[word] = self._holding.get(word, 0) + 1
        self._articles += 1
        if self._articles > MOST_ARTICLES or len(self._holding) > MOST_WORDS:
            self._fade()

    def _fade(self) -> None:
        self._holding = {word: half for word, count in self._holding.items() if (half := count // 2)}
        self._articles //= 2


def _emphasis(word: str, prominent: Collection[str], own: Collection[str]) -> float:
    return (PROMINENT if word in prominent else 1.0) * (OWN_TERMS if word in own else 1.0)
