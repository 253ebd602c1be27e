"""What the feeds taught us about when to ask them."""

import json
from datetime import datetime, timedelta
from functools import lru_cache

from watcher.core.feeds import FeedId
from watcher.core.timing.polling import Dial, Habits
from watcher.store import meta
from watcher.store.db import Db, instant, instant_of, text_of

MOST_REMEMBERED = 1_000  # feeds: what was learnt of one stays as it is until it brings something
_DIAL = "dial"


def of(db: Db, feed: FeedId) -> Habits:
    return read(db.execute("SELECT learned FROM feeds WHERE feed = ?", (feed,)).fetchone()["learned"])


def keep(db: Db, feed: FeedId, habits: Habits) -> None:
    learned = {
        "bursts": round(habits.bursts, 6),
        "days": round(habits.days, 6),
        "learned_at": text_of(habits.learned_at),
        "last_item_at": text_of(habits.last_item_at),
        "hours": habits.hours,
        "weekend": habits.weekend,
        "items": habits.items,
        "matches": habits.matches,
        "ttl_s": habits.ttl.total_seconds(),
        "skip_hours": habits.skip_hours,
    }
    db.execute("UPDATE feeds SET learned = ? WHERE feed = ?", (json.dumps(learned, separators=(",", ":")), feed))


def matched(db: Db, feed: FeedId) -> None:
    """One more article of the feed concerned us."""
    db.execute(
        "UPDATE feeds SET learned = json_set(learned, '$.matches', coalesce(learned ->> '$.matches', 0) + 1)"
        " WHERE feed = ?",
        (feed,),
    )


def dial(db: Db, *, now: datetime) -> Dial:
    written = meta.kept(db, _DIAL)
    if written is None:
        return Dial(since=now)
    kept = json.loads(written)
    return Dial(setting=kept["setting"], since=instant(kept["since"]), polls=kept["polls"])


def keep_dial(db: Db, dial: Dial) -> None:
    kept = {"setting": round(dial.setting, 3), "since": text_of(dial.since), "polls": dial.polls}
    meta.keep(db, _DIAL, json.dumps(kept))


@lru_cache(MOST_REMEMBERED)
def read(text: str) -> Habits:
    """From the column `learned`."""
    kept = json.loads(text)
    if "learned_at" not in kept:
        return Habits(matches=kept.get("matches", 0))
    return Habits(
        bursts=kept["bursts"],
        days=kept["days"],
        learned_at=instant_of(kept["learned_at"]),
        last_item_at=instant_of(kept["last_item_at"]),
        hours=tuple(kept["hours"]),
        weekend=kept["weekend"],
        items=kept["items"],
        matches=kept["matches"],
        ttl=timedelta(seconds=kept["ttl_s"]),
        skip_hours=tuple(kept["skip_hours"]),
    )
