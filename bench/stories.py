"""How well stories are told apart: one row per labelled stream.

    python bench/stories.py [STREAM...]
    python bench/stories.py --shuffles 100 STREAM...

Reads ../shared/data beside the checkout. B3 and pairwise F as usual; swallowed: stories that never raised an alert,
because their articles joined another story; repeats: further alerts per story. Each is given for an alert at the first
article of a story alone, and in brackets with the updates that borderline joins bring.
"""

import argparse
import random
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import combinations
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from watcher.app.files.aim import load_book
from watcher.app.files.shipped import empty_index
from watcher.app.replay.backtest import Replayed, Row, read_rows, replay
from watcher.core.matching.match import match, vocabulary
from watcher.core.news import Article, Vocabulary
from watcher.core.stories.cluster import Index

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
STREAMS = {name: [name] for name in ("gva", "ecb", "basil", "fnc", "wcl50", "meantime", "neardup")}
STREAMS["sohae"] = ["sohae", "kcna_bg"]
WRITTEN = ("on_topic", *(f"on_topic_{letter}" for letter in "bcdefghjklmnprst"), "launch_day")
STREAMS.update((name, [name]) for name in WRITTEN)
BY_RULES = ("sohae", *WRITTEN)  # told with the words and entities of the shipped rules, as they would be
OURS = ROOT / "tests" / "data"  # written for this: many events of one subject, look-alikes among them
MEAN_OF = ("gva", "ecb", "basil", "fnc")


def scorer() -> Any:
    module = ModuleType("eval_clusters")
    source = (SHARED / "stories" / "eval_clusters.py").read_text(encoding="utf-8")
    exec(compile(source, "eval_clusters.py", "exec"), module.__dict__)
    return module


def paths_of(name: str) -> list[Path]:
    return [
        OURS / f"{file}.jsonl" if file in WRITTEN else SHARED / "stories" / f"{file}.jsonl" for file in STREAMS[name]
    ]


def own_of(name: str, article: Article) -> Vocabulary:
    return vocabulary(BOOK, article, match(article, BOOK)) if name in BY_RULES else Vocabulary()


def outcome(rows: list[Row], *, by_rules: bool = False, index: Index | None = None) -> tuple[list[Replayed], float]:
    found = partial(match, book=BOOK) if by_rules else lambda _: ()
    start = process_time()
    told = list(
        replay(
            rows,
            match=found,
            vocabulary=partial(vocabulary, BOOK),
            index=empty_index() if index is None else index,
            unfiltered=True,
        )
    )
    return told, len(rows) / (process_time() - start)


def row_of(name: str, score: Any) -> dict[str, float]:
    paths = paths_of(name)
    told, speed = outcome(read_rows(paths), by_rules=name in BY_RULES)
    gold = score.load(paths[0])  # what comes after the first file is background
    ids = {row["id"] for row in gold}
    first = [{"id": each.row.id, "story": each.story} for each in told if each.row.id in ids]
    spoken = [{"id": each.row.id, "story": each.story, "alert": each.alert} for each in told if each.row.id in ids]
    plain, loud = score.score(gold, first), score.score(gold, spoken)
    strangers = {row["story"] for row in first}
    joined = sum(each.story in strangers for each in told if each.row.id not in ids)
    print(
        f"{name:10} {plain['items']:5} {plain['gold']:5}  {plain['b3_f']:.3f}  {plain['pw_f']:.3f} "
        f"{plain['pw_p']:.3f}/{plain['pw_r']:.3f} {plain['missed']:5} [{loud['missed']}]".ljust(62)
        + f"{plain['dup_per_story']:7.2f} [{loud['dup_per_story']:.2f}] {joined:6} {speed:8.0f}"
    )
    return {"b3": plain["b3_f"], "pairwise": plain["pw_f"]}


def seeds(score: Any) -> None:
    """The founding case: three rewrites of one report, put into each stream, must stay together and alone."""
    titles = ("North Korea builds pier at rocket station", "New sea pier at Sohe range", "Pier at Sohae completed")
    files = sorted((SHARED / "seeds").glob("*.txt"))
    print("\nfounding articles in   their stories   others in these")
    for name in STREAMS:
        paths = paths_of(name)
        same = {row["id"] for path in paths for row in score.load(path) if row["story"] == "pier"}  # told there too
        rows = [row for row in read_rows(paths) if row.id not in same]
        middle = rows[len(rows) // 2].article.seen_at
        for number, (title, file) in enumerate(zip(titles, files, strict=True)):
            text = file.read_text(encoding="utf-8")
            at = middle + number * timedelta(hours=3)
            article = Article(url="", outlet=title, title=title, text=text, seen_at=at, fetched_at=at)
            rows.append(Row(f"founding-{number}", article))
        told, _ = outcome(sorted(rows, key=lambda row: row.article.seen_at))
        stories = {each.story for each in told if each.row.id.startswith("founding-")}
        others = sum(each.story in stories for each in told) - len(files)
        print(f"{name:23}{len(stories):13}{others:18}")


def shuffled(name: str, orders: int) -> None:
    """How many pairs change their mind about being one story where what came within a minute comes in another order."""
    rows, chance = read_rows(paths_of(name)), random.Random(7)
    usual, changes = together(rows, name), []
    for _ in range(orders):
        late = [
            replace(row.article, seen_at=row.article.seen_at + timedelta(seconds=chance.uniform(0, 60))) for row in rows
        ]
        moved = [Row(row.id, article) for row, article in zip(rows, late, strict=True)]
        changes.append(len(usual ^ together(sorted(moved, key=lambda row: row.article.seen_at), name)))
    pairs = len(rows) * (len(rows) - 1) / 2
    worst, mean = max(changes), sum(changes) / orders
    print(
        f"{name}: of {len(usual)} pairs in one story, {mean:.1f} change in {orders} orders, at worst {worst}: ", end=""
    )
    print(f"{mean / pairs:.3%} of all pairs, {mean / len(usual):.2%} of those in one story")


def together(rows: list[Row], name: str) -> set[frozenset[str]]:
    told, _ = outcome(rows, by_rules=name in BY_RULES)
    members: defaultdict[int, list[str]] = defaultdict(list)
    for each in told:
        members[each.story].append(each.row.id)
    return {frozenset(pair) for ids in members.values() for pair in combinations(ids, 2)}


def main() -> None:
    if not SHARED.exists():
        sys.exit(f"no labelled streams at {SHARED}")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("streams", nargs="*", metavar="STREAM", help=f"of {', '.join(STREAMS)}; all if none is named")
    parser.add_argument("--shuffles", type=int, default=0, metavar="N", help="orders of what came within a minute")
    asked = parser.parse_args()
    if strange := set(asked.streams) - STREAMS.keys():
        parser.error(f"no stream called {', '.join(sorted(strange))}")
    chosen = asked.streams or list(STREAMS)
    if asked.shuffles:
        for name in chosen:
            shuffled(name, asked.shuffles)
        return
    score = scorer()
    print("stream     items  gold  B3     pair   prec./recall swallowed         repeats/story  joined  items/s")
    rows = {name: row_of(name, score) for name in chosen}
    if all(name in rows for name in MEAN_OF):
        for measure in ("b3", "pairwise"):
            print(f"mean {measure} of {', '.join(MEAN_OF)}: {sum(rows[name][measure] for name in MEAN_OF) / 4:.3f}")
    seeds(score)


BOOK = load_book(ROOT / "rules")

if __name__ == "__main__":
    main()
