"""A post as parts in reading order, within its size; each channel dresses them in its own form."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.channels.parts.forms import Form, Part, Run, clean, link, shorten, size, units
from watcher.channels.parts.messages import Words
from watcher.core.said import MostCited, Quote
from watcher.core.telling import Kind, Post, Reason, Roundup, SourceLine

TARGET = 500  # units; a longer post names fewer sources
HARD = 900  # units; a longer post loses whole parts, from the end
HEADLINE_MOST, NAME_MOST, WORD_MOST = 300, 60, 40
FOLLOW_UPS, FOLLOW_UP_MOST = 3, 120  # the latest words of ours that a post links to, and units of each
QUOTE_MOST = 240  # characters; what is longer is no quotation but a copy
WHY_MOST = 200  # a Telegram pop-up takes no more
LATEST_APART = timedelta(hours=1)  # the hour of the latest report is said only if it is this long after the first


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
    yield _headline(post, words, is_update=is_reply or post.reason is Reason.UPDATE)
    yield from _gloss(post, words)
    if not is_reply:
        yield Part(Form.STANDING, (Run(_standing(post, words)),))
    yield from _quote(post, words)
    if is_reply:
        yield from _also_new(post, words)
        yield Part(Form.STANDING, (*_teller(post, words), Run(_progress(post, words))))
        return
    yield from _sources(post, words, named)
    yield from () if post.follow_ups else _also_new(post, words)
    yield from _follow_ups(post, words)
    if post.hashtag:
        yield Part(Form.TAG, (Run("#" + clean(post.hashtag).lstrip("#")),))


def _headline(post: Post, words: Words, *, is_update: bool) -> Part:
    text = Run(shorten(clean(post.headline) or clean(post.url), HEADLINE_MOST), link(post.url))
    if post.claim and post.claim.alone:
        return Part(Form.HEADLINE, (Run(words.say("post.claim")), text))
    return Part(Form.HEADLINE, (Run(words.say("post.update")), text) if is_update else (text,))


def _gloss(post: Post, words: Words) -> Iterator[Part]:
    """Below a headline in another language: `서해위성발사장 · 6월 3일 · 11`."""
    if post.gloss is None:
        return
    days = (words.month_and_day(month, day) for month, day in post.gloss.days)
    said = [*map(name, post.gloss.names), *days, *map(name, post.gloss.numbers)]
    if said:
        yield Part(Form.GLOSS, (Run(" · ".join(said)),))


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
    return words.say("post.only") if post.outlets == 1 else carried(post.outlets, post.cites, words)


def carried(outlets: int, cites: MostCited | None, words: Words) -> str:
    """`9 outlets, 7 citing ICEYE`"""
    many = words.count("post.outlets", outlets)
    if cites is None:
        return many
    if cites.outlets == outlets:
        return f"{many}, {words.say('post.all_citing', name=name(cites.name))}"
    return f"{many}, {words.count('post.citing', cites.outlets, name=name(cites.name))}"


def _since(post: Post, words: Words) -> str:
    first, zone = clock(post.first_at, post, words), zone_name(post.first_at, post.zone)
    if post.outlets == 1 or post.latest_at - post.first_at < LATEST_APART:
        return words.say("post.first", first=first, zone=zone)
    latest = zone_name(post.latest_at, post.zone)
    first = first if zone == latest else f"{first} {zone}"  # clocks changed in between
    return words.say("post.first_latest", first=first, latest=clock(post.latest_at, post, words), zone=latest)


def _teller(post: Post, words: Words) -> Iterator[Run]:
    """Whose headline a reply bears, where no quote says it."""
    told = next((source for source in post.sources if source.url == post.url), None)
    if told is not None and quoted(post.quote) is None:
        yield from (Run(name(told.outlet)), *_about(told, words), Run(" · "))


def _progress(post: Post, words: Words) -> str:
    """Where a story stands when something new is told of it."""
    zone = ZoneInfo(post.zone)
    day = (post.told_at.astimezone(zone).date() - post.first_at.astimezone(zone).date()).days + 1
    standing = [words.say("post.day", n=day)] if day > 1 else []
    standing.append(words.count("post.outlets", post.outlets))
    at = words.say("post.at", time=clock(post.latest_at, post, words), zone=zone_name(post.latest_at, post.zone))
    return f"{', '.join(standing)} · {at}"


def _quote(post: Post, words: Words) -> Iterator[Part]:
    quote = post.quote
    if quote and (text := quoted(quote)):
        yield Part(Form.QUOTE, (Run(f"{text}\n— {name(quote.outlet)}{aside(quote.label, None, quote.lang, words)}"),))


def quoted(quote: Quote | None) -> str | None:
    """The sentence; None where there is none, or where it is too long to be one."""
    text = clean(quote.text) if quote else ""
    return text if 0 < len(text) <= QUOTE_MOST else None


def _sources(post: Post, words: Words, named: int) -> Iterator[Part]:
    if not post.sources:
        return
    more = post.more + len(post.sources[named:])
    counted = [Run(" · " + words.count("post.more", more))] if more else []
    yield Part(Form.SOURCES, (*_linked(post.sources[:named], words), *counted))


def _also_new(post: Post, words: Words) -> Iterator[Part]:
    """Who else brought something new since the last word."""
    if post.beside:
        yield Part(Form.SOURCES, (Run(words.say("post.beside")), *_linked(post.beside, words)))


def _linked(sources: Sequence[SourceLine], words: Words) -> Iterator[Run]:
    for number, source in enumerate(sources):
        yield from [Run(" · ")] if number else []
        yield Run(name(source.outlet), link(source.url))
        yield from _about(source, words)


def _follow_ups(post: Post, words: Words) -> Iterator[Part]:
    zone = ZoneInfo(post.zone)
    today = post.told_at.astimezone(zone).date()
    for told in post.follow_ups[-FOLLOW_UPS:]:
        day = words.day(told.at.astimezone(zone).date(), today=today)
        headline = Run(shorten(clean(told.headline), FOLLOW_UP_MOST), link(told.url))
        yield Part(Form.FOLLOW_UP, (Run(words.say("post.follow_up", day=day)), headline))


def _about(source: SourceLine, words: Words) -> Iterator[Run]:
    if said := aside(source.label, source.state, source.lang, words):
        yield Run(said)


def aside(label: str | None, state: str | None, lang: str | None, words: Words) -> str:
    """What is said of an outlet behind its name, in brackets; empty where there is nothing to say."""
    said = [
        words.label(clean(label)) if label else None,
        words.state(clean(state)) if state else None,
        words.language(lang),
    ]
    told = ", ".join(filter(None, said))
    return words.say("post.aside", words=told) if told else ""


def name(outlet: str) -> str:
    return shorten(clean(outlet), NAME_MOST)


# --- times ---------------------------------------------------------------------------------------------------------


def clock(at: datetime, told: Post | Roundup, words: Words) -> str:
    """The hour at the reader's place, with the day where it is not the day of telling."""
    return hour(at, words, zone=told.zone, on=told.told_at)


def hour(at: datetime, words: Words, *, zone: str, on: datetime) -> str:
    """The same, with the day where it is not that of `on`."""
    local, today = at.astimezone(ZoneInfo(zone)), on.astimezone(ZoneInfo(zone)).date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return time
    return words.say("date.time", day=words.day(local.date(), today=today), time=time)


def zone_name(at: datetime, zone: str) -> str:
    """KST, BST; zones that have no letters are told by their distance from UTC."""
    name = at.astimezone(ZoneInfo(zone)).tzname() or zone
    return f"UTC{name[:3]}{':' if name[3:] else ''}{name[3:]}" if name[0] in "+-" else name
