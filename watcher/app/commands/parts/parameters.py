"""What options may say: instants, lengths of time, words that are published."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import click

from watcher.app.files import values
from watcher.app.files.values import BadValue

Value = TypeVar("Value")


class Written(click.ParamType[Value]):
    """What a reader makes of what was written, or its words on why not."""

    def __init__(self, name: str, read: Callable[[str], Value]) -> None:
        """`read` raises ValueError, whose `hint` says what would be right."""
        self.name = name
        self._read = read

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Value:
        try:
            return self._read(str(value))
        except ValueError as error:
            hint = getattr(error, "hint", "")
            self.fail(f"{error} ({hint})" if hint else str(error), param, ctx)


def _instant(text: str) -> datetime:
    """ISO 8601 with an offset: an instant without one would mean another moment on another machine."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadValue(f"{text!r} is not an instant", "write 2025-07-17T06:30:00Z") from error
    if instant.tzinfo is None:
        raise BadValue(f"{text!r} says no offset from UTC", f"write {text}Z for UTC")
    return instant


INSTANT = Written("instant", _instant)
LENGTH = Written("length", values.duration)
ONE_LINE = Written("text", values.words)  # it is published as it stands
