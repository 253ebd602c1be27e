"""`watcher correct`: takes back or puts right what was told of a story."""

from collections import Counter
from collections.abc import Iterable, Iterator

import click

from watcher.app.commands import Invocation, say_if_nobody_sends
from watcher.app.commands.parts.naming import shown, the_story
from watcher.app.commands.parts.parameters import ONE_LINE
from watcher.app.editor.correct import correct
from watcher.app.newsroom import Moment
from watcher.app.running.opening import aim_in_force
from watcher.core.editing.correction import Remedy, by_editor
from watcher.core.news import Story
from watcher.core.said import Cause
from watcher.core.telling import AtOnce, Delivery, Kind, Subscription
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import subscriptions
from watcher.store.db import Db, transaction, writer

DONE = {
    Remedy.MEND: "edited, and a reply says so",
    Remedy.REWRITE: "not sent yet: goes out put right",
    Remedy.DROP: "not sent yet: dropped",
    Remedy.NONE: "never arrived",
}


@click.command()
@click.argument("story")
@click.option("--withdraw", is_flag=True, help="Take the whole story back.")
@click.option("--note", type=ONE_LINE, required=True, help="What is to be said of it, word for word.")
@click.pass_obj
def command(invocation: Invocation, story: str, withdraw: bool, note: str) -> None:
    """Put right what was told of a story, everywhere it was told.

    Posts are edited, never deleted, and a reply says what was passed on, what happened and when, with your note. Lists
    that told it open with it the next time. STORY is its number in `watcher stories`.
    """
    settings, now = invocation.settings(), invocation.clock()
    with writer(settings.state) as db:
        aim = aim_in_force(db, settings.rules, {})
        listeners, moment = aim.subscriptions, Moment(pace=SINGLE_CYCLE, now=now, book=aim.book)
        with transaction(db):
            found = the_story(db, story)
            correction = by_editor(found, Cause.WITHDRAWN if withdraw else Cause.CORRECTED, note=note, at=now)
            done = correct(db, found, correction, listeners, moment, by="watcher correct") if correction else []
            lists = [each for each in listeners if _told(db, each, found)]
    click.echo(f"{shown(found.id, found.headline)} {'withdrawn' if withdraw else 'corrected'}")
    if correction is None:
        click.echo("    nothing new: the last correction says the same")
    for line in (*_places(done), *(f"    {each.id}: the next list opens with it" for each in lists)):
        click.echo(line)
    say_if_nobody_sends(settings.state)


def _places(done: Iterable[tuple[Delivery, Remedy]]) -> Iterator[str]:
    """A line for each post that was told by itself, with the number of replies below it that change as well."""
    replies = Counter(told.subscription for told, _ in done if told.kind is Kind.REPLY)
    for told, remedy in done:
        if told.kind is Kind.POST and told.carrier is None:
            more = f" (and {replies[told.subscription]} below it)" if replies[told.subscription] else ""
            yield f"    {told.subscription}: {DONE[remedy]}{more}"


def _told(db: Db, listener: Subscription, story: Story) -> bool:
    is_list = not isinstance(listener.cadence, AtOnce)
    return is_list and subscriptions.notice(db, listener.id, story.id) is not None
