"""Fits the weights of watcher/core/likeness.py to pairs of articles, by logistic regression.

    python bench/likeness.py [--without STREAM]...

Reads the labelled streams that bench/stories.py reads. Each article is compared with what the index would compare it
with, were all articles before it in their true stories. Streams count alike, and so do pairs of one story and others.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from math import exp

from stories import GENERAL, STREAMS, own_of, paths_of

from watcher.app.backtest import read_rows
from watcher.core.cluster import Index
from watcher.core.likeness import Asked, features, is_foreign
from watcher.core.news import ArticleId, Placement, Relation, StoryId

EPOCHS, STEP, KEEP = 30, 0.05, 2e-4

Pair = tuple[tuple[float, ...], bool]


def pairs(name: str) -> Iterator[tuple[bool, Pair]]:
    """Whether in two languages, and the pair: its features, and whether it is one story."""
    told = {}
    for path in paths_of(name):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            told[str(row["id"])] = f"{row['story']}"
    index, ids = Index(GENERAL), {}
    for number, row in enumerate(read_rows(paths_of(name))):
        own, article = own_of(name, row.article), row.article
        read = index._read(article, own)
        asked = Asked.of(read.gist)
        story = ids.setdefault(told[row.id], StoryId(number))
        for _, item in index._candidates(read.gist, article.seen_at):
            yield (
                is_foreign(asked, item.gist),
                (features(asked, item.gist, age=article.seen_at - item.seen_at), item.story == story),
            )
        index.add(ArticleId(number), story, article, (), Placement(relation=Relation.GROWS), vocabulary=own)


def fit(streams: list[list[Pair]]) -> list[float]:
    chance = random.Random(7)
    sample = [
        chance.choices([p for p in s if p[1] is same], k=1500)
        for s in streams
        for same in (True, False)
        if sum(p[1] is same for p in s) > 20
    ]
    rows = [pair for part in sample for pair in part]
    weights = [0.0] * len(rows[0][0])
    for epoch in range(EPOCHS):
        chance.shuffle(rows)
        step = STEP / (1 + epoch / 5)
        for given, same in rows:
            z = sum(w * x for w, x in zip(weights, given, strict=True))
            error = same - 1 / (1 + exp(-max(-30.0, min(30.0, z))))
            weights = [w + step * (error * x - KEEP * w) for w, x in zip(weights, given, strict=True)]
    return [round(weight, 2) for weight in weights]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", action="append", default=[], choices=STREAMS)
    without = parser.parse_args().without
    found: dict[bool, list[list[Pair]]] = defaultdict(list)
    for name in STREAMS:
        if name not in without:
            both: dict[bool, list[Pair]] = defaultdict(list)
            for foreign, pair in pairs(name):
                both[foreign].append(pair)
            for foreign, some in both.items():
                found[foreign].append(some)
    print("NEAR =", tuple(fit(found[False])))
    print("FOREIGN =", tuple(fit(found[True])))


if __name__ == "__main__":
    main()
