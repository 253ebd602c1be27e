"""Keeps the index of stories in step with the database: at a start, and when another process wrote to it."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.app.files.aim import Aim
from watcher.app.files.shipped import empty_index
from watcher.app.newsroom import Newsroom
from watcher.core.matching.match import vocabulary_of
from watcher.core.news import ArticleId
from watcher.core.stories.cluster import Index
from watcher.store import filed
from watcher.store.db import Db, Tell, untold
from watcher.store.filed import Filed

log = logging.getLogger(__name__)

INDEXED = timedelta(days=30)  # longer than stories stay open: older ones still teach which words are common here


def rebuilt_index(db: Db, aim: Aim, *, now: datetime, tell: Tell = untold) -> Index:
    """An index that knows what it would know had this process filed all articles of the last 30 days itself."""
    index = empty_index()
    _add(index, aim, _told(filed.since(db, now - INDEXED), now, tell))
    return index


def _told(articles: Iterable[Filed], now: datetime, tell: Tell) -> Iterator[Filed]:
    what = f"reading again what was filed in {INDEXED.days} days"
    for each in articles:
        tell(what, max(0.0, 1 - (now - each.article.seen_at) / INDEXED))
        yield each


def follow(room: Newsroom) -> None:
    """Take up what was filed, moved or revised since our last look: also by a command, or a watcher before us."""
    mark, known = filed.mark(room.db), room.mark
    if mark == known:
        return
    if (mark.moved, mark.revised) != (known.moved, known.revised) or mark.last < known.last:
        room.index = rebuilt_index(room.db, room.aim, now=room.clock())
        log.info("act=follow articles were moved or revised: the index is built anew")
    elif mark.last > known.last:
        _add(room.index, room.aim, filed.after(room.db, known.last))
    room.mark = mark


def filed_ours(room: Newsroom, id: ArticleId) -> None:
    """Note that the index knows this article already: we filed it."""
    room.mark = replace(room.mark, last=max(room.mark.last, id))


def revised_ours(room: Newsroom) -> None:
    """Note that the index knows the last revision already: we made it."""
    room.mark = replace(room.mark, revised=room.mark.revised + 1)


def _add(index: Index, aim: Aim, articles: Iterable[Filed]) -> None:
    for each in articles:
        if each.story is None:
            index.learn(each.article)
        elif each.id not in index:
            words = vocabulary_of(aim.book, each.article, each.rules)
            index.add(each.id, each.story, each.article, copy_of=each.copy_of, vocabulary=words)
