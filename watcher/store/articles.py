"""What was read, and why it concerned us."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from watcher.core.feeds import FeedId
from watcher.core.news import Article, ArticleId, Field, Known, Match, RuleId, Severity, Span, StoryId
from watcher.store import meta
from watcher.store.db import Db, Row, claimed, instant, instant_of, text_of


def at(db: Db, url: str) -> ArticleId | None:
    """The article already read from this address, if any."""
    row = db.execute("SELECT article FROM addresses WHERE url = ?", (url,)).fetchone()
    return ArticleId(row["article"]) if row else None


def known_at(db: Db, url: str) -> list[Known]:
    """The articles at this address: the first at the address itself, those of later items at `address#...`."""
    rows = db.execute(
        "SELECT a.id, a.title, EXISTS (SELECT 1 FROM placements WHERE article = a.id) AS is_placed"
        " FROM addresses k JOIN articles a ON a.id = k.article"
        " WHERE k.url = :url OR (k.url > :url || '#' AND k.url < :url || '$') ORDER BY a.id",  # $ follows #
        {"url": url},
    )
    return [Known(ArticleId(row["id"]), row["title"], bool(row["is_placed"])) for row in rows]


def add(db: Db, article: Article, *, feed: FeedId) -> ArticleId:
    """Keep an article and its text."""
    text = article.text
    cursor = db.execute(
        "INSERT INTO articles (url, feed, outlet, title, author, lang, label, state, quotes, published_at, seen_at,"
        " fetched_at, baseline, sha256, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.url,
            feed,
            article.outlet,
            article.title,
            article.author,
            article.lang,
            article.label,
            article.state,
            article.quotes,
            claimed(article.published_at, now=article.seen_at),
            text_of(article.seen_at),
            text_of(article.fetched_at),
            article.baseline,
            _digest(article),
            len(text.split()),
        ),
    )
    id = ArticleId(cursor.lastrowid or 0)
    db.execute("INSERT INTO texts (article, text) VALUES (?, ?)", (id, text))
    db.execute("INSERT INTO addresses (url, article) VALUES (?, ?) ON CONFLICT DO NOTHING", (article.url, id))
    return id


def revise(db: Db, id: ArticleId, article: Article, matches: Iterable[Match], *, ruleset: str) -> None:
    """Let a known article say what this one says; its address, outlet and day of arrival stay."""
    db.execute(
        "UPDATE articles SET title = ?, author = ?, lang = ?, published_at = ?, fetched_at = ?, sha256 = ?, words = ?,"
        " revision = revision + 1 WHERE id = ?",
        (
            article.title,
            article.author,
            article.lang,
            claimed(article.published_at, now=article.seen_at),
            text_of(article.fetched_at),
            _digest(article),
            len(article.text.split()),
            id,
        ),
    )
    db.execute("UPDATE texts SET text = ? WHERE article = ?", (article.text, id))
    db.execute("DELETE FROM matches WHERE article = ?", (id,))
    add_matches(db, id, matches, ruleset=ruleset)
    meta.tally(db, "revised")


def add_matches(db: Db, article: ArticleId, matches: Iterable[Match], *, ruleset: str) -> None:
    """In the order of the rule book."""
    db.executemany(
        "INSERT INTO matches (article, rule, severity, score, spans, ruleset, place) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (article, match.rule, match.severity, match.score, _spans_text(match.spans), ruleset, place)
            for place, match in enumerate(matches)
        ],
    )


def matches_of(db: Db, article: ArticleId) -> tuple[Match, ...]:
    """In the order of the rule book."""
    rows = db.execute("SELECT * FROM matches WHERE article = ? ORDER BY place, rule", (article,))
    return tuple(map(_match, rows))


def matches_in(db: Db, story: StoryId) -> dict[int, tuple[Match, ...]]:
    """The matches of a whole story by article, each in the order of the rule book; who has none is left out."""
    rows = db.execute(
        "SELECT m.* FROM placements p JOIN matches m ON m.article = p.article WHERE p.story = ?"
        " ORDER BY m.article, m.place, m.rule",
        (story,),
    )
    return {id: tuple(map(_match, found)) for id, found in groupby(rows, key=itemgetter("article"))}


def _match(row: Row) -> Match:
    return Match(
        rule=RuleId(row["rule"]),
        severity=Severity(row["severity"]),
        score=row["score"],
        spans=tuple(Span(Field(f), start, end, term) for f, start, end, term in json.loads(row["spans"])),
    )


def read_since(db: Db, at: datetime, *, rules: Iterable[RuleId] | None) -> tuple[int, int]:
    """How many articles were read since an instant, and how many of them these rules (None: all) would tell of."""
    row = db.execute(
        "SELECT count(*) AS read, count(*) FILTER (WHERE id IN (SELECT article FROM matches WHERE severity <> 'log'"
        " AND (:rules IS NULL OR rule IN (SELECT value FROM json_each(:rules))))) AS matched"
        " FROM articles WHERE fetched_at >= :at",
        {"at": text_of(at), "rules": None if rules is None else json.dumps(list(rules))},
    ).fetchone()
    return row["read"], row["matched"]


def article_of(row: Row) -> Article:
    """From a row of articles joined with its text."""
    return Article(
        url=row["url"],
        outlet=row["outlet"],
        title=row["title"],
        text=row["text"] or "",
        seen_at=instant(row["seen_at"]),
        fetched_at=instant(row["fetched_at"]),
        published_at=instant_of(row["published_at"]),
        author=row["author"],
        lang=row["lang"],
        label=row["label"],
        state=row["state"],
        quotes=bool(row["quotes"]),
        baseline=bool(row["baseline"]),
    )


def since(db: Db, at: datetime) -> list[tuple[ArticleId, Article]]:
    """Those seen since an instant whose texts are still kept, in the order of arrival."""
    rows = db.execute(
        "SELECT a.*, t.text FROM articles a JOIN texts t ON t.article = a.id WHERE a.seen_at >= ?"
        " ORDER BY a.seen_at, coalesce(a.published_at, '9'), a.id",
        (text_of(at),),
    )
    return [(ArticleId(row["id"]), article_of(row)) for row in rows]


def count(db: Db) -> int:
    """How many were ever read: none is forgotten, so that the numbers have no holes."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0])


def outlets(db: Db) -> list[str]:
    """All outlets of which an article was ever read."""
    return [row["outlet"] for row in db.execute("SELECT DISTINCT outlet FROM articles")]


@dataclass(frozen=True, slots=True)
class Stored:
    id: ArticleId
    article: Article  # without its text, where that was let go of
    story: StoryId | None


def newest(db: Db, since: datetime | None) -> Iterator[Stored]:
    """What was seen since an instant, or ever; the newest first, one at a time."""
    rows = db.execute(
        "SELECT a.*, t.text, p.story FROM articles a LEFT JOIN texts t ON t.article = a.id"
        " LEFT JOIN placements p ON p.article = a.id WHERE a.seen_at >= ? ORDER BY a.seen_at DESC, a.id DESC",
        (text_of(since) or "",),
    )
    for row in rows:
        yield Stored(ArticleId(row["id"]), article_of(row), row["story"])


def forget_texts(db: Db, *, before: datetime) -> int:
    """Let go of the texts of unmatched articles seen before an instant; returns how many."""
    return db.execute(
        "DELETE FROM texts WHERE article IN (SELECT id FROM articles WHERE seen_at < ?"
        " AND id NOT IN (SELECT article FROM matches))",
        (text_of(before),),
    ).rowcount


def _digest(article: Article) -> bytes:
    return hashlib.sha256(f"{article.title}\0{article.text}".encode("utf-8", "replace")).digest()


def _spans_text(spans: Iterable[Span]) -> str:
    return json.dumps([[span.field, span.start, span.end, span.term] for span in spans], ensure_ascii=False)
