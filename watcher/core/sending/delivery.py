"""The life of a delivery. Every change of state is one function here, and nowhere else.

due ── claim ─► sending ── settle ─► sent | due (later) | unknown | dead ── revive ─► due
                   │ the process died
                   └── orphan ─► unknown ── resolve (what the probe saw) ─► sent | due | unknown (later) | dead

The memory holds the same MOVES by a trigger, and by CHECKs what a row of each state must have.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.core.outcome import (
    REPEAT,
    Absent,
    Finding,
    Later,
    Malformed,
    Moved,
    Outcome,
    Present,
    Refused,
    Sent,
    Unauthorised,
    Undecidable,
    Unknown,
    Unsent,
    Wait,
)
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, Message, Post, Roundup
from watcher.core.timing.cadence import backoff

SETTLE = timedelta(seconds=10)  # a call that timed out may still arrive: look no earlier than this after the claim
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=1)
REPEATED = ": repeated"  # ends the last error of what is sent again although it may have arrived
DEATHS = 5  # a message that is suspected of so many deaths of the process in a row is set aside

_DUE, _REVIEW, _SENDING, _UNKNOWN, _SENT, _EXPIRED, _DEAD, _DROPPED = DeliveryState
MOVES = {
    _DUE: {_SENDING, _EXPIRED, _DEAD, _DROPPED},
    _REVIEW: {_DUE, _EXPIRED, _DEAD, _DROPPED},
    _SENDING: {_DUE, _UNKNOWN, _SENT, _DEAD},
    _UNKNOWN: {_DUE, _SENT, _DEAD},
    _DEAD: {_DUE, _DROPPED},  # at the operator's word
    _SENT: set(),
    _EXPIRED: set(),
    _DROPPED: set(),
}


class Illegal(ValueError):
    """A move that makes no sense for a delivery in its state."""


# --- the moves -----------------------------------------------------------------------------------------------------


def repeats_harmlessly(delivery: Delivery) -> bool:
    """Whether sending it twice shows once: an edit sets the same words again."""
    return delivery.kind is Kind.EDIT


def is_unsaid(delivery: Delivery) -> bool:
    """Whether its words may still change: it waits, and nothing of it was ever sent."""
    return delivery.state in (DeliveryState.DUE, DeliveryState.REVIEW) and delivery.message is None


def may_have_arrived(delivery: Delivery) -> bool:
    """Whether what waits is a repeat of something that nobody could find, and that somebody may have seen."""
    return delivery.state is DeliveryState.DUE and (delivery.last_error or "").endswith(REPEATED)


def as_of(delivery: Delivery, *, now: datetime) -> Delivery:
    """As it is told now: what waited must not pass yesterday's hour off as today's."""
    content = delivery.content
    if isinstance(content, Post | Roundup) and delivery.kind in (Kind.POST, Kind.REPLY):
        return replace(delivery, content=replace(content, told_at=now))
    return delivery


def rewrite(delivery: Delivery, content: Post | Roundup, *, revision: int, urgent: bool) -> Delivery:
    """A post that still waits takes in what joined its story."""
    if not is_unsaid(delivery):
        raise Illegal(f"delivery {delivery.key} is {delivery.state}: its words are frozen")
    return replace(delivery, content=content, revision=revision, urgent=urgent)


def released(delivery: Delivery, *, now: datetime) -> Delivery:
    """What was under review goes out now."""
    if delivery.state is not DeliveryState.REVIEW:
        raise Illegal(f"delivery {delivery.key} is {delivery.state}: nobody reviews it")
    return replace(_moved(delivery, DeliveryState.DUE), due_at=now, last_error=None)


def claim(delivery: Delivery, *, now: datetime, base_id: int | None, message: Message) -> Delivery:
    """Take it for sending. To be committed before the request; `message` counts only at the first claim."""
    if delivery.due_at > now:
        raise Illegal(f"delivery {delivery.key} is {delivery.state}, due {delivery.due_at}: not ours to take")
    return replace(
        _moved(delivery, DeliveryState.SENDING),
        claimed_at=now,
        attempts=delivery.attempts + 1,
        base_id=base_id,
        message=delivery.message or message,
    )


def settle(delivery: Delivery, outcome: Outcome, *, now: datetime, jitter: float) -> Delivery:  # noqa: C901 - one arm an outcome
    """State after an attempt. `jitter` in 0..1 spreads retries."""
    if delivery.state is not DeliveryState.SENDING:
        raise Illegal(f"delivery {delivery.key} is {delivery.state}, not sending")
    delivery = replace(delivery, deaths=0)  # what the process outlived did not kill it
    match outcome:
        case Sent(receipt):
            return _sent(delivery, receipt, now=now)
        case Wait(after, error):
            return _due(delivery, now + after + timedelta(seconds=jitter), error)
        case Unsent(error, timedelta() as after):
            return _due(delivery, now + after, error)
        case Unsent(error) | Unauthorised(error):
            return _due(delivery, now + _patience(delivery, jitter), error)
        case Unknown(error) if repeats_harmlessly(delivery):
            return _due(delivery, now + _patience(delivery, jitter), error)
        case Unknown(error):
            return _unknown(delivery, error)
        case Malformed(error) if not delivery.plain:
            return replace(_due(delivery, now, error), plain=True, message=None)
        case Moved(address, error):
            return replace(_due(delivery, now, error), address=address)
        case Malformed(error) | Refused(error):
            return _final(delivery, DeliveryState.DEAD, error, now=now)


def suspect(orphans: Iterable[Delivery]) -> DeliveryId | None:
    """Which of those in flight may have killed the process: the one claimed last.

    To suspect all would bury, after a few power cuts, what was merely on its way. It is set aside after so many
    deaths in a row: an attempt that the process outlives clears it.
    """
    last = max(orphans, key=lambda delivery: (delivery.claimed_at or delivery.made_at, delivery.id), default=None)
    return last.id if last else None


def orphan(delivery: Delivery, *, now: datetime, is_suspect: bool = True) -> Delivery:
    """What a delivery found `sending` at start becomes: the process that held it is dead."""
    if delivery.state is not DeliveryState.SENDING:
        raise Illegal(f"delivery {delivery.key} is {delivery.state}, not sending")
    dead = replace(delivery, deaths=delivery.deaths + is_suspect)
    error = f"the process died while sending (time {dead.deaths})" if is_suspect else "the process died meanwhile"
    if not repeats_harmlessly(dead):
        return _unknown(dead, error)
    if dead.deaths >= DEATHS:
        return _final(dead, DeliveryState.DEAD, error, now=now)
    return _due(dead, now, error)


def resolve(delivery: Delivery, finding: Finding, *, now: datetime, asked_at: datetime | None = None) -> Delivery:
    """State of an unknown delivery after looking for it since `asked_at` (None: now).

    What is not found before it may be repeated is looked for once more then: a late call may still arrive, also in
    the middle of a long look, where it was looked for already.
    """
    if delivery.state is not DeliveryState.UNKNOWN or delivery.claimed_at is None:
        raise Illegal(f"delivery {delivery.key} is {delivery.state}, not unknown")
    settle = finding.settle if isinstance(finding, Undecidable) else REPEAT
    repeat_at = delivery.claimed_at + settle
    match finding:
        case Present(receipt):
            return _sent(delivery, receipt, now=now)
        case Later(after, _):
            return replace(delivery, due_at=now + after)
        case _ if delivery.deaths >= DEATHS:
            return _final(delivery, DeliveryState.DEAD, f"{delivery.last_error}; set aside", now=now)
        case _ if (asked_at or now) < repeat_at:
            return replace(delivery, due_at=max(repeat_at, now))
        case Absent():
            return _due(delivery, now, f"{delivery.last_error}; it did not arrive")
        case Undecidable(why):
            return _due(delivery, now, f"{delivery.last_error}; {why}{REPEATED}")


def bury(delivery: Delivery, why: str, *, now: datetime) -> Delivery:
    """Set a delivery aside that cannot be sent as it is; it stays listed."""
    return _final(delivery, DeliveryState.DEAD, why, now=now)


def drop(delivery: Delivery, why: str, *, now: datetime) -> Delivery:
    """Give up a delivery nobody wants any more: unsubscribed, or overtaken by a newer one."""
    return _final(delivery, DeliveryState.DROPPED, why, now=now)


def revive(delivery: Delivery, *, now: datetime) -> Delivery:
    """A dead letter goes out once more, counted afresh. Its words stay, unless the far end could not read them."""
    again = replace(delivery, attempts=0, deaths=0, done_at=None, base_id=None)
    if delivery.plain:
        again = replace(again, plain=False, message=None)
    return _due(again, now, f"tried again after: {delivery.last_error}")


def _patience(delivery: Delivery, jitter: float) -> timedelta:
    return backoff(delivery.attempts, first=FIRST_RETRY, most=LAST_RETRY, jitter=jitter)


def _sent(delivery: Delivery, receipt: str, *, now: datetime) -> Delivery:
    sent = replace(delivery, receipt=receipt or delivery.receipt)
    return _final(sent, DeliveryState.SENT, None, now=now)


def _due(delivery: Delivery, at: datetime, error: str) -> Delivery:
    return replace(_moved(delivery, DeliveryState.DUE), claimed_at=None, due_at=at, last_error=error)


def _unknown(delivery: Delivery, error: str) -> Delivery:
    if delivery.claimed_at is None:
        raise Illegal(f"delivery {delivery.key} was never claimed")
    due_at = delivery.claimed_at + SETTLE
    return replace(_moved(delivery, DeliveryState.UNKNOWN), due_at=due_at, last_error=error)


def _final(delivery: Delivery, state: DeliveryState, error: str | None, *, now: datetime) -> Delivery:
    return replace(_moved(delivery, state), claimed_at=None, done_at=now, last_error=error)


def _moved(delivery: Delivery, state: DeliveryState) -> Delivery:
    if state not in MOVES[delivery.state]:
        raise Illegal(f"delivery {delivery.key} is {delivery.state}: it cannot become {state}")
    return replace(delivery, state=state)
