"""What a start costs: the index built again from thirty days of stored texts.

    python bench/rebuild.py [ARTICLES]

A memory is filled with invented articles (bench/place.py), one in ten of them in a story, as a busy list of feeds
leaves it; `read` is what it takes to get them out of the file, `index` all of it. CPU seconds.
"""

import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

from place import BEGUN, WEEK, World, resident

from watcher.app.files.aim import load_aim
from watcher.app.recall import rebuilt_index
from watcher.core.feeds import FeedId
from watcher.core.news import Match, Placement, Relation, RuleId, Severity
from watcher.store import articles, filed, rulesets, stories
from watcher.store.db import Db, open_db, transaction

SIZES = (2_000, 10_000, 30_000)
PLACED = 10  # one in so many
NOW = BEGUN + WEEK
MATCH = Match(rule=RuleId("sohae-site"), severity=Severity.ALERT, score=1.0, spans=())


def fill(db: Db, count: int, ruleset: str) -> None:
    with transaction(db):
        for number, article in enumerate(World().articles(count)):
            id = articles.add(db, replace(article, url=f"https://wire.example/{number}"), feed=FeedId("wire"))
            if number % PLACED == 0:
                articles.add_matches(db, id, [MATCH], ruleset=ruleset)
                new = Placement(relation=Relation.NEW)
                at = article.seen_at
                stories.place(db, id, new, headline=article.title, severity=Severity.ALERT, now=at)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    aim = load_aim(Path(__file__).parents[1] / "rules")
    print("  texts   in stories   read s   index s   texts a second   MB more")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, closing(open_db(Path(folder) / "watcher.db")) as db:
            rulesets.remember(db, aim.version, aim.files, now=BEGUN)
            fill(db, size, aim.version)
            start = process_time()
            placed = sum(each.story is not None for each in filed.since(db, NOW - timedelta(days=30)))
            read, start, before = process_time() - start, process_time(), resident()
            rebuilt_index(db, aim, now=NOW)
            spent = process_time() - start
        more = (resident() - before) / 1e6
        print(f"{size:7,} {placed:12,} {read:8.2f} {spent:9.2f} {size / spent:16,.0f} {more:9.0f}", flush=True)


if __name__ == "__main__":
    main()
