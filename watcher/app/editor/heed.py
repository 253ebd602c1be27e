"""Heeds what outlets say of their own reports: a mark in a headline, a page that was taken down."""

import logging

from watcher.app.editor.correct import correct
from watcher.app.newsroom import Newsroom
from watcher.core.editing.correction import GONE, GONE_FOR, Visit, after_visit, by_outlet, outlets_word, was_taken_down
from watcher.core.news import ArticleId, Story
from watcher.core.said import Cause, Correction
from watcher.sources.asking.http import PAGE_BYTES
from watcher.sources.base import Request, Unreachable
from watcher.sources.entries.wrapper import is_wrapper
from watcher.store import stories, visits
from watcher.store.db import transaction

log = logging.getLogger(__name__)


def heed(room: Newsroom, article: ArticleId, title: str, *, before: str | None = None) -> bool:
    """Correct the story if a headline says that what its outlet told before was wrong. Returns whether it did.

    Runs in the caller's transaction. `before`: the former headline of the same article; None: the article is new, and
    speaks of an earlier one.
    """
    cause = outlets_word(title, before=before)
    id = stories.of(room.db, article) if cause is not None else None
    if cause is None or id is None:
        return False
    story = stories.story(room.db, id)
    found = next(member for member in story.members if member.id == article)
    others = [member for member in story.members if member.article.outlet == found.article.outlet]
    if before is None and others[0].id == article:
        return False
    said = title if cause is Cause.AMENDED else None
    correction = by_outlet(story, found.article.outlet, cause, said=said, url=found.article.url, at=room.clock())
    return _put_right(room, story, correction)


async def visit(room: Newsroom, seen: Visit) -> None:
    """Look at a page again; a report that was taken down, and that nobody else stands behind, is taken back."""
    story = stories.story(room.db, seen.story)
    is_moot = story.is_withdrawn or len(story.outlets) > 1 or is_wrapper(seen.url)
    with transaction(room.db):  # before asking: if the page kills this process, it is not asked for again at once
        visits.again(room.db, seen, due_at=None if is_moot else room.clock() + GONE_FOR)
    if is_moot:
        return
    after, due_at = after_visit(seen, is_gone=await _is_gone(room, seen.url), now=room.clock())
    with transaction(room.db):
        if was_taken_down(after, now=room.clock()) and after.gone_at is not None:
            story, due_at = stories.story(room.db, seen.story), None
            cause, outlet = Cause.REMOVED, story.members[0].article.outlet
            _put_right(room, story, by_outlet(story, outlet, cause, said=None, url=seen.url, at=after.gone_at))
        visits.again(room.db, after, due_at=due_at)


async def _is_gone(room: Newsroom, url: str) -> bool:
    """Whether the server itself says so; any other failure tells nothing about the report."""
    try:
        await room.http.get(Request(url, is_page=True), most_bytes=PAGE_BYTES, allow=room.robots.allow)
    except Unreachable as error:
        return error.status in GONE
    return False


def _put_right(room: Newsroom, story: Story, correction: Correction | None) -> bool:
    if correction is None:
        return False
    correct(room.db, story, correction, room.aim.subscriptions, room.moment, by=correction.outlet or "")
    return True
