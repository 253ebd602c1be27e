"""Keeps the index as the memory is: built of it at start, and brought up to date where somebody wrote beside us."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.app.files.aim import Aim
from watcher.app.files.shipped import empty_index
from watcher.app.newsroom import Newsroom
from watcher.core.matching.match import vocabulary_of
from watcher.core.news import ArticleId
from watcher.core.stories.cluster import Index
from watcher.store import filed
from watcher.store.db import Db
from watcher.store.filed import Filed

log = logging.getLogger(__name__)

INDEXED = timedelta(days=30)  # longer than stories stay open: older ones still teach which words are common here


def rebuilt_index(db: Db, aim: Aim, *, now: datetime) -> Index:
    """What the stories still open are about, and what reading has taught, from what was stored."""
    index = empty_index()
    _add(index, aim, filed.since(db, now - INDEXED))
    return index


def follow(room: Newsroom) -> None:
    """Take up what was filed, moved or revised by another hand since we looked last."""
    now_at, known = filed.mark(room.db), room.mark
    if now_at == known:
        return
    if (now_at.moved, now_at.revised) != (known.moved, known.revised) or now_at.last < known.last:
        room.index = rebuilt_index(room.db, room.aim, now=room.clock())
        log.info("act=follow articles were moved or revised: the index is built anew")
    elif now_at.last > known.last:
        _add(room.index, room.aim, filed.after(room.db, known.last))
        log.info("act=follow articles were filed beside us, up to %d", now_at.last)
    room.mark = now_at


def filed_ours(room: Newsroom, id: ArticleId) -> None:
    """The index knows an article that we filed ourselves."""
    room.mark = replace(room.mark, last=max(room.mark.last, id))


def revised_ours(room: Newsroom) -> None:
    """The index knows what an article says that we revised ourselves."""
    room.mark = replace(room.mark, revised=room.mark.revised + 1)


def _add(index: Index, aim: Aim, articles: Iterable[Filed]) -> None:
    for each in articles:
        if each.story is None:
            index.learn(each.article)
        elif each.id not in index:
            words = vocabulary_of(aim.book, each.article, each.rules)
            index.add(each.id, each.story, each.article, copy_of=each.copy_of, vocabulary=words)
