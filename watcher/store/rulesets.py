"""The rules that were in force: each version as its files' texts, so that the last good one can be compiled again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from watcher.store import meta
from watcher.store.db import Db, instant, text_of


@dataclass(frozen=True, slots=True)
class Ruleset:
    version: str
    loaded_at: datetime
    files: Mapping[str, str]


def remember(db: Db, version: str, files: Mapping[str, str], *, now: datetime) -> None:
    """Keep it as the last good set, by name and not by date: a small machine may start with a wrong clock."""
    db.execute(
        "INSERT INTO rulesets (version, loaded_at, files) VALUES (?, ?, ?)"
        " ON CONFLICT (version) DO UPDATE SET loaded_at = excluded.loaded_at",
        (version, text_of(now), json.dumps(dict(files), ensure_ascii=False)),
    )
    meta.keep(db, "ruleset", version)


def latest(db: Db) -> Ruleset | None:
    """The last good set, or None where there never was one."""
    row = db.execute(
        "SELECT * FROM rulesets ORDER BY version = (SELECT value FROM meta WHERE key = 'ruleset') DESC, loaded_at DESC"
    ).fetchone()
    return Ruleset(row["version"], instant(row["loaded_at"]), json.loads(row["files"])) if row else None
