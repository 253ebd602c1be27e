"""Fits the weights of watcher/core/stories/likeness.py to pairs of articles, by logistic regression.

    python bench/likeness.py [--without STREAM]...
    python bench/likeness.py --leave-out

`--leave-out`: for each stream of one subject that was written blind, how well its stories are told apart with weights
fitted to all streams but this one.

Reads the labelled streams that bench/stories.py reads. Each article is compared with what the index would compare it
with, were all articles before it in their true stories. Streams count alike, and so do pairs of one story and others;
pairs that rules have found are learned from streams told by rules alone, and without shared numbers, which lead astray
where everybody counts the same kilometres.

Fitted twice: the second time to the pairs that decide where an article goes, its likest in its own story and its likest
in others. What is far off would teach that all near in time is one event.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log
from operator import mul

from stories import BY_RULES, STREAMS, outcome, own_of, paths_of, scorer

from watcher.app.files.shipped import empty_index
from watcher.app.replay.backtest import read_rows
from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.likeness import WEIGHTS, Kind

STEPS = 12  # of Newton's method
KEEP = 3.0  # how strongly weights are held small, against TOTAL
TOTAL = 10_000.0  # weight of all pairs together
OF_ONE_SUBJECT = 1.0  # streams that those told by rules count for together, where general news is judged
LEAST = 15  # pairs of a kind: a stream that has fewer teaches nothing of it
BLIND = [f"on_topic_{letter}" for letter in "bcdefg"]
NUMBERS = 7  # which of the features
DECIDING = 2  # pairs of an article, of its story and of others
# Borderline is where the index says: likely enough for one event (bench/stories.py). One figure for all kinds of pairs.
JOINS = 0.66
ASKED = {Kind.NEAR: 0.47, Kind.FOREIGN: 0.5, Kind.MATCHED: 0.66, Kind.MATCHED_FOREIGN: 0.6}
SISTERS = {
    Kind.NEAR: (Kind.NEAR, Kind.MATCHED),
    Kind.FOREIGN: (Kind.FOREIGN, Kind.MATCHED_FOREIGN),
    Kind.MATCHED: (Kind.NEAR, Kind.MATCHED),
    Kind.MATCHED_FOREIGN: (Kind.FOREIGN, Kind.MATCHED_FOREIGN),
}

Pair = tuple[Kind, tuple[float, ...], bool]  # features, and whether it is one story
Streams = dict[str, list[list[Pair]]]  # by article
Weights = dict[Kind, list[float]]
Rows = list[tuple[tuple[float, ...], bool, float]]


def pairs(name: str) -> Iterator[list[Pair]]:
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
        yield [(kind, features, other == story) for other, kind, features in compared]
        index.add(ArticleId(number), story, article, copy_of=None, vocabulary=own)


def deciding(article: Sequence[Pair], weights: Weights) -> Iterator[Pair]:
    likest = sorted(article, key=lambda pair: -sum(map(mul, weights[pair[0]], pair[1])))
    for same in (True, False):
        yield from [pair for pair in likest if pair[2] is same][:DECIDING]


def fit_all(streams: Streams) -> Weights:
    return {kind: fit(weighed(kind, streams)) for kind in Kind}


def weighed(kind: Kind, streams: Streams) -> Rows:
    """Pairs of this kind and of its sister: they differ in how much the streams count, not in what they are."""
    is_matched = kind in (Kind.MATCHED, Kind.MATCHED_FOREIGN)
    rows: Rows = []
    for name, articles in streams.items():
        if is_matched and name not in BY_RULES:
            continue
        found = [pair for article in articles for pair in article if pair[0] in SISTERS[kind]]
        share = OF_ONE_SUBJECT / len(BY_RULES) if name in BY_RULES and not is_matched else 1.0
        for same in (True, False):
            some = [known(features, is_matched) for _, features, is_one in found if is_one is same]
            if len(some) > LEAST:
                rows += [(features, same, share / len(some)) for features in some]
    total = sum(weight for *_, weight in rows)
    return [(features, same, weight * TOTAL / total) for features, same, weight in rows]


def known(features: tuple[float, ...], is_matched: bool) -> tuple[float, ...]:
    return (*features[:NUMBERS], 0.0, *features[NUMBERS + 1 :]) if is_matched else features


def fit(rows: Rows) -> list[float]:
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [-KEEP * weight for weight in weights]
        bend = [[KEEP * (i == j) for j in range(size)] for i in range(size)]
        for features, same, weight in rows:
            likely = 1 / (1 + exp(-sum(map(mul, weights, features))))
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


def fitted(streams: Streams) -> Weights:
    """As likeness.py wants them: the constants say where an article joins."""
    first = fit_all(streams)
    decided = {name: [list(deciding(article, first)) for article in articles] for name, articles in streams.items()}
    weights = fit_all(decided)
    return {
        kind: [constant + odds(JOINS) - odds(ASKED[kind]), *others] for kind, (constant, *others) in weights.items()
    }


def leave_out(streams: Streams) -> None:
    score, usual = scorer(), dict(WEIGHTS)
    tally: defaultdict[str, list[Mapping[str, float]]] = defaultdict(list)
    print("left out      B3     pair   swallowed   repeats/story    (in English alone)")
    for name in BLIND:
        learned = fitted({other: articles for other, articles in streams.items() if other != name})
        WEIGHTS.update({kind: tuple(weights) for kind, weights in learned.items()})
        told = [
            {"id": each.row.id, "story": each.story} for each in outcome(read_rows(paths_of(name)), by_rules=True)[0]
        ]
        gold = score.load(paths_of(name)[0])
        english = {row["id"] for row in gold if row["lang"] == "en"}
        for part, ids in (("all", {row["id"] for row in gold}), ("english", english)):
            measured = score.score([row for row in gold if row["id"] in ids], [row for row in told if row["id"] in ids])
            tally[part].append(measured)
        print(name.ljust(12), shown(tally["all"][-1:]), shown(tally["english"][-1:]), sep="  ")
    print("mean".ljust(12), shown(tally["all"]), shown(tally["english"]), sep="  ")
    WEIGHTS.update(usual)


def shown(measured: Sequence[Mapping[str, float]]) -> str:
    means = {key: sum(each[key] for each in measured) / len(measured) for key in ("b3_f", "pw_f", "dup_per_story")}
    swallowed, stories = (sum(int(each[key]) for each in measured) for key in ("missed", "gold"))
    return f"{means['b3_f']:.3f}  {means['pw_f']:.3f}  {swallowed:3} of {stories:3}  {means['dup_per_story']:5.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", action="append", default=[], choices=STREAMS)
    parser.add_argument("--leave-out", action="store_true")
    asked = parser.parse_args()
    without = [*asked.without, "neardup"]  # its copies are told by their wording
    streams: Streams = {name: list(pairs(name)) for name in STREAMS if name not in without}
    if asked.leave_out:
        leave_out(streams)
        return
    for kind, weights in fitted(streams).items():
        print(f"    Kind.{kind.name}: ({', '.join(f'{weight:.2f}' for weight in weights)}),")


if __name__ == "__main__":
    main()
