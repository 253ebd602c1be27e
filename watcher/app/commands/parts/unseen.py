"""Of an article that no feed offered: the story that it would be told with."""

from collections.abc import Iterator
from datetime import datetime

from watcher.app.files.aim import Aim
from watcher.app.files.settings import Settings
from watcher.app.recall import rebuilt_index
from watcher.core.matching.match import vocabulary
from watcher.core.news import Article, Match
from watcher.core.stories.cluster import JOINS
from watcher.store import stories
from watcher.store.db import reader


def would_be(
    article: Article, matches: tuple[Match, ...], aim: Aim, settings: Settings, now: datetime
) -> Iterator[str]:
    """Lines for a terminal; none where no rule matched, since only matched articles are placed.

    Takes some seconds: the index of all open stories is built for it.
    """
    if not matches:
        return
    with reader(settings.state) as db:
        index = rebuilt_index(db, aim, now=now)
        placement = index.place(article, vocabulary=vocabulary(aim.book, article, matches), now=now)
        if placement.story is None:
            yield "WOULD BE   a story of its own"
            return
        narrowly = ", narrowly" if placement.borderline else ""
        enough = f"{JOINS:.2f} is enough" if (placement.score or 0) >= JOINS else "by a rule with `one_event`"
        score = f"likeness {placement.score or 0:.2f}, {enough}"
        how = "a copy" if placement.copy_of is not None else score
        yield f"WOULD BE   placed in story {placement.story}{narrowly} ({how})"
        yield f"           {stories.story(db, placement.story).headline}"
