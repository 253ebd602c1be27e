"""`/feeds` and `/metrics`: what is for the operator, and answered to nobody outside."""

from collections.abc import Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from watcher.app.looking.exposition import CONTENT_TYPE, exposition
from watcher.app.looking.feeds import Heard, by_need, heard
from watcher.app.looking.metrics import METRICS, Scene
from watcher.app.newsroom import Newsroom
from watcher.app.readers import visitors
from watcher.app.web.glance import glance
from watcher.app.web.inside import is_inside
from watcher.app.web.pages import Pages, nothing_here
from watcher.channels.parts import health
from watcher.channels.parts.render import zone_name
from watcher.sources.address import site
from watcher.store.db import Db

ROWS_MOST = 500  # feeds on the page; those that need a look come first


class Backroom:
    def __init__(self, room: Newsroom, pages: Pages) -> None:
        self._room, self._pages = room, pages

    async def metrics(self, request: Request) -> Response:
        """In the text that Prometheus reads."""
        if not is_inside(request):
            raise nothing_here()
        state, now = self._room.state, self._room.clock()
        listed = [feed.id for feed in self._room.aim.feeds]

        def told(db: Db) -> str:
            return exposition(METRICS, Scene(db=db, state=state, listed=listed, now=now))

        return Response(await glance(state, told), media_type=CONTENT_TYPE)

    async def feeds(self, request: Request) -> Response:
        """How the feeds are, without their addresses: these may hold a key."""
        if not is_inside(request):
            raise nothing_here()
        found = await glance(self._room.state, partial(heard, listed=self._room.aim.feeds))
        return self._listed(request, by_need(found))

    def _listed(self, request: Request, found: Sequence[Heard]) -> Response:
        words, now = self._pages.wanted(request), self._room.clock()
        place = health.Place(words=words, zone=str(visitors.zone(self._room.aim, words.lang)), now=now)
        rows = [
            (site(one.state.url_of(one.feed)), health.row(one.feed, one.state, one.latest, place))
            for one in found[:ROWS_MOST]
        ]
        return self._pages.shown(
            request,
            "feeds",
            words,
            title=words.say("feeds.title"),
            standing=health.standing([one.state for one in found], words),
            zone=zone_name(now, place.zone),
            rows=rows,
            more=len(found[ROWS_MOST:]),
        )
