"""`watcher check`: all that is wrong with what people edit, or what it amounts to."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import click

from watcher.app import frequencies, plugs
from watcher.app.aim import Aim, load_aim
from watcher.app.backtest import replay, stored_rows, volumes
from watcher.app.commands import Invocation, show
from watcher.app.settings import Settings
from watcher.core.document import Level, Problem, UserProblems
from watcher.core.forecast import table
from watcher.core.match import match, vocabulary
from watcher.core.trial import count_tests
from watcher.store import subscriptions
from watcher.store.db import UnusableState, reader

KEPT = timedelta(days=30)  # of stored articles the forecast looks at
MADE_AT_THE_START = b"a secret, in place of the one that the first start makes"
Row = tuple[str, str, str]  # what, how many, whether it is fine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each problem, and nothing else.")
@click.pass_obj
def command(invocation: Invocation, as_json: bool) -> int:
    settings = invocation.load()
    aim, problems = _judge(settings)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if as_json:
        for problem in problems:
            click.echo(json.dumps(_fields(problem), ensure_ascii=False))
    else:
        show(problems)
        _sum_up(aim, settings, errors=errors, warnings=len(problems) - errors)
        if aim and not errors:
            for line in _forecast(aim, settings, invocation.clock() - KEPT):
                click.echo(line)
    return 1 if errors else 0


def _judge(settings: Settings) -> tuple[Aim | None, Sequence[Problem]]:
    """The aim, if its files are sound, and what is wrong with files and settings."""
    try:
        aim = load_aim(settings.rules)
    except UserProblems as error:
        return None, (*error.problems, *settings.problems)
    return aim, (*aim.warnings, *settings.problems)


def _fields(problem: Problem) -> Mapping[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line or None,
        "column": place.column if place.line else None,
        "level": problem.level,
        "message": problem.what,
        "hint": problem.hint or None,
        "details": problem.details,
    }


def _sum_up(aim: Aim | None, settings: Settings, *, errors: int, warnings: int) -> None:
    counts = [_count(errors, "error") if errors else "No errors"]
    counts += [_count(warnings, "warning")] if warnings else []
    if errors or aim is None:
        click.echo(f"\n{', '.join(counts)}. Not loaded: a running watcher keeps the last files that were sound.")
        return
    waiting = asyncio.run(_waiting(aim, settings))
    if warnings:
        click.echo()
    for what, amount, verdict in (*_rows(aim), _settings_row(settings, waiting)):
        click.echo(f"{what:<15} {amount:<56} {click.style(verdict, fg='green' if verdict == 'ok' else 'yellow')}")
    notes = [f"{id} is kept waiting, nothing is lost ({reason})" for id, reason in waiting.items()]
    notes += mail_notes(aim, settings)
    for note in notes:
        click.echo(f"{'':<15} {note}")
    counts += [_count(len(notes), "note")] if notes else []
    click.echo(f"\n{', '.join(counts)}.")


def _forecast(aim: Aim, settings: Settings, since: datetime) -> Iterator[str]:
    """What these rules would have made of the stored articles; nothing where there are none."""
    try:
        with closing(reader(settings.state / "watcher.db")) as db:
            rows = stored_rows(db, since)
    except UnusableState:
        return
    if not rows:
        return
    told = replay(
        rows, match=partial(match, book=aim.book), vocabulary=partial(vocabulary, aim.book), general=frequencies.load()
    )
    days = max(1.0, (rows[-1].article.seen_at - rows[0].article.seen_at) / timedelta(days=1))
    yield f"\nHad these rules run over the last {_count(round(days), 'day')} ({len(rows):,} stored articles):"
    yield from table(volumes(list(told), aim.subscriptions), days=days)


def _rows(aim: Aim) -> Iterator[Row]:
    tests = count_tests(aim.book)
    yield "rules", f"{_count(len(aim.book.rules), 'rule')}, {_count(len(aim.book.entities), 'entity')}", "ok"
    yield "tests", f"{tests} of {tests} pass", "ok"
    spare = sum(len(feed.urls) > 1 for feed in aim.feeds)
    yield "feeds", f"{len(aim.feeds)}" + (f", of them {spare} with a second address" if spare else ""), "ok"
    yield "subscriptions", ", ".join(subscription.id for subscription in aim.subscriptions) or "none", "ok"


def _settings_row(settings: Settings, waiting: Iterable[str]) -> Row:
    token = f"Telegram token {'set' if settings.telegram_token else 'not set'}"
    return "settings", token, "note" if any(waiting) else "ok"


async def _waiting(aim: Aim, settings: Settings) -> Mapping[str, str]:
    """The subscriptions that nothing can be sent to for now, and what each lacks."""
    waiting = {}
    reach = plugs.reach(settings, write=click.echo)
    reach = replace(reach, secret=reach.secret or MADE_AT_THE_START)  # nothing waits for a secret of ours
    for subscription in aim.subscriptions:
        channel = plugs.connect(subscription.via, reach)
        if missing := channel.ready():
            waiting[str(subscription.id)] = missing
        await channel.close()
    return waiting


def mail_notes(aim: Aim, settings: Settings) -> Iterator[str]:
    if any(subscription.via == "email" for subscription in aim.subscriptions):
        if settings.public_url is None:
            yield "mail carries no link to unsubscribe (WATCHER_PUBLIC_URL is not set)"
        elif settings.web is None:
            yield "the link to unsubscribe leads nowhere (WATCHER_WEB is off)"
    path = settings.state / "watcher.db"
    if path.exists():
        with closing(reader(path)) as db:
            left = subscriptions.left(db)
        for id in sorted(left & {subscription.id for subscription in aim.subscriptions}):
            yield f"{id} has unsubscribed and is told nothing (to ask again, give the entry another id)"


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
