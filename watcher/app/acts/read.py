"""Reads one entry: its page, or the feed's own text, or at last the headline alone."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from watcher.app.acts.file import file, revise
from watcher.app.newsroom import Newsroom
from watcher.core.feeds import Feed
from watcher.core.matching.match import match
from watcher.core.news import Article, ArticleId, Entry, Severity, StoryId, Unread
from watcher.core.timing.tries import Way, is_last_page_try, retry_in, ways_to_read, why_let_go
from watcher.sources.asking.http import PAGE_BYTES
from watcher.sources.base import Request, Unreachable, UnreadablePage
from watcher.sources.entries.wrapper import is_wrapper
from watcher.sources.pages.article import Extract, Page
from watcher.sources.parsing.workers import READ_ARTICLE, Done, Killed
from watcher.store import articles, entries
from watcher.store.db import Full, transaction

log = logging.getLogger(__name__)


def begin(room: Newsroom, chosen: Iterable[Unread]) -> None:
    """Count an attempt of each, in one commit; those that fail are due again after a while."""
    now = room.clock()
    again_at = {unread.id: now + retry_in(unread.attempts + 1, jitter=room.jitter()) for unread in chosen}
    if again_at:
        with transaction(room.db):
            entries.begin(room.db, again_at)


async def read(room: Newsroom, unread: Unread) -> StoryId | None:
    """Read one entry that was begun, and file its article. Returns the story it tells, if it concerns us."""
    feed = room.feeds.get(unread.feed)
    if feed is None:
        with transaction(room.db):
            entries.set_aside(room.db, unread.id, why="its feed is no longer in the file")
        return None
    address = unread.entry.url or f"{feed.urls[0]}#{unread.entry.guid}"
    known = articles.known_at(room.db, address) if unread.article is None else []
    if known:
        if (why := why_let_go(unread, known)) is not None:
            await room.ledger.write(partial(entries.done, room.db, unread, known[0].id, note=why))
            log.info("act=read entry=%d article=%d url=%s why=%r", unread.id, known[0].id, unread.entry.url, why)
            return None
        # The page was read under another entry. What this one adds can only be in the feed's own words.
        feed, address = replace(feed, reads_pages=False), _address_of_its_own(address, unread)
    try:
        return await _read(room, feed, unread, address)
    except Unreachable as error:
        why = error.why
    except Full:
        raise  # the disk's fault, not the page's
    except Exception as error:  # the net of this loop: a fault met in one page must not stop the others
        log.exception("act=read entry=%d url=%s", unread.id, unread.entry.url)
        why = f"a fault of ours: {type(error).__name__}"
    with transaction(room.db):
        entries.put_off(room.db, unread.id, why=why)
    log.warning("act=read entry=%d url=%s why=%r", unread.id, unread.entry.url, why)
    return None


async def _read(room: Newsroom, feed: Feed, unread: Unread, address: str) -> StoryId | None:
    """Raises Unreachable where a later try may help."""
    told = unread.article or await _told_at_once(room, feed, unread, address)
    if told is None:
        extract, note = await _extract(room, unread, ways_to_read(unread, feed))
        return await file(room, _article(room, feed, unread, extract, address), unread, note=note)
    whole = Way.PAGE if feed.reads_pages else Way.FEED
    try:
        extract, note = await _extract(room, unread, [way for way in ways_to_read(unread, feed) if way is whole])
    except UnreadablePage as error:
        with transaction(room.db):
            entries.done(room.db, unread, told, note=str(error))
        return None
    return revise(room, told, _article(room, feed, unread, extract, address), unread, note=note)


async def _told_at_once(room: Newsroom, feed: Feed, unread: Unread, address: str) -> ArticleId | None:
    """Tell at once what is urgent by the feed's own words alone: a slow or broken page must not delay it.

    Returns its article; None where the page is to be read first, as usual.
    """
    if unread.baseline or not feed.reads_pages:
        return None
    article = _article(room, feed, unread, _as_fed(unread.entry, unread.entry.text), address)
    if not _is_urgent(room, article):
        return None
    await file(room, article, unread, note=None, awaits_page=True)
    return articles.at(room.db, article.url)


def _is_urgent(room: Newsroom, article: Article) -> bool:
    if not any(rule.may_be_urgent for rule in room.aim.book.rules):
        return False
    return any(found.severity is Severity.URGENT for found in match(article, room.aim.book))


def _address_of_its_own(address: str, unread: Unread) -> str:
    """The same page to a browser, and an address of its own to the database: the fragment names the item."""
    own = hashlib.blake2b(f"{unread.entry.guid}\0{unread.revisions}".encode("utf-8", "replace"), digest_size=8)
    return f"{address}#{own.hexdigest()}"


async def _extract(room: Newsroom, unread: Unread, ways: Sequence[Way]) -> tuple[Extract, str | None]:
    """What was read, and a note on what stood in the way. Raises UnreadablePage where no way led to words.

    Raises Unreachable where a later try may help.
    """
    notes: list[str] = []
    for way in ways:
        try:
            return await _by(way, room, unread.entry), "; ".join(notes) or None
        except Unreachable as error:
            if _may_pass(error) and not is_last_page_try(unread):
                raise
            notes.append(f"page: {error.why}")
        except UnreadablePage as error:
            notes.append(f"{way}: {error}")
    raise UnreadablePage("; ".join(notes))


async def _by(way: Way, room: Newsroom, entry: Entry) -> Extract:
    match way:
        case Way.PAGE:
            return await _by_page(room, entry)
        case Way.FEED if not entry.text:
            raise UnreadablePage("it gives no words")
        case Way.FEED:
            return _as_fed(entry, entry.text)
        case Way.TITLE:
            return _as_fed(entry, "")


async def _by_page(room: Newsroom, entry: Entry) -> Extract:
    if is_wrapper(entry.url):
        raise UnreadablePage("the link leads to a page of the aggregator's own")
    got = await room.http.get(Request(entry.url, is_page=True), most_bytes=PAGE_BYTES, allow=room.robots.allow)
    page = Page(url=got.url, body=got.body, content_type=got.content_type, entry=entry)
    match await room.workers.run(READ_ARTICLE, page):
        case Done(Extract() as extract):
            return extract
        case Done(other):
            raise TypeError(f"a worker gave {other!r}")
        case Killed(reason):
            raise UnreadablePage(f"reading it was given up: {reason}")


def _as_fed(entry: Entry, text: str) -> Extract:
    return Extract(
        title=entry.title,
        text=text,
        author=entry.author,
        published_at=entry.published_at,
        lang=entry.lang,
        canonical_url=entry.url,
        outlet=entry.outlet,
        from_feed=True,
    )


def _may_pass(error: Unreachable) -> bool:
    """Whether the page may answer better in a while."""
    return not (error.permanent or error.blocked or error.is_lasting)


def _article(room: Newsroom, feed: Feed, unread: Unread, extract: Extract, address: str) -> Article:
    entry = unread.entry
    return Article(
        url=address,
        outlet=entry.outlet or feed.name,
        title=entry.title or extract.title,
        text=extract.text,
        seen_at=unread.seen_at,
        fetched_at=room.clock(),
        published_at=entry.published_at or extract.published_at,
        author=entry.author or extract.author,
        lang=extract.lang or entry.lang or feed.lang,
        label=feed.label,
        state=feed.state,
        quotes=feed.quotes,
        baseline=unread.baseline,
    )
