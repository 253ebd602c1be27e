"""The rules that were in force: each version as its files' texts, so that the last good one can be compiled again."""

import json
from collections.abc import Mapping
from datetime import datetime

from watcher.store.db import Db, text_of


def remember(db: Db, version: str, files: Mapping[str, str], *, now: datetime) -> None:
    db.execute(
        "INSERT INTO rulesets (version, loaded_at, files) VALUES (?, ?, ?)"
        " ON CONFLICT (version) DO UPDATE SET loaded_at = excluded.loaded_at",
        (version, text_of(now), json.dumps(dict(files), ensure_ascii=False)),
    )


def latest(db: Db) -> dict[str, str] | None:
    """The files of the last good set, or None where there never was one."""
    row = db.execute("SELECT files FROM rulesets ORDER BY loaded_at DESC LIMIT 1").fetchone()
    return json.loads(row["files"]) if row else None
