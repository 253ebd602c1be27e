"""`watcher feeds`: how the feeds are."""

import json
from contextlib import closing
from datetime import timedelta

import click

from watcher.app.aim import load_aim
from watcher.app.commands import Invocation, instant_text
from watcher.core.cadence import usual_interval
from watcher.core.news import Feed, FeedState
from watcher.store import feeds
from watcher.store.db import reader

COLOURS = {"ok": "green", "failing": "yellow", "dead": "red"}


class _Feeds(click.Group):
    """Loads `preview` when it is called: the socket and the parsers are not needed to list feeds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), "preview"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "preview":
            from watcher.app.commands.preview import command as preview

            return preview
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Feeds, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """How the feeds are: state, last answer, last error, next poll."""
    if ctx.invoked_subcommand is not None:
        return
    invocation: Invocation = ctx.obj
    settings = invocation.settings()
    listed = load_aim(settings.rules).feeds
    usual = usual_interval(len(listed), polls_per_hour=settings.polls_per_hour)
    with closing(reader(settings.state / "watcher.db")) as db:
        states = feeds.states(db)
    for feed in listed:
        if (state := states.get(feed.id)) is not None:
            click.echo(json.dumps(_fields(feed, state, usual)) if as_json else _line(feed, state))


def _line(feed: Feed, state: FeedState) -> str:
    health = click.style(f"{state.health:<8}", fg=COLOURS.get(state.health))
    last = instant_text(state.last_ok_at) or "never answered"
    return f"{feed.id:<24} {health} {last:<24} {state.items_seen:>6} items  {state.reason or ''}".rstrip()


def _fields(feed: Feed, state: FeedState, usual: timedelta) -> dict[str, object]:
    return {
        "id": feed.id,
        "url": state.url_now or feed.urls[0],
        "state": state.health,
        "last_ok": instant_text(state.last_ok_at),
        "last_error": state.reason,
        "next_poll": instant_text(state.next_poll_at),
        "interval_s": (feed.every or usual).total_seconds(),
        "items_seen": state.items_seen,
        "gaps": None,  # not watched for yet
    }
