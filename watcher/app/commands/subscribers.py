"""`watcher subscribers`: who hears from us, and what became of it."""

import click

from watcher.app.commands import Invocation, instant_text, json_line
from watcher.core.words.instant import stamp
from watcher.store import subscriptions
from watcher.store.db import reader
from watcher.store.subscriptions import Account


@click.command()
@click.option("--all", "everyone", is_flag=True, help="Also who is gone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a subscription.")
@click.pass_obj
def command(invocation: Invocation, everyone: bool, as_json: bool) -> None:
    """Who hears from us, and how much arrived, waits or was refused."""
    with reader(invocation.settings().state) as db:
        accounts = subscriptions.accounts(db)
    shown = [account for account in accounts if everyone or account.state != "gone"]
    room = max((len(account.address) for account in shown), default=0)
    for account in shown:
        click.echo(json_line(_fields(account)) if as_json else _line(account, room))


def _line(account: Account, room: int) -> str:
    """`room`: columns of the longest address."""
    counts = {"sent": account.sent, "waiting": account.waiting, "refused": account.dead}
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing yet"
    last = f", last {stamp(account.last_at)}" if account.last_at else ""
    reason = f" ({account.reason})" if account.reason else ""
    return (
        f"{account.id:<12} {account.via:<9} {account.address:<{room}}  {account.state}{reason}"
        f" since {account.since:%Y-%m-%d}: {told}{last}"
    )


def _fields(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "via": account.via,
        "to": account.address,
        "state": account.state,
        "reason": account.reason,
        "since": instant_text(account.since),
        "sent": account.sent,
        "waiting": account.waiting,
        "dead": account.dead,
        "last": instant_text(account.last_at),
    }
