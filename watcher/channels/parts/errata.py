"""What is said of a correction: in the post it mends, in the reply, and in the next list."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from watcher.channels.parts import render
from watcher.channels.parts.forms import Form, Part, Run, clean, link, shorten
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import HEADLINE_MOST, hour, name, zone_name
from watcher.core.edition import Edition, Line
from watcher.core.said import Cause, Continuation, Correction
from watcher.core.telling import Kind, Post

NOTE_MOST = 600  # units of the editor's words


def tell(post: Post, kind: Kind, words: Words) -> tuple[Part, ...]:
    """The post's parts, put right where something in it was wrong."""
    correction = post.correction
    if post.continued is not None:
        return tuple(_continued(post, post.continued, words))
    if correction is None:
        return render.tell(post, kind, words)
    if kind is Kind.CORRECTION:
        return tuple(_reply(post, correction, words))
    if correction.withdraws:
        return tuple(_withdrawn(post, correction, words))
    parts = render.tell(post, kind, words)
    mark = words.say("errata.mark", happened=_happened(correction, words, zone=post.zone, on=post.told_at))
    if kind is Kind.POST:  # not sent before, so that no reply will say more
        mark = " ".join(filter(None, (mark, _note(correction))))
    return tuple(_marked(part, mark) if part.form is Form.STANDING else part for part in parts)


def line(told: Line, edition: Edition, words: Words) -> str:
    """What a list says of it, in a few sentences; empty where nothing was wrong."""
    correction = told.correction
    if correction is None:
        return ""
    happened = _happened(correction, words, zone=edition.zone, on=edition.closes_at)
    return " ".join(filter(None, (happened, _now(correction, words), _note(correction))))


def headline(told: Line, words: Words) -> str:
    """`Withdrawn: Night launch lights the sky`"""
    text = shorten(clean(told.headline) or clean(told.url), HEADLINE_MOST)
    return f"{words.say('errata.withdrawn')} {text}" if is_withdrawn(told) else text


def is_withdrawn(told: Line) -> bool:
    return told.correction is not None and told.correction.withdraws


def _withdrawn(post: Post, correction: Correction, words: Words) -> Iterator[Part]:
    """Only the struck-out headline stays of the post."""
    struck = Run(_headline(post), mark="s")
    yield Part(Form.STRUCK, (Run(words.say("errata.withdrawn"), mark="b"), Run(" "), struck))
    happened = _happened(correction, words, zone=post.zone, on=correction.at)
    yield Part(Form.STANDING, (Run(words.say("errata.below", happened=happened)),))


def _continued(post: Post, continued: Continuation, words: Words) -> Iterator[Part]:
    yield render.tell(post, Kind.POST, words)[0]
    there = Run(shorten(clean(continued.headline), HEADLINE_MOST), link(continued.url or ""))
    yield Part(Form.STANDING, (Run(words.say("errata.continued")), there))


def _reply(post: Post, correction: Correction, words: Words) -> Iterator[Part]:
    told_at, on = post.told_at, correction.at
    time = hour(told_at, words, zone=post.zone, on=on)
    yield Part(Form.HEADLINE, (Run(words.say("errata.title", time=time, zone=zone_name(told_at, post.zone))),))
    passed_on = Run(words.say("errata.passed_on", outlet=_outlet(post), headline=_headline(post)))
    happened = Run(" " + _happened(correction, words, zone=post.zone, on=on))
    now = _now(correction, words)
    yield Part(Form.TEXT, (passed_on, happened, *([Run(" "), Run(now, link(correction.url or ""))] if now else [])))
    if note := _note(correction):
        yield Part(Form.TEXT, (Run(note),))
    if correction.withdraws:
        yield Part(Form.STANDING, (Run(_stood(told_at, on, words)),))


def _marked(part: Part, mark: str) -> Part:
    return Part(part.form, (Run(f"{mark}\n"), *part.runs))


def _happened(correction: Correction, words: Words, *, zone: str, on: datetime) -> str:
    time = hour(correction.at, words, zone=zone, on=on)
    outlet = name(correction.outlet or "")
    return words.say(f"happened.{correction.cause}", outlet=outlet, time=time, zone=zone_name(correction.at, zone))


def _now(correction: Correction, words: Words) -> str:
    said = shorten(clean(correction.said or ""), HEADLINE_MOST)
    key = "errata.other" if correction.cause is Cause.SPLIT else "errata.now"
    return words.say(key, headline=said) if said else ""


def _note(correction: Correction) -> str:
    return shorten(clean(correction.note), NOTE_MOST)


def _stood(since: datetime, until: datetime, words: Words) -> str:
    """`Posted for 25 minutes.`"""
    stood = max(until - since, timedelta(minutes=1))
    if stood < timedelta(hours=2):
        return words.count("errata.minutes", round(stood / timedelta(minutes=1)))
    if stood < timedelta(days=3):
        return words.count("errata.hours", round(stood / timedelta(hours=1)))
    return words.count("errata.days", round(stood / timedelta(days=1)))


def _headline(post: Post) -> str:
    return shorten(clean(post.headline) or clean(post.url), HEADLINE_MOST)


def _outlet(post: Post) -> str:
    """Whose report was passed on: the one that led."""
    return name(post.sources[0].outlet) if post.sources else clean(post.url)
