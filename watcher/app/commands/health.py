"""`watcher health`: whether a running watcher is alive. Asked every minute by Docker: it loads next to nothing."""

import json

import click

from watcher.app.commands import Invocation
from watcher.app.heartbeat import STALE_AFTER, last_beat


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(invocation: Invocation, as_json: bool) -> int:
    """Whether a running watcher is alive: 0 if it showed a sign of life in the last three minutes, else 1."""
    settings = invocation.settings()
    last, now = last_beat(settings.state), invocation.clock()
    alive = last is not None and now - last <= STALE_AFTER
    if as_json:
        beat = last.isoformat(timespec="seconds").replace("+00:00", "Z") if last else None
        click.echo(json.dumps({"alive": alive, "last_beat": beat}))
    elif last is None:
        click.echo(f"no sign of life in {settings.state} yet: start the watcher with `watcher run`")
    else:
        click.echo(f"{'alive' if alive else 'not alive'}: last sign of life {(now - last).total_seconds():.0f} s ago")
    return 0 if alive else 1
