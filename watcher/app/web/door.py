"""The pages of a running watcher, by address. No GET changes anything."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from watcher.app.heartbeat import is_alive, last_beat
from watcher.app.newsroom import Newsroom
from watcher.app.web.backroom import Backroom
from watcher.app.web.exit import Exit
from watcher.app.web.guarded import Guarded
from watcher.app.web.newsstand import Newsstand
from watcher.app.web.pages import Pages


class Door:
    """What the pages need of a running watcher."""

    def __init__(self, room: Newsroom, *, name: str, secret: bytes) -> None:
        self._room = room
        self._pages = Pages(name)
        self._stand = Newsstand(room, self._pages)
        self._backroom = Backroom(room, self._pages)
        self._exit = Exit(room, self._pages, secret=secret)

    def app(self) -> ASGIApp:
        routes = [
            Route("/", self._stand.front, methods=["GET"]),
            Route("/healthz", self.health, methods=["GET"]),
            Route("/feeds", self._backroom.feeds, methods=["GET"]),
            Route("/metrics", self._backroom.metrics, methods=["GET"]),
            Route("/s/{story:int}", self._stand.story, methods=["GET"]),
            Route("/u/{token}", self._exit.ask, methods=["GET"]),
            Route("/u/{token}", self._exit.leave, methods=["POST"]),
        ]
        guarded = Middleware(Guarded, style=self._pages.style)
        app = Starlette(routes=routes, middleware=[guarded], exception_handlers={404: self._pages.lost})
        app.router.redirect_slashes = False  # it would lead to whatever host the caller names, and past a proxy's path
        return app

    async def health(self, request: Request) -> Response:  # noqa: ARG002 - starlette's own signature
        alive = is_alive(last_beat(self._room.state), now=self._room.clock())
        return PlainTextResponse("ok\n" if alive else "stalled\n", 200 if alive else 503)
