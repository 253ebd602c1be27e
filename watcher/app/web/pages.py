"""Pages as a browser gets them: a template, our words in one language, the style; and no page at all."""

from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from watcher.channels.parts import messages
from watcher.channels.parts.messages import Words


class Pages:
    """All pages of one watcher, under its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.style = (resources.files(__package__) / "style.css").read_text("utf-8")
        self._catalogues = messages.load()
        loader = PackageLoader(__package__)
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def words(self, lang: str) -> Words:
        """English where we do not speak the language."""
        return self._catalogues.words(lang)

    def wanted(self, request: Request) -> Words:
        """In the language that `?lang=` asks for, if we speak it."""
        return self.words(request.query_params.get("lang", ""))

    def shown(self, page: str, words: Words, **told: object) -> Response:
        template = self._templates.get_template(f"{page}.html")
        return HTMLResponse(template.render(words=words, name=self.name, style=self.style, **told))


def nothing_here() -> Response:
    """One answer for links that were altered, invented, or belong to nobody we know: it tells nothing of which."""
    return PlainTextResponse("Not found\n", 404)
