"""Fits the trees in watcher/app/data/likeness.json to articles and stories of one subject, by gradient boosting.

    python bench/forest.py > watcher/app/data/likeness.json
    python bench/forest.py --leave-out

Needs scikit-learn (pip install scikit-learn). `--leave-out`: for each stream that was written blind, how well its
stories are told apart with trees fitted to all streams but this one.

Each article is held against the stories that the index would hold it against: once were all articles before it in their
true stories, and once where they are put by trees that learned from that alone. So they learn to go on from mistakes
such as they make themselves (dataset aggregation, Ross et al. 2011). There a story is the true one where most of its
articles are.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log, sqrt
from typing import Any, NamedTuple

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier
from stories import BY_RULES, outcome, own_of, paths_of, scorer

from watcher.app.files import shipped
from watcher.app.replay.backtest import read_rows
from watcher.core.news import Article, ArticleId, StoryId, Vocabulary
from watcher.core.stories.cluster import JOINS, Index
from watcher.core.stories.forest import LEAVES, Forest, forest_of
from watcher.core.stories.subject import NAMES

BLIND = [f"on_topic_{letter}" for letter in "bcdefghjklmnprst"]
ASKED = 0.5  # how likely a story must be before an article joins it; chosen so that few stories swallow others
ALONE = 0.3  # how much it counts what each story would look like were it the only one
TREES, RATE, FEWEST, KEEP = 150, 0.08, 40, 5.0

Options = list[tuple[Sequence[float], bool]]  # the stories an article is held against: what speaks for each; is it it
Trees = dict[str, Any]  # as they are written down


class Told(NamedTuple):
    """An article, what the rules say of it, and the story it tells."""

    article: Article
    vocabulary: Vocabulary
    story: str


def read(name: str) -> list[Told]:
    lines = [line for path in paths_of(name) for line in path.read_text("utf-8").splitlines()]
    stories = {str(row["id"]): str(row["story"]) for row in map(json.loads, lines)}
    rows = read_rows(paths_of(name))
    return [Told(row.article, own_of(name, row.article), stories[row.id]) for row in rows]


def options(stream: Sequence[Told], trees: Trees | None) -> Iterator[Options]:
    """Of each article; those before it are where they belong, or where the trees would put them."""
    forest = Forest(()) if trees is None else forest_of(trees, NAMES)
    index = Index(shipped.frequencies(), shipped.concepts(), forest)
    truly: defaultdict[StoryId, Counter[str]] = defaultdict(Counter)
    opened: dict[str, StoryId] = {}
    for number, told in enumerate(stream):
        article, words = told.article, told.vocabulary
        compared = index.compared(article, vocabulary=words, now=article.seen_at)
        if compared:
            yield [(each.of_subject, _is_of(truly[each.story], told.story)) for each in compared]
        placed = index.place(article, vocabulary=words, now=article.seen_at)
        known = opened.setdefault(told.story, StoryId(number)) if trees is None else placed.story
        story = StoryId(number) if known is None else known
        truly[story][told.story] += 1
        copy_of = placed.copy_of if placed.story == story else None
        index.add(ArticleId(number), story, article, copy_of=copy_of, vocabulary=words)


def _is_of(members: Counter[str], story: str) -> bool:
    return 2 * members[story] > members.total()


def fitted(streams: Mapping[str, Sequence[Told]]) -> Trees:
    truly = {name: list(options(stream, None)) for name, stream in streams.items()}
    first = fit(truly.values())
    return fit([*truly.values(), *(list(options(stream, first)) for stream in streams.values())])


def fit(streams: Sequence[Sequence[Options]]) -> Trees:
    """A stream counts by the root of its size; in it, articles of known stories as much as those of new ones."""
    rows, answers, weights = [], [], []
    for articles in streams:
        for is_known in (True, False):
            some = [options for options in articles if any(same for _, same in options) is is_known]
            for options in some:
                weight = sqrt(len(articles)) / len(some)
                rows += [features for features, _ in options] + [alone(features) for features, _ in options]
                answers += [same for _, same in options] * 2
                weights += [weight] * len(options) + [weight * ALONE] * len(options)
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=FEWEST,
        l2_regularization=KEEP,
        early_stopping=False,
    )
    model.fit(numpy.array(rows), numpy.array(answers), sample_weight=numpy.array(weights) * len(weights) / sum(weights))
    start = float(model._baseline_prediction[0, 0]) + log(JOINS / (1 - JOINS)) - log(ASKED / (1 - ASKED))
    trees = [_tree(predictor.nodes, 0) for [predictor] in model._predictors]
    return {"start": round(start, 4), "trees": trees}


def alone(features: Sequence[float]) -> tuple[float, ...]:
    """As if no other story were known, as on the first day."""
    by_name = dict(zip(NAMES, features, strict=True))
    unrivalled = {name: by_name[name.removeprefix("more_")] for name in NAMES if name.startswith("more_")}
    return tuple((by_name | unrivalled | {"stories": 1.0}).values())


def _tree(nodes: Any, at: int) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    limit = float(f"{node['num_threshold']:.5g}")
    return [NAMES[node["feature_idx"]], limit, _tree(nodes, node["left"]), _tree(nodes, node["right"])]


def leave_out(streams: Mapping[str, Sequence[Told]]) -> None:
    score = scorer()
    tally: defaultdict[str, list[Mapping[str, float]]] = defaultdict(list)
    print("left out      B3     pair   swallowed   repeats/story    (in English alone)")
    for name in BLIND:
        trees = fitted({other: stream for other, stream in streams.items() if other != name})
        index = Index(shipped.frequencies(), shipped.concepts(), forest_of(trees, NAMES))
        rows, _ = outcome(read_rows(paths_of(name)), by_rules=True, index=index)
        told = [{"id": each.row.id, "story": each.story} for each in rows]
        gold = score.load(paths_of(name)[0])
        english = {row["id"] for row in gold if row["lang"] == "en"}
        for part, ids in (("all", {row["id"] for row in gold}), ("english", english)):
            measured = score.score([row for row in gold if row["id"] in ids], [row for row in told if row["id"] in ids])
            tally[part].append(measured)
        print(name.ljust(12), shown(tally["all"][-1:]), shown(tally["english"][-1:]), sep="  ", flush=True)
    print("mean".ljust(12), shown(tally["all"]), shown(tally["english"]), sep="  ")


def shown(measured: Sequence[Mapping[str, float]]) -> str:
    means = {key: sum(each[key] for each in measured) / len(measured) for key in ("b3_f", "pw_f", "dup_per_story")}
    swallowed, stories = (sum(int(each[key]) for each in measured) for key in ("missed", "gold"))
    return f"{means['b3_f']:.3f}  {means['pw_f']:.3f}  {swallowed:3} of {stories:3}  {means['dup_per_story']:5.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leave-out", action="store_true")
    asked = parser.parse_args()
    streams = {name: read(name) for name in BY_RULES}
    if asked.leave_out:
        leave_out(streams)
        return
    print(json.dumps(fitted(streams), separators=(",", ":")).replace("],[", "],\n["))


if __name__ == "__main__":
    main()
