"""`watcher run`: everything, until it is stopped."""

import asyncio

import click

from watcher.app.commands import Invocation
from watcher.app.logs import log_to_stderr
from watcher.app.running.service import run


@click.command()
@click.pass_obj
def command(invocation: Invocation) -> None:
    """Read, judge and tell, until it is stopped (Ctrl-C, or SIGTERM: it ends within 10 seconds)."""
    settings = invocation.settings()
    log_to_stderr(settings)
    asyncio.run(run(settings, clock=invocation.clock, write=click.echo))
