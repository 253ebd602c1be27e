"""How an entry is to be read, given how often it was tried."""

from datetime import timedelta
from enum import StrEnum

from watcher.core.cadence import backoff
from watcher.core.news import Feed, Unread

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


def is_last_page_try(unread: Unread) -> bool:
    return unread.attempts + 1 >= PAGE_TRIES


def retry_in(attempts: int, *, jitter: float) -> timedelta:
    return backoff(attempts, first=FIRST_RETRY, most=LAST_RETRY, jitter=jitter)
