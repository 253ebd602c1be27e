"""The terminal: a readable block per post, one line per edit, a list as text."""

from watcher.channels.base import Channel, Reach
from watcher.channels.dress import letter
from watcher.channels.dress.letter import Letterhead
from watcher.channels.parts import errata, forms, messages, operator, roundup
from watcher.channels.parts.forms import Form, Part
from watcher.core.edition import Edition
from watcher.core.outcome import Finding, Outcome, Sent, Undecidable
from watcher.core.said import Word
from watcher.core.telling import Delivery, Kind, Message, Post, Roundup

_STYLES = {
    Form.HEADLINE: "1",
    Form.STRUCK: "1",
    Form.QUOTE: "3",
    Form.LINE: "0",
    Form.TEXT: "0",
}  # ANSI; the others are dim
_DIM = "2"


def connect(reach: Reach) -> Channel:
    return Console(reach)


class Console:
    def __init__(self, reach: Reach) -> None:
        self._name = reach.name
        self._write = reach.write
        self._colour = reach.colour

    def ready(self) -> str | None:
        return None

    def address(self, to: object) -> str:
        if to in (None, "", "console"):
            return "console"
        raise ValueError("the console needs no `to`")

    def render(self, delivery: Delivery) -> Message:
        match delivery.content:
            case Post() as post:
                return Message(body=self._told(post, delivery.kind))
            case Roundup() as several:
                return Message(body=self._gathered(several, delivery.kind))
            case Edition() as edition:
                words = messages.words(edition.lang)
                return Message(body=letter.text(edition, words, Letterhead(name=self._name)))
            case Word() as word:
                words = messages.words(word.lang)
                return Message(body=self._block(operator.tell(word, words, name=self._name)))
            case None:
                raise ValueError(f"delivery {delivery.key} has nothing to tell")

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.message is None:
            raise ValueError(f"delivery {delivery.key} was not rendered")
        self._write(delivery.message.body)
        return Sent()

    async def probe(self, delivery: Delivery) -> Finding:  # noqa: ARG002 - a terminal keeps nothing
        return Undecidable("a terminal cannot be asked")

    def _told(self, post: Post, kind: Kind) -> str:
        words = messages.words(post.lang)
        parts = errata.tell(post, kind, words)
        if kind is Kind.EDIT and post.correction is None and post.continued is None:
            return f"  {words.count('post.grown', post.outlets)}: {parts[0].text}"
        return self._block(parts)

    def _gathered(self, several: Roundup, kind: Kind) -> str:
        words = messages.words(several.lang)
        if kind is Kind.EDIT:
            stories, newest = words.count("digest.stories", several.stories), forms.clean(several.lines[0].headline)
            return f"  {roundup.title(several, words)}, {words.say('roundup.grown', stories=stories, headline=newest)}"
        return self._block(roundup.parts(several, words))

    def _block(self, parts: tuple[Part, ...]) -> str:
        return forms.join([self._styled(part) + forms.address(part) for part in parts], parts) + "\n"

    def _styled(self, part: Part) -> str:
        text = part.text if part.form is Form.STANDING else part.text.replace("\n", "\n  ")
        text = f"  {text}" if part.form is Form.QUOTE else text
        return f"\x1b[{_STYLES.get(part.form, _DIM)}m{text}\x1b[0m" if self._colour else text
