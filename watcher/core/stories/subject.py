"""How likely it is that an article tells a story, where all news is of one subject and shares its names and words.

There no sum of weights will do: a likeness that proves one event within an hour of the flash proves none three days
later, or where another story is as like. So trees decide, from what speaks for each story beside the others.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import log

from watcher.core.stories.forest import Forest
from watcher.core.stories.likeness import Asked, Standing, features

HOUR = timedelta(hours=1)
AT_ONCE = timedelta(hours=6)  # what came sooner is as soon: on a busy day unlike reports come together
MOST_MEMBERS = 20  # that count
MOST_STORIES = 8  # likewise, of those that it is held against
_ANYWHERE = (  # of what is asked of news of any subject; None: asked in another way here
    *(None, None, "words", None, "anchors", "likest", "second", "title", "title_told", "day", "numbers", "new_numbers"),
    *("outlet", None, None),
)
_RIVALLED = ("words", "anchors", "likest", "title", "title_told")  # by how much more than of the best other story
_OWN = (
    *("foreign", "members", "best_title", "first_told", "other_day", "length", "hours", "hours_open"),
    *("candidates", "mean"),
)
NAMES = (*filter(None, _ANYWHERE), *_OWN, *(f"more_{name}" for name in _RIVALLED), "stories")
_RIVALS = tuple(map(NAMES.index, _RIVALLED))


def odds(asked: Asked, stories: Sequence[Standing], forest: Forest) -> list[float]:
    """The logarithm of the odds that the article tells each of these, were the choice between it and a new one."""
    return [forest.score(each) for each in of_subject(asked, stories)]


def of_subject(asked: Asked, stories: Sequence[Standing]) -> list[tuple[float, ...]]:
    """What speaks for each story and against it; in the order of the names."""
    alone = [(*_anywhere(asked, story), *_own(asked, story)) for story in stories]
    columns = [[each[rival] for each in alone] for rival in _RIVALS]
    count = float(min(len(stories), MOST_STORIES))
    return [
        (*each, *(column[number] - _best_but(column, number) for column in columns), count)
        for number, each in enumerate(alone)
    ]


def _anywhere(asked: Asked, story: Standing) -> list[float]:
    return [feature for name, feature in zip(_ANYWHERE, features(asked, story), strict=True) if name]


def _own(asked: Asked, story: Standing) -> tuple[float, ...]:
    """In the order of `_OWN`.

    Whether no article tells it in this language; how many do; the likest headline; how much of the first one the
    article tells; whether both leads name days, and none is the same; the article's length and the hours since the
    story was heard of last and first (logarithms); how many of its articles are among the likest, and how like these
    are by their words on average.
    """
    alike = story.alike(asked)
    return (
        float(story.is_foreign(asked.gist)),
        float(min(story.size, MOST_MEMBERS)),
        max(trace.title.likeness(asked.title, least=1) for trace in story.likest),
        _told(story.first.title.weight_of(), asked.telling),
        float(bool(asked.days) and bool(story.whole.days) and asked.days.isdisjoint(story.whole.days)),
        log(1 + asked.gist.length),
        log(max(story.updated, AT_ONCE) / HOUR),
        log(max(story.opened, AT_ONCE) / HOUR),
        float(len(story.likest)),
        sum(alike) / len(alike) if alike else -1.0,
    )


def _told(headline: Mapping[int, float], words: frozenset[int]) -> float:
    """How much of a headline's weight lies in words that an article says, 0..1."""
    return sum(weight for term, weight in headline.items() if term in words) / (sum(headline.values()) or 1)


def _best_but(likest: Sequence[float], number: int) -> float:
    return max((likeness for other, likeness in enumerate(likest) if other != number), default=0.0)
