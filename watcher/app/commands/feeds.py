"""`watcher feeds`: how the feeds are."""

import json
from contextlib import closing
from importlib import import_module

import click

from watcher.app import commands
from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.force import sound_aim
from watcher.core.news import Feed, FeedState
from watcher.core.timing.polling import Gap, Habits
from watcher.store import feeds, gaps, habits
from watcher.store.db import reader

COLOURS = {"ok": "green", "failing": "yellow", "dead": "red"}


FURTHER = {  # by the module that holds it
    "preview": ("preview", "command"),
    "discover": ("discover", "command"),
    "import": ("feedlist", "import_"),
    "export": ("feedlist", "export"),
}


class _Feeds(click.Group):
    """Loads the others when they are called: the socket and the parsers are not needed to list feeds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *FURTHER]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in FURTHER:
            return super().get_command(ctx, cmd_name)
        module, name = FURTHER[cmd_name]
        found: click.Command = getattr(import_module(f"{commands.__name__}.{module}"), name)
        return found


@click.group(cls=_Feeds, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """How the feeds are: state, last answer, last error, next poll."""
    if ctx.invoked_subcommand is not None:
        return
    invocation: Invocation = ctx.obj
    settings = invocation.settings()
    with closing(reader(settings.state / "watcher.db")) as db:
        states, learned, counts, latest = feeds.states(db), habits.every(db), gaps.counts(db), gaps.latest(db)
        listed = sound_aim(settings).feeds
    for feed in listed:
        if (state := states.get(feed.id)) is None:
            continue
        if as_json:
            click.echo(json.dumps(_fields(feed, state, learned[feed.id], counts.get(feed.id, 0))))
        else:
            click.echo(_line(feed, state, latest.get(feed.id)))


def _line(feed: Feed, state: FeedState, gap: Gap | None) -> str:
    health = click.style(f"{state.health:<8}", fg=COLOURS.get(state.health))
    last = instant_text(state.last_ok_at) or "never answered"
    items = "item" if state.items_seen == 1 else "items"
    told = "; ".join(filter(None, (state.reason, _words(gap))))
    return f"{feed.id:<24} {health} {last:<24} {state.items_seen:>6} {items:<5}  {told}".rstrip()


def _words(gap: Gap | None) -> str | None:
    if gap is None:
        return None
    items = "one item" if gap.items == 1 else f"{gap.items} items"
    return f"up to {items} unseen between {instant_text(gap.since)} and {instant_text(gap.until)}"


def _fields(feed: Feed, state: FeedState, learned: Habits, gaps: int) -> dict[str, object]:
    return {
        "id": feed.id,
        "url": state.url_now or feed.urls[0],
        "state": state.health,
        "last_ok": instant_text(state.last_ok_at),
        "last_error": state.reason,
        "next_poll": instant_text(state.next_poll_at),
        "interval_s": (feed.every or learned.interval).total_seconds(),
        "items_seen": state.items_seen,
        "gaps": gaps,
    }
