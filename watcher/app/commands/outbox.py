"""`watcher outbox`: what waits to be sent, and what could not be."""

import json
from collections.abc import Mapping
from contextlib import closing

import click

from watcher.app.commands import Invocation, instant_text
from watcher.core.telling import Delivery
from watcher.store import outbox, pauses
from watcher.store.db import reader


@click.command()
@click.option("--all", "finals", is_flag=True, help="Also what has come to its end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a delivery.")
@click.pass_obj
def command(invocation: Invocation, finals: bool, as_json: bool) -> None:
    """What waits to be sent, what is on its way, and what was refused for good."""
    with closing(reader(invocation.settings().state / "watcher.db")) as db:
        deliveries = outbox.listing(db, finals=finals)
        paused = pauses.paused(db, now=invocation.clock())
    for delivery in deliveries:
        click.echo(json.dumps(_fields(delivery), ensure_ascii=False) if as_json else _line(delivery, paused))
    if not deliveries and not as_json:
        click.echo("nothing waits", err=True)


def _line(delivery: Delivery, paused: Mapping[tuple[str, str], str]) -> str:
    why = delivery.last_error
    if not delivery.state.is_final:
        why = paused.get((delivery.via, "")) or paused.get((delivery.via, delivery.address)) or why
    due = instant_text(delivery.due_at)
    return f"{delivery.id:>5}  {delivery.state:<8} {delivery.key}  due {due}  {why or ''}".rstrip()


def _fields(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "key": delivery.key,
        "subscription": delivery.subscription,
        "via": delivery.via,
        "to": delivery.address,
        "kind": delivery.kind,
        "story": delivery.story,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due": instant_text(delivery.due_at),
        "last_error": delivery.last_error,
        "receipt": delivery.receipt,
    }
