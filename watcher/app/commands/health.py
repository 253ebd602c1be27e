"""`watcher health`: whether a running watcher is alive. Docker asks every minute, so this imports next to nothing."""

from contextlib import suppress
from pathlib import Path

import click

from watcher.app.commands import Invocation, instant_text, json_line
from watcher.app.heartbeat import is_alive, last_beat
from watcher.channels.parts import messages, operator
from watcher.store import alarms
from watcher.store.db import UnusableState, reader


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(invocation: Invocation, as_json: bool) -> int:
    """Whether a running watcher is alive: 0 if it showed a sign of life in the last three minutes, else 1.

    What stands wrong beside, such as a full disk or a feed that fails, is listed and changes nothing of that.
    """
    settings = invocation.settings()
    last, now = last_beat(settings.state), invocation.clock()
    alive = is_alive(last, now=now)
    faults = _faults(settings.state)
    if as_json:
        click.echo(json_line({"alive": alive, "last_beat": instant_text(last), "faults": faults}))
        return 0 if alive else 1
    if last is None:
        click.echo(f"no sign of life in {settings.state} yet: start the watcher with `watcher run`")
    else:
        click.echo(f"{'alive' if alive else 'not alive'}: last sign of life {(now - last).total_seconds():.0f} s ago")
    for fault in faults:
        click.echo(f"  {fault}")
    return 0 if alive else 1


def _faults(state: Path) -> list[str]:
    """In the words in which the operator was told of them."""
    english = messages.words(messages.FALLBACK)
    with suppress(UnusableState), reader(state) as db:
        return [operator.fault(fault, english) for fault in alarms.standing(db)]
    return []
