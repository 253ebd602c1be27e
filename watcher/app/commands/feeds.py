"""`watcher feeds`: how the feeds are."""

import json
from datetime import datetime, timedelta

import click

from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.parts.force import sound_aim
from watcher.app.commands.parts.further import WithFurther
from watcher.app.looking.feeds import UNASKED, Heard, heard
from watcher.core.timing.cadence import NEVER
from watcher.core.timing.polling import Gap
from watcher.core.words.instant import stamp
from watcher.store.db import reader

COLOURS = {"ok": "green", "failing": "yellow", "dead": "red"}

FURTHER = {
    "preview": "preview:command",
    "discover": "discover:command",
    "import": "feedlist:import_",
    "export": "feedlist:export",
}


@click.group(cls=WithFurther, further=FURTHER, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """How the feeds are: state, last answer, last error, next poll."""
    if ctx.invoked_subcommand is not None:
        return
    invocation: Invocation = ctx.obj
    settings = invocation.settings()
    with reader(settings.state) as db:
        found = heard(db, sound_aim(settings).feeds)
    for one in found:
        click.echo(json.dumps(_fields(one)) if as_json else _line(one, invocation.clock()))


def _line(heard: Heard, now: datetime) -> str:
    feed, state = heard.feed, heard.state
    if state is UNASKED:
        return f"{feed.id:<24} {state.health:<8} not asked yet"
    health = click.style(f"{state.health:<8}", fg=COLOURS.get(state.health))
    last = stamp(state.last_ok_at) if state.last_ok_at else "never answered"
    items = "item" if state.items_seen == 1 else "items"
    told = "; ".join(filter(None, (state.reason, _words(heard.latest))))
    after = _until(state.next_poll_at, now)
    return f"{feed.id:<24} {health} {last:<20} {state.items_seen:>6} {items:<5}  next {after:<9}  {told}".rstrip()


def _until(at: datetime, now: datetime) -> str:
    if at == NEVER:
        return "never"
    minutes = round((at - now) / timedelta(minutes=1))
    if minutes < 1:
        return "now"
    if minutes < 120:
        return f"in {minutes} min"
    return f"in {minutes // 60} h" if minutes < 2880 else f"in {minutes // 1440} days"


def _words(gap: Gap | None) -> str | None:
    if gap is None:
        return None
    items = "one item" if gap.items == 1 else f"{gap.items} items"
    return f"up to {items} unseen between {stamp(gap.since)} and {stamp(gap.until)}"


def _fields(heard: Heard) -> dict[str, object]:
    feed, state = heard.feed, heard.state
    interval = feed.every or (None if state is UNASKED else state.interval)
    return {
        "id": feed.id,
        "url": state.url_of(feed),
        "state": state.health,
        "last_ok": instant_text(state.last_ok_at),
        "last_error": state.reason,
        "next_poll": instant_text(state.next_poll_at) if state.next_poll_at != NEVER else None,
        "interval_s": interval.total_seconds() if interval else None,
        "items_seen": state.items_seen,
        "gaps": heard.gaps,
    }
