-- The memory: tables, keys, constraints.
-- instants: UTC text 'YYYY-MM-DDTHH:MM:SS.mmmZ' (ms: windows and latencies are under a second; a source's claimed date
-- is kept only if it lies in 1990..now+1 day, else NULL: a CHECK must never let one hostile date roll back a whole fetch)
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;      -- small facts: the last cycle, the dial of the polls
CREATE TABLE rulesets (version TEXT PRIMARY KEY, loaded_at TEXT NOT NULL, files TEXT NOT NULL CHECK (json_valid(files))) STRICT;
CREATE TABLE feeds (
  feed TEXT PRIMARY KEY, url TEXT NOT NULL,                     -- as in feeds.yaml; when it changes, the rest is reset
  url_now TEXT, moved_to TEXT, moved_seen INTEGER NOT NULL DEFAULT 0,
  next_poll_at TEXT NOT NULL, first_ok_at TEXT, last_ok_at TEXT, last_new_at TEXT,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new','ok','quiet','failing','dead')), state_since TEXT,
  trouble TEXT, reason TEXT,                                    -- of the last poll that failed: its kind, and words
  failures INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,
  validators_url TEXT, etag TEXT, last_modified TEXT, body_hash BLOB,
  window BLOB NOT NULL DEFAULT x'',                              -- (chunk hash 8 | id hash 8) of each item of the last fetch, in order
  learned TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(learned)), -- what core.polling knows of the feed
  items_seen INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX feeds_due ON feeds (next_poll_at, feed);
CREATE TABLE gaps (                                             -- a feed turned over between two fetches: what we cannot have seen
  feed TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, items INTEGER NOT NULL, found_at TEXT NOT NULL,
  PRIMARY KEY (feed, since)) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, guid TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
  body TEXT,                                                    -- feed's own text until the page is read, then NULL
  outlet TEXT, author TEXT, lang TEXT, published_at TEXT, updated_at TEXT, seen_at TEXT NOT NULL,
  hash BLOB NOT NULL,                                           -- of title+body: tells an edit from a repeat
  state TEXT NOT NULL CHECK (state IN ('new','read','baseline','failed')), -- baseline: known, too old to be read
  baseline INTEGER NOT NULL DEFAULT 0,                          -- came with the first fetch of its feed: known, not announced
  attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL, last_error TEXT,
  revisions INTEGER NOT NULL DEFAULT 0,                         -- how often its feed changed its words, as far as we looked
  article INTEGER REFERENCES articles, UNIQUE (feed, guid)) STRICT;
CREATE INDEX entries_to_read ON entries (due_at) WHERE state = 'new';
CREATE TABLE articles (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, feed TEXT NOT NULL, outlet TEXT NOT NULL, title TEXT NOT NULL,
  author TEXT, lang TEXT, label TEXT, state TEXT, quotes INTEGER NOT NULL DEFAULT 1, -- of its feed, on the day it was read
  published_at TEXT, seen_at TEXT NOT NULL, fetched_at TEXT NOT NULL,
  baseline INTEGER NOT NULL DEFAULT 0,                          -- came with the first fetch of its feed: known, not announced
  sha256 BLOB NOT NULL, revision INTEGER NOT NULL DEFAULT 1, words INTEGER NOT NULL) STRICT;
CREATE INDEX articles_by_age ON articles (seen_at);
CREATE TABLE texts (article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, text TEXT NOT NULL) STRICT;
CREATE TABLE addresses (url TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles) STRICT, WITHOUT ROWID;
CREATE TABLE furniture (outlet TEXT NOT NULL, paragraph INTEGER NOT NULL, seen INTEGER NOT NULL, last_at TEXT NOT NULL,
  PRIMARY KEY (outlet, paragraph)) STRICT, WITHOUT ROWID;
CREATE TABLE matches (
  article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, rule TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1,
  severity TEXT NOT NULL CHECK (severity IN ('urgent','alert','digest','log')), score REAL NOT NULL CHECK (score >= 0),
  spans TEXT NOT NULL CHECK (json_valid(spans)), ruleset TEXT NOT NULL REFERENCES rulesets,
  PRIMARY KEY (article, rule)) STRICT, WITHOUT ROWID;
CREATE TABLE stories (
  id INTEGER PRIMARY KEY, headline TEXT NOT NULL, severity TEXT NOT NULL CHECK (severity IN ('urgent','alert','digest','log')),
  opened_at TEXT NOT NULL, updated_at TEXT NOT NULL, closed_at TEXT, revision INTEGER NOT NULL DEFAULT 1,
  earlier INTEGER REFERENCES stories, merged_into INTEGER REFERENCES stories) STRICT;
CREATE TABLE placements (
  article INTEGER PRIMARY KEY REFERENCES articles, story INTEGER NOT NULL REFERENCES stories,
  relation TEXT NOT NULL CHECK (relation IN ('new','grows','update','copy')), copy_of INTEGER REFERENCES articles,
  score REAL, by TEXT NOT NULL CHECK (by IN ('machine','editor')), placed_at TEXT NOT NULL,
  facts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(facts)),   -- what the index knows is counted again from the texts
  CHECK (relation <> 'copy' OR copy_of IS NOT NULL)) STRICT;  -- an update may repeat a text too: under a louder headline
CREATE INDEX placements_of_story ON placements (story, article);
CREATE TABLE subscriptions (                                    -- mirror of subscriptions.yaml (origin 'file') and those who joined
  id TEXT PRIMARY KEY, origin TEXT NOT NULL CHECK (origin IN ('file','bot','web')), list TEXT,
  via TEXT NOT NULL, address TEXT NOT NULL, wants TEXT NOT NULL CHECK (json_valid(wants)), -- rules, send, zone, quiet, lang, at_most, review
  state TEXT NOT NULL CHECK (state IN ('pending','active','paused','gone')), reason TEXT, epoch INTEGER NOT NULL DEFAULT 1,
  last_period TEXT, made_at TEXT NOT NULL) STRICT;
CREATE TABLE mutes (subscription TEXT NOT NULL REFERENCES subscriptions, story INTEGER NOT NULL REFERENCES stories, until TEXT,
  PRIMARY KEY (subscription, story)) STRICT, WITHOUT ROWID;
CREATE TABLE digests (id INTEGER PRIMARY KEY, list TEXT NOT NULL, period TEXT NOT NULL, opens_at TEXT NOT NULL, closes_at TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)), UNIQUE (list, period)) STRICT;
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL REFERENCES subscriptions,
  via TEXT NOT NULL, address TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('post','edit','reply','digest','correction','word')),
  story INTEGER REFERENCES stories, revision INTEGER, digest INTEGER REFERENCES digests, part INTEGER NOT NULL DEFAULT 1,
  target INTEGER REFERENCES deliveries,                         -- the post that this edits or answers
  content TEXT CHECK (content IS NULL OR json_valid(content)),                   -- what is told (values); NULL for a digest part
  message TEXT CHECK (message IS NULL OR json_valid(message)),  -- rendered at the first claim and frozen from then on
  plain INTEGER NOT NULL DEFAULT 0, urgent INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due','review','sending','unknown','sent','expired','dead','dropped')),
  due_at TEXT NOT NULL, claimed_at TEXT, base_id INTEGER, attempts INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0,
  receipt TEXT, last_error TEXT, made_at TEXT NOT NULL, done_at TEXT,
  CHECK ((state IN ('sending','unknown')) <= (claimed_at IS NOT NULL)),
  CHECK ((kind IN ('edit','reply')) = (target IS NOT NULL)),
  CHECK ((state IN ('sent','expired','dead','dropped')) = (done_at IS NOT NULL))) STRICT;
CREATE UNIQUE INDEX one_in_flight ON deliveries (via, address) WHERE state IN ('sending','unknown');
CREATE INDEX waiting ON deliveries (via, address, urgent DESC, id) WHERE state = 'due';
CREATE INDEX arrived ON deliveries (via, address, id) WHERE receipt IS NOT NULL;
CREATE INDEX followers ON deliveries (target) WHERE target IS NOT NULL;
CREATE TABLE notices (                                          -- what a subscription knows of a story
  subscription TEXT NOT NULL REFERENCES subscriptions, story INTEGER NOT NULL REFERENCES stories,
  revision INTEGER NOT NULL, severity TEXT NOT NULL, outlets INTEGER NOT NULL, post INTEGER REFERENCES deliveries, told_at TEXT NOT NULL,
  PRIMARY KEY (subscription, story)) STRICT, WITHOUT ROWID;
CREATE TABLE pauses (via TEXT NOT NULL, address TEXT NOT NULL, until TEXT, reason TEXT NOT NULL, spent TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (via, address)) STRICT, WITHOUT ROWID;            -- flood state and dead tokens; address '' = the whole channel
