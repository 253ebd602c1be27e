"""`watcher once`: one cycle, and an end."""

import asyncio
from datetime import datetime

import click

from watcher.app.commands import Invocation
from watcher.app.commands.parts.parameters import INSTANT
from watcher.app.logs import log_to_stderr
from watcher.app.running.opening import TooEarly
from watcher.app.running.service import once


@click.command()
@click.option("--now", "instant", type=INSTANT, metavar="INSTANT", help="Stand in for the clock everywhere.")
@click.pass_obj
def command(invocation: Invocation, instant: datetime | None) -> None:
    """One cycle: poll what is due, tell what is new, and end.

    Retries that are due later stay waiting. The cycle is the gather window: what it found is told at its end.
    """
    settings = invocation.settings()
    log_to_stderr(settings)
    try:
        line = asyncio.run(once(settings, clock=invocation.clock, instant=instant, write=click.echo))
    except TooEarly as error:
        raise click.BadParameter(str(error), param_hint="--now") from error
    click.echo(line, err=True)
