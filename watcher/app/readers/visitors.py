"""What anybody may see of a story that was told: all who carry it, on our page or from our bot."""

from datetime import UTC

from watcher.app.files.settings import Settings
from watcher.app.newsroom import Newsroom
from watcher.channels.parts.messages import FALLBACK
from watcher.core.editing.digest import whole
from watcher.core.edition import Edition
from watcher.core.news import Story, StoryId
from watcher.core.sending.delivery import may_have_arrived
from watcher.core.telling import Subscription, SubscriptionId
from watcher.store import outbox, stories, tellings
from watcher.store.db import Db


def all_sources(room: Newsroom, id: StoryId, lang: str) -> Edition | None:
    """None for a story that is unknown or still untold. Hours are in the zone of a reader of that language."""
    story = _story(room.db, id)
    if story is None or not _was_told(room.db, story):
        return None
    zone = next((each.zone for each in room.aim.subscriptions if each.lang == lang), UTC)
    visitor = Subscription(id=SubscriptionId("visitor"), via="web", address="", zone=zone, lang=lang)
    return whole(story, visitor, now=room.clock())


def address(room: Newsroom, settings: Settings, story: StoryId, lang: str) -> str | None:
    """The address that shows all sources: our page, else our bot while it listens; None where there is neither."""
    if settings.public_url and settings.web:
        return f"{settings.public_url}/s/{story}" + (f"?lang={lang}" if lang != FALLBACK else "")
    return f"https://t.me/{room.bot}?start=s{story}" if room.bot else None


def _story(db: Db, id: StoryId) -> Story | None:
    try:
        return stories.story(db, stories.merged_into(db, id) or id)
    except LookupError:
        return None


def _was_told(db: Db, story: Story) -> bool:
    """Whether anybody may have seen it, in a post or in a list."""
    posts = [*outbox.telling(db, story.id), *tellings.shared(db, story.id)]
    if any(post.state.may_be_seen or may_have_arrived(post) for post in posts):
        return True
    return tellings.is_listed(db, story.id)
