"""What feeds offered, and whether it was read."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.core.feeds import FeedId
from watcher.core.news import ArticleId, Entry, EntryId, EntryState, Unread
from watcher.store.db import Db, Row, claimed, instant, instant_of, text_of

# Entries are read in the order in which they are due, and a host is asked for one page a second. So the entries of one
# fetch are due a second apart: while one of them waits for its host, entries of other feeds are read. The first is due
# an hour ago, so that all of them may be read at once.
LIST_AHEAD = timedelta(hours=1)

MOST_REVISIONS = 3  # of one entry: some feeds write a clock or a counter into their items


@dataclass(frozen=True, slots=True)
class Reworded:
    """An entry in a story whose feed gave it another headline."""

    entry: Entry
    article: ArticleId
    before: str  # the headline it had


def add(db: Db, feed: FeedId, entries: Iterable[tuple[Entry, EntryState]], *, seen_at: datetime, baseline: bool) -> int:
    """Add what is not known yet; returns how many were new."""
    before = db.total_changes
    rows = [_row(feed, entry, state, seen_at, baseline) for entry, state in entries]
    for place, row in enumerate(rows):
        row["due_at"] = text_of(seen_at - max(LIST_AHEAD - timedelta(seconds=place), timedelta(0)))
    db.executemany(_ADD, rows)
    return db.total_changes - before


_ADD = """
INSERT OR IGNORE INTO entries (feed, guid, url, title, body, outlet, author, lang, published_at, updated_at, seen_at,
  hash, state, baseline, due_at)
VALUES (:feed, :guid, :url, :title, :body, :outlet, :author, :lang, :published_at, :updated_at, :seen_at,
  :hash, :state, :baseline, :due_at)
"""


def unread(db: Db) -> int:
    """How many are still to be read."""
    return int(db.execute("SELECT count(*) FROM entries WHERE state = 'new'").fetchone()[0])


def revise(db: Db, feed: FeedId, found: Iterable[Entry], *, seen_at: datetime) -> int:
    """Let known entries whose words were changed be read anew; returns how many.

    The page of one that is in a story is read again also where only its date of change is newer. Any other is judged
    like a new one: seen now, and not at the first fetch. Entries of the baseline are too old to be read again.
    """
    return db.executemany(
        "UPDATE entries SET title = :title, body = :body, hash = :hash, published_at = :published_at,"
        " updated_at = :updated_at, seen_at = iif(article IN (SELECT article FROM placements), seen_at, :seen_at),"
        " due_at = :seen_at, state = 'new', baseline = 0, attempts = 0, last_error = NULL, revisions = revisions + 1"
        " WHERE feed = :feed AND guid = :guid AND state <> 'baseline' AND revisions < :most"
        " AND (hash <> :hash OR article IN (SELECT article FROM placements)"
        " AND coalesce(updated_at, published_at) < :updated_at)",
        [_row(feed, entry, EntryState.NEW, seen_at, False) | {"most": MOST_REVISIONS} for entry in found],
    ).rowcount


def reworded(db: Db, feed: FeedId, found: Iterable[Entry]) -> list[Reworded]:
    """Entries in a story whose headline their feed changed. The new one is kept, so that each change is found once."""
    offered = {entry.guid: entry for entry in found}
    rows = db.execute(
        "SELECT guid, title, article FROM entries WHERE feed = ? AND guid IN (SELECT value FROM json_each(?))"
        " AND article IN (SELECT article FROM placements)",
        (feed, json.dumps(list(offered))),
    ).fetchall()
    changed = [row for row in rows if offered[row["guid"]].title not in ("", row["title"])]
    db.executemany(
        "UPDATE entries SET title = ? WHERE feed = ? AND guid = ?",
        [(offered[row["guid"]].title, feed, row["guid"]) for row in changed],
    )
    return [Reworded(offered[row["guid"]], ArticleId(row["article"]), row["title"]) for row in changed]


def in_stories(db: Db, feed: FeedId, *, since: datetime) -> Mapping[str, ArticleId]:
    """The articles of a feed's entries that are in a story and were seen since an instant, by their guids."""
    rows = db.execute(
        "SELECT guid, article FROM entries WHERE feed = ? AND seen_at >= ?"
        " AND article IN (SELECT article FROM placements)",
        (feed, text_of(since)),
    )
    return {row["guid"]: ArticleId(row["article"]) for row in rows}


def to_read(db: Db, *, now: datetime, limit: int) -> list[Unread]:
    """The longest due first; of what came together, as it was published."""
    rows = db.execute(
        "SELECT *, article IN (SELECT article FROM placements) AS is_told FROM entries"
        " WHERE state = 'new' AND due_at <= ? ORDER BY due_at, coalesce(published_at, '9'), id LIMIT ?",
        (text_of(now), limit),
    )
    return [_unread(row) for row in rows]


def begin(db: Db, again_at: Mapping[EntryId, datetime]) -> None:
    """Count an attempt of each before the risky step, so that a page that kills us is not tried for ever."""
    db.executemany(
        "UPDATE entries SET attempts = attempts + 1, due_at = ? WHERE id = ?",
        [(text_of(at), entry) for entry, at in again_at.items()],
    )


def resume(db: Db) -> int:
    """Let pages that were being read when the process died be read at once, without a pause. Returns how many."""
    return db.execute(
        "UPDATE entries SET due_at = seen_at WHERE state = 'new' AND attempts > 0 AND last_error IS NULL"
    ).rowcount


def put_off(db: Db, entry: EntryId, *, why: str) -> None:
    """Until the time that was set when the attempt began."""
    db.execute("UPDATE entries SET last_error = ? WHERE id = ?", (why, entry))


def told(db: Db, unread: Unread, article: ArticleId) -> None:
    """Note the article that was made of the feed's words alone; the page is still to be read."""
    db.execute("UPDATE entries SET article = ? WHERE id = ?", (article, unread.id))


def done(db: Db, unread: Unread, article: ArticleId, *, note: str | None = None) -> None:
    """Mark it as read, and drop the feed's text. One that its feed changed meanwhile stays to be read."""
    db.execute(
        "UPDATE entries SET state = 'read', body = NULL, article = ?, last_error = ? WHERE id = ? AND revisions = ?",
        (article, note, unread.id, unread.revisions),
    )


def set_aside(db: Db, entry: EntryId, *, why: str) -> None:
    db.execute("UPDATE entries SET state = 'failed', last_error = ? WHERE id = ?", (why, entry))


def _row(feed: FeedId, entry: Entry, state: EntryState, seen_at: datetime, baseline: bool) -> dict[str, object]:
    digest = hashlib.blake2b(f"{entry.title}\0{entry.content or entry.summary}".encode("utf-8", "replace"))
    return {
        "feed": feed,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "body": entry.text if state is EntryState.NEW else None,
        "outlet": entry.outlet,
        "author": entry.author,
        "lang": entry.lang,
        "published_at": claimed(entry.published_at, now=seen_at),
        "updated_at": claimed(entry.updated_at, now=seen_at),
        "seen_at": text_of(seen_at),
        "hash": digest.digest()[:16],
        "state": state,
        "baseline": baseline,
    }


def _told(row: Row) -> ArticleId | None:
    """The article only where a story holds it: an edited item may also have one that concerned nobody."""
    return ArticleId(row["article"]) if row["is_told"] else None


def _unread(row: Row) -> Unread:
    return Unread(
        id=EntryId(row["id"]),
        feed=FeedId(row["feed"]),
        entry=Entry(
            guid=row["guid"],
            url=row["url"],
            title=row["title"],
            text=row["body"] or "",
            outlet=row["outlet"],
            author=row["author"],
            lang=row["lang"],
            published_at=instant_of(row["published_at"]),
            updated_at=instant_of(row["updated_at"]),
        ),
        seen_at=instant(row["seen_at"]),
        attempts=row["attempts"],
        baseline=bool(row["baseline"]),
        revisions=row["revisions"],
        article=_told(row),
    )
