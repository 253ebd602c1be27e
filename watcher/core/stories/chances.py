"""How likely it is that an article tells each of several stories."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import exp
from operator import mul

from watcher.core.news import StoryId
from watcher.core.stories.forest import Forest
from watcher.core.stories.likeness import WEIGHTS, Asked, Kind, Standing, features
from watcher.core.stories.subject import odds

CERTAIN = 9.0  # evidence that leaves no doubt
HEADED = timedelta(hours=12)  # within which an outlet gives the text under a headline; later it tells another event


def chances(asked: Asked, stories: Mapping[StoryId, Standing], forest: Forest) -> dict[StoryId, float]:
    """Of each, were the choice between that story and a new one."""
    found = evidence(asked, list(stories.values()), forest)
    return {id: 1 / (1 + exp(-each)) for id, each in zip(stories, found, strict=True)}


def evidence(asked: Asked, stories: Sequence[Standing], forest: Forest) -> list[float]:
    """The logarithm of how much likelier it is that the article tells each story than that it opens a new one."""
    kinds = [story.kind(asked) for story in stories]
    by_trees = odds(asked, stories, forest) if Kind.SUBJECT in kinds else [0.0] * len(stories)
    judged = zip(stories, kinds, by_trees, strict=True)
    return [
        _by_headline(asked, story) or (found if kind is Kind.SUBJECT else _weighed(asked, story, kind))
        for story, kind, found in judged
    ]


def _by_headline(asked: Asked, story: Standing) -> float | None:
    """Of the article that stood in the story as a bare headline, or the other way about."""
    if story.headed is None:
        return None
    if story.headed <= HEADED:
        return CERTAIN
    return None if asked.gist.length else -CERTAIN


def _weighed(asked: Asked, story: Standing, kind: Kind) -> float:
    weighed: float = sum(map(mul, WEIGHTS[kind], features(asked, story)))
    return weighed
