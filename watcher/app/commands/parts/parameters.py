"""What options may say: instants, lengths of time, words that are published."""

from datetime import datetime, timedelta

import click

from watcher.app.files.values import BadValue, duration, words


class Instant(click.ParamType[datetime]):
    """ISO 8601 with an offset: an instant without one would mean another moment on another machine."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not an instant (write 2025-07-17T06:30:00Z)", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{value!r} says no offset from UTC (write {value}Z for UTC)", param, ctx)
        return instant


class Length(click.ParamType[timedelta]):
    """A length of time such as 12h or 7d."""

    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        try:
            return duration(str(value))
        except BadValue as error:
            self.fail(f"{error} ({error.hint})", param, ctx)


class OneLine(click.ParamType[str]):
    """Words that show something, in one line: they are published as they stand."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return words(str(value))
        except BadValue as error:
            self.fail(f"{error}{f' ({error.hint})' if error.hint else ''}", param, ctx)
