"""Fits the weights of watcher/core/stories/likeness.py to articles and stories, by logistic regression.

    python bench/likeness.py [--without STREAM]...

Reads the labelled streams that bench/stories.py reads. Each article is held against the stories that the index would
hold it against, were all articles before it in their true stories: it tells one of them, or none (a conditional logit,
McFadden 1974). Streams of general news count alike, those of one subject (for which bench/forest.py fits trees) a
little, by the root of their size: few of the others have days, or another language.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from math import exp, log, sqrt
from operator import mul

from stories import BY_RULES, STREAMS, own_of, paths_of

from watcher.app.files.shipped import empty_index
from watcher.app.replay.backtest import read_rows
from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.cluster import JOINS
from watcher.core.stories.likeness import Kind
from watcher.core.stories.subject import NAMES

STEPS = 12  # of Newton's method
KEEP = 0.3  # how strongly weights are held small, against TOTAL
TOTAL = 7_000.0  # weight of all articles together
# How likely a story must be before an article joins it; chosen so that few stories swallow others. The weights are
# written down so that the index may ask JOINS of every kind.
ASKED = {Kind.NEAR: 0.33, Kind.FOREIGN: 0.5}
KINDS = tuple(ASKED)
COUNTS = 100.0  # how much a stream of general news counts
TEACHES = 0.15  # likewise, one of one subject, for each root of its size
FOREIGN = NAMES.index("foreign")

Option = tuple[Kind, tuple[float, ...], bool]  # a story: what speaks for it, and whether it is the one
Streams = dict[str, list[list[Option]]]  # by article
Weights = dict[Kind, list[float]]
Case = tuple[float, list[tuple[int, tuple[float, ...], bool]]]  # how much an article counts, and its options


def options(name: str) -> Iterator[list[Option]]:
    told = {}
    for path in paths_of(name):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            told[str(row["id"])] = f"{row['story']}"
    index, ids = empty_index(), {}
    for number, row in enumerate(read_rows(paths_of(name))):
        own, article = own_of(name, row.article), row.article
        story = ids.setdefault(told[row.id], StoryId(number))
        compared = index.compared(article, vocabulary=own, now=article.seen_at)
        if compared:
            yield [
                (Kind.FOREIGN if each.of_subject[FOREIGN] else Kind.NEAR, each.anywhere, each.story == story)
                for each in compared
            ]
        index.add(ArticleId(number), story, article, copy_of=None, vocabulary=own)


def cases(streams: Streams) -> list[Case]:
    found: list[Case] = []
    for name, articles in streams.items():
        found += balanced(articles, TEACHES * sqrt(len(articles)) if name in BY_RULES else COUNTS)
    total = sum(weight for weight, _ in found)
    return [(weight * TOTAL / total, options) for weight, options in found]


def balanced(articles: Sequence[Sequence[Option]], share: float) -> Iterator[Case]:
    """Articles of known stories count as much as those of new ones."""
    for is_known in (True, False):
        some = [options for options in articles if any(same for *_, same in options) is is_known]
        for options in some:
            yield share / len(some), [(KINDS.index(kind), *rest) for kind, *rest in options]


def fit(found: Sequence[Case]) -> list[float]:
    """The weights of all kinds, one after the other."""
    size = len(found[0][1][0][1])
    weights = [0.0] * size * len(KINDS)
    for _ in range(STEPS):
        slope = [-KEEP * weight for weight in weights]
        bend = [[KEEP * (i == j) for j in range(len(weights))] for i in range(len(weights))]
        for share, options in found:
            learn(share, options, weights, slope, bend)
        weights = [weight + step for weight, step in zip(weights, solved(bend, slope), strict=True)]
    return weights


def learn(
    share: float,
    options: Sequence[tuple[int, tuple[float, ...], bool]],
    weights: Sequence[float],
    slope: list[float],
    bend: list[list[float]],
) -> None:
    """Add what one article says of the weights to slope and bend of the likelihood."""
    size = len(options[0][1])
    odds = [exp(sum(map(mul, weights[kind * size :], features))) for kind, features, _ in options]
    total = 1 + sum(odds)
    expected = [0.0] * len(weights)
    for (kind, features, same), odd in zip(options, odds, strict=True):
        likely, start = odd / total, kind * size
        for i, x in enumerate(features):
            slope[start + i] += share * (same - likely) * x
            expected[start + i] += likely * x
            row = bend[start + i]
            for j in range(i, size):
                row[start + j] += share * likely * x * features[j]
    present = [i for i, x in enumerate(expected) if x]
    for number, i in enumerate(present):
        row = bend[i]
        for j in present[number:]:
            row[j] -= share * expected[i] * expected[j]


def solved(upper: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x of A x = b, for a symmetric A of which the upper half is given."""
    size = len(right)
    rows = [[upper[min(i, j)][max(i, j)] for j in range(size)] + [right[i]] for i in range(size)]
    for i in range(size):
        for j in range(i + 1, size):
            share = rows[j][i] / rows[i][i]
            rows[j] = [a - share * b for a, b in zip(rows[j], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (rows[i][-1] - sum(rows[i][j] * found[j] for j in range(i + 1, size))) / rows[i][i]
    return found


def odds(share: float) -> float:
    return log(share / (1 - share))


def fitted(streams: Streams) -> Weights:
    """As likeness.py wants them: the constants say where an article joins."""
    weights = fit(cases(streams))
    size = len(weights) // len(KINDS)
    found = {}
    for number, kind in enumerate(KINDS):
        constant, *others = weights[number * size : (number + 1) * size]
        found[kind] = [constant + odds(JOINS) - odds(ASKED[kind]), *others]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", action="append", default=[], choices=STREAMS)
    asked = parser.parse_args()
    without = [*asked.without, "neardup"]  # its copies are told by their wording
    streams: Streams = {name: list(options(name)) for name in STREAMS if name not in without}
    for kind, weights in fitted(streams).items():
        print(f"    Kind.{kind.name}: ({', '.join(f'{weight:.2f}' for weight in weights)}),")


if __name__ == "__main__":
    main()
