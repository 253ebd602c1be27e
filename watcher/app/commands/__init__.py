"""One file a command, loaded when it is called; each defines a click command called `command`.

A command may return its exit code; None is 0. What it needs is in the Invocation (`click.pass_obj`).
"""

import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from watcher.app.files import settings
from watcher.app.files.settings import Settings
from watcher.app.running.lock import holder
from watcher.core.matching.excerpt import said
from watcher.core.news import Article, Span
from watcher.core.rules.document import Level, Problem
from watcher.core.words.instant import Clock, utc_text

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow"}


@dataclass(frozen=True, slots=True)
class Invocation:
    """What every command is given: the clock, and the settings when it asks."""

    clock: Clock
    load: Callable[[], Settings] = settings.load  # with `problems`, for who wants to list them

    def settings(self) -> Settings:
        """Raises UserProblems."""
        return self.load().sound()


def ourselves(*, anywhere: bool = False) -> str:
    """How this shell calls us; `anywhere`: also from another folder."""
    if shutil.which("watcher"):
        return "watcher"
    program = Path(sys.argv[0])
    if shutil.which(program) and program.name == "watcher":
        return shlex.quote(str(program.absolute() if anywhere else program))
    return f"{shlex.quote(sys.executable)} -m watcher"


def printable(line: str) -> str:
    """One line without what could steer a terminal: headlines and names of chats are written by strangers."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


def say_if_nobody_sends(state: Path) -> None:
    """After a command that put something into the outbox: without a running watcher it stays there for now."""
    if holder(state) is None:
        click.echo("No watcher is running here: it goes out with the next `watcher run` or `watcher once`.", err=True)


def count(number: int, noun: str) -> str:
    """`1 story`, `1,200 stories`"""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def json_line(row: object) -> str:
    return json.dumps(row, ensure_ascii=False)


def instant_text(at: datetime | None) -> str | None:
    """As JSON shows it."""
    return utc_text(at) if at else None


def article_fields(article: Article) -> dict[str, str | None]:
    """An article as every command's JSON names it."""
    return {
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "published": instant_text(article.published_at),
        "seen": instant_text(article.seen_at),
        "lang": article.lang,
    }


def span_fields(span: Span, article: Article) -> dict[str, object]:
    """Where something was found in an article, as every command's JSON shows it."""
    return {"field": span.field, "start": span.start, "end": span.end, "text": said(article, span)}


def show(problems: Iterable[Problem], *, err: bool = False) -> None:
    """One line each and its details, coloured on a terminal."""
    for problem in problems:
        level = click.style(problem.level, fg=_COLOURS[problem.level])
        click.echo(str(problem).replace(f": {problem.level}: ", f": {level}: ", 1), err=err)
