"""When next: polls, retries, posts and edits. Chance and the present moment are arguments."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from watcher.core.feeds import Feed, FeedHealth, FeedState, Trouble

FAILING_AFTER = 3  # failures in a row; one bad night is not news
DEAD_AFTER = timedelta(days=7)
DEAD_RETRY = timedelta(days=7)
LONGEST_RETRY = timedelta(hours=6)
FIRST_RETRY = timedelta(minutes=1)  # where the network may be away: it may be up in a moment
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # a feed that answered 410 asked us to stop
MOVES_TO_BELIEVE = 2  # one misconfigured day must not rewrite an address
URGENT_GATHER = timedelta(seconds=15)


def backoff(attempt: int, *, first: timedelta, most: timedelta, jitter: float) -> timedelta:
    """Delay before retry number `attempt` (1-based): doubles, bounded, spread by `jitter` in 0..1."""
    doubled = first * (1 << min(max(attempt, 1) - 1, 16))
    return min(doubled, most) * (0.5 + jitter / 2)


# --- polls ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a poll that worked brought home."""

    url: str  # the address asked
    answered_at: str  # the address that answered, after redirects
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    moved_to: str | None = None
    new: int = 0  # entries not known before
    quiet: str | None = None  # why it is strange that there were none, in words


def after_poll(
    feed: Feed, state: FeedState, polled: Polled, *, usual: timedelta, now: datetime, jitter: float
) -> FeedState:
    """State after a poll that worked. `usual` is the interval of a feed without a pin; a pin is exact.

    What is quiet stays so until something new comes, even as the memory of livelier days fades.
    """
    health = FeedHealth.QUIET if polled.quiet or _stays_quiet(state, polled) else FeedHealth.OK
    seen = state.moved_seen + 1 if polled.moved_to == state.moved_to else 1
    believed = polled.moved_to is not None and seen >= MOVES_TO_BELIEVE
    return replace(
        state,
        next_poll_at=next_poll_at(feed, usual, now=now, jitter=jitter),
        interval=usual,
        url_now=polled.moved_to if believed else polled.url,
        moved_to=None if believed else polled.moved_to,
        moved_seen=0 if believed or polled.moved_to is None else seen,
        health=health,
        health_since=state.health_since if state.health is health else now,
        trouble=None,
        reason=polled.quiet or (state.reason if health is FeedHealth.QUIET else None),
        first_ok_at=state.first_ok_at or now,
        last_ok_at=now,
        last_new_at=now if polled.new else state.last_new_at,
        failures=0,
        etag=polled.etag,
        last_modified=polled.last_modified,
        validators_url=polled.answered_at,
        body_hash=polled.body_hash,
        items_seen=state.items_seen + polled.new,
    )


def is_as_before(state: FeedState, polled: Polled) -> bool:
    """Whether a poll that worked changes nothing but when the feed was asked, and when it will be."""
    known = (state.url_now, state.validators_url, state.etag, state.last_modified, state.body_hash)
    brought = (polled.url, polled.answered_at, polled.etag, polled.last_modified, polled.body_hash)
    is_well = state.health is FeedHealth.OK and state.reason is None
    is_at_rest = (is_well or state.health is FeedHealth.QUIET) and not state.failures
    has_moved = state.moved_to or polled.moved_to
    is_said = polled.quiet in (None, state.reason)
    return known == brought and is_at_rest and is_said and not (has_moved or polled.new)


def next_poll_at(feed: Feed, usual: timedelta, *, now: datetime, jitter: float) -> datetime:
    return now + _interval(feed, usual, jitter)


def _stays_quiet(state: FeedState, polled: Polled) -> bool:
    return state.health is FeedHealth.QUIET and not polled.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Why a poll did not work."""

    trouble: Trouble
    why: str  # in words, for the feed's reader
    retry_after: timedelta | None = None


def after_failure(feed: Feed, state: FeedState, failed: Failed, *, now: datetime, jitter: float) -> FeedState:
    """State after a poll that failed. A feed that never answered stays `new`: it raises no alarm."""
    failures = state.failures + 1
    health = _health(state, failed, failures, now)
    return replace(
        state,
        next_poll_at=_retry_at(health, failed, now=now, wait=_patience(feed, failed, failures, state.interval, jitter)),
        health=health,
        health_since=state.health_since if health is state.health else now,
        trouble=failed.trouble,
        reason=failed.why,
        failures=failures,
    )


def _interval(feed: Feed, usual: timedelta, jitter: float) -> timedelta:
    return feed.every or usual * (0.9 + jitter / 5)


def _health(state: FeedState, failed: Failed, failures: int, now: datetime) -> FeedHealth:
    if failed.trouble is Trouble.GONE:
        return FeedHealth.DEAD
    if state.first_ok_at is None:
        return FeedHealth.NEW
    if state.last_ok_at is not None and now - state.last_ok_at >= DEAD_AFTER:
        return FeedHealth.DEAD
    return FeedHealth.FAILING if failures >= FAILING_AFTER else state.health


def _retry_at(health: FeedHealth, failed: Failed, *, now: datetime, wait: timedelta) -> datetime:
    if failed.trouble is Trouble.GONE:
        return NEVER
    if health is FeedHealth.DEAD:
        return now + DEAD_RETRY
    return now + max(wait, failed.retry_after or wait)


def _patience(feed: Feed, failed: Failed, failures: int, usual: timedelta, jitter: float) -> timedelta:
    """How long to wait: longer and longer than usual, but where the network may be away, up to as long as usual."""
    interval = _interval(feed, usual, jitter)
    if failed.trouble.may_be_ours and feed.every is None:
        return backoff(failures, first=_interval(feed, FIRST_RETRY, jitter), most=interval, jitter=1.0)
    return backoff(failures, first=interval, most=max(interval, LONGEST_RETRY), jitter=1.0)


# --- posts and edits -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long words are held back so that more can join them."""

    gather: timedelta  # before the first post of a story
    between_edits: timedelta  # of one post


USUAL = Pace(gather=timedelta(seconds=90), between_edits=timedelta(minutes=5))  # of `run`
SINGLE_CYCLE = Pace(gather=timedelta(0), between_edits=timedelta(0))  # the cycle itself is the gather window


def post_due(pace: Pace, *, urgent: bool, now: datetime) -> datetime:
    return now + (min(pace.gather, URGENT_GATHER) if urgent else pace.gather)


def edit_due(pace: Pace, *, last_edit_at: datetime | None, now: datetime) -> datetime:
    return max(now, last_edit_at + pace.between_edits) if last_edit_at else now
