"""An article, a story as it finds it, and what speaks for the story and against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

from watcher.core.news import StoryId
from watcher.core.stories.fingerprint import LEAST_SHARED, Sought, code
from watcher.core.stories.gist import Gist
from watcher.core.stories.trace import Trace
from watcher.core.stories.whole import Whole

DAY = timedelta(days=1)
LEAST_DAYS, MOST_DAYS = 0.25, 9.0  # an article is taken to come at least and at most so many days after another
MOST_NUMBERS = 4  # shared numbers that count: more prove no more
LEAST_ANCHORS = 2  # shared anchors; fewer prove nothing


class Kind(StrEnum):
    """Kinds of comparison."""

    NEAR = "near"
    FOREIGN = "foreign"  # the story is not told in the article's language
    SUBJECT = "subject"  # the article, its story, or much of what is remembered was found by rules: see `subject`


WEIGHTS = {  # of news of any subject
    Kind.NEAR: (-3.97, 4.48, 7.22, 7.31, -0.67, 7.00, -1.98, 0.63, 0.34, 1.21, -0.34, -1.11, -3.71, -0.14, -0.46),
    Kind.FOREIGN: (-3.91, 0.75, 1.61, 8.30, 5.95, 0.60, 1.97, 1.89, -0.12, 1.65, 2.13, -0.91, -3.77, -0.18, -2.24),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An article to be compared with many stories."""

    gist: Gist
    is_matched: bool  # by rules, or among what mostly is
    telling: frozenset[int]  # words of text and headline
    words: Sought
    anchors: Sought
    title: Sought
    headline: Sought | None  # its words as the text weighs them, where that is too short to prove anything
    days: frozenset[int]
    numbers: frozenset[int]

    @classmethod
    def of(cls, gist: Gist, *, among_matched: bool = False) -> "Asked":
        words, anchors, title = (Sought.of(each.weight_of()) for each in (gist.words, gist.anchors, gist.title))
        telling = words.terms | title.terms
        headline = _headline(gist, words.weights) if gist.is_short else None
        days, numbers = (frozenset(map(code, facts)) for facts in (gist.days, gist.numbers))
        is_matched = gist.is_matched or among_matched
        return cls(gist, is_matched, telling, words, anchors, title, headline, days, numbers)

    def shares_enough(self, other: Trace) -> bool:
        """Whether it shares enough with an article to be compared with its story: few of those that share a word do."""
        if len(self.anchors.terms.intersection(other.anchor_codes)) >= LEAST_ANCHORS:
            return True
        return len(self.telling.intersection(other.word_codes)) >= LEAST_SHARED


def is_headed(gist: Gist, other: Trace) -> bool:
    """Whether one is the headline under which the same outlet gave the other, before or after its text was read."""
    if min(gist.length, other.length) or not gist.outlet or gist.outlet != other.outlet:
        return False
    return set(gist.title.terms) == set(other.title.terms)


class Standing(NamedTuple):
    """A story as an article finds it."""

    whole: Whole
    first: Trace  # of its articles
    likest: Sequence[Trace]  # those with which the article shares most
    size: int  # how many there are
    headed: timedelta | None  # so long ago what the article says stood there as a bare headline, or the other way about
    opened: timedelta  # so long ago
    updated: timedelta  # likewise: last heard of

    def kind(self, asked: Asked) -> Kind:
        if asked.is_matched or self.whole.is_matched:
            return Kind.SUBJECT
        return Kind.FOREIGN if self.is_foreign(asked.gist) else Kind.NEAR

    def is_foreign(self, gist: Gist) -> bool:
        """An unknown language is never a foreign one."""
        return bool(gist.tongue) and gist.tongue not in self.whole.tongues and "" not in self.whole.tongues

    def alike(self, asked: Asked) -> list[float]:
        """How like the article's words are to those of each of the likest, the likest first; of a single one none."""
        if self.size < 2:
            return []
        return sorted((trace.words.likeness(asked.words, least=LEAST_SHARED) for trace in self.likest), reverse=True)


class Compared(NamedTuple):
    """A story as an article is held against it: by what all news have in common, and by what those of one subject."""

    story: StoryId
    kind: Kind
    anywhere: tuple[float, ...]
    of_subject: tuple[float, ...]


def features(asked: Asked, story: Standing) -> tuple[float, ...]:
    """What speaks for the story and against it; in the order of the weights.

    Always 1; words and anchors as the story says them, each plain and by its root; words of its likest two articles;
    headlines, and how much of the article's the story tells; a day told by both leads; numbers shared, and numbers new
    to the story; an outlet that has told it (and seldom tells an event twice); roots of the days since the story was
    opened and since it was last heard of.
    """
    whole = story.whole
    said = whole.words.likeness(asked.words, least=LEAST_SHARED)
    anchored = whole.anchors.likeness(asked.anchors, least=LEAST_ANCHORS)
    likest, second = (*(story.alike(asked) or (said,)), 0.0)[:2]
    if asked.headline is not None and not story.is_foreign(asked.gist):
        said = min(said, whole.words.likeness(asked.headline, least=LEAST_SHARED))
        anchored, likest, second = min(said, anchored), min(said, likest), min(said, second)
    shared = len(asked.numbers.intersection(whole.numbers))
    return (
        1.0,
        said,
        sqrt(said),
        anchored,
        sqrt(anchored),
        likest,
        second,
        whole.title.likeness(asked.title, least=1),
        whole.tells(asked.title),
        float(not asked.days.isdisjoint(whole.days)),
        min(shared, MOST_NUMBERS) / MOST_NUMBERS,
        (len(asked.numbers) - shared) / (len(asked.numbers) + 1),
        float(asked.gist.outlet in whole.outlets),
        _days(story.opened),
        _days(story.updated),
    )


def _days(age: timedelta) -> float:
    return sqrt(min(max(age / DAY, LEAST_DAYS), MOST_DAYS))


def _headline(gist: Gist, said: Mapping[int, float]) -> Sought:
    weights = {term: said[term] for term in gist.title.terms if term in said}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return Sought.of({term: weight / length for term, weight in weights.items()})
