"""How likely it is that two articles report one event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import exp, log, sqrt
from operator import mul
from typing import NamedTuple

from watcher.core.stories.fingerprint import LEAST_SHARED, code
from watcher.core.stories.gist import Gist
from watcher.core.stories.trace import Trace

DAY = timedelta(days=1)
LEAST_DAYS, MOST_DAYS = 0.25, 9.0  # days between two articles are taken to be at least and at most so many
MOST_NUMBERS = 4  # shared numbers that count: more prove no more
LEAST_ANCHORS = 2  # shared anchors; fewer prove nothing


class Kind(StrEnum):
    """Kinds of pairs. Articles that rules found are all of one subject, so what they share proves less."""

    NEAR = "near"
    FOREIGN = "foreign"  # in two languages
    MATCHED = "matched"  # both found by rules
    MATCHED_FOREIGN = "matched foreign"


# Of `features`, for each kind of pair, as bench/likeness.py prints them, from the pairs that decide. Fitted without the
# stream that is measured, in turn for six written blind, B3 is .89 and pairwise F .79; 6 % of the stories are
# swallowed, and .22 further alerts raised a story. Trees, a small network and products of features did no better.
WEIGHTS = {
    Kind.NEAR: (-3.52, 4.90, 5.86, 1.41, 4.13, 2.76, 0.69, 0.08, -2.56, 0.37, -0.95),
    Kind.FOREIGN: (-1.59, 2.47, 2.20, 4.57, 6.42, 2.01, 1.66, 2.30, -4.55, -0.84, -3.32),
    Kind.MATCHED: (-2.50, 5.09, 3.23, 3.43, 2.96, 1.22, 0.41, 0.00, -1.41, 0.76, -3.44),
    Kind.MATCHED_FOREIGN: (-0.86, 3.24, 0.94, 5.45, 4.57, 3.24, 1.04, 0.00, 0.04, 0.41, -5.10),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An article to be compared with many."""

    gist: Gist
    telling: frozenset[int]  # words, headline and anchors
    words: Mapping[int, float]
    anchors: Mapping[int, float]
    headline: Mapping[int, float] | None  # alone, where the text is too short to prove anything
    days: frozenset[int]
    numbers: frozenset[int]

    @classmethod
    def of(cls, gist: Gist) -> "Asked":
        words, anchors = gist.words.weight_of(), gist.anchors.weight_of()
        telling = frozenset(words).union(gist.title.terms, anchors)
        headline = _headline(gist, words) if gist.is_short else None
        days, numbers = (frozenset(map(code, facts)) for facts in (gist.days, gist.numbers))
        return cls(gist, telling, words, anchors, headline, days, numbers)

    def beside(self, other: Trace) -> "Pair":
        shared = self.telling.intersection(other.telling)
        return Pair(self, other, shared, sum(map(self.anchors.__contains__, shared)))


class Pair(NamedTuple):
    """An article, and one that is known."""

    asked: Asked
    other: Trace
    shared: frozenset[int]  # words and anchors that tell of the known one, and that the article says, too
    anchors: int  # how many of them are anchors

    @property
    def has_enough(self) -> bool:
        """Whether they share enough to be compared in full: few of those that share a word do."""
        return self.anchors >= LEAST_ANCHORS or len(self.shared) - self.anchors >= LEAST_SHARED


def kind_of(gist: Gist, other: Trace) -> Kind:
    if gist.is_matched and other.is_matched:
        return Kind.MATCHED_FOREIGN if _is_foreign(gist, other) else Kind.MATCHED
    return Kind.FOREIGN if _is_foreign(gist, other) else Kind.NEAR


def _is_foreign(gist: Gist, other: Trace) -> bool:
    """An unknown language is never a foreign one."""
    return bool(gist.tongue and other.tongue and gist.tongue != other.tongue)


def features(pair: Pair, *, age: timedelta) -> tuple[float, ...]:
    """What speaks for one event and against it; in the order of the weights.

    Always 1; words and anchors, each by its root and in full; headlines told by the other; the same day in both
    leads; numbers shared; one outlet (which seldom tells an event twice); unlike lengths; days between.
    """
    asked, other, shared, anchors = pair
    gist = asked.gist
    # Most pairs are worth comparing for their anchors or for their words, not for both.
    shares_words = sum(map(asked.words.__contains__, shared)) >= LEAST_SHARED
    said = other.words.likeness(asked.words) if shares_words else 0.0
    anchored = other.anchors.likeness(asked.anchors, least=LEAST_ANCHORS) if anchors >= LEAST_ANCHORS else 0.0
    told = (gist.title.share(shared) + other.title.share(asked.words)) / 2
    if asked.headline is not None and not _is_foreign(gist, other):
        said = min(said, other.words.likeness(asked.headline))
        anchored = min(said, anchored)
    return (
        1.0,
        sqrt(said),
        said,
        sqrt(anchored),
        anchored,
        told,
        float(not asked.days.isdisjoint(other.days)),
        min(len(asked.numbers.intersection(other.numbers)), MOST_NUMBERS) / MOST_NUMBERS,
        float(gist.outlet == other.outlet),
        abs(log((gist.length + 5) / (other.length + 5))),
        sqrt(min(max(age / DAY, LEAST_DAYS), MOST_DAYS)),
    )


def likeness(pair: Pair, *, age: timedelta) -> float:
    """0..1; 0 where they share too little to prove anything."""
    if not pair.has_enough:
        return 0.0
    weights = WEIGHTS[kind_of(pair.asked.gist, pair.other)]
    z = sum(map(mul, weights, features(pair, age=age)))
    return 1 / (1 + exp(-z))


def _headline(gist: Gist, said: Mapping[int, float]) -> Mapping[int, float]:
    weights = {term: said[term] for term in gist.title.terms if term in said}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}
