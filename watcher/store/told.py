"""Which stories readers may have seen: what a page may show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from watcher.core.news import StoryId
from watcher.core.sending.delivery import REPEATED
from watcher.core.telling import DeliveryState
from watcher.store.db import Db, instant, text_of

_SEEN = ", ".join(f"'{state}'" for state in DeliveryState if state.may_be_seen)
# The posts of its own, or of a story it took in; those that it shares; lists.
_WAS_TOLD = f"""EXISTS (SELECT 1 FROM stories t WHERE (t.id = s.id OR t.merged_into = s.id) AND (
  EXISTS (SELECT 1 FROM deliveries d WHERE d.story = t.id AND d.kind IN ('post', 'reply')
    AND (d.state IN ({_SEEN}) OR (d.state = 'due' AND d.last_error LIKE '%{REPEATED}')))
  OR EXISTS (SELECT 1 FROM notices n LEFT JOIN deliveries d ON d.id = n.post WHERE n.story = t.id
    AND (n.post IS NULL OR (d.state IN ({_SEEN}) AND d.content ->> 'occasion' IS NOT NULL)))))"""


@dataclass(frozen=True, slots=True)
class Place:
    """Of a story among all, by when it moved last."""

    moved_at: datetime
    story: StoryId

    def __str__(self) -> str:
        return f"{text_of(self.moved_at)}-{self.story}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """From such a text; None where it is none."""
        written = _PLACE.fullmatch(text)
        try:
            return cls(instant(written[1]), StoryId(int(written[2]))) if written else None
        except ValueError:  # the thirteenth month
            return None


_PLACE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)-(\d{1,18})", re.ASCII)


def is_told(db: Db, story: StoryId) -> bool:
    """Whether anybody may have seen it, in a post or in a list. Of a story that another took in: no."""
    row = db.execute(f"SELECT 1 FROM stories s WHERE s.id = ? AND s.merged_into IS NULL AND {_WAS_TOLD}", (story,))
    return row.fetchone() is not None


def latest(db: Db, *, before: Place | None) -> Iterator[Place]:
    """All that were told, the one that moved last first; looked up one by one. `before`: only what follows it."""
    which, values = (
        ("AND (s.updated_at, s.id) < (?, ?)", (text_of(before.moved_at), before.story)) if before else ("", ())
    )
    rows = db.execute(
        f"SELECT s.id, s.updated_at FROM stories s WHERE s.merged_into IS NULL {which} AND {_WAS_TOLD}"
        " ORDER BY s.updated_at DESC, s.id DESC",
        values,
    )
    return (Place(instant(row["updated_at"]), StoryId(row["id"])) for row in rows)
