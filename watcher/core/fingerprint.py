"""What survives paraphrase: the telling words of an article, weighed by how rare they are."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import log, sqrt
from zlib import crc32

from watcher.core.text import Frequencies

GENERAL = 60  # documents: how much the general table counts beside what was read here
OWN_TERMS = 0.4  # weight of the words a rule looks for: all it matches holds them, but so does the event
PROMINENT = 2.0  # weight of words in the headline and lead
LEAST_SHARED = 3  # words
MOST_TERMS = 72  # kept of one article, heaviest first
MOST_STORIES, MOST_WORDS = 50_000, 120_000  # counted before old counts fade

_LOG = [0.0, *(1 + log(times) for times in range(1, 100))]


def _integers() -> "array[int]":
    return array("I")


def _reals() -> "array[float]":
    return array("f")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A direction in the space of words: weights of length 1, heaviest first; empty where no word tells anything."""

    terms: "array[int]" = field(default_factory=_integers)  # codes of words
    weights: "array[float]" = field(default_factory=_reals)

    def likeness(self, other: Mapping[int, float], *, least: int = LEAST_SHARED) -> float:
        """Cosine, 0..1, to another fingerprint given by `weight_of`; 0 where fewer than `least` words are shared."""
        shared = [other[term] * weight for term, weight in zip(self.terms, self.weights, strict=True) if term in other]
        return sum(shared) if len(shared) >= least else 0.0

    def weight_of(self) -> dict[int, float]:
        return dict(zip(self.terms, self.weights, strict=True))


def code(word: str) -> int:
    """A number for a word that is the same in every process; two words in a million share one."""
    return crc32(word.encode("utf-8", "replace"))


class Pool:
    """How many of the stories told here hold each word, on top of how common words are in general."""

    def __init__(self, general: Frequencies) -> None:
        self._general = {word: GENERAL * share for word, share in general.shares.items()}
        self._holding: dict[str, float] = dict(self._general)
        self._stories = 0

    def weigh(self, said: Counter[str], *, prominent: Collection[str], own: Collection[str]) -> Fingerprint:
        """By how rare each word is. `said`: words and how often; `own`: what the rules that matched look for."""
        holding = self._holding.get
        ceiling, most = log(self._stories + GENERAL + 1), len(_LOG) - 1
        weights: list[tuple[float, str]] = []
        for word, times in said.items():
            rarity = ceiling - log(holding(word, 0.0) + 1)
            if rarity > 0:
                weight = _LOG[min(times, most)] * rarity
                if word in prominent:
                    weight *= PROMINENT
                weights.append((weight * OWN_TERMS if word in own else weight, word))
        kept = nlargest(MOST_TERMS, weights) if len(weights) > MOST_TERMS else sorted(weights, reverse=True)
        length = sqrt(sum(weight * weight for weight, _ in kept))
        return Fingerprint(
            array("I", [code(word) for _, word in kept]), array("f", [weight / length for weight, _ in kept])
        )

    def count(self, said: Iterable[str], *, known: frozenset[int] = frozenset()) -> None:
        """Take the words of one more article into account, without those that its story has told: codes in `known`.

        A word of one event told forty times is no common word: what counts is in how many stories it stands.
        """
        holding = self._holding
        for word in said:
            if not known or code(word) not in known:
                holding[word] = holding.get(word, 0.0) + 1
        self._stories += not known
        if self._stories > MOST_STORIES or len(holding) > len(self._general) + MOST_WORDS:
            self._fade()

    def _fade(self) -> None:
        given = self._general.get
        faded = ((word, given(word, 0.0), count) for word, count in self._holding.items())
        self._holding = {word: base + (count - base) // 2 for word, base, count in faded if base or count > 1}
        self._stories //= 2
