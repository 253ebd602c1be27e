"""Fits the weights of watcher/core/likeness.py to pairs of articles, by logistic regression.

    python bench/likeness.py [--without STREAM]...

Reads the labelled streams that bench/stories.py reads. Each article is compared with what the index would compare it
with, were all articles before it in their true stories. Streams count alike, and so do pairs of one story and others;
for pairs that rules have found, streams told by rules count ten times.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import exp, log

from stories import BY_RULES, STREAMS, own_of, paths_of

from watcher.app.backtest import read_rows
from watcher.app.frequencies import empty_index
from watcher.core.likeness import Kind
from watcher.core.news import ArticleId, StoryId

STEPS = 12  # of Newton's method
KEEP = 3.0  # how strongly weights are held small, against TOTAL
TOTAL = 10_000.0  # weight of all pairs together
LEAST = 15  # pairs of a kind: a stream that has fewer teaches nothing of it
TOLD_BY_RULES = 10.0
# Borderline is where the index says: likely enough for one event (bench/stories.py). One figure for all kinds of pairs.
JOINS = 0.66
ASKED = {Kind.NEAR: 0.73, Kind.FOREIGN: 0.78, Kind.MATCHED: 0.9, Kind.MATCHED_FOREIGN: 0.9}

Pair = tuple[tuple[float, ...], bool]  # features, and whether it is one story
Rows = list[tuple[tuple[float, ...], bool, float]]


def pairs(name: str) -> Iterator[tuple[Kind, Pair]]:
    told = {}
    for path in paths_of(name):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            told[str(row["id"])] = f"{row['story']}"
    index, ids = empty_index(), {}
    for number, row in enumerate(read_rows(paths_of(name))):
        own, article = own_of(name, row.article), row.article
        story = ids.setdefault(told[row.id], StoryId(number))
        for other, kind, features in index.compared(article, vocabulary=own, now=article.seen_at):
            yield kind, (features, other == story)
        index.add(ArticleId(number), story, article, copy_of=None, vocabulary=own)


def weighed(kind: Kind, streams: dict[str, dict[Kind, list[Pair]]]) -> Rows:
    """Pairs of this kind and of its sister: they differ in how much the streams count, not in what they are."""
    is_matched = kind in (Kind.MATCHED, Kind.MATCHED_FOREIGN)
    sisters = (Kind.NEAR, Kind.MATCHED) if kind in (Kind.NEAR, Kind.MATCHED) else (Kind.FOREIGN, Kind.MATCHED_FOREIGN)
    rows: Rows = []
    for name, of_kind in streams.items():
        found = [pair for sister in sisters for pair in of_kind.get(sister, ())]
        share = (TOLD_BY_RULES if is_matched else 1 / 2) if name in BY_RULES else 1.0
        for same in (True, False):
            some = [features for features, is_one in found if is_one is same]
            if len(some) > LEAST:
                rows += [(features, same, share / len(some)) for features in some]
    total = sum(weight for *_, weight in rows)
    return [(features, same, weight * TOTAL / total) for features, same, weight in rows]


def fit(rows: Rows) -> list[float]:
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [-KEEP * weight for weight in weights]
        bend = [[KEEP * (i == j) for j in range(size)] for i in range(size)]
        for features, same, weight in rows:
            likely = 1 / (1 + exp(-sum(w * x for w, x in zip(weights, features, strict=True))))
            error, spread = weight * (same - likely), weight * likely * (1 - likely)
            for i, x in enumerate(features):
                if x:
                    slope[i] += error * x
                    row = bend[i]
                    for j in range(i, size):
                        row[j] += spread * x * features[j]
        weights = [weight + step for weight, step in zip(weights, solved(bend, slope), strict=True)]
    return weights


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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", action="append", default=[], choices=STREAMS)
    without = [*parser.parse_args().without, "neardup"]  # its copies are told by their wording
    streams: dict[str, dict[Kind, list[Pair]]] = {}
    for name in STREAMS:
        if name not in without:
            streams[name] = defaultdict(list)
            for kind, pair in pairs(name):
                streams[name][kind].append(pair)
    for kind in Kind:
        constant, *others = fit(weighed(kind, streams))
        shown = ", ".join(f"{weight:.2f}" for weight in (constant + odds(JOINS) - odds(ASKED[kind]), *others))
        print(f"    Kind.{kind.name}: ({shown}),")


if __name__ == "__main__":
    main()
