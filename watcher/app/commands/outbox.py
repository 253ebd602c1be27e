"""`watcher outbox`: what waits to be sent, and what could not be; `retry` and `drop` decide over dead letters."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import click

from watcher.app.commands import Invocation, instant_text, json_line, say_if_nobody_sends
from watcher.app.commands.parts.parameters import ONE_LINE
from watcher.core.sending.delivery import Illegal, drop, revive
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind
from watcher.core.timing.cadence import NEVER
from watcher.core.words.instant import stamp
from watcher.store import outbox, pauses, tallies
from watcher.store.db import reader, transaction, writer

HELD = timedelta(minutes=10)  # planned so far ahead, something is held back: to gather takes less
WHY_NOT = {  # what cannot be sent again, or given up
    DeliveryState.DUE: "it waits already, and is tried by itself",
    DeliveryState.REVIEW: "it waits for somebody to look at it",
    DeliveryState.SENDING: "it is on its way",
    DeliveryState.UNKNOWN: "it may have arrived, and is looked for first",
    DeliveryState.SENT: "it has arrived",
    DeliveryState.EXPIRED: "it came too late, and was given up",
    DeliveryState.DROPPED: "it was given up",
}
FOUND = {
    "present": "had arrived",
    "absent": "had not",
    "undecidable": "could not be decided",
    "later": "had to be looked for again",
}


@click.group(invoke_without_command=True)
@click.option("--all", "finals", is_flag=True, help="Also what has come to its end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a delivery.")
@click.pass_context
def command(context: click.Context, finals: bool, as_json: bool) -> None:
    """What waits to be sent, what is on its way, and what was refused for good."""
    if context.invoked_subcommand is not None:
        return
    invocation: Invocation = context.obj
    with reader(invocation.settings().state) as db:
        deliveries = outbox.listing(db, finals=finals)
        paused = pauses.paused(db, now=invocation.clock())
        looked = tallies.counts(db, tallies.LOOKED)
    for delivery in deliveries:
        click.echo(json_line(_fields(delivery)) if as_json else _line(delivery, paused))
    if as_json:
        return
    if not deliveries:
        click.echo("nothing waits", err=True)
    for via in sorted({via for via, _ in looked}):
        click.echo(_looked(via, looked), err=True)


@command.command(short_help="Send a dead letter once more.")
@click.argument("id", type=int)
@click.pass_obj
def retry(invocation: Invocation, id: int) -> None:
    """Send a dead letter once more, counted afresh; a pause of its address ends."""
    now = invocation.clock()
    _decide(invocation, id, lambda delivery: revive(delivery, now=now), "goes out once more")


@command.command("drop")
@click.argument("id", type=int)
@click.option("--why", type=ONE_LINE, default="by hand", help="A reason, to be listed with it.")
@click.pass_obj
def give_up(invocation: Invocation, id: int, why: str) -> None:
    """Give up a delivery that waits, or a dead letter."""
    now = invocation.clock()
    _decide(invocation, id, lambda delivery: drop(delivery, f"dropped: {why}", now=now), "is given up")


def _decide(invocation: Invocation, id: int, move: Callable[[Delivery], Delivery], done: str) -> None:
    """A running watcher finds the row as it then is, within a second."""
    state = invocation.settings().state
    with writer(state) as db, transaction(db):
        delivery = outbox.get(db, DeliveryId(id))
        if delivery is None:
            raise click.ClickException(f"there is no delivery {id}; `watcher outbox --all` lists them")
        try:
            after = move(delivery)
        except Illegal as refusal:
            raise click.ClickException(f"{id} ({delivery.key}): {WHY_NOT[delivery.state]}") from refusal
        outbox.save(db, after)
        if after.state is DeliveryState.DUE:
            pauses.lift(db, via=after.via, addresses=[after.chat, after.address])
    click.echo(f"{id} ({after.key}) {done}")
    if after.state is DeliveryState.DUE:
        say_if_nobody_sends(state)


def _line(delivery: Delivery, paused: Mapping[tuple[str, str], str]) -> str:
    why = delivery.last_error
    if not delivery.state.is_final:
        addresses = ("", delivery.chat, delivery.address)
        why = next((paused[delivery.via, each] for each in addresses if (delivery.via, each) in paused), why)
    if why is None and _is_held(delivery):
        why = "held until then"
    said = "; ".join(filter(None, (why, delivery.receipt)))
    return f"{delivery.id:>5}  {delivery.state:<8} {delivery.key}  {_when(delivery)}  {said}".rstrip()


def _when(delivery: Delivery) -> str:
    if delivery.done_at:
        return stamp(delivery.done_at)
    due = _due(delivery)
    return f"due {stamp(due)}" if due else "waits for a person"


def _due(delivery: Delivery) -> datetime | None:
    return None if delivery.due_at == NEVER else delivery.due_at


def _is_held(delivery: Delivery) -> bool:
    """By quiet hours, or by the distance that replies keep."""
    planned = delivery.state is DeliveryState.DUE and delivery.attempts == 0 and delivery.kind is not Kind.EDIT
    return planned and delivery.due_at - delivery.made_at >= HELD


def _looked(via: str, found: Counter[tuple[str, ...]]) -> str:
    said = ", ".join(f"{found[via, verdict]} {words}" for verdict, words in FOUND.items() if found[via, verdict])
    return f"of unknown fate by {via}: {said}"


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
        "due": instant_text(_due(delivery)),
        "last_error": delivery.last_error,
        "receipt": delivery.receipt,
    }
