"""Several stories in one post: why they share it, how many they are, and a line for each, the newest on top."""

from collections.abc import Callable, Iterator, Sequence

from watcher.channels.parts import forms
from watcher.channels.parts.forms import Form, Part, Run, clean, link, shorten
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import WHY_MOST, aside, clock, name, zone_name
from watcher.core.telling import Occasion, Roundup, RoundupLine

MOST_UNITS = 3_900  # one message of Telegram carries 4096
HEADLINE_MOST = 160  # of one line


def parts(told: Roundup, words: Words, *, size: Callable[[Sequence[Part]], int] = forms.size) -> tuple[Part, ...]:
    """As many lines as fit; the oldest are left out first, and counted."""
    head = (Part(Form.HEADLINE, (Run(title(told, words)),)), Part(Form.STANDING, (Run(standing(told, words)),)))
    lines = [_line(line, told, words) for line in told.lines]
    for shown in range(len(lines), 1, -1):
        fitting = (*head, *lines[:shown], *_rest(told, shown, words))
        if size(fitting) <= MOST_UNITS:
            return fitting
    return (*head, *lines[:1], *_rest(told, 1, words))


def title(told: Roundup, words: Words) -> str:
    return words.say(f"roundup.{told.occasion}")


def standing(told: Roundup, words: Words) -> str:
    """`5 stories · latest 14:02 KST`"""
    stories = words.count("digest.stories", told.stories)
    latest = max((line.first_at for line in told.lines), default=told.told_at)
    at = words.say("roundup.latest", time=clock(latest, told, words), zone=zone_name(latest, told.zone))
    return f"{stories} · {at}"


def carriers(line: RoundupLine, words: Words) -> str:
    """`3 outlets`; the one that carries it is named, and what media of one state alone claim stays theirs."""
    if line.claim and line.claim.alone:
        outlet = name(line.claim.outlet) + aside("state media", line.claim.state, None, words)
        return outlet if line.outlets == 1 else f"{outlet}, {words.count('post.outlets', line.outlets)}"
    return name(line.outlet) if line.outlets == 1 else words.count("post.outlets", line.outlets)


def why(told: Roundup, words: Words) -> str:
    """What the pop-up says: why they stand together."""
    return shorten(f"{words.say(f'gathered.{told.occasion}')} {words.say('why.ours')}", WHY_MOST)


def _line(line: RoundupLine, told: Roundup, words: Words) -> Part:
    text = shorten(clean(line.headline) or clean(line.url), HEADLINE_MOST)
    if line.withdrawn:
        return Part(Form.LINE, (Run(words.say("errata.withdrawn"), mark="b"), Run(" "), Run(text, mark="s")))
    headline = Run(text, link(line.url))
    claim = [Run(words.say("post.claim"))] if line.claim and line.claim.alone else []
    about = f"{aside(None, None, line.lang, words)}\n{_when(line, told, words)} · {carriers(line, words)}"
    return Part(Form.LINE, (*claim, headline, Run(about)))


def _when(line: RoundupLine, told: Roundup, words: Words) -> str:
    """With its age where that is why it stands here."""
    at = clock(line.first_at, told, words)
    if told.occasion is not Occasion.LATE:
        return at
    hours = round((told.told_at - line.first_at).total_seconds() / 3600)
    return words.say("roundup.aged", time=at, hours=words.count("digest.hours", hours))


def _rest(told: Roundup, shown: int, words: Words) -> Iterator[Part]:
    if more := told.stories - shown:
        yield Part(Form.LINE, (Run(words.count("digest.more", more)),))
    if told.hashtag:
        yield Part(Form.TAG, (Run("#" + clean(told.hashtag).lstrip("#")),))
