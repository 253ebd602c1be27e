"""Stories as a page lists them: day by day a headline, and who carries it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby

from watcher.channels.parts import errata
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import aside, name
from watcher.core.edition import Edition, Line

NAMED = 3  # outlets; the rest are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    story: int
    hour: str
    text: str
    lang: str | None  # where it is not the reader's and one we know
    carriers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    name: str
    headlines: tuple[Headline, ...]


def days(listed: Iterable[tuple[datetime, Edition]], words: Words, *, zone: tzinfo, now: datetime) -> Iterator[Day]:
    """The stories under the day on which each moved, in the order given."""
    moved = ((at.astimezone(zone), edition) for at, edition in listed)
    for day, stories in groupby(moved, key=lambda story: story[0].date()):
        headlines = tuple(_headline(f"{at:%H:%M}", edition, words) for at, edition in stories)
        yield Day(name=_called(day, now.astimezone(zone).date(), words), headlines=headlines)


def day(at: datetime, words: Words, *, zone: tzinfo, now: datetime) -> str:
    """`Friday 18 July`, with the year where it is not this one."""
    return _called(at.astimezone(zone).date(), now.astimezone(zone).date(), words)


def _called(day: date, today: date, words: Words) -> str:
    return words.long_day(day, year=day.year != today.year)


def _headline(hour: str, edition: Edition, words: Words) -> Headline:
    [line] = [line for section in edition.sections for line in section.lines]
    return Headline(
        story=line.story,
        hour=hour,
        text=errata.headline(line, words),
        lang=line.lang if words.language(line.lang) else None,
        carriers="" if errata.is_withdrawn(line) else _carriers(line, words),
    )


def _carriers(line: Line, words: Words) -> str:
    """`Harbour Wire, Garam Ilbo (state media), 2 more outlets · in Korean`"""
    named = [name(report.outlet) + aside(report.label, report.state, None, words) for report in line.reports[:NAMED]]
    left = line.outlets - len(named)
    said = ", ".join([*named, words.count("digest.more_outlets", left)] if left else named)
    return " · ".join(filter(None, (said, words.language(line.lang))))
