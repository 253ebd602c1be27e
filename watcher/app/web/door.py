"""The pages: `/healthz`, `/s/...` with all who carry a story, and `/u/...`, where a reader leaves a list.

No GET changes anything.
"""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from watcher.app.heartbeat import is_alive, last_beat
from watcher.app.newsroom import Newsroom
from watcher.app.readers import visitors
from watcher.app.readers.leaving import leave
from watcher.channels.parts import carriers, messages
from watcher.channels.parts.messages import Words
from watcher.core.news import StoryId
from watcher.core.sending.mailbox import shortened
from watcher.core.sending.seal import leaving, same
from watcher.core.telling import SubscriptionId
from watcher.store import subscriptions
from watcher.store.subscriptions import Listed

ID_MOST = 10**18  # of a story; the memory holds no higher number
LIST_MOST = 64  # characters of a subscription's id
ALONE = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
STYLE = (
    ":root{color-scheme:light dark;--page:#fff;--ink:#1c1c1e;--soft:#5f6368;--link:#0b57a4;--line:#dadce0}"
    "@media(prefers-color-scheme:dark)"
    "{:root{--page:#16181c;--ink:#e6e7e9;--soft:#a4a9b0;--link:#8ab8f0;--line:#3a3e45}}"
    "body{margin:0;background:var(--page);color:var(--ink);font:17px/1.5 system-ui,sans-serif;"
    "word-break:keep-all;overflow-wrap:anywhere}"
    "main{max-width:36rem;margin:0 auto;padding:2rem 1.25rem}"
    "h1{font-size:1.4rem;line-height:1.3;margin:.25rem 0 .5rem}p{margin:.5rem 0}"
    "a{color:var(--link)}h1 a{color:inherit;text-decoration:none}"
    ".soft,time,small{color:var(--soft)}"
    "h2,.name{font-size:.8rem;font-weight:700;letter-spacing:.06em;color:var(--soft);margin:0}.name{"
    "text-transform:uppercase}h2{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:1.25rem}"
    "ul{list-style:none;margin:.5rem 0 0;padding:0}"
    "li{display:grid;grid-template-columns:minmax(6.5rem,max-content) 1fr;gap:.5rem;margin:.4rem 0}"
    "time{font-variant-numeric:tabular-nums}"
    "small{display:block;margin-top:1.5rem;border-top:1px solid var(--line);padding-top:1rem}"
    "button{font:inherit;padding:.6rem 1.4rem;border-radius:.5rem;border:1px solid;cursor:pointer}"
)


class Door:
    """What the pages need of a running watcher."""

    def __init__(self, room: Newsroom, *, name: str, state: Path, secret: bytes) -> None:
        self._room = room
        self._name = name
        self._state = state
        self._secret = secret
        self._catalogues = messages.load()
        loader = PackageLoader("watcher.app.web")
        self._pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def app(self) -> ASGIApp:
        routes = [
            Route("/", self.front, methods=["GET"]),
            Route("/healthz", self.health, methods=["GET"]),
            Route("/s/{story:int}", self.sources, methods=["GET"]),
            Route("/u/{token}", self.ask, methods=["GET"]),
            Route("/u/{token}", self.leave, methods=["POST"]),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guarded)])

    async def front(self, request: Request) -> Response:
        """Whose pages these are, in the language that `?lang=` asks for if we speak it."""
        words = self._catalogues.words(request.query_params.get("lang", ""))
        said = words.say("sources.start", name=self._name)
        return self._shown("note.html", words, title=self._name, lines=[said], button="")

    async def health(self, request: Request) -> Response:  # noqa: ARG002 - starlette's own signature
        alive = is_alive(last_beat(self._state), now=self._room.clock())
        return PlainTextResponse("ok\n" if alive else "stalled\n", 200 if alive else 503)

    async def sources(self, request: Request) -> Response:
        """All who carry a story, in the language that `?lang=` asks for if we speak it."""
        id, words = request.path_params["story"], self._catalogues.words(request.query_params.get("lang", ""))
        found = visitors.all_sources(self._room, StoryId(id), words.lang) if id <= ID_MOST else None
        if found is None:
            return _nothing_here()
        told, over = carriers.told(found, words), carriers.title(found, words)
        return self._shown("story.html", words, title=told.headline.text, told=told, over=over)

    async def ask(self, request: Request) -> Response:
        """A page with one button: programs that look at every link of a mail change nothing."""
        listed = self._listed(request.path_params["token"])
        if listed is None:
            return _nothing_here()
        return self._told(listed) if listed.has_left else self._asked(listed)

    async def leave(self, request: Request) -> Response:
        """Unsubscribe, whatever the body says: mail programs differ in it, and the seal in the address is the proof."""
        listed = self._listed(request.path_params["token"])
        if listed is None:
            return _nothing_here()
        leave(self._room, listed.id)
        return self._told(listed)

    def _listed(self, token: str) -> Listed | None:
        """The subscription that a link was made for; None where it was not made by us."""
        name = token.rpartition(".")[0]
        if not 0 < len(name) <= LIST_MOST or not token.isascii():
            return None
        listed = subscriptions.find(self._room.db, SubscriptionId(name), via="email")
        if listed is None:
            return None
        ours = leaving(self._secret, address=listed.address, subscription=listed.id, epoch=listed.epoch)
        return listed if same(token, ours) else None

    def _asked(self, listed: Listed) -> Response:
        words = self._catalogues.words(listed.lang)
        question = words.say("door.question", list=listed.id, to=shortened(listed.address))
        leave = words.say("letter.leave")
        return self._shown("note.html", words, title=leave, lines=[question], button=leave)

    def _told(self, listed: Listed) -> Response:
        words = self._catalogues.words(listed.lang)
        left = words.say("door.left", list=listed.id, to=shortened(listed.address))
        lines = [left, words.say("door.back", name=self._name)]
        return self._shown("note.html", words, title=words.say("door.done"), lines=lines, button="")

    def _shown(self, page: str, words: Words, **told: object) -> Response:
        return HTMLResponse(self._pages.get_template(page).render(words=words, name=self._name, style=STYLE, **told))


def _nothing_here() -> Response:
    """One answer for links that were altered, invented, or belong to an unknown list: it tells nothing of which."""
    return PlainTextResponse("Not found\n", 404)


class Guarded:
    """Every answer tells the browser to load nothing, keep nothing, and name us to nobody."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{style}'; {ALONE}"
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cache-control", b"no-store"),
            (b"x-robots-tag", b"noindex"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        await self._app(scope, receive, guarded)
