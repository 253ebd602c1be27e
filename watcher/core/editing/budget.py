"""How much we may say: posts a day, surges, quiet hours, replies. What is over a limit is merged, never dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from watcher.core.news import RuleId, StoryId
from watcher.core.telling import Daily, DeliveryId, Occasion, Reason, Subscription
from watcher.core.timing.period import first_moment

POSTS_A_DAY = 8  # to one reader of an interrupting channel whose subscription sets no limit
INTERRUPTS = frozenset({"telegram"})  # channels that ring somebody's phone; files, feeds and programs have no limit
SURGE = 4  # new stories of one rule within the window; from so many on they share a post
SURGE_WINDOW = timedelta(minutes=60)  # also how long it must be calm before stories get posts of their own again

DAY = timedelta(hours=24)
LOOKED_BACK = timedelta(hours=27)  # how far back `place` looks: a local day has up to 25 hours, and a surge one more
FIRST_REPLY = timedelta(minutes=30)  # after the post: the first wave of reports words the same facts anew
BETWEEN_REPLIES = timedelta(hours=3)
REPLIES_ON_FIRST_DAY, REPLIES_A_DAY = 3, 1


def usual_limit(via: str) -> int | None:
    return POSTS_A_DAY if via in INTERRUPTS else None


# --- where a story is told -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One story as a subscription was told of it."""

    story: StoryId
    rules: frozenset[RuleId]
    told_at: datetime  # when its post went, or is to go
    post: DeliveryId
    shares: Occasion | None = None  # the post; None: it is the story's own
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Alone:
    """In a post of its own."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Joins:
    """In a post that others opened."""

    post: DeliveryId


@dataclass(frozen=True, slots=True)
class Opens:
    """In a new post that it shares with what comes, and with stories whose own posts still wait."""

    occasion: Occasion
    at: datetime
    takes: tuple[StoryId, ...] = ()


Place = Alone | Joins | Opens


def place(
    rules: frozenset[RuleId], subscription: Subscription, told: Sequence[Telling], *, urgent: bool, due_at: datetime
) -> Place:
    """Where a story of these rules is told, given what was told on this local day and in the last hour.

    Urgent stories pass every limit and count towards none.
    """
    if urgent:
        return Alone(due_at)
    at = awake_at(subscription, due_at)
    planned = [each for each in told if at > due_at and each.told_at == at and _is_held(each)]
    surging = [each for each in told if each.rules & rules and due_at - SURGE_WINDOW <= each.told_at <= due_at]
    shared = [each for each in planned if each.shares is Occasion.QUIET]
    shared += [each for each in surging if _surges_on(each, due_at) and at == due_at]
    if shared:
        return Joins(shared[-1].post)
    if not planned and _is_spent(subscription, told, at):
        return _also_today(subscription, told, at)
    if planned:
        return Opens(Occasion.QUIET, at, tuple(each.story for each in planned if each.shares is None))
    if subscription.at_most is not None and at == due_at and len(_fresh(surging)) + 1 >= SURGE:
        return Opens(Occasion.SURGE, at, tuple(_alone(surging)))
    return Alone(at)


def _surges_on(each: Telling, now: datetime) -> bool:
    return each.shares is Occasion.SURGE and now - each.told_at < SURGE_WINDOW


def _is_held(each: Telling) -> bool:
    return not each.urgent and each.shares in (None, Occasion.QUIET)


def _is_spent(subscription: Subscription, told: Sequence[Telling], at: datetime) -> bool:
    if subscription.at_most is None:
        return False
    return len(set(_posts_on(_day(at, subscription), subscription, told))) >= subscription.at_most


def _posts_on(day: date, subscription: Subscription, told: Sequence[Telling]) -> Iterator[DeliveryId]:
    """What was posted on a local day and counts; a post that several share counts on the day it was opened."""
    opened: dict[DeliveryId, datetime] = {}
    for each in told:
        if not each.urgent and each.shares is not Occasion.DAY:
            opened[each.post] = min(each.told_at, opened.get(each.post, each.told_at))
    yield from (post for post, at in opened.items() if _day(at, subscription) == day)


def _also_today(subscription: Subscription, told: Sequence[Telling], at: datetime) -> Place:
    """The one further post of a day."""
    today = _day(at, subscription)
    for each in told:
        if each.shares is Occasion.DAY and _day(each.told_at, subscription) == today:
            return Joins(each.post)
    return Opens(Occasion.DAY, at)


def _fresh(surging: Sequence[Telling]) -> list[Telling]:
    """Those that were not held: what was held, and so went out together, is no surge."""
    return [each for each in surging if each.shares in (None, Occasion.DAY, Occasion.SURGE)]


def _alone(surging: Sequence[Telling]) -> Iterator[StoryId]:
    return (each.story for each in surging if each.shares is None and not each.urgent)


def _day(at: datetime, subscription: Subscription) -> date:
    return at.astimezone(subscription.zone).date()


def deserves_another(reason: Reason, *, told_at: datetime, now: datetime) -> bool:
    """Whether a story that shared a post is told in another: it turned louder, or is new again on another day."""
    return reason is Reason.RAISED_SEVERITY or (reason is Reason.UPDATE and now - told_at >= DAY)


# --- quiet hours ---------------------------------------------------------------------------------------------------


def awake_at(subscription: Subscription, at: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours it lies in, also on days when clocks change."""
    if subscription.quiet is None:
        return at
    begins, ends = Daily(subscription.quiet.begins), Daily(subscription.quiet.ends)
    over_midnight = timedelta(days=1) if subscription.quiet.begins > subscription.quiet.ends else timedelta(0)
    for back in (1, 0, -1):
        evening = _day(at, subscription) - timedelta(days=back)
        end = first_moment(evening + over_midnight, ends, subscription.zone)
        if first_moment(evening, begins, subscription.zone) <= at < end:
            return end
    return at


# --- replies -------------------------------------------------------------------------------------------------------


def reply_at(posted_at: datetime, replies: Sequence[datetime], *, now: datetime) -> datetime:
    """When the next reply to a post may go. `replies`: when earlier ones went, the latest last."""
    at = max(now, posted_at + FIRST_REPLY, *(reply + BETWEEN_REPLIES for reply in replies[-1:]))
    while not _has_room(day := max(0, (at - posted_at) // DAY), posted_at, replies):
        at = posted_at + (day + 1) * DAY
    return at


def _has_room(day: int, posted_at: datetime, replies: Sequence[datetime]) -> bool:
    said = sum((reply - posted_at) // DAY == day for reply in replies)
    return said < (REPLIES_ON_FIRST_DAY if day == 0 else REPLIES_A_DAY)
