"""A post as parts in reading order, cleaned and within its size; each channel dresses them in its own form.

What comes from an outlet never carries markup, control characters or invisible ones, and is a link only if it is a web
address. Sizes are UTF-16 code units, as Telegram counts.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from watcher.channels.messages import Words
from watcher.core.telling import Kind, Post, SourceLine

TARGET = 500  # beyond it fewer sources are named
HARD = 900  # beyond it parts go, whole, from the end
HEADLINE_MOST, NAME_MOST, URL_MOST, WORD_MOST = 300, 60, 1000, 40
QUOTE_MOST = 240  # characters; what is longer is no quotation but a copy
WHY_MOST = 200  # a Telegram pop-up takes no more
LATEST_APART = timedelta(hours=1)  # less than this after the first report, the latest says nothing new


class Form(Enum):
    HEADLINE = 1
    STANDING = 2
    QUOTE = 3
    SOURCES = 4
    TAG = 5


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    form: Form
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


# --- what is told --------------------------------------------------------------------------------------------------


def tell(post: Post, kind: Kind, words: Words) -> tuple[Part, ...]:
    """The post's parts in reading order; the headline is always there."""
    for named in range(len(post.sources), 0, -1):
        parts = tuple(_parts(post, kind, words, named))
        if size(parts) <= TARGET:
            return parts
    parts = tuple(_parts(post, kind, words, 1))
    while len(parts) > 1 and size(parts) > HARD:
        parts = parts[:-1]
    return parts


def why(post: Post, words: Words) -> str:
    """What the pop-up says, within 200 units; empty where no word of a rule was found."""
    if post.why is None:
        return ""
    told = post.why
    word, rule = shorten(clean(told.word), WORD_MOST), shorten(clean(told.rule), NAME_MOST)
    names = words.count("why.names", told.times, rule=rule, word=word)
    zone = ZoneInfo(post.zone)
    first, latest, today = (at.astimezone(zone).date() for at in (told.first_at, told.latest_at, post.told_at))
    days = words.day(first, today=today)
    if latest != first:
        days = words.say("date.days", first=days, latest=words.day(latest, today=today))
    merged, ours = words.count("why.merged", told.articles, days=days), words.say("why.ours")
    beside = [f"«{shorten(clean(other), WORD_MOST)}»" for other in told.beside]
    drafts = [f"{names}{_beside(beside[:some], words)}. {merged} {ours}" for some in range(len(beside), -1, -1)]
    drafts += [f"{names}. {merged}", f"{names}."]
    return next(draft for draft in drafts if units(draft) <= WHY_MOST)


def _beside(others: Sequence[str], words: Words) -> str:
    return words.say("why.beside", words=words.say("why.and").join(others)) if others else ""


def _parts(post: Post, kind: Kind, words: Words, named: int) -> Iterator[Part]:
    is_reply = kind is Kind.REPLY
    yield _headline(post, words, is_reply=is_reply)
    if not is_reply:
        yield Part(Form.STANDING, (Run(_standing(post, words)),))
    yield from _quote(post, words)
    if is_reply:
        yield Part(Form.STANDING, (Run(_progress(post, words)),))
        return
    yield from _sources(post, words, named)
    if post.hashtag:
        yield Part(Form.TAG, (Run("#" + clean(post.hashtag).lstrip("#")),))


def _headline(post: Post, words: Words, *, is_reply: bool) -> Part:
    text = Run(shorten(clean(post.headline) or clean(post.url), HEADLINE_MOST), link(post.url))
    if is_reply:
        return Part(Form.HEADLINE, (Run(words.say("post.update")), text))
    if post.claim and post.claim.alone:
        return Part(Form.HEADLINE, (Run(words.say("post.claim")), text))
    return Part(Form.HEADLINE, (text,))


def _standing(post: Post, words: Words) -> str:
    """Who carries it, and since when."""
    if post.claim and post.claim.alone:
        others = words.say("post.alone") if post.outlets == 1 else words.count("post.outlets", post.outlets)
        return f"{controlled(post.claim.outlet, post.claim.state, words)} · {others}"
    said = [_carriers(post, words)]
    if not post.native:
        said.append(words.say("post.no_native"))
    return " · ".join([*said, _since(post, words)])


def controlled(outlet: str, state: str, words: Words) -> str:
    adjective = words.state_adjective(state)
    if adjective is None:
        return words.say("post.controlled_by", outlet=name(outlet), code=clean(state))
    return words.say("post.controlled", outlet=name(outlet), state=adjective)


def _carriers(post: Post, words: Words) -> str:
    if post.claim:
        return words.count("post.reported", post.outlets - 1, outlet=name(post.claim.outlet))
    return words.say("post.only") if post.outlets == 1 else words.count("post.outlets", post.outlets)


def _since(post: Post, words: Words) -> str:
    first, zone = _time(post.first_at, post, words), zone_name(post.first_at, post.zone)
    if post.outlets == 1 or post.latest_at - post.first_at < LATEST_APART:
        return words.say("post.first", first=first, zone=zone)
    latest = zone_name(post.latest_at, post.zone)
    first = first if zone == latest else f"{first} {zone}"  # clocks changed in between
    return words.say("post.first_latest", first=first, latest=_time(post.latest_at, post, words), zone=latest)


def _progress(post: Post, words: Words) -> str:
    """Where a story stands when something new is told of it."""
    zone = ZoneInfo(post.zone)
    day = (post.told_at.astimezone(zone).date() - post.first_at.astimezone(zone).date()).days + 1
    standing = [words.say("post.day", n=day)] if day > 1 else []
    standing.append(words.count("post.outlets", post.outlets))
    at = words.say("post.at", time=_time(post.latest_at, post, words), zone=zone_name(post.latest_at, post.zone))
    return f"{', '.join(standing)} · {at}"


def _quote(post: Post, words: Words) -> Iterator[Part]:
    quote = post.quote
    if quote and (text := quoted(post)):
        yield Part(Form.QUOTE, (Run(f"{text}\n— {name(quote.outlet)}{aside(quote.label, None, quote.lang, words)}"),))


def quoted(post: Post) -> str | None:
    """The quoted sentence; None where there is none, or where it is too long to be one."""
    text = clean(post.quote.text) if post.quote else ""
    return text if 0 < len(text) <= QUOTE_MOST else None


def _sources(post: Post, words: Words, named: int) -> Iterator[Part]:
    if not post.sources:
        return
    runs: list[Run] = []
    for source in post.sources[:named]:
        runs += [Run(" · ")] if runs else []
        runs += [Run(name(source.outlet), link(source.url)), *_about(source, words)]
    more = post.more + len(post.sources[named:])
    if more:
        runs.append(Run(" · " + words.count("post.more", more)))
    yield Part(Form.SOURCES, tuple(runs))


def _about(source: SourceLine, words: Words) -> Iterator[Run]:
    if said := aside(source.label, source.state, source.lang, words):
        yield Run(said)


def aside(label: str | None, state: str | None, lang: str | None, words: Words) -> str:
    """What is said of an outlet behind its name, in brackets; empty where there is nothing to say."""
    said = [
        words.label(clean(label)) if label else None,
        words.state(clean(state)) if state else None,
        words.language(lang) if lang else None,
    ]
    told = ", ".join(filter(None, said))
    return words.say("post.aside", words=told) if told else ""


def name(outlet: str) -> str:
    return shorten(clean(outlet), NAME_MOST)


# --- times ---------------------------------------------------------------------------------------------------------


def _time(at: datetime, post: Post, words: Words) -> str:
    """The hour at the reader's place, with the day where it is not the day of telling."""
    zone = ZoneInfo(post.zone)
    local, today = at.astimezone(zone), post.told_at.astimezone(zone).date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return time
    return words.say("date.time", day=words.day(local.date(), today=today), time=time)


def zone_name(at: datetime, zone: str) -> str:
    """KST, BST; zones that have no letters are told by their distance from UTC."""
    name = at.astimezone(ZoneInfo(zone)).tzname() or zone
    return f"UTC{name}" if name[0] in "+-" else name


# --- foreign text --------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """One line without control, bidirectional, zero-width or private characters and half surrogates."""
    spaced = " ".join(text.split())
    kept = "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"})
    return " ".join(kept.split())


def shorten(text: str, most: int) -> str:
    """At most `most` units, cut at a word where one ends near."""
    if units(text) <= most:
        return text
    while units(text) > most - 1:
        text = text[: min(len(text) - 1, most - 1)]
    head, _, _ = text.rpartition(" ")
    return (head if len(head) > most // 2 else text).rstrip() + "…"


def link(url: str) -> str | None:
    """The address if it is one of the web and names nobody else (`https://bank.example@evil.example`), else None."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return url if is_plain and len(url) <= URL_MOST and clean(url) == url and " " not in url else None


# --- forms ---------------------------------------------------------------------------------------------------------


def units(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def size(parts: Sequence[Part]) -> int:
    """What a reader sees, without markup."""
    return units(join([part.text for part in parts], parts))


def entities(parts: Sequence[Part]) -> int:
    """How many pieces of markup Telegram will count."""
    return sum((part.form is not Form.SOURCES) + sum(run.url is not None for run in part.runs) for part in parts)


def html(parts: Sequence[Part]) -> str:
    """In the markup that Telegram reads."""
    return join([_TAGS[part.form].format("".join(map(_html_run, part.runs))) for part in parts], parts)


def plain(parts: Sequence[Part]) -> str:
    """Without any markup; the headline's address stands below it."""
    texts = [part.text for part in parts]
    address = next((run.url for run in parts[0].runs if run.url), None)
    if address:
        texts[0] += f"\n{address}"
    return join(texts, parts)


def join(texts: Sequence[str], parts: Sequence[Part]) -> str:
    """The parts' texts with the blank lines between them."""
    told = texts[0]
    for text, before, part in zip(texts[1:], parts, parts[1:], strict=False):
        told += ("\n" if (before.form, part.form) in _CLOSE else "\n\n") + text
    return told


_CLOSE = {(Form.HEADLINE, Form.STANDING), (Form.QUOTE, Form.SOURCES), (Form.QUOTE, Form.STANDING)}
_TAGS = {
    Form.HEADLINE: "<b>{}</b>",
    Form.STANDING: "<i>{}</i>",
    Form.QUOTE: "<blockquote>{}</blockquote>",
    Form.SOURCES: "{}",
    Form.TAG: "{}",
}


def _html_run(run: Run) -> str:
    text = escape(run.text, quote=False)
    return f'<a href="{escape(run.url, quote=True)}">{text}</a>' if run.url else text
