"""How likely it is that two articles report one event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, sqrt

from watcher.core.gist import Gist

DAY = timedelta(days=1)
LEAST_ANCHORS = 2  # shared, or they prove nothing
FEW_ANCHORS = 3  # stated: then that none are shared proves nothing either

# Weights of `features` for pairs in one language and in two: fitted by bench/likeness.py, then rounded by trial on all
# streams together. In two languages only numbers, days and names can be compared.
NEAR = (-5.25, 7.3, 5.2, 6.1, 0.8, -0.15, -1.9, -0.27)
FOREIGN = (-4.5, 0.0, 10.0, 0.0, 0.0, 2.0, -0.9, -1.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """An article to be compared with many."""

    gist: Gist
    words: Mapping[int, float]
    anchors: Mapping[int, float]
    headline: Mapping[int, float] | None  # alone, where the text is too short to prove anything

    @classmethod
    def of(cls, gist: Gist) -> "Asked":
        said = gist.words.weight_of()
        return cls(gist, said, gist.anchors.weight_of(), _headline(gist, said) if gist.is_short else None)


def is_foreign(asked: Asked, other: Gist) -> bool:
    return bool(asked.gist.tongue and other.tongue and asked.gist.tongue != other.tongue)


def features(asked: Asked, other: Gist, *, age: timedelta) -> tuple[float, ...]:
    """Always 1; likeness of words and anchors; few anchors; same day and another day in the lead; days between."""
    said = other.words.likeness(asked.words)
    anchored = other.anchors.likeness(asked.anchors, least=LEAST_ANCHORS)
    if asked.headline is not None:
        said = min(said, other.words.likeness(asked.headline))
        anchored = min(said, anchored)
    bare = min(len(asked.anchors), len(other.anchors.terms)) < FEW_ANCHORS
    both = bool(asked.gist.days and other.days)
    same = bool(asked.gist.days & other.days)
    days = min(max(age / DAY, 0.0), 7.0)
    return (1.0, sqrt(said), sqrt(anchored), said, float(bare), float(same), float(both and not same), days)


def likeness(asked: Asked, other: Gist, *, age: timedelta) -> float:
    """0..1"""
    weights = FOREIGN if is_foreign(asked, other) else NEAR
    z = sum(weight * feature for weight, feature in zip(weights, features(asked, other, age=age), strict=True))
    return 1 / (1 + exp(-z))


def _headline(gist: Gist, said: Mapping[int, float]) -> Mapping[int, float]:
    weights = {term: said[term] for term in gist.title if term in said}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}
