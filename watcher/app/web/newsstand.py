"""What anybody may see: the front page with what was told lately, a search in it, and who carries a story."""

from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from watcher.app.looking.finding import Unclear
from watcher.app.newsroom import Newsroom
from watcher.app.readers import visitors
from watcher.app.readers.visitors import NOTHING, Look, Shelf
from watcher.app.web.glance import glance
from watcher.app.web.inside import is_inside
from watcher.app.web.pages import Pages, linked, nothing_here
from watcher.app.web.turnstile import Busy, Turnstile
from watcher.channels.parts import carriers, headlines
from watcher.channels.parts.forms import clean
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import zone_name
from watcher.core.news import StoryId
from watcher.store.told import Place

ID_MOST = 10**18  # of a story; the memory holds no higher number
LINE_MOST = 200  # characters of what is looked for
SEARCH_MOST = 1.0  # second of one look; then it says how far back it came


class Newsstand:
    def __init__(self, room: Newsroom, pages: Pages) -> None:
        self._room, self._pages = room, pages
        self._turnstile = Turnstile()

    async def front(self, request: Request) -> Response:
        """What was told lately; with `?q=` only what says these words."""
        asked, words = request.query_params, self._pages.wanted(request)
        line, before = clean(asked.get("q", "")[:LINE_MOST]), Place.read(asked.get("before", ""))
        listed = partial(self._listed, request, words, line)
        try:
            shelf = await self._shelf(line, words, before)
        except Unclear:
            return listed(NOTHING, words.say("pages.unclear"))
        except Busy:
            return listed(NOTHING, words.say("pages.busy"), status=HTTPStatus.SERVICE_UNAVAILABLE)
        return listed(shelf, "" if shelf.stories else self._why_empty(shelf, line, words, begun=before is None))

    async def story(self, request: Request) -> Response:
        """All who carry it."""
        id, words = request.path_params["story"], self._pages.wanted(request)
        aim, now = self._room.aim, self._room.clock()
        asked = partial(visitors.all_sources, aim=aim, lang=words.lang, id=StoryId(id), now=now)
        edition = await glance(self._room.state, asked) if id <= ID_MOST else None
        if edition is None:
            raise nothing_here()
        told, over = carriers.told(edition, words), carriers.title(edition, words)
        return self._pages.shown(request, "story", words, title=told.headline.text, told=told, over=over)

    async def _shelf(self, line: str, words: Words, before: Place | None) -> Shelf:
        """Raises Unclear, Busy."""
        aim, now = self._room.aim, self._room.clock()
        filled = partial(visitors.shelf, aim=aim, lang=words.lang, now=now)
        if not line:
            return await glance(self._room.state, partial(filled, look=Look(before=before)))
        async with self._turnstile.turn() as seconds:
            look = Look(line=line, before=before, is_over=lambda: seconds() > SEARCH_MOST)
            return await glance(self._room.state, partial(filled, look=look))

    def _why_empty(self, shelf: Shelf, line: str, words: Words, *, begun: bool) -> str:
        """Of a further page nothing is said that the pages before it may have shown to be wrong."""
        if shelf.reached:
            return words.say("pages.none_since" if begun else "pages.back_to", day=self._day(shelf.reached, words))
        if not begun:
            return words.say("pages.no_earlier")
        return words.say("pages.none" if line else "pages.none_yet")

    def _day(self, place: Place, words: Words) -> str:
        zone, now = visitors.zone(self._room.aim, words.lang), self._room.clock()
        return headlines.day(place.moved_at, words, zone=zone, now=now)

    def _listed(
        self, request: Request, words: Words, line: str, shelf: Shelf, note: str, *, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        zone, now, reached = visitors.zone(self._room.aim, words.lang), self._room.clock(), shelf.reached
        return self._pages.shown(
            request,
            "front",
            words,
            status=status,
            title=f"{line} · {self._pages.name}" if line else self._pages.name,
            line=line,
            note=note,
            is_inside=is_inside(request),  # the feeds are shown to nobody else
            days=list(headlines.days(shelf.stories, words, zone=zone, now=now)),
            back_to=self._day(reached, words) if reached and line and shelf.stories else "",
            further=linked(lang=words.lang, q=line, before=str(reached)) if reached else "",
            asks=linked(lang=words.lang),
            zone=zone_name(now, str(zone)),
            others=[
                (lang, name, linked(lang=lang, q=line) or "./") for lang, name in self._pages.others(words).items()
            ],
        )
