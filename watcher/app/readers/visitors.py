"""What anybody may see of the stories that were told: a list of them, and who carries one, by page or by our bot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from watcher.app.files.aim import Aim
from watcher.app.files.settings import Settings
from watcher.app.newsroom import Newsroom
from watcher.channels.parts.messages import FALLBACK
from watcher.core.editing.digest import whole
from watcher.core.edition import Edition
from watcher.core.news import Story, StoryId
from watcher.core.telling import Subscription, SubscriptionId
from watcher.store import stories, told
from watcher.store.db import Db
from watcher.store.told import Place

MOST = 30  # stories on a page
READ_MOST = 2_000  # articles that are looked through for one page: a fifth of a second


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of stories that were told, the one that moved last first, each with the instant when it did."""

    stories: tuple[tuple[datetime, Edition], ...]
    reached: Place | None  # how far was looked, and the next page begins; None: to the end


def visitor(aim: Aim, lang: str) -> Subscription:
    """Who looks at pages. Hours are in the zone of a reader of that language."""
    zone = next((each.zone for each in aim.subscriptions if each.lang == lang), UTC)
    return Subscription(id=SubscriptionId("visitor"), via="web", address="", zone=zone, lang=lang)


def shelf(
    db: Db, looks: Subscription, *, before: Place | None, wanted: Callable[[Story], bool], now: datetime
) -> Shelf:
    """The stories that are wanted; `before`: only those that follow this place."""
    found: list[tuple[datetime, Edition]] = []
    read, reached, places = 0, None, told.latest(db, before=before)
    for place in places:
        if len(found) == MOST or read >= READ_MOST:
            return Shelf(tuple(found), reached)
        story, reached = stories.story(db, place.story), place
        read += len(story.members)
        if wanted(story):
            found.append((place.moved_at, whole(story, looks, now=now)))
    return Shelf(tuple(found), None)


def all_sources(room: Newsroom, id: StoryId, lang: str) -> Edition | None:
    """None for a story that is unknown or still untold."""
    id = stories.merged_into(room.db, id) or id
    if not told.is_told(room.db, id):
        return None
    return whole(stories.story(room.db, id), visitor(room.aim, lang), now=room.clock())


def address(room: Newsroom, settings: Settings, story: StoryId, lang: str) -> str | None:
    """The address that shows all sources: our page, else our bot while it listens; None where there is neither."""
    if settings.public_url and settings.web:
        return f"{settings.public_url}/s/{story}" + (f"?lang={lang}" if lang != FALLBACK else "")
    return f"https://t.me/{room.bot}?start=s{story}" if room.bot else None
