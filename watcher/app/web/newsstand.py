"""The front page, and `/s/...` with all who carry a story: what anybody may see."""

from starlette.requests import Request
from starlette.responses import Response

from watcher.app.newsroom import Newsroom
from watcher.app.readers import visitors
from watcher.app.web.pages import Pages, nothing_here
from watcher.channels.parts import carriers
from watcher.core.news import StoryId

ID_MOST = 10**18  # of a story; the memory holds no higher number


class Newsstand:
    def __init__(self, room: Newsroom, pages: Pages) -> None:
        self._room, self._pages = room, pages

    async def front(self, request: Request) -> Response:
        """Whose pages these are."""
        words = self._pages.wanted(request)
        said = words.say("sources.start", name=self._pages.name)
        return self._pages.shown("note", words, title=self._pages.name, lines=[said], button="")

    async def story(self, request: Request) -> Response:
        """All who carry it."""
        id, words = request.path_params["story"], self._pages.wanted(request)
        found = visitors.all_sources(self._room, StoryId(id), words.lang) if id <= ID_MOST else None
        if found is None:
            return nothing_here()
        told, over = carriers.told(found, words), carriers.title(found, words)
        return self._pages.shown("story", words, title=told.headline.text, told=told, over=over)
