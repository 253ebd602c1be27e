"""Files an article: everything that follows from it, in one commit; those that concern nobody may share theirs."""

import logging
from dataclasses import replace
from functools import partial

from watcher.app.editor.heed import heed
from watcher.app.newsroom import Newsroom
from watcher.app.recall import filed_ours, follow, revised_ours
from watcher.app.telling.tell import reword, tell
from watcher.core.editing.hand import obey
from watcher.core.editing.lead import headline
from watcher.core.editing.relation import relation_of
from watcher.core.feeds import FeedId
from watcher.core.matching.match import match, vocabulary
from watcher.core.news import (
    Article,
    ArticleId,
    Match,
    Member,
    Placement,
    Severity,
    StoryId,
    Unread,
    Vocabulary,
    loudest,
)
from watcher.core.stories.citing import cited
from watcher.core.stories.facts import new_facts
from watcher.store import articles, entries, habits, hand, stories, tallies
from watcher.store.db import transaction

UNNUMBERED = ArticleId(0)  # until the store gives it one

log = logging.getLogger(__name__)


async def file(
    room: Newsroom, article: Article, unread: Unread, *, note: str | None, awaits_page: bool = False
) -> StoryId | None:
    """Match, place, tell. Returns the story, or None for an article that does not concern us or is known.

    With `awaits_page` the entry stays to be read: what its page says comes to `revise`.
    """
    matches = match(article, room.aim.book)
    room.names = room.names.and_of(article.outlet)
    if not matches:
        await room.ledger.write(partial(_shelve, room, article, unread, note))
        follow(room)
        return None
    words = vocabulary(room.aim.book, article, matches)
    follow(room)  # what can be done before the lock is taken need not be done under it
    with transaction(room.db):
        follow(room)  # and once more, now that no other process can write
        known = articles.at(room.db, article.url)  # another feed may have brought it while this one was read
        id = known or articles.add(room.db, article, feed=unread.feed)
        if awaits_page:
            entries.told(room.db, unread, id)
        else:
            entries.done(room.db, unread, id, note=note)
        if known is not None:
            return None
        placement = _placement(room, article, matches, words)
        story = _place(room, id, article, matches, placement, feed=unread.feed)
    filed_ours(room, id)
    room.index.add(id, story, article, copy_of=placement.copy_of, vocabulary=words)
    log.info("act=file article=%d story=%d relation=%s rules=%s", id, story, placement.relation, _rules(matches))
    return story


def _shelve(room: Newsroom, article: Article, unread: Unread, note: str | None) -> None:
    """Keep what concerns nobody: the index learns from it, and other rules may ask for it."""
    known = articles.at(room.db, article.url)
    entries.done(room.db, unread, known or articles.add(room.db, article, feed=unread.feed), note=note)


def revise(room: Newsroom, id: ArticleId, article: Article, unread: Unread, *, note: str | None) -> StoryId | None:
    """Give an article that was told the words of its page, new or edited, and reword its posts.

    Where no rule matches those words, everything stays as it was told.
    """
    matches = match(article, room.aim.book)
    with transaction(room.db):
        entries.done(room.db, unread, id, note=note)
        story_id = stories.of(room.db, id)
        if not matches or story_id is None or stories.story(room.db, story_id).is_withdrawn:
            return story_id
        articles.revise(room.db, id, article, matches, ruleset=room.aim.version)
        stories.revise(room.db, id, cited(article, room.names))
        story, mark = stories.story(room.db, story_id), f"page-{id}-{unread.revisions}"
        reword(room.db, story, room.aim.subscriptions, room.moment, mark=mark)
    revised_ours(room)
    room.index.revise(id, article, vocabulary=vocabulary(room.aim.book, article, matches))
    log.info("act=revise article=%d story=%d its page was read", id, story_id)
    return story_id


def _placement(room: Newsroom, article: Article, matches: tuple[Match, ...], words: Vocabulary) -> Placement:
    """Where the article belongs: as the index finds it, corrected by what an editor joined, parted or withdrew."""
    placement = room.index.place(article, vocabulary=words, now=article.seen_at)
    while placement.story is not None:
        found, placement = placement, obey(placement, hand.standing(room.db, placement.story))
        if placement.story == found.story:
            break
    placement = replace(placement, cited=cited(article, room.names))
    if placement.story is None:
        return placement
    before = stories.story(room.db, placement.story).members
    member = Member(id=UNNUMBERED, article=article, relation=placement.relation, cited=placement.cited, matches=matches)
    return replace(
        placement,
        relation=relation_of(placement, member, before),
        facts=new_facts(article, [other.article for other in before]),
    )


def _place(
    room: Newsroom, id: ArticleId, article: Article, matches: tuple[Match, ...], placement: Placement, *, feed: FeedId
) -> StoryId:
    articles.add_matches(room.db, id, matches, ruleset=room.aim.version)
    loudest_of_ours = loudest(found.severity for found in matches)
    tallies.count(room.db, tallies.MATCHED, loudest_of_ours)
    habits.matched(room.db, feed)
    moment = room.moment
    before = stories.severity_of(room.db, placement.story) if placement.story is not None else Severity.LOG
    story_id = stories.place(
        room.db,
        id,
        placement,
        headline=headline(article),
        severity=loudest((before, loudest_of_ours)),
        now=moment.now,
    )
    story = stories.story(room.db, story_id)
    member = next(member for member in story.members if member.id == id)
    if heed(room, id, article.title):
        story = stories.story(room.db, story_id)
    for listener, reason in tell(room.db, story, member, room.aim.subscriptions, moment):
        log.info("act=tell story=%d subscription=%s reason=%r", story_id, listener.id, reason.value)
    return story_id


def _rules(matches: tuple[Match, ...]) -> str:
    return ",".join(found.rule for found in matches)
