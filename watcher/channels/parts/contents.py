"""What a letter says, in reading order: every text cleaned, shortened and put into the reader's words.

Both forms of a letter, plain and HTML, dress the same contents.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from watcher.channels.base import Where, nowhere
from watcher.channels.parts import coverage, errata, listing
from watcher.channels.parts.forms import Run, clean, link
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import name, quoted
from watcher.core.edition import Edition, Line, Report, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A story in one line."""

    number: int
    tag: str
    headline: str
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    day: str
    hour: str
    outlet: Run
    aside: str  # its label, whose state controls it, its language


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    headline: Run
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story at full length."""

    number: int
    label: str
    note: str | None = None  # of the label
    headline: Run
    lang: str | None  # of the headline, where it is not the reader's and one we know
    standing: str
    updates: tuple[Mention, ...] = ()
    quote: str | None = None
    speaker: str = ""
    sources: tuple[Source, ...] = ()
    more: Run | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    lang: str
    name: str
    day: str
    until: str
    found: str
    brief: tuple[Brief, ...]
    stories: tuple[Told, ...]
    left_out: str | None  # how many stories more there were
    mentioned: tuple[Mention, ...]
    more_mentioned: str | None
    coverage: tuple[tuple[str, str], ...]  # what, and what there is to say of it


def contents(edition: Edition, words: Words, *, name: str, all_sources: Where = nowhere) -> Contents:
    """`all_sources`: where all who carry a story are shown."""
    told = [section for section in edition.sections if not listing.is_mention(section)]
    mentioned = [section for section in edition.sections if listing.is_mention(section)]
    numbered = list(enumerate(((section, line) for section in told for line in section.lines), start=1))
    left_out, more = (sum(section.more for section in sections) for sections in (told, mentioned))
    return Contents(
        lang=edition.lang,
        name=clean(name),
        day=words.long_day(listing.day_of(edition), year=True),
        until=listing.until(edition, words),
        found=listing.found(edition, words),
        brief=tuple(_brief(number, *each, words) for number, each in numbered[: listing.SHORT]),
        stories=tuple(_told(number, *each, edition, words, all_sources) for number, each in numbered),
        left_out=words.count("digest.left_out", left_out) if left_out else None,
        mentioned=tuple(_mention(line, words) for section in mentioned for line in section.lines),
        more_mentioned=words.count("digest.more", more) if more else None,
        coverage=tuple(coverage.labelled(edition, words)),
    )


def _brief(number: int, section: Section, line: Line, words: Words) -> Brief:
    tag = listing.tag(section, line, words)
    headline, aside = errata.headline(line, words), listing.brief(line, words)
    return Brief(number=number, tag=tag, headline=headline, aside="" if listing.is_mended(section) else aside)


def _told(number: int, section: Section, line: Line, edition: Edition, words: Words, all_sources: Where) -> Told:
    if listing.is_mended(section):
        return _mended(number, section, line, edition, words)
    quote = quoted(line.quote)
    return Told(
        number=number,
        label=listing.label(section, line, words),
        note=words.say("digest.only_new") if listing.is_told_before(section) else None,
        headline=_headline(line),
        lang=line.lang if words.language(line.lang) else None,
        standing=" · ".join(filter(None, (listing.standing(line, words), errata.line(line, edition, words)))),
        updates=tuple(Mention(headline=run, aside=outlet) for run, outlet in listing.updates(line, words)),
        quote=words.say("digest.quoted", text=quote) if quote else None,
        speaker=listing.speaker(line.quote, words) if line.quote else "",
        sources=tuple(_sources(line, edition, words)),
        more=Run(more, all_sources(line.story, edition.lang)) if (more := listing.more_outlets(line, words)) else None,
        why=listing.because(line, words),
    )


def _mended(number: int, section: Section, line: Line, edition: Edition, words: Words) -> Told:
    return Told(
        number=number,
        label=listing.label(section, line, words),
        headline=Run(errata.headline(line, words), None if errata.is_withdrawn(line) else link(line.url)),
        lang=line.lang if words.language(line.lang) else None,
        standing=errata.line(line, edition, words),
    )


def _sources(line: Line, edition: Edition, words: Words) -> Iterator[Source]:
    for report in line.reports:
        day, hour = listing.when(report.at, edition, words)
        yield Source(
            day=day,
            hour=hour,
            outlet=_outlet(report),
            aside=listing.about(report, words) + listing.cites(report, words),
        )


def _mention(line: Line, words: Words) -> Mention:
    outlets = [name(report.outlet) for report in line.reports[:1]]
    return Mention(headline=_headline(line), aside=", ".join(filter(None, (*outlets, words.language(line.lang)))))


def _headline(line: Line) -> Run:
    return Run(listing.headline(line), link(line.url))


def _outlet(report: Report) -> Run:
    return Run(name(report.outlet), link(report.url))
