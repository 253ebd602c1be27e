"""What counts as news: ages, baselines, repeats."""

from datetime import datetime, timedelta

from watcher.core.news import Article, Entry, EntryState

FRESH = timedelta(hours=24)  # older articles are never posted at once
FIRST_HOURS = timedelta(hours=48)  # of a first fetch: shown at home, so that the first minute shows something
REPEATS_AFTER = timedelta(hours=72)  # words that return after this are an old story dug up, not a report


def arrives_as(entry: Entry, *, first_fetch: bool, now: datetime) -> EntryState:
    """Whether an entry is to be read. A first fetch is a baseline: of it, only the last 48 hours are read."""
    if not first_fetch:
        return EntryState.NEW
    recent = entry.published_at is not None and now - entry.published_at <= FIRST_HOURS
    return EntryState.NEW if recent else EntryState.BASELINE


def is_news(article: Article, *, copied_at: datetime | None, at_home: bool, now: datetime) -> bool:
    """Whether an article may be posted at once. `at_home`: the destination is the operator's own screen or folder.

    Not without a date, not older than a day, not when its words were known for three days, and not
    from the first fetch of its feed (save at home, where the last 48 hours show).
    """
    if article.published_at is None:
        return False
    if copied_at is not None and article.seen_at - copied_at > REPEATS_AFTER:
        return False
    if article.baseline:
        return at_home and now - article.published_at <= FIRST_HOURS
    return now - article.published_at <= FRESH
