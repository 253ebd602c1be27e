"""An edition as a letter: its subject, its text of 72 columns, and its HTML. Pure: the same values, the same bytes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watcher.channels.base import Where, nowhere
from watcher.channels.parts import contents, errata, listing
from watcher.channels.parts.contents import Contents, Told
from watcher.channels.parts.forms import clean, shorten
from watcher.channels.parts.messages import Words
from watcher.core.edition import Edition, Heading

if TYPE_CHECKING:
    from jinja2 import Template

COLUMNS = 72
SUBJECT_MOST = 78  # characters; what stands beyond is cut off in most lists of mail
HTML_MOST = 100_000  # bytes; Gmail cuts a mail off soon after
RULE = "-" * COLUMNS
INDENT = "   "


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What a letter says of itself."""

    name: str  # what we call ourselves
    to: str | None = None  # the reader's address; None: it is not sent, only shown
    leave: str | None = None  # where to unsubscribe
    all_sources: Where = nowhere


def subject(edition: Edition, words: Words, head: Letterhead) -> str:
    """One clean line of at most 78 characters: the story that leads, and how many follow it."""
    top = next(((section, line) for section in edition.sections for line in section.lines), None)
    if top is None:
        return _cut(words.say("letter.nothing", name=shorten(clean(head.name), 40)), SUBJECT_MOST)
    section, line = top
    told = clean(line.headline) or clean(line.url)
    if section.heading is Heading.CLAIMS:
        told = words.say("post.claim") + told
    elif errata.is_withdrawn(line):
        told = errata.headline(line, words)
    elif section.heading is Heading.CORRECTIONS:
        told = f"{listing.label(section, line, words)}: {told}"
    others = listing.stories(edition) + listing.mended(edition) - 1
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
    told = contents.contents(edition, words, name=head.name, all_sources=head.all_sources)
    blocks = [_head(told), _overview(told, words), *map(_story, told.stories), _left_out(told)]
    blocks += [_mentioned(told, words), _coverage(told, words), _foot(words, head)]
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"


def _head(told: Contents) -> Iterator[str]:
    name = told.name.upper()
    gap = COLUMNS - width(name) - width(told.day)
    yield from [name + " " * gap + told.day] if gap > 1 else [*wrap(name), told.day]
    yield from wrap(f"{told.until} {told.found}")


def _overview(told: Contents, words: Words) -> Iterator[str]:
    if not told.brief:
        return
    yield words.say("digest.in_short").upper()
    tags = max(width(brief.tag) for brief in told.brief) + 2
    for brief in told.brief:
        tag = brief.tag.upper() + " " * (tags - width(brief.tag))
        yield from wrap(_with(brief.headline, brief.aside), first=f"{brief.number:>2}  {tag}")


def _story(story: Told) -> Iterator[str]:
    yield RULE
    yield _with(f"{story.number}  {story.label.upper()}", story.note, apart="  ")
    yield from wrap(story.headline.text)
    yield from wrap(story.standing, first=INDENT)
    for update in story.updates:
        yield from wrap(update.headline.text + update.aside, first=INDENT)
        yield from [INDENT + update.headline.url] if update.headline.url else ()
    if story.quote:
        yield ""
        yield from wrap(f"{story.quote} — {story.speaker}", first=INDENT)
    yield from [""] if story.sources or story.headline.url else ()
    yield from _sources(story)
    if not story.sources and story.headline.url:
        yield INDENT + story.headline.url
    yield from wrap(story.why, first=INDENT) if story.why else ()


def _sources(story: Told) -> Iterator[str]:
    """The day stands once before all sources of that day. Addresses are never wrapped: a broken one leads nowhere."""
    days = max((width(source.day) for source in story.sources), default=0)
    last = ""
    for source in story.sources:
        day = "" if source.day == last else source.day
        lead = f"{INDENT}{day}{' ' * (days - width(day))} {source.hour}  "
        yield from wrap(source.outlet.text + source.aside, first=lead)
        yield from [" " * width(lead) + source.outlet.url] if source.outlet.url else ()
        last = source.day
    if story.more:
        yield INDENT + story.more.text + (":" if story.more.url else "")
        yield from [INDENT + INDENT + story.more.url] if story.more.url else ()


def _left_out(told: Contents) -> Iterator[str]:
    yield from [RULE, told.left_out] if told.left_out else ()


def _mentioned(told: Contents, words: Words) -> Iterator[str]:
    if not told.mentioned and not told.more_mentioned:
        return
    yield from [RULE, listing.mentioned(words).upper()]
    for mention in told.mentioned:
        yield from wrap(", ".join(filter(None, (mention.headline.text, mention.aside))), first=INDENT)
        yield from [INDENT + INDENT + mention.headline.url] if mention.headline.url else ()
    yield from [INDENT + told.more_mentioned] if told.more_mentioned else ()


def _coverage(told: Contents, words: Words) -> Iterator[str]:
    yield from [RULE, words.say("coverage.title").upper()]
    names = max(width(what) for what, _ in told.coverage) + 3
    for what, said in told.coverage:
        yield from wrap(said, first=f"{INDENT}{what}:" + " " * (names - width(what) - 1))


def _foot(words: Words, head: Letterhead) -> Iterator[str]:
    if head.leave:
        yield f"{words.say('letter.leave')}: {head.leave}"
    yield from wrap(_asked(words, head)) if head.to else ()
    yield from wrap(words.say("digest.rights"))


def _asked(words: Words, head: Letterhead) -> str:
    return words.say("letter.asked", to=head.to, name=clean(head.name)) if head.to else ""


def _with(text: str, aside: str | None, apart: str = " ") -> str:
    return f"{text}{apart}({aside})" if aside else text


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


def _page(template: "Template", edition: Edition, words: Words, head: Letterhead) -> str:
    told = contents.contents(edition, words, name=head.name, all_sources=head.all_sources)
    title = subject(edition, words, head)
    asked, mentioned = _asked(words, head), listing.mentioned(words)
    return template.render(told=told, head=head, words=words, title=title, asked=asked, mentioned=mentioned)


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


def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 4 MB that who reads no HTML does without

    room = Environment(
        loader=PackageLoader("watcher.channels"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return room.get_template("letter.html")
