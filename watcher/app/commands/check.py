"""`watcher check`: all that is wrong with what people edit, or what it amounts to."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import click

from watcher.app.commands import Invocation, count, json_line, show
from watcher.app.commands.parts.force import called, in_force
from watcher.app.commands.parts.prospect import prospect
from watcher.app.editor import proposals
from watcher.app.files import plugs
from watcher.app.files.aim import Aim, load_aim
from watcher.app.files.settings import Settings
from watcher.app.running.lock import holder
from watcher.channels.base import Connected
from watcher.core.matching.suggest import Suggestion, listed, suggestions
from watcher.core.matching.trial import count_tests
from watcher.core.rules.document import Level, Problem, UserProblems
from watcher.store import subscriptions
from watcher.store.db import MEMORY, reader
from watcher.store.rulesets import Ruleset

MADE_AT_THE_START = b"a secret, in place of the one that the first start makes"


class Row(NamedTuple):
    """A line of the table of a sound folder."""

    what: str
    amount: str
    verdict: str = "ok"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each problem, and nothing else.")
@click.option("--suggest", is_flag=True, help="Also the spellings in other letters that Korean names lack.")
@click.pass_obj
def command(invocation: Invocation, as_json: bool, suggest: bool) -> int:
    settings = invocation.load()
    last = in_force(settings)
    aim, problems = _judge(settings, last)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if as_json:
        _show_json(problems, suggestions(aim.book) if aim and suggest else ())
        return 1 if errors else 0
    show(problems)
    counts = [count(errors, "error") if errors else "No errors"]
    counts += [count(len(problems) - errors, "warning")] if len(problems) > errors else []
    if errors or aim is None:
        keeps = f"the rules {called(last)}" if last else "the last files that were sound"
        click.echo(f"\n{', '.join(counts)}. Not loaded: a running watcher keeps {keeps}.")
        return 1
    if problems:
        click.echo()
    notes = _sum_up(aim, settings)
    for line in prospect(aim, last, settings, now=invocation.clock()):
        click.echo(line)
    if suggest:
        click.echo("\nSpellings that news may use and the rules lack:")
        click.echo("\n".join(listed(suggestions(aim.book))) or "none")
    notes += _say_what_is_proposed(settings)
    counts += [count(notes, "note")] if notes else []
    click.echo(f"\n{', '.join(counts)}.{_fate(aim, last, settings)}")
    return 0


def _show_json(problems: Iterable[Problem], found: Iterable[Suggestion]) -> None:
    for fields in (*map(_fields, problems), *map(_suggested, found)):
        click.echo(json_line(fields))


def _say_what_is_proposed(settings: Settings) -> int:
    """Tests that a desk proposes; returns how many."""
    proposed = list(proposals.listed(settings.state))
    for each in proposed:
        told = f"`{each.rule}` should not match “{each.no_match}” (state/{proposals.FILE})"
        click.echo(f"the desk proposes a test: {told}")
    return len(proposed)


def _judge(settings: Settings, last: Ruleset | None) -> tuple[Aim | None, Sequence[Problem]]:
    """The aim, if its files are sound, and what is wrong with files and settings."""
    try:
        aim = load_aim(settings.rules, after=last.files if last else None)
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


def _suggested(suggestion: Suggestion) -> Mapping[str, object]:
    return {
        "file": suggestion.place.file,
        "line": suggestion.place.line,
        "column": suggestion.place.column,
        "level": "suggestion",
        "message": f"@{suggestion.entity} lacks spellings of {suggestion.name}",
        "hint": f"romanize: [{suggestion.name}]",
        "details": suggestion.lacking,
    }


def _sum_up(aim: Aim, settings: Settings) -> int:
    """The table of a sound folder. Returns how many notes it made."""
    waiting = asyncio.run(_waiting(aim, settings))
    for row in (*_rows(aim), _settings_row(aim, settings, waiting)):
        verdict = click.style(row.verdict, fg="green" if row.verdict == "ok" else "yellow")
        click.echo(f"{row.what:<15} {row.amount:<56} {verdict}")
    notes = [f"{id} is kept waiting, nothing is lost ({reason})" for id, reason in waiting.items()]
    notes += mail_notes(aim, settings)
    for note in notes:
        click.echo(f"{'':<15} {note}")
    return len(notes)


def _fate(aim: Aim, last: Ruleset | None, settings: Settings) -> str:
    if last is None or last.version == aim.version or holder(settings.state) is None:
        return ""
    return " Loaded by the running watcher within two seconds."


def _rows(aim: Aim) -> Iterator[Row]:
    tests = count_tests(aim.book)
    entities = aim.book.entities.values()
    spellings = sum(len(entity.aliases) + sum(len(weak.forms) for weak in entity.weak) for entity in entities)
    counts = [count(len(aim.book.rules), "rule"), count(len(entities), "entity")]
    counts += [count(spellings, "spelling")] if spellings else []
    yield Row("rules", ", ".join(counts))
    yield Row("tests", f"{tests:,} of {tests:,} pass")
    spare = sum(len(feed.urls) > 1 for feed in aim.feeds)
    yield Row("feeds", f"{len(aim.feeds)}" + (f", of them {spare} with a second address" if spare else ""))
    yield Row("subscriptions", ", ".join(subscription.id for subscription in aim.subscriptions) or "none")


def _settings_row(aim: Aim, settings: Settings, waiting: Iterable[str]) -> Row:
    said = [f"Telegram token {'set' if settings.telegram_token else 'not set'}"]
    if any(subscription.via == "email" for subscription in aim.subscriptions):
        said.append(f"mail server {'set' if settings.smtp_url else 'not set'}")
    return Row("settings", "; ".join(said), "note" if any(waiting) else "ok")


async def _waiting(aim: Aim, settings: Settings) -> Mapping[str, str]:
    """The subscriptions that nothing can be sent to for now, and what each lacks."""
    waiting = {}
    reach = plugs.reach(settings, write=click.echo)
    if not reach.secret:  # before a first start there is none, and that keeps nothing waiting
        reach = replace(reach, secret=MADE_AT_THE_START)
    for subscription in aim.subscriptions:
        channel = plugs.connect(subscription.via, reach)
        if missing := channel.ready():
            waiting[str(subscription.id)] = missing
        if isinstance(channel, Connected):
            await channel.close()
    return waiting


def mail_notes(aim: Aim, settings: Settings) -> Iterator[str]:
    if any(subscription.via == "email" for subscription in aim.subscriptions):
        if settings.public_url is None:
            yield "mail carries no link to unsubscribe (WATCHER_PUBLIC_URL is not set)"
        elif settings.web is None:
            yield "the link to unsubscribe leads nowhere (WATCHER_WEB is off)"
    if (settings.state / MEMORY).exists():
        with reader(settings.state) as db:
            left = subscriptions.left(db)
        for id in sorted(left & {subscription.id for subscription in aim.subscriptions}):
            yield f"{id} has unsubscribed and is told nothing (to ask again, give the entry another id)"
