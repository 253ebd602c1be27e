"""`/metrics`: what is for the operator, and answered to nobody outside."""

from starlette.requests import Request
from starlette.responses import Response

from watcher.app.looking.exposition import CONTENT_TYPE, exposition
from watcher.app.looking.metrics import METRICS, Scene
from watcher.app.newsroom import Newsroom
from watcher.app.web.glance import glance
from watcher.app.web.inside import is_inside
from watcher.app.web.pages import nothing_here
from watcher.store.db import Db


class Backroom:
    def __init__(self, room: Newsroom) -> None:
        self._room = room

    async def metrics(self, request: Request) -> Response:
        """In the text that Prometheus reads."""
        if not is_inside(request):
            raise nothing_here()
        state, now = self._room.state, self._room.clock()
        listed = [feed.id for feed in self._room.aim.feeds]

        def told(db: Db) -> str:
            return exposition(METRICS, Scene(db=db, state=state, listed=listed, now=now))

        return Response(await glance(state, told), media_type=CONTENT_TYPE)
