"""Pages as a browser gets them: a template, our words in one language, the style; and the answer to a dead link."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from importlib import resources
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from watcher.channels.parts import messages
from watcher.channels.parts.messages import FALLBACK, Words


class Pages:
    """All pages of one watcher, under its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.style = Markup((resources.files(__package__) / "style.css").read_text("utf-8"))
        loader = PackageLoader(__package__)
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def wanted(self, request: Request) -> Words:
        """In the language that `?lang=` asks for, if we speak it."""
        return messages.words(request.query_params.get("lang", ""))

    def others(self, words: Words) -> Mapping[str, str]:
        """The other languages, each by its own name for itself."""
        return {lang: of.language_name(lang) for lang, of in messages.catalogues().items() if lang != words.lang}

    def shown(
        self, request: Request, page: str, words: Words, *, status: HTTPStatus = HTTPStatus.OK, **told: object
    ) -> Response:
        """`told`: what the template asks for beside these. Links are relative: a proxy may keep us below a path."""
        home = "../" * (request.scope["path"].count("/") - 1) or "./"
        template = self._templates.get_template(f"{page}.html")
        ours = {"words": words, "name": self.name, "style": self.style, "home": home + linked(lang=words.lang)}
        return HTMLResponse(template.render(ours | told), status)

    def note(self, request: Request, words: Words, *, title: str, lines: Sequence[str], button: str = "") -> Response:
        """A few lines; `button` asks this address again, by a POST."""
        return self.shown(request, "note", words, title=title, lines=lines, button=button, back="")

    async def lost(self, request: Request, error: Exception) -> Response:  # noqa: ARG002 - starlette's own signature
        """One answer for links that were altered, invented, or lead to what is not told: it tells nothing of which."""
        words = self.wanted(request)
        told = {"title": words.say("pages.lost"), "lines": [words.say("pages.lost_why")], "button": ""}
        return self.shown(request, "note", words, status=HTTPStatus.NOT_FOUND, back=words.say("pages.all"), **told)


def nothing_here() -> HTTPException:
    """To be raised; `Pages.lost` answers it."""
    return HTTPException(HTTPStatus.NOT_FOUND)


def linked(*, lang: str, **asked: str) -> str:
    """The part of an address behind its path; empty where it asks for nothing but what we say anyway."""
    query = {name: value for name, value in asked.items() if value} | ({} if lang == FALLBACK else {"lang": lang})
    return f"?{urlencode(query)}" if query else ""
