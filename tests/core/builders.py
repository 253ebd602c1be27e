"""Stories as the tests build them."""

from collections.abc import Sequence
from datetime import datetime

from watcher.core.news import Member, Severity, Story, StoryId


def story_of(members: Sequence[Member], *, at: datetime, **given) -> Story:
    """An alert of these members, opened and last heard of at an instant."""
    usual = {
        "id": StoryId(7),
        "headline": "",
        "severity": Severity.ALERT,
        "opened_at": at,
        "updated_at": at,
        "revision": len(members),
        "members": tuple(members),
    }
    return Story(**(usual | given))
