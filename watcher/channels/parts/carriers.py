"""The answer to who asks for all sources: the headline, how the story stands, and each outlet with its time."""

from collections.abc import Iterator, Sequence

from watcher.channels.parts import contents, forms
from watcher.channels.parts.contents import Source, Told
from watcher.channels.parts.forms import MOST_ENTITIES, MOST_UNITS, Form, Part, Run
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import zone_name
from watcher.core.edition import Edition


def told(edition: Edition, words: Words) -> Told:
    """The only story of the edition."""
    [story] = contents.contents(edition, words, name="").stories
    return story


def title(edition: Edition, words: Words) -> str:
    """Over the outlets: whose hours they are."""
    return words.say("sources.title", zone=zone_name(edition.closes_at, edition.zone))


def html(edition: Edition, words: Words) -> str:
    """For one message of Telegram; outlets beyond its size are counted."""
    story = told(edition, words)
    for shown in range(min(len(story.sources), MOST_ENTITIES), 0, -1):
        parts = tuple(_parts(story, shown, title(edition, words), words))
        if forms.size(parts) <= MOST_UNITS and forms.entities(parts) <= MOST_ENTITIES:
            return forms.html(parts)
    return forms.html(tuple(_parts(story, 0, "", words)))


def _parts(story: Told, shown: int, title: str, words: Words) -> Iterator[Part]:
    yield Part(Form.HEADLINE, (story.headline,))
    yield Part(Form.STANDING, (Run(story.standing),))
    left = len(story.sources) - shown
    if shown:
        more = [Run("\n" + words.count("digest.more_outlets", left))] if left else []
        yield Part(Form.TEXT, (Run(title), *_lines(story.sources[:shown]), *more))


def _lines(sources: Sequence[Source]) -> Iterator[Run]:
    """The day stands once before all outlets of that day."""
    day = ""
    for source in sources:
        yield Run(f"\n{source.hour} " if source.day == day else f"\n{source.day} {source.hour} ")
        yield from (source.outlet, Run(source.aside))
        day = source.day
