"""What brings a memory of an older schema up to date; `schema.sql` always shows the newest.

A step is SQL as it was on its day, run in one transaction with foreign keys off. It is never changed afterwards.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

Step = Callable[[sqlite3.Connection], None]


def _run(statements: Sequence[str], db: sqlite3.Connection) -> None:
    for statement in statements:
        db.execute(statement)


# Deliveries know their chat, of which one may be in flight, and their carrier; states and moves are checked.
# Where two threads of one chat were in flight, the later one waits again.
_CHATS = (
    """
CREATE TABLE anew (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL REFERENCES subscriptions,
  via TEXT NOT NULL, address TEXT NOT NULL, chat TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('post','edit','reply','digest','correction','word')),
  story INTEGER REFERENCES stories, revision INTEGER, digest INTEGER REFERENCES digests,
  part INTEGER NOT NULL DEFAULT 1, target INTEGER REFERENCES deliveries,
  content TEXT CHECK (content IS NULL OR json_valid(content)),
  message TEXT CHECK (message IS NULL OR json_valid(message)),
  plain INTEGER NOT NULL DEFAULT 0, urgent INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'due'
    CHECK (state IN ('due','review','sending','unknown','sent','expired','dead','dropped')),
  due_at TEXT NOT NULL, claimed_at TEXT, base_id INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
  deaths INTEGER NOT NULL DEFAULT 0, receipt TEXT, last_error TEXT, made_at TEXT NOT NULL, done_at TEXT,
  carrier INTEGER REFERENCES deliveries,
  CHECK ((state IN ('sending','unknown')) = (claimed_at IS NOT NULL)),
  CHECK (state NOT IN ('sending','unknown') OR (message IS NOT NULL AND attempts > 0)),
  CHECK ((state IN ('sent','expired','dead','dropped')) = (done_at IS NOT NULL)),
  CHECK (state NOT IN ('expired','dead','dropped') OR last_error IS NOT NULL),
  CHECK (state <> 'sent' OR last_error IS NULL),
  CHECK (deaths BETWEEN 0 AND attempts),
  CHECK (carrier IS NULL OR state = 'dropped'),
  CHECK (kind NOT IN ('edit','reply') OR target IS NOT NULL),
  CHECK (kind NOT IN ('post','digest','word') OR target IS NULL)) STRICT
""",
    """
INSERT INTO anew (id, key, subscription, via, address, chat, kind, story, revision, digest, part, target, content,
  message, plain, urgent, due_at, base_id, attempts, deaths, receipt, made_at, done_at, state, claimed_at, last_error)
SELECT id, key, subscription, via, address, chat, kind, story, revision, digest, part, target, content,
  message, plain, urgent, due_at, base_id, attempts, deaths, receipt, made_at, done_at,
  iif(claimed_at IS NOT NULL AND line > 1, 'due', state), iif(line > 1, NULL, claimed_at), last_error
FROM (SELECT *, row_number() OVER (PARTITION BY via, chat, claimed_at IS NOT NULL ORDER BY id) AS line FROM (
  SELECT *, iif(via = 'telegram', substr(address, 1, instr(address || '/', '/') - 1), address) AS chat
  FROM deliveries))
""",
    "DROP TABLE deliveries",
    "ALTER TABLE anew RENAME TO deliveries",
    """
CREATE TRIGGER legal_moves BEFORE UPDATE OF state ON deliveries
WHEN OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN (
  'due sending', 'due expired', 'due dead', 'due dropped',
  'review due', 'review expired', 'review dead', 'review dropped',
  'sending due', 'sending unknown', 'sending sent', 'sending dead', 'unknown due', 'unknown sent', 'unknown dead',
  'dead due', 'dead dropped')
BEGIN SELECT RAISE(ABORT, 'a delivery cannot move so'); END
""",
    "CREATE UNIQUE INDEX one_in_flight ON deliveries (via, chat) WHERE state IN ('sending','unknown')",
    "CREATE INDEX waiting ON deliveries (via, address, urgent DESC, id) WHERE state = 'due'",
    "CREATE INDEX arrived ON deliveries (via, chat, id) WHERE receipt IS NOT NULL",
    "CREATE INDEX followers ON deliveries (target) WHERE target IS NOT NULL",
)

_ALARMS = (
    "CREATE TABLE alarms (fault TEXT PRIMARY KEY, what TEXT NOT NULL, since TEXT NOT NULL, told_at TEXT, gone_at TEXT)"
    " STRICT, WITHOUT ROWID",
)


# What was told can be put right, and is looked at again; people decide at a desk.
_CORRECTIONS = (
    "ALTER TABLE notices ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0",
    """
CREATE TABLE corrections (
  story INTEGER NOT NULL REFERENCES stories, number INTEGER NOT NULL, cause TEXT NOT NULL, withdraws INTEGER NOT NULL,
  at TEXT NOT NULL, note TEXT NOT NULL, outlet TEXT, said TEXT, url TEXT, made_at TEXT NOT NULL, made_by TEXT NOT NULL,
  PRIMARY KEY (story, number)) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE visits (
  article INTEGER PRIMARY KEY REFERENCES articles, due_at TEXT NOT NULL, asked INTEGER NOT NULL DEFAULT 0,
  gone_at TEXT) STRICT
""",
    "CREATE INDEX visits_due ON visits (due_at)",
    """
CREATE TABLE presses (
  id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL REFERENCES deliveries, act TEXT NOT NULL, who TEXT NOT NULL,
  at TEXT NOT NULL) STRICT
""",
)
_CITED = ("ALTER TABLE placements ADD COLUMN cited TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(cited))",)

# Every story asks what was told lately, and in which post.
_TELLINGS = (
    "CREATE INDEX told_lately ON notices (subscription, told_at)",
    "CREATE INDEX told_in ON notices (post) WHERE post IS NOT NULL",
)

# For the index, the halves of a story that an editor joined stay apart: an article need not be like both.
_PARTS = ("ALTER TABLE placements ADD COLUMN part INTEGER REFERENCES stories",)

# Every second asks for the posts under review.
_REVIEWED = ("CREATE INDEX reviewed ON deliveries (id) WHERE state = 'review'",)

# The rules that hold of an article stand in the order of the rule book: the first says best why it is ours.
_RANKED = ("ALTER TABLE matches ADD COLUMN place INTEGER NOT NULL DEFAULT 0",)

# A poll that finds nothing new writes a narrow row: in wide ones it moved four pages, and these in one.
_POLLS = (
    """
CREATE TABLE polls (
  feed TEXT PRIMARY KEY, next_poll_at TEXT NOT NULL, last_ok_at TEXT, interval_s REAL NOT NULL DEFAULT 3600)
  STRICT, WITHOUT ROWID
""",
    """
INSERT INTO polls SELECT feed, next_poll_at, last_ok_at, coalesce(json_extract(learned, '$.interval_s'), 3600)
FROM feeds
""",
    "CREATE INDEX polls_due ON polls (next_poll_at, feed)",
    "DROP INDEX feeds_due",
    "ALTER TABLE feeds DROP COLUMN next_poll_at",
    "ALTER TABLE feeds DROP COLUMN last_ok_at",
)

# In a table without row ids, what a row has beyond a quarter of a page lies in a page of its own: nearly every feed's.
_ROWS_OF_FEEDS = (
    """
CREATE TABLE anew (
  feed TEXT PRIMARY KEY, url TEXT NOT NULL, url_now TEXT, moved_to TEXT, moved_seen INTEGER NOT NULL DEFAULT 0,
  first_ok_at TEXT, last_new_at TEXT,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new','ok','quiet','failing','dead')), state_since TEXT,
  trouble TEXT, reason TEXT, failures INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,
  validators_url TEXT, etag TEXT, last_modified TEXT, body_hash BLOB, window BLOB NOT NULL DEFAULT x'',
  learned TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(learned)), items_seen INTEGER NOT NULL DEFAULT 0) STRICT
""",
    """
INSERT INTO anew SELECT feed, url, url_now, moved_to, moved_seen, first_ok_at, last_new_at, state, state_since, trouble,
  reason, failures, crashes, validators_url, etag, last_modified, body_hash, window, learned, items_seen FROM feeds
""",
    "DROP TABLE feeds",
    "ALTER TABLE anew RENAME TO feeds",
)

# What is asked for the operator's metrics, again and again, is counted as it happens; what happened before, once.
_COUNTED = (
    """
INSERT INTO meta SELECT 'settled/' || via || '/' || kind || '/' || state, CAST(count(*) AS TEXT) FROM deliveries
WHERE state IN ('sent', 'expired', 'dead', 'dropped') GROUP BY via, kind, state
""",
    """
INSERT INTO meta SELECT 'matched/' || severity, CAST(count(*) AS TEXT) FROM (
  SELECT severity, min(instr('urgent alert digest log', severity)) FROM matches GROUP BY article) GROUP BY severity
""",
    """
CREATE TRIGGER settled AFTER UPDATE OF state ON deliveries
WHEN OLD.state <> NEW.state AND NEW.state IN ('sent', 'expired', 'dead', 'dropped')
BEGIN
  INSERT INTO meta (key, value) VALUES ('settled/' || NEW.via || '/' || NEW.kind || '/' || NEW.state, '1')
  ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT);
END
""",
    "CREATE INDEX buried ON deliveries (via) WHERE state = 'dead'",
)

# Pages show what was told, the latest first; a story asks for its posts. Without these each looked at every row.
_SHOWN = (
    "CREATE INDEX stories_moved ON stories (updated_at) WHERE merged_into IS NULL",
    "CREATE INDEX taken_in ON stories (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX posts_of_story ON deliveries (story) WHERE kind IN ('post', 'reply')",
    "CREATE INDEX notices_of_story ON notices (story)",
)

# Every second asks for what waits and what is on its way: a few rows among all that ever came to an end.
_UNSETTLED = ("CREATE INDEX unsettled ON deliveries (state) WHERE done_at IS NULL",)

# What brings a file of schema 1 to 2, of 2 to 3 and so on.
STEPS: tuple[Step, ...] = (
    partial(_run, _CHATS),
    partial(_run, _ALARMS),
    partial(_run, _CORRECTIONS),
    partial(_run, _CITED),
    partial(_run, _TELLINGS),
    partial(_run, _PARTS),
    partial(_run, _REVIEWED),
    partial(_run, _RANKED),
    partial(_run, _POLLS),
    partial(_run, _ROWS_OF_FEEDS),
    partial(_run, _COUNTED),
    partial(_run, _SHOWN),
    partial(_run, _UNSETTLED),
)
