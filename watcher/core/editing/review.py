"""When a post that people look at first goes out, and what they may do with it."""

from dataclasses import replace
from datetime import datetime

from watcher.core.desk import Desk, Review, Stage
from watcher.core.said import Cause
from watcher.core.telling import Delivery, DeliveryState, Kind, Subscription
from watcher.core.timing.cadence import NEVER

HELD = "held by "  # begins the note of a post that somebody keeps back

CAUSES = {"notours": Cause.NOT_OURS, "old": Cause.OLD, "withdraw": Cause.WITHDRAWN}  # by the button


def reviewed(draft: Delivery, listener: Subscription) -> Delivery:
    """The draft, made to wait for review if its subscription asks for that and readers will see it."""
    if listener.review is None:
        return draft
    return replace(draft, state=DeliveryState.REVIEW, due_at=_out_at(listener.review, draft))


def _out_at(review: Review, draft: Delivery) -> datetime:
    """When it goes out by itself, counted from when it was made: also if the desk cannot be reached."""
    after = review.urgent if draft.urgent else review.after
    return NEVER if after is None else max(draft.due_at, draft.made_at + after)


def hurried(delivery: Delivery, listener: Subscription) -> Delivery:
    """What turned urgent while it waited goes out sooner, unless somebody holds it."""
    if listener.review is None or listener.review.urgent is None or is_held(delivery):
        return delivery
    return replace(delivery, due_at=min(delivery.due_at, delivery.made_at + listener.review.urgent))


def is_held(delivery: Delivery) -> bool:
    return (delivery.last_error or "").startswith(HELD)


def held(delivery: Delivery, *, who: str) -> Delivery:
    """Until a person lets it go."""
    return replace(delivery, due_at=NEVER, last_error=HELD + who)


def desk_of(delivery: Delivery) -> Desk:
    """How a post that waits is shown."""
    never = delivery.due_at == NEVER
    stage = Stage.HELD if is_held(delivery) else Stage.WAITS if never else Stage.ASKED
    who = (delivery.last_error or "").removeprefix(HELD) if stage is Stage.HELD else ""
    at = None if never else delivery.due_at
    return Desk(to=delivery.address, stage=stage, at=at, who=who, is_reply=delivery.kind is Kind.REPLY)
