"""An edition as a letter: its subject, its text of 72 columns, and its HTML. Pure: the same values, the same bytes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from watcher.channels import contents
from watcher.channels.contents import Contents, Source, Told
from watcher.channels.messages import Words
from watcher.channels.render import clean, shorten
from watcher.core.edition import Edition, Heading

COLUMNS = 72
SUBJECT_MOST = 78  # characters; what stands beyond is cut off in most lists of mail
HTML_MOST = 100_000  # bytes; Gmail cuts a mail off soon after
RULE = "-" * COLUMNS
INDENT = "   "


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What a letter says of itself."""

    name: str  # what we call ourselves
    to: str  # the reader's address
    leave: str | None = None  # where to unsubscribe


def subject(edition: Edition, words: Words, head: Letterhead) -> str:
    """One clean line of at most 78 characters: the story that leads, and how many follow it."""
    top = contents.top(edition)
    if top is None:
        return _cut(words.say("letter.nothing", name=shorten(clean(head.name), 40)), SUBJECT_MOST)
    heading, line = top
    told = clean(line.headline) or clean(line.url)
    if heading is Heading.CLAIMS:
        told = words.say("post.claim") + told
    others = contents.how_many(edition) - 1
    if not others:
        return _cut(told, SUBJECT_MOST)
    room = SUBJECT_MOST - len(words.count("letter.subject", others, headline=""))
    return words.count("letter.subject", others, headline=_cut(told, room, end=""))


def _cut(text: str, most: int, end: str = "...") -> str:
    if len(text) <= most:
        return text
    head = text[: most - len(end)]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > most // 2 else head).rstrip(" .…") + end


# --- the text ------------------------------------------------------------------------------------------------------


def text(edition: Edition, words: Words, head: Letterhead) -> str:
    """Complete without the HTML; 72 columns, of which a Korean letter takes two. Only an address may be longer."""
    told = contents.contents(edition, words, name=head.name)
    lines = [*_head(told, words), *_stories(told), *_mentioned(told, words), *_coverage(told, words)]
    return "\n".join([*lines, *_foot(words, head)]) + "\n"


def _head(told: Contents, words: Words) -> Iterator[str]:
    name = told.name.upper()
    gap = COLUMNS - width(name) - width(told.day)
    yield from [name + " " * gap + told.day] if gap > 1 else [*wrap(name), told.day]
    yield from wrap(f"{told.period} {told.counted}")
    yield ""
    if not told.brief:
        yield from [words.say("letter.empty"), ""]
        return
    yield words.say("letter.brief").upper()
    tags = max(width(brief.tag) for brief in told.brief) + 2
    for brief in told.brief:
        tag = brief.tag.upper() + " " * (tags - width(brief.tag))
        yield from wrap(f"{brief.headline} ({brief.aside})", first=f"{brief.number:>2}  {tag}")
    yield ""


def _stories(told: Contents) -> Iterator[str]:
    for story in told.stories:
        yield RULE
        yield from _story(story)
        yield ""
    if told.left_out:
        yield from [RULE, told.left_out, ""]


def _story(story: Told) -> Iterator[str]:
    yield f"{story.number}  {story.tag.upper()}"
    yield from wrap(story.headline.text)
    yield from wrap(story.standing, first=INDENT)
    if story.quote:
        yield ""
        yield from wrap(f"{story.quote} — {story.quoted}", first=INDENT)
    yield ""
    yield from _sources(story)
    if not story.sources and story.headline.url:
        yield INDENT + story.headline.url
    for note in filter(None, (story.facts, story.why)):
        yield from wrap(note, first=INDENT)


def _sources(story: Told) -> Iterator[str]:
    times = max((width(source.at) for source in story.sources), default=0)
    indent = INDENT + " " * (times + 2)
    for source in story.sources:
        at = source.at + " " * (times + 2 - width(source.at))
        yield from wrap(_named(source), first=INDENT + at)
        if source.outlet.url:
            yield indent + source.outlet.url
    if story.more:
        yield indent + story.more


def _named(source: Source) -> str:
    return source.outlet.text + source.aside


def _mentioned(told: Contents, words: Words) -> Iterator[str]:
    if not told.mentioned:
        return
    yield from [RULE, words.say("letter.mentioned").upper()]
    for mention in told.mentioned:
        yield from wrap(", ".join(filter(None, (mention.headline.text, mention.outlet))), first=INDENT)
        if mention.headline.url:
            yield INDENT + INDENT + mention.headline.url
    yield from [INDENT + told.more_mentioned] if told.more_mentioned else []
    yield ""


def _coverage(told: Contents, words: Words) -> Iterator[str]:
    yield from [RULE, words.say("letter.coverage").upper()]
    names = max(width(what) for what, _ in told.coverage) + 3
    for what, said in told.coverage:
        yield from wrap(said, first=f"{INDENT}{what}:" + " " * (names - width(what) - 1))
    yield ""


def _foot(words: Words, head: Letterhead) -> Iterator[str]:
    if head.leave:
        yield f"{words.say('letter.leave')}: {head.leave}"
    yield from wrap(_asked(words, head))
    yield from wrap(words.say("letter.owners"))


def _asked(words: Words, head: Letterhead) -> str:
    return words.say("letter.asked", to=head.to, name=clean(head.name))


def width(text: str) -> int:
    """Columns of a terminal: wide letters take two, marks that sit on another take none."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, *, first: str = "") -> list[str]:
    """Lines of at most 72 columns; those after the first are indented as far as `first` is wide."""
    indent = " " * width(first)
    lines, line, begun = [], first, False
    for piece in _pieces(text, COLUMNS - width(first)):
        if begun and width(line) + 1 + width(piece) > COLUMNS:
            lines.append(line)
            line, begun = indent, False
        line += f" {piece}" if begun else piece
        begun = True
    return [*lines, line]


def _pieces(text: str, room: int) -> Iterator[str]:
    """The words; one that is wider than a line, in pieces as wide as it."""
    for word in text.split():
        piece, wide = "", 0
        for char in word:
            if wide + _columns(char) > room:
                yield piece
                piece, wide = "", 0
            piece += char
            wide += _columns(char)
        yield piece


# --- the HTML ------------------------------------------------------------------------------------------------------


def html(edition: Edition, words: Words, head: Letterhead) -> str:
    return _page(_template(), edition, words, head)


def _page(template: Template, edition: Edition, words: Words, head: Letterhead) -> str:
    told = contents.contents(edition, words, name=head.name)
    title = subject(edition, words, head)
    return template.render(told=told, head=head, words=words, title=title, asked=_asked(words, head))


def fitting(edition: Edition, words: Words, head: Letterhead) -> Edition:
    """The edition, or as much of its beginning as makes less than 100 KB of HTML; what is left out is counted in it."""
    template, fits, most = _template(), edition, sum(len(section.lines) for section in edition.sections)
    while most and len(_page(template, fits, words, head).encode()) >= HTML_MOST:
        most = most * 3 // 4
        fits = _first(edition, most)
    return fits


def _first(edition: Edition, most: int) -> Edition:
    sections = []
    for section in edition.sections:
        kept = section.lines[:most]
        most -= len(kept)
        sections.append(replace(section, lines=kept, more=section.more + len(section.lines) - len(kept)))
    return replace(edition, sections=tuple(sections))


def _template() -> Template:
    here = PackageLoader("watcher.channels")
    room = Environment(loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return room.get_template("letter.html")
