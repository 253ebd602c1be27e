"""`/u/...`, where a reader leaves a list."""

from starlette.requests import Request
from starlette.responses import Response

from watcher.app.newsroom import Newsroom
from watcher.app.readers.leaving import leave
from watcher.app.web.pages import Pages, nothing_here
from watcher.channels.parts import messages
from watcher.core.sending.mailbox import shortened
from watcher.core.sending.seal import leaving, same
from watcher.core.telling import SubscriptionId
from watcher.store import subscriptions
from watcher.store.subscriptions import Listed

LIST_MOST = 64  # characters of a subscription's id


class Exit:
    """The page behind the link `Unsubscribe` of a letter."""

    def __init__(self, room: Newsroom, pages: Pages, *, secret: bytes) -> None:
        self._room, self._pages, self._secret = room, pages, secret

    async def ask(self, request: Request) -> Response:
        """A page with one button: programs that look at every link of a mail change nothing."""
        listed = self._listed(request.path_params["token"])
        if listed is None:
            raise nothing_here()
        return self._told(request, listed) if listed.has_left else self._asked(request, listed)

    async def leave(self, request: Request) -> Response:
        """Unsubscribe, whatever the body says: mail programs differ in it, and the seal in the address is the proof."""
        listed = self._listed(request.path_params["token"])
        if listed is None:
            raise nothing_here()
        leave(self._room, listed.id)
        return self._told(request, listed)

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

    def _asked(self, request: Request, listed: Listed) -> Response:
        words = messages.words(listed.lang)
        question = words.say("door.question", list=listed.id, to=shortened(listed.address))
        leave = words.say("letter.leave")
        return self._pages.note(request, words, title=leave, lines=[question], button=leave)

    def _told(self, request: Request, listed: Listed) -> Response:
        words = messages.words(listed.lang)
        left = words.say("door.left", list=listed.id, to=shortened(listed.address))
        lines = [left, words.say("door.back", name=self._pages.name)]
        return self._pages.note(request, words, title=words.say("door.done"), lines=lines)
