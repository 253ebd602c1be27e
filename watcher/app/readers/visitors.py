"""What anybody may see of the stories that were told: a list of them, and who carries one, by page or by our bot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from watcher.app.files.aim import Aim
from watcher.app.files.settings import Settings
from watcher.app.looking.finding import found, parted, sought
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
READ_MOST = 2_000  # articles that are looked through for one page, in some tenths of a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a visitor looks for."""

    line: str = ""  # only what says these words
    before: Place | None = None  # only what follows this place
    is_over: Callable[[], bool] = lambda: False  # asked after each story: words can be chosen so that they take minutes


@dataclass(frozen=True, slots=True)
class Shelf:
    """Stories that were told, the one that moved last first, each with the instant when it did."""

    stories: tuple[tuple[datetime, Edition], ...]
    reached: Place | None  # how far was looked, and others begin; None: to the end


NOTHING = Shelf((), None)


def zone(aim: Aim, lang: str) -> tzinfo:
    """That of a reader of the language."""
    return next((each.zone for each in aim.subscriptions if each.lang == lang), UTC)


def shelf(db: Db, aim: Aim, lang: str, look: Look, *, now: datetime) -> Shelf:
    """Raises Unclear."""
    wanted = _saying(look.line, aim) if look.line else _any_story
    stood: list[tuple[datetime, Edition]] = []
    read, reached = 0, None
    for place in told.latest(db, before=look.before):
        if len(stood) == MOST or read >= READ_MOST or (reached and look.is_over()):
            return Shelf(tuple(stood), reached)
        story, reached = stories.story(db, place.story), place
        read += len(story.members)
        if wanted(story):
            stood.append((place.moved_at, whole(story, _visitor(aim, lang), now=now)))
    return Shelf(tuple(stood), None)


def all_sources(db: Db, aim: Aim, lang: str, *, id: StoryId, now: datetime) -> Edition | None:
    """None for a story that is unknown or still untold."""
    id = stories.merged_into(db, id) or id
    return whole(stories.story(db, id), _visitor(aim, lang), now=now) if told.is_told(db, id) else None


def address(room: Newsroom, settings: Settings, story: StoryId, lang: str) -> str | None:
    """The address that shows all sources: our page, else our bot while it listens; None where there is neither."""
    if settings.public_url and settings.web:
        return f"{settings.public_url}/s/{story}" + (f"?lang={lang}" if lang != FALLBACK else "")
    return f"https://t.me/{room.bot}?start=s{story}" if room.bot else None


def _visitor(aim: Aim, lang: str) -> Subscription:
    return Subscription(id=SubscriptionId("visitor"), via="web", address="", zone=zone(aim, lang), lang=lang)


def _any_story(_: Story) -> bool:
    return True


def _saying(line: str, aim: Aim) -> Callable[[Story], bool]:
    book = sought(parted(line), lambda: aim.files)
    return lambda story: any(found(member.article, book) for member in story.members)
