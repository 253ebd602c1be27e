"""`watcher doctor`: what is wrong with this installation, and how to mend it."""

import asyncio

import click

from watcher.app.checkup.doctor import examine
from watcher.app.checkup.home import MB
from watcher.app.checkup.verdict import Health, Verdict
from watcher.app.commands import Invocation, json_line
from watcher.app.files.settings import Settings
from watcher.app.running import outside

COLOURS = {Health.OK: "green", Health.WARN: "yellow", Health.FAULT: "red"}


@click.command()
@click.option("--least-free", default=200, show_default=True, metavar="MB", help="Less room on the disk is a fault.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a check.")
@click.pass_obj
def command(invocation: Invocation, least_free: int, as_json: bool) -> int:
    """What is wrong with this installation, and how to mend it. A watcher may be running meanwhile.

    Ends with 1 if anything does not work.
    """
    verdicts = asyncio.run(_examine(invocation, invocation.load(), least_free))
    for verdict in verdicts:
        click.echo(json_line(_fields(verdict)) if as_json else _lines(verdict))
    return 1 if any(verdict.state is Health.FAULT for verdict in verdicts) else 0


async def _examine(invocation: Invocation, settings: Settings, least_free: int) -> list[Verdict]:
    http = outside.http(settings, invocation.clock)
    try:
        return await examine(settings, clock=invocation.clock, http=http, least_free_bytes=least_free * MB)
    finally:
        await http.close()


def _fields(verdict: Verdict) -> dict[str, str | None]:
    return {
        "check": verdict.check,
        "state": verdict.state,
        "message": verdict.message,
        "mend": verdict.mend or None,
    }


def _lines(verdict: Verdict) -> str:
    state = click.style(f"{verdict.state:<6}", fg=COLOURS[verdict.state])
    line = f"{state} {verdict.check:<10} {verdict.message}"
    return f"{line}\n{'':18}{verdict.mend}" if verdict.mend else line
