"""What a desk sees of a post beside its words: where it goes and when, and what may be decided."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from watcher.channels.parts.forms import clean, shorten
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import NAME_MOST, hour, zone_name
from watcher.core.desk import Desk, Stage
from watcher.core.telling import Kind, Message

Rows = list[list[tuple[str, str]]]  # what a button says, and what pressing it sends: {} is the delivery's number
MOST_CHOICES = 8


def kind(desk: Desk) -> Kind:
    return Kind.REPLY if desk.is_reply else Kind.POST


def dressed(message: Message, desk: Desk, words: Words, *, zone: str) -> Message:
    line = _line(desk, words, zone=zone)
    said = f"<i>{escape(line, quote=False)}</i>" if message.options["html"] else line
    options = {**message.options, "silent": desk.stage is not Stage.ASKED, "buttons": _buttons(desk, words)}
    return replace(message, body=f"{message.body}\n\n{said}", options=options)


def _line(desk: Desk, words: Words, *, zone: str) -> str:
    time = hour(desk.at, words, zone=zone, on=desk.at) if desk.at else ""
    named = zone_name(desk.at, zone) if desk.at else ""
    return words.say(f"desk.{desk.stage}", to=desk.to, who=shorten(clean(desk.who), NAME_MOST), time=time, zone=named)


def _buttons(desk: Desk, words: Words) -> Rows:
    def row(*keys: tuple[str, str]) -> list[tuple[str, str]]:
        return [(words.say(f"desk.{key}"), f"k:{{}}:{act}") for key, act in keys]

    match desk.stage:
        case Stage.ASKED | Stage.WAITS:
            return [row(("post_now", "go"), ("hold", "hold"), ("is_wrong", "wrong"))]
        case Stage.HELD:
            return [row(("post_now", "go"), ("is_wrong", "wrong"))]
        case Stage.WRONG:
            first, second = (("not_ours", "notours"), ("two", "two")), (("is_old", "old"), ("take_back", "withdraw"))
            return [row(*first), row(*second), row(("back", "back"))]
        case Stage.PARTING:
            return [*_choices(desk), row(("back", "back"))]
        case Stage.POSTED | Stage.RELEASED:
            return [row(("is_wrong", "wrong"))]
        case Stage.DROPPED | Stage.WITHDRAWN | Stage.OVERTAKEN:
            return []


def _choices(desk: Desk) -> Sequence[list[tuple[str, str]]]:
    chosen = desk.choices[:MOST_CHOICES]
    return [[(shorten(clean(choice.outlet), NAME_MOST), f"k:{{}}:part:{choice.article}")] for choice in chosen]
