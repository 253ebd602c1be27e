"""What the articles of a story say, taken together: a story told from many sides is like each of them."""

from array import array
from dataclasses import dataclass

from watcher.core.stories.fingerprint import Centroid, Sought
from watcher.core.stories.trace import Trace

MOST_FACTS = 1_000  # outlets, days or numbers of a story, the latest; more would make each article dearer to place
UNTOLD = 0.3  # what `tells` gives for no headline: about the usual value


@dataclass(frozen=True, slots=True)
class Whole:
    words: Centroid
    anchors: Centroid
    title: Centroid
    tongues: tuple[str, ...]
    outlets: "array[int]"
    days: "array[int]"
    numbers: "array[int]"
    is_matched: bool  # any of them, by rules

    @classmethod
    def of(cls, trace: Trace) -> "Whole":
        """Of a story told by one article."""
        return cls(
            words=Centroid.of(trace.words),
            anchors=Centroid.of(trace.anchors),
            title=Centroid.of(trace.title),
            tongues=(trace.tongue,),
            outlets=array("I", (trace.outlet,)),
            days=trace.days,
            numbers=trace.numbers,
            is_matched=trace.is_matched,
        )

    def joined_by(self, trace: Trace) -> "Whole":
        return Whole(
            words=self.words.plus(trace.words),
            anchors=self.anchors.plus(trace.anchors),
            title=self.title.plus(trace.title),
            tongues=tuple(dict.fromkeys((*self.tongues, trace.tongue))),
            outlets=_united(self.outlets, (trace.outlet,)),
            days=_united(self.days, trace.days),
            numbers=_united(self.numbers, trace.numbers),
            is_matched=self.is_matched or trace.is_matched,
        )

    def tells(self, title: Sought) -> float:
        """How much of a headline's weight lies in words that tell of the story, 0..1."""
        told = title.terms.intersection(self.words.terms + self.title.terms)
        total = sum(title.weights.values())
        return sum(map(title.weights.__getitem__, told)) / total if total else UNTOLD


def _united(known: "array[int]", more: "array[int] | tuple[int]") -> "array[int]":
    return array("I", dict.fromkeys((*known, *more)))[-MOST_FACTS:]
