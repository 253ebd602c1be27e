"""What a daily or weekly list says, phrase by phrase; each channel gives it its own form."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.channels.parts.forms import Run, clean, link, shorten
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import (
    HEADLINE_MOST,
    WORD_MOST,
    aside,
    carried,
    controlled,
    name,
    zone_name,
)
from watcher.core.edition import Edition, Heading, Line, Report, Section
from watcher.core.said import Quote

SHORT = 5  # lines of the overview
TOPICS_MOST = 4  # that a story is said to belong to
IN_DAYS = timedelta(hours=72)  # from here on a span is told in days
A_WEEK = timedelta(days=6)  # within it a weekday says which day is meant
SECTION = 2  # a heading over a section stands in the plural


# --- the whole -----------------------------------------------------------------------------------------------------


def day_of(edition: Edition) -> date:
    """The local day on which it closes."""
    return edition.closes_at.astimezone(ZoneInfo(edition.zone)).date()


def title(edition: Edition, words: Words, *, name: str) -> str:
    return words.say("digest.title", name=clean(name), date=words.long_day(day_of(edition)))


def span(edition: Edition, words: Words) -> str:
    """`24 hours`"""
    length = edition.closes_at - edition.opens_at
    if length >= IN_DAYS:
        return words.count("digest.days", round(length / timedelta(days=1)))
    return words.count("digest.hours", max(1, round(length / timedelta(hours=1))))


def stories(edition: Edition) -> int:
    """How many are told; mentions count where there is nothing else, what was put right is not told again."""
    told = [section for section in edition.sections if not is_mended(section)]
    counts = [(is_mention(section), len(section.lines) + section.more) for section in told]
    return sum(n for mention, n in counts if not mention) or sum(n for _, n in counts)


def mended(edition: Edition) -> int:
    """How many corrections it opens with."""
    return sum(len(section.lines) for section in edition.sections if is_mended(section))


def summary(edition: Edition, words: Words) -> str:
    """`4 stories from 23 articles in 24 hours`"""
    if not stories(edition):
        return words.say("digest.empty", span=span(edition, words))
    return words.say(
        "digest.summary",
        stories=words.count("digest.stories", stories(edition)),
        articles=words.count("digest.articles", edition.coverage.matched),
        span=span(edition, words),
    )


def until(edition: Edition, words: Words) -> str:
    """`24 hours to 07:00 KST.`"""
    closes = edition.closes_at.astimezone(ZoneInfo(edition.zone))
    zone = zone_name(edition.closes_at, edition.zone)
    return words.say("digest.until", span=span(edition, words), time=f"{closes:%H:%M}", zone=zone)


def found(edition: Edition, words: Words) -> str:
    """`23 of 412 articles matched, in 4 stories.`"""
    if not stories(edition):
        return words.say("digest.nothing")
    return words.say(
        "digest.matched",
        matched=edition.coverage.matched,
        articles=words.count("digest.articles", edition.coverage.articles),
        stories=words.count("digest.stories", stories(edition)),
    )


def reach(edition: Edition, words: Words) -> str:
    return f"{until(edition, words)} {found(edition, words)}"


def is_mention(section: Section) -> bool:
    return section.heading is Heading.MENTIONED


def is_mended(section: Section) -> bool:
    return section.heading is Heading.CORRECTIONS


def is_told_before(section: Section) -> bool:
    return section.heading is Heading.MOVING


# --- one story -----------------------------------------------------------------------------------------------------


def heading(section: Section, words: Words) -> str:
    return words.count(f"headings.{section.heading}", SECTION)


def mentioned(words: Words) -> str:
    return words.count(f"headings.{Heading.MENTIONED}", SECTION)


def label(section: Section, line: Line, words: Words) -> str:
    """The heading over one story: `State media claim`, `Day 3`."""
    return day(line, words) if is_told_before(section) else words.count(f"headings.{section.heading}", 1)


def tag(section: Section, line: Line, words: Words) -> str:
    """The same in a word: `Claim`."""
    key = f"tags.{section.heading}"
    return words.say(key) if words.has(key) else label(section, line, words)


def day(line: Line, words: Words) -> str:
    return words.say("post.day", n=line.day)


def headline(line: Line) -> str:
    return shorten(clean(line.headline) or clean(line.url), HEADLINE_MOST)


def language(line: Line, words: Words) -> str:
    """In brackets, where it is not the reader's; else empty."""
    return aside(None, None, line.lang, words)


def outlet(report: Report, words: Words) -> str:
    return name(report.outlet) + about(report, words)


def about(report: Report, words: Words) -> str:
    """Its label, whose state controls it and its language, in brackets; else empty."""
    return aside(report.label, report.state, report.lang, words)


def cites(report: Report, words: Words) -> str:
    """Whose account it gives, after a comma; else empty."""
    return f", {words.say('digest.cites', names=', '.join(map(name, report.cites)))}" if report.cites else ""


def outlets(line: Line, words: Words) -> str:
    return words.say("post.only") if line.outlets == 1 else carried(line.outlets, line.cites, words)


def carriers(section: Section, line: Line, words: Words) -> str:
    """Who carries it: `9 outlets`, the name where it is one, and the day of a story that goes on."""
    if line.claim and line.claim.alone:
        claimed, state = name(line.claim.outlet), words.state(clean(line.claim.state))
        return words.say("digest.claimed", outlet=claimed, state=state, others=_others(line, words))
    many = carried(line.outlets, line.cites, words)
    if is_told_before(section):
        return f"{day(line, words)}, {many}"
    return outlet(line.reports[0], words) if line.outlets == 1 and line.reports else many


def standing(line: Line, words: Words) -> str:
    """The same at length: `9 outlets · in Korean · new: “11”`."""
    said = [outlets(line, words)]
    if line.claim and line.claim.alone:
        said = [controlled(line.claim.outlet, line.claim.state, words), _others(line, words)]
    return " · ".join(filter(None, (*said, words.language(line.lang), facts(line, words))))


def _others(line: Line, words: Words) -> str:
    return words.say("post.alone") if line.outlets == 1 else words.count("post.outlets", line.outlets)


def brief(line: Line, words: Words) -> str:
    """What stands behind its headline in the overview: its language and how many carry it; empty for one of ours."""
    many = words.count("post.outlets", line.outlets) if line.outlets > 1 else None
    return ", ".join(filter(None, (words.language(line.lang), many)))


def facts(line: Line, words: Words) -> str | None:
    """`new: “11”, “June”`"""
    if not line.facts:
        return None
    said = ", ".join(words.say("digest.quoted", text=shorten(clean(fact), WORD_MOST)) for fact in line.facts)
    return words.say("digest.facts", words=said)


def updates(line: Line, words: Words) -> Iterator[tuple[Run, str]]:
    """`Update: Another crane rises`, linked, and behind it `, Tide Gazette (in Korean)`."""
    for update in line.updates:
        said = words.say("post.update") + shorten(clean(update.headline) or clean(update.url), HEADLINE_MOST)
        yield Run(said, link(update.url)), f", {name(update.outlet)}{aside(None, None, update.lang, words)}"


def speaker(quote: Quote, words: Words) -> str:
    return name(quote.outlet) + aside(quote.label, None, quote.lang, words)


def more_outlets(line: Line, words: Words) -> str | None:
    return words.count("digest.more_outlets", line.more) if line.more else None


def because(line: Line, words: Words) -> str | None:
    """`Why you got this: your topic “Sohae launch site” (“Sohae”, 4 times)`"""
    topics = line.topics[:TOPICS_MOST]
    if not topics:
        return None
    named = ", ".join(words.say("digest.quoted", text=name(topic)) for topic in topics)
    told = words.count("digest.because", len(topics), topics=named)
    if line.word is None:
        return told
    return told + words.count("digest.word", line.times, word=shorten(clean(line.word), WORD_MOST))


# --- times ---------------------------------------------------------------------------------------------------------


def when(at: datetime, edition: Edition, words: Words) -> tuple[str, str]:
    """Day and hour at the reader's place: (`Thu`, `15:12`), with the date where a weekday would not say which."""
    local, closing = at.astimezone(ZoneInfo(edition.zone)), day_of(edition)
    near = abs(closing - local.date()) <= A_WEEK
    return words.weekday(local.date()) if near else words.day(local.date(), today=closing), f"{local:%H:%M}"
