"""How an entry is to be read, given how often it was tried."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from watcher.core.feeds import Feed
from watcher.core.news import Known, Unread
from watcher.core.timing.cadence import backoff

PAGE_TRIES = 3
ALL_TRIES = 5  # what killed its reader this often would do so for ever
FIRST_RETRY, LAST_RETRY = timedelta(minutes=2), timedelta(minutes=30)


class Way(StrEnum):
    PAGE = "page"
    FEED = "feed"  # the feed's own text
    TITLE = "title"


def ways_to_read(unread: Unread, feed: Feed) -> tuple[Way, ...]:
    """Each to be tried when the one before it failed: the page, the feed's own text, at last the headline alone."""
    if unread.attempts >= ALL_TRIES:
        return (Way.TITLE,)
    if feed.reads_pages and unread.entry.url and unread.attempts < PAGE_TRIES:
        return (Way.PAGE, Way.FEED, Way.TITLE)
    return (Way.FEED, Way.TITLE)


def why_let_go(unread: Unread, known: Sequence[Known]) -> str | None:
    """Why an entry of a known address is not judged by itself; None: it may concern us where the others did not.

    What is in a story was told: another guid or headline alone is no reason to tell it again.
    """
    if any(each.is_placed for each in known):
        return "its address is in a story already"
    if unread.revisions:
        return None
    if not unread.entry.title or unread.entry.title in {each.title for each in known}:
        return "its address was read already, and the headline says nothing else"
    return None


def is_last_page_try(unread: Unread) -> bool:
    return unread.attempts + 1 >= PAGE_TRIES


def retry_in(attempts: int, *, jitter: float) -> timedelta:
    return backoff(attempts, first=FIRST_RETRY, most=LAST_RETRY, jitter=jitter)
