"""What a daily or weekly list says, phrase by phrase; each channel gives it its own form."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.channels.messages import Words
from watcher.channels.render import HEADLINE_MOST, WORD_MOST, aside, clean, controlled, name, shorten, zone_name
from watcher.core.edition import Edition, Heading, Line, Report, Section, Silence
from watcher.core.said import Quote

SHORT = 5  # lines of the overview
IN_DAYS = timedelta(hours=72)  # from here on a span is told in days
A_WEEK = timedelta(days=6)  # within it a weekday says which day is meant


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
    """How many are told; mentions count where there is nothing else."""
    counts = [(is_mention(section), len(section.lines) + section.more) for section in edition.sections]
    return sum(n for mention, n in counts if not mention) or sum(n for _, n in counts)


def summary(edition: Edition, words: Words) -> str:
    """`4 stories from 23 articles in 24 hours`"""
    if edition.is_empty:
        return words.say("digest.empty", span=span(edition, words))
    return words.say(
        "digest.summary",
        stories=words.count("digest.stories", stories(edition)),
        articles=words.count("digest.articles", edition.coverage.matched),
        span=span(edition, words),
    )


def reach(edition: Edition, words: Words) -> str:
    """`24 hours to 07:00 KST. 23 of 412 articles matched, in 4 stories.`"""
    closes = edition.closes_at.astimezone(ZoneInfo(edition.zone))
    until = words.say(
        "digest.until",
        span=span(edition, words),
        time=f"{closes:%H:%M}",
        zone=zone_name(edition.closes_at, edition.zone),
    )
    if edition.is_empty:
        return f"{until} {words.say('digest.nothing')}"
    matched = words.say(
        "digest.matched",
        matched=edition.coverage.matched,
        articles=words.count("digest.articles", edition.coverage.articles),
        stories=words.count("digest.stories", stories(edition)),
    )
    return f"{until} {matched}"


def numbered(edition: Edition) -> Iterator[tuple[int, Section, Line]]:
    """The stories that are told, not only mentioned, in reading order."""
    told = ((section, line) for section in edition.sections for line in section.lines if not is_mention(section))
    for number, (section, line) in enumerate(told, start=1):
        yield number, section, line


def is_mention(section: Section) -> bool:
    return section.heading is Heading.MENTIONED


def is_told_before(section: Section) -> bool:
    return section.heading is Heading.MOVING


# --- one story -----------------------------------------------------------------------------------------------------


def heading(section: Section, words: Words) -> str:
    return words.say(f"headings.{section.heading}")


def tag(section: Section, line: Line, words: Words) -> str:
    """`NEW`, `DAY 3`"""
    return words.say(f"tags.{section.heading}", day=line.day)


def headline(line: Line) -> str:
    return shorten(clean(line.headline) or clean(line.url), HEADLINE_MOST)


def language(line: Line, words: Words) -> str:
    """In brackets, where it is not the reader's; else empty."""
    return aside(None, None, line.lang, words)


def outlet(report: Report, words: Words) -> str:
    return name(report.outlet) + aside(report.label, report.state, report.lang, words)


def speaker(quote: Quote, words: Words) -> str:
    return name(quote.outlet) + aside(quote.label, None, quote.lang, words)


def carriers(section: Section, line: Line, words: Words) -> str:
    """Who carries it: `9 outlets`, the name where it is one, and the day of a story that goes on."""
    if line.claim and line.claim.alone:
        alone = words.say("post.alone") if line.outlets == 1 else words.count("post.outlets", line.outlets)
        return words.say(
            "digest.claimed", outlet=name(line.claim.outlet), state=words.state(clean(line.claim.state)), others=alone
        )
    many = words.count("post.outlets", line.outlets)
    if is_told_before(section):
        return f"{words.say('post.day', n=line.day)}, {many}"
    return outlet(line.reports[0], words) if line.outlets == 1 and line.reports else many


def control(line: Line, words: Words) -> str | None:
    """Whose media claim it, in a sentence."""
    if line.claim is None or not line.claim.alone:
        return None
    others = words.say("post.alone") if line.outlets == 1 else words.count("post.outlets", line.outlets)
    return f"{controlled(line.claim.outlet, line.claim.state, words)} · {others}"


def brief(line: Line, words: Words) -> str:
    """The headline, and in brackets its language and how many carry it."""
    many = words.count("post.outlets", line.outlets) if line.outlets > 1 else None
    foreign = words.language(line.lang) if line.lang else None
    told = ", ".join(filter(None, (foreign, many)))
    return headline(line) + (words.say("post.aside", words=told) if told else "")


def facts(line: Line, words: Words) -> str | None:
    """`new: “11”, “June”`"""
    if not line.facts:
        return None
    said = ", ".join(words.say("digest.fact", text=shorten(clean(fact), WORD_MOST)) for fact in line.facts)
    return words.say("digest.facts", words=said)


def because(line: Line, words: Words) -> str | None:
    if line.word is None:
        return None
    topics = ", ".join(clean(topic) for topic in line.topics)
    return words.count("digest.because", line.times, topics=topics, word=shorten(clean(line.word), WORD_MOST))


# --- times ---------------------------------------------------------------------------------------------------------


def when(at: datetime, edition: Edition, words: Words) -> tuple[str, str]:
    """Day and hour at the reader's place: (`Thu`, `15:12`), with the date where a weekday would not say which."""
    local, closing = at.astimezone(ZoneInfo(edition.zone)), day_of(edition)
    near = abs(closing - local.date()) <= A_WEEK
    return words.weekday(local.date()) if near else words.day(local.date(), today=closing), f"{local:%H:%M}"


# --- what was read -------------------------------------------------------------------------------------------------


def read(edition: Edition, words: Words, *, key: str = "digest.read") -> str:
    """`Read 412 articles from 59 of 61 sources.`"""
    coverage = edition.coverage
    return words.say(
        key,
        articles=words.count("digest.articles", coverage.articles),
        read=coverage.feeds_read,
        sources=words.count("digest.sources", coverage.feeds),
    )


def unread(edition: Edition, words: Words, *, most: int) -> str | None:
    """`Not read: Garam Ilbo (since Wed).`"""
    silent = edition.coverage.unread
    if not silent:
        return None
    named = [_since(silence, edition, words) for silence in silent[:most]]
    if more := len(silent[most:]):
        named.append(words.count("digest.unread_others", more))
    return words.say("digest.unread", outlets=", ".join(named))


def silence(silent: Silence, edition: Edition, words: Words) -> str:
    """`Garam Ilbo, which refuses us (last read Wed 14:00)`"""
    told = {"outlet": name(silent.outlet), "why": words.silence(silent.why)}
    if silent.since is None:
        return words.say("digest.unread_why", **told)
    return words.say("digest.unread_why_since", time=" ".join(when(silent.since, edition, words)), **told)


def held(edition: Edition, words: Words) -> str | None:
    return words.count("digest.held", edition.coverage.held) if edition.coverage.held else None


def _since(silent: Silence, edition: Edition, words: Words) -> str:
    if silent.since is None:
        return name(silent.outlet)
    day, _ = when(silent.since, edition, words)
    return words.say("digest.unread_day", outlet=name(silent.outlet), day=day)
