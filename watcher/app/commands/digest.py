"""`watcher digest`: the list that would go out now."""

import json
from dataclasses import asdict
from datetime import datetime

import click

from watcher.app.acts.digests import edition_open
from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.parts.parameters import INSTANT
from watcher.app.files import plugs
from watcher.app.files.aim import Aim, load_aim
from watcher.app.files.settings import Settings
from watcher.app.running.secret import with_secret
from watcher.channels.dress import bulletin, letter
from watcher.channels.dress.letter import Letterhead
from watcher.channels.email import letterhead
from watcher.channels.parts import messages
from watcher.core.edition import Edition
from watcher.core.rules.document import did_you_mean
from watcher.core.telling import AtOnce, Subscription
from watcher.store.db import Db, reader

FORMATS = ("text", "html", "telegram")


@click.command()
@click.argument("subscription")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="What it says, as one JSON object.")
@click.option("--now", "instant", type=INSTANT, metavar="INSTANT", help="Stand in for the clock.")
@click.pass_obj
def command(invocation: Invocation, subscription: str, form: str, as_json: bool, instant: datetime | None) -> None:
    """The list that would go out now. Nothing is sent, and nothing is remembered."""
    settings = invocation.settings()
    aim = load_aim(settings.rules)
    listener = _listener(aim, subscription)
    with reader(settings.state) as db:
        edition = _edition(db, aim, listener, now=instant or invocation.clock())
    if as_json:
        click.echo(json.dumps(asdict(edition), default=instant_text, ensure_ascii=False))
    else:
        click.echo(_told(edition, form, _head(settings, listener)), nl=False)


def _listener(aim: Aim, name: str) -> Subscription:
    listed: dict[str, Subscription] = {subscription.id: subscription for subscription in aim.subscriptions}
    if name not in listed:
        hint = did_you_mean(name, list(listed))
        raise click.BadParameter(f"no subscription is called `{name}`" + (f" ({hint})" if hint else ""))
    return listed[name]


def _edition(db: Db, aim: Aim, listener: Subscription, *, now: datetime) -> Edition:
    if isinstance(listener.cadence, AtOnce):
        raise click.BadParameter(f"`{listener.id}` is told at once: it has no digest (write `send: daily 07:00`)")
    edition = edition_open(db, aim, listener, now=now)
    if edition is None:
        raise click.ClickException(f"`{listener.id}` is not known yet: it begins with the next `watcher run` or `once`")
    return edition


def _head(settings: Settings, listener: Subscription) -> Letterhead:
    """What the letter says of itself: all that the mail says where it goes by mail, else only our name."""
    if listener.via != "email":
        return Letterhead(name=settings.name)
    return letterhead(listener.id, listener.address, plugs.reach(with_secret(settings), write=click.echo))


def _told(edition: Edition, form: str, head: Letterhead) -> str:
    """Ends with a newline."""
    words = messages.words(edition.lang)
    match form:
        case "telegram":
            return "\n\n".join(part.html for part in bulletin.parts(edition, words, name=head.name)) + "\n"
        case "html":
            return letter.html(letter.fitting(edition, words, head), words, head)
        case _:
            return letter.text(edition, words, head)
