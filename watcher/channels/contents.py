"""What a letter says, in reading order: every text cleaned, shortened and put into the reader's words.

Both forms of a letter, plain and HTML, dress the same contents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.channels.messages import Words
from watcher.channels.render import HEADLINE_MOST, NAME_MOST, QUOTE_MOST, WORD_MOST, clean, link, shorten, zone_name
from watcher.core.edition import Coverage, Edition, Heading, Line, Report, Section, Silence
from watcher.core.telling import Quote

BRIEF_MOST = 5  # lines of "In short"
UNREAD_MOST = 10  # feeds named that were not read
TOPICS_MOST, FACTS_MOST, SOURCES_MOST = 4, 6, 8
REASON_MOST = 120
WEEK = timedelta(days=6)  # within it the day of the week says which day is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A story in one line."""

    number: int
    tag: str
    headline: str
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    at: str
    outlet: Link
    aside: str  # its label, whose state controls it, its language


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story at full length."""

    number: int
    tag: str
    headline: Link
    lang: str | None  # of the headline, where it is not the reader's and one we know
    standing: str
    quote: str | None
    quoted: str
    sources: tuple[Source, ...]
    more: str | None
    facts: str | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    headline: Link
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    lang: str
    name: str
    day: str
    period: str
    counted: str
    brief: tuple[Brief, ...]
    stories: tuple[Told, ...]
    left_out: str | None  # how many stories more there were
    mentioned: tuple[Mention, ...]
    more_mentioned: str | None
    coverage: tuple[tuple[str, str], ...]  # what, and what there is to say of it


def contents(edition: Edition, words: Words, *, name: str) -> Contents:
    teller = _Teller(edition, words)
    told = [section for section in edition.sections if section.heading is not Heading.MENTIONED]
    mentioned = [section for section in edition.sections if section.heading is Heading.MENTIONED]
    stories = tuple(teller.stories(told))
    left_out, more = (sum(section.more for section in sections) for sections in (told, mentioned))
    return Contents(
        lang=edition.lang,
        name=clean(name),
        day=teller.long_day(edition.closes_at),
        period=teller.period(),
        counted=teller.counted(),
        brief=tuple(teller.brief(told))[:BRIEF_MOST],
        stories=stories,
        left_out=words.count("letter.more_stories", left_out) if left_out else None,
        mentioned=tuple(teller.mention(line) for section in mentioned for line in section.lines),
        more_mentioned=words.count("letter.more_titles", more) if more else None,
        coverage=tuple(teller.coverage(edition.coverage)),
    )


def top(edition: Edition) -> tuple[Heading, Line] | None:
    """The story that leads, and where it stands; None on an empty day."""
    return next(((section.heading, line) for section in edition.sections for line in section.lines), None)


def how_many(edition: Edition) -> int:
    """Stories; those mentioned by title alone count only where there is nothing else."""
    told = [section for section in edition.sections if section.heading is not Heading.MENTIONED]
    return sum(len(section.lines) + section.more for section in told or edition.sections)


@dataclass(frozen=True, slots=True)
class _Teller:
    edition: Edition
    words: Words

    # --- the head ---

    def period(self) -> str:
        edition = self.edition
        opens, closes = (self._day_and_time(at) for at in (edition.opens_at, edition.closes_at))
        zone = zone_name(edition.closes_at, edition.zone)
        return self.words.say("letter.period", opens=opens, closes=closes, zone=zone)

    def counted(self) -> str:
        coverage, words = self.edition.coverage, self.words
        read = words.count("letter.matched", coverage.articles, matched=coverage.matched)
        if self.edition.is_empty:
            return f"{read}."
        return words.say("letter.counted", read=read, stories=words.count("letter.stories", how_many(self.edition)))

    def long_day(self, at: datetime) -> str:
        local, words = self._local(at), self.words.tables["letter"]
        weekday, month = words["weekdays"][local.weekday()], words["months"][local.month - 1]
        return self.words.say("letter.long_day", weekday=weekday, day=local.day, month=month, year=local.year)

    # --- stories ---

    def brief(self, sections: list[Section]) -> Iterator[Brief]:
        for number, (heading, line) in enumerate(_lines(sections), start=1):
            aside = self._language(line.lang) or self._outlets(line)
            yield Brief(number=number, tag=self._tag(heading, line), headline=_headline(line), aside=aside)

    def stories(self, sections: list[Section]) -> Iterator[Told]:
        for number, (heading, line) in enumerate(_lines(sections), start=1):
            more = line.more + len(line.reports[SOURCES_MOST:])
            yield Told(
                number=number,
                tag=self._heading(heading, line),
                headline=Link(text=_headline(line), url=link(line.url)),
                lang=line.lang if self._language(line.lang) else None,
                standing=self._standing(line),
                quote=self._quote(line.quote) if line.quote else None,
                quoted=self._quoted(line.quote) if line.quote else "",
                sources=tuple(map(self._source, line.reports[:SOURCES_MOST])),
                more=self.words.count("letter.more_outlets", more) if more else None,
                facts=self._facts(line),
                why=self._why(line),
            )

    def mention(self, line: Line) -> Mention:
        outlet = _name(line.reports[0].outlet) if line.reports else ""
        return Mention(headline=Link(text=_headline(line), url=link(line.url)), outlet=outlet)

    def _tag(self, heading: Heading, line: Line) -> str:
        if heading is Heading.MOVING:
            return self.words.say("letter.day", n=line.day)
        return self.words.say(f"letter.tag_{heading.name.lower()}")

    def _heading(self, heading: Heading, line: Line) -> str:
        title = self.words.say(f"letter.{heading.name.lower()}")
        return f"{title} · {self._tag(heading, line)}" if heading is Heading.MOVING else title

    def _standing(self, line: Line) -> str:
        said = [self._outlets(line)]
        if line.claim and line.claim.alone:
            adjective = self.words.state_adjective(line.claim.state)
            outlet = _name(line.claim.outlet)
            said = [
                self.words.say("post.controlled_by", outlet=outlet, code=clean(line.claim.state))
                if adjective is None
                else self.words.say("post.controlled", outlet=outlet, state=adjective)
            ]
            said += [self.words.say("post.alone")] if line.outlets == 1 else [self._outlets(line)]
        said += [language] if (language := self._language(line.lang)) else []
        return " · ".join(said)

    def _outlets(self, line: Line) -> str:
        return self.words.say("post.only") if line.outlets == 1 else self.words.count("post.outlets", line.outlets)

    def _quote(self, quote: Quote) -> str:
        return self.words.say("letter.quoted", quote=shorten(clean(quote.text), QUOTE_MOST))

    def _quoted(self, quote: Quote) -> str:
        return _name(quote.outlet) + self._aside(quote.label, None, quote.lang)

    def _source(self, report: Report) -> Source:
        return Source(
            at=self._weekday_and_time(report.at),
            outlet=Link(text=_name(report.outlet), url=link(report.url)),
            aside=self._aside(report.label, report.state, report.lang),
        )

    def _facts(self, line: Line) -> str | None:
        facts = [shorten(clean(fact), WORD_MOST) for fact in line.facts[:FACTS_MOST]]
        return self.words.say("letter.facts", facts=" · ".join(facts)) if facts else None

    def _why(self, line: Line) -> str | None:
        topics = ", ".join(shorten(clean(topic), NAME_MOST) for topic in line.topics[:TOPICS_MOST])
        if not topics:
            return None
        why = self.words.count("letter.why", len(line.topics), topics=topics)
        if line.word and line.times:
            why += self.words.count("letter.word", line.times, word=shorten(clean(line.word), WORD_MOST))
        return why

    # --- what was read ---

    def coverage(self, coverage: Coverage) -> Iterator[tuple[str, str]]:
        words = self.words
        read = words.count("letter.read_articles", coverage.articles)
        feeds = words.count("letter.read_feeds", coverage.feeds, read=coverage.feeds_read)
        yield words.say("letter.read"), words.say("letter.read_from", articles=read, feeds=feeds)
        silent = [self._silence(silence) for silence in coverage.unread[:UNREAD_MOST]]
        rest = len(coverage.unread) - len(silent)
        if silent:
            silent += [words.count("letter.more_feeds", rest)] if rest else []
            yield words.say("letter.unread"), "; ".join(silent)
        if coverage.held:
            yield words.say("letter.for_you"), words.count("letter.held", coverage.held)

    def _silence(self, silence: Silence) -> str:
        why = shorten(clean(silence.why), REASON_MOST)
        if silence.since is None:
            return self.words.say("letter.silent", outlet=_name(silence.outlet), why=why)
        since = self._weekday_and_time(silence.since)
        return self.words.say("letter.silent_since", outlet=_name(silence.outlet), why=why, since=since)

    # --- asides and times ---

    def _aside(self, label: str | None, state: str | None, lang: str | None) -> str:
        said = [self.words.label(clean(label)) if label else "", self.words.state(clean(state)) if state else ""]
        told = ", ".join(filter(None, [*said, self._language(lang)]))
        return self.words.say("post.aside", words=told) if told else ""

    def _language(self, code: str | None) -> str:
        return (self.words.language(code) if code else None) or ""

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.edition.zone))

    def _day_and_time(self, at: datetime) -> str:
        local = self._local(at)
        day = self.words.day(local.date(), today=self._local(self.edition.closes_at).date())
        return self.words.say("date.time", day=day, time=f"{local:%H:%M}")

    def _weekday_and_time(self, at: datetime) -> str:
        if not timedelta(0) <= self.edition.closes_at - at < WEEK:
            return self._day_and_time(at)
        local = self._local(at)
        weekday = self.words.tables["letter"]["weekdays_short"][local.weekday()]
        return self.words.say("letter.weekday_time", weekday=weekday, time=f"{local:%H:%M}")


def _lines(sections: list[Section]) -> Iterator[tuple[Heading, Line]]:
    return ((section.heading, line) for section in sections for line in section.lines)


def _headline(line: Line) -> str:
    return shorten(clean(line.headline) or clean(line.url), HEADLINE_MOST)


def _name(outlet: str) -> str:
    return shorten(clean(outlet), NAME_MOST)
