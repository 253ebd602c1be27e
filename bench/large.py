"""What is asked again and again of a memory of years: `python bench/large.py [--articles 500000]`, CPU ms of each.

Invented rows: as many entries, a fifth as many matches and texts, a story of five articles each, and twice as many
deliveries, of which 5,000 wait. To lay them takes a minute or two, and 4 kB an article on the disk.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from watcher.app.files.aim import compile_aim
from watcher.app.looking.exposition import exposition
from watcher.app.looking.metrics import METRICS, Scene
from watcher.app.readers import visitors
from watcher.app.readers.visitors import Look
from watcher.core.feeds import FeedId
from watcher.core.news import StoryId
from watcher.store import outbox, undelivered
from watcher.store.db import MEMORY, Db, open_db, reader, text_of, transaction

BEGIN = datetime(2030, 1, 1, tzinfo=UTC)
FEEDS, OUTLETS, MEMBERS, WAITING = 1_000, 300, 5, 5_000
VIAS = ("telegram", "email", "file")
WORDS = ("quay", "pier", "launch", "rocket", "satellite", "station", "crane", "report", "north", "sea", "harbour")
SPANS = '[["text", 40, 44, "quay"], ["text", 90, 94, "quay"]]'
AIM = compile_aim(
    {
        "pier.yaml": "rules:\n  - {id: pier, when: [pier], tests: {match: [A pier], no_match: [A hall]}}\n",
        "feeds.yaml": "feeds:\n  - {id: garam, name: Garam Daily, url: https://garam.example/rss}\n",
        "subscriptions.yaml": "subscriptions: []\n",
    }
)


def lay(db: Db, articles: int) -> None:
    chance, stories = random.Random(1), articles // 5 // MEMBERS
    db.execute("PRAGMA synchronous = OFF")
    with transaction(db):
        db.execute("INSERT INTO rulesets VALUES ('v', 'x', '{}')")
        _lay_feeds(db)
        _lay_news(db, articles, chance)
        _lay_stories(db, stories, chance)
        _lay_deliveries(db, articles * 2, stories, '{"said": "' + _text(chance, 90) + '"}')


def _lay_feeds(db: Db) -> None:
    _rows(db, "feeds (feed, url, state)", ((f"f{n}", "u", "ok" if n % 9 else "failing") for n in range(FEEDS)))
    _rows(db, "polls (feed, next_poll_at)", ((f"f{n}", _at(n)) for n in range(FEEDS)))


def _lay_news(db: Db, articles: int, chance: random.Random) -> None:
    known = ((n, f"f{n % FEEDS}", _url(n), _text(chance, 9), _at(n)) for n in range(1, articles + 1))
    of_articles = "articles (id, url, feed, outlet, title, seen_at, fetched_at, sha256, words)"
    rows = ((n, url, feed, f"Outlet {n % OUTLETS}", title, at, at, bytes(32), 400) for n, feed, url, title, at in known)
    _rows(db, of_articles, rows)
    of_entries = "entries (feed, guid, url, title, seen_at, hash, state, due_at, article)"
    offered = ((n, f"f{n % FEEDS}", _url(n), _at(n)) for n in range(1, articles + 1))
    _rows(db, of_entries, ((feed, str(n), url, "a title", at, bytes(8), "read", at, n) for n, feed, url, at in offered))
    _rows(db, "texts", ((n, _text(chance, 400)) for n in range(5, articles + 1, 5)))
    of_matches = "matches (article, rule, severity, score, spans, ruleset)"
    _rows(db, of_matches, ((n, "pier", "alert", 1, SPANS, "v") for n in range(5, articles + 1, 5)))


def _lay_stories(db: Db, stories: int, chance: random.Random) -> None:
    of_stories = "stories (id, headline, severity, opened_at, updated_at)"
    each = 5 * MEMBERS  # articles from the first of a story to that of the next
    _rows(db, of_stories, ((n, _text(chance, 9), "alert", *[_at(each * n)] * 2) for n in range(1, stories + 1)))
    of_placements = "placements (article, story, relation, by, placed_at)"
    placed = range(5, each * stories + 1, 5)
    _rows(db, of_placements, ((n, (n - 1) // each + 1, "grows", "machine", _at(n)) for n in placed))


def _lay_deliveries(db: Db, deliveries: int, stories: int, body: str) -> None:
    """Of each story three posts and their edits, all arrived; and posts that wait, each for an address of its own."""
    of_subscriptions = "subscriptions (id, origin, via, address, wants, state, made_at)"
    _rows(db, of_subscriptions, ((via, "file", via, "a", "{}", "active", "x") for via in VIAS))
    common = "key, subscription, via, address, chat, kind, story, state, due_at, made_at"
    told = ((n, VIAS[n % 3], n // 50 % stories + 1, n % 50 < 3, _at(n // 2)) for n in range(deliveries))
    sent = (
        (
            f"k{n}",
            via,
            via,
            "a",
            "a",
            "post" if opens else "edit",
            story,
            "sent",
            at,
            at,
            at,
            str(n),
            body,
            body,
            None if opens else 1,
        )
        for n, via, story, opens, at in told
    )
    _rows(db, f"deliveries ({common}, done_at, receipt, content, message, target)", sent)
    line = ((f"w{n}", "telegram", "telegram", str(n), str(n), "post", 1, "due", _at(0), _at(0)) for n in range(WAITING))
    _rows(db, f"deliveries ({common})", line)


def _rows(db: Db, into: str, rows: Iterator[tuple[object, ...]]) -> None:
    first = next(rows)
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * len(first))})"
    db.execute(statement, first)
    db.executemany(statement, rows)


def _at(minutes: int) -> str:
    return text_of(BEGIN + timedelta(minutes=minutes))


def _url(n: int) -> str:
    return f"https://outlet{n % OUTLETS}.example/news/{n}/some-longer-slug-of-words"


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def asked(db: Db, state: Path, now: datetime) -> dict[str, Callable[[], object]]:
    listed = [FeedId(f"f{n}") for n in range(FEEDS)]

    def shelf(line: str) -> Callable[[], object]:
        return lambda: visitors.shelf(db, AIM, "en", Look(line=line), now=now)

    return {
        "a scrape of /metrics": lambda: exposition(METRICS, Scene(db=db, state=state, listed=listed, now=now)),
        "the front page": shelf(""),
        "a search that finds a page": shelf("quay launch*"),
        "a search that finds nothing in its step": shelf('"zebra crossing"'),
        "the page of a story": lambda: visitors.all_sources(db, AIM, "en", id=StoryId(9), now=now),
        "the posts of a story": lambda: outbox.telling(db, StoryId(10**9)),
        "each second: what is on its way": lambda: (outbox.in_flight(db), outbox.to_probe(db, now=now)),
        "each second: what is overtaken or unwanted": lambda: (outbox.overtaken(db), outbox.unwanted(db)),
        "each minute: what is buried or overdue": lambda: (
            undelivered.buried(db, since=now),
            undelivered.overdue(db, since=now),
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500_000)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / MEMORY
        with closing(open_db(path)) as db:
            lay(db, articles)
        print(f"{path.stat().st_size >> 20:,} MB, {articles:,} articles, {2 * articles + WAITING:,} deliveries")
        with reader(Path(home)) as db:
            for what, ask in asked(db, Path(home), BEGIN + timedelta(minutes=articles)).items():
                ask()
                begun = time.process_time()
                ask()
                print(f"{(time.process_time() - begun) * 1000:8.1f} ms  {what}")


if __name__ == "__main__":
    main()
