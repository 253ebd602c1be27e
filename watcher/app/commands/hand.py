"""`watcher stories merge` and `watcher stories split`: the editor's hand over what the machine joined or kept apart."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from watcher.app.commands import Invocation, say_if_nobody_sends
from watcher.app.commands.parts.naming import shown, the_story
from watcher.app.editor import hand
from watcher.app.newsroom import Moment
from watcher.app.running.opening import aim_in_force
from watcher.core.editing.hand import named
from watcher.core.news import ArticleId, Story
from watcher.core.rules.document import did_you_mean
from watcher.core.telling import Subscription
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store.db import Db, transaction, writer

BY = "watcher stories"


@click.command()
@click.argument("one", metavar="STORY")
@click.argument("other", metavar="STORY")
@click.pass_obj
def merge(invocation: Invocation, one: str, other: str) -> None:
    """Let two stories be one: the older.

    Later articles of either go to it. Where both were posted, the younger post says where the story goes on.
    """
    with _at_the_desk(invocation) as (db, listeners, moment), transaction(db):
        first, second = the_story(db, one), the_story(db, other)
        if first.id == second.id:
            raise click.BadParameter(f"story {first.id} is one already")
        kept, ended = hand.join(db, first, second, listeners, moment, by=BY)
    click.echo(f"{shown(ended.id, ended.headline)} is now part of {shown(kept.id, kept.headline)}")


@click.command()
@click.argument("story")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@click.pass_obj
def split(invocation: Invocation, story: str, articles: tuple[str, ...]) -> None:
    """Let some articles of a story be a story of their own.

    ARTICLE is its address as `watcher stories` shows it, the end of that, or the name of an outlet that has one only.
    Where the story was told, this is a correction; the new story is told as any other.
    """
    with _at_the_desk(invocation) as (db, listeners, moment), transaction(db):
        found = the_story(db, story)
        try:
            moved = _articles(found, articles)
            kept, opened = hand.part(db, found, moved, listeners, moment, by=BY)
        except ValueError as error:
            raise click.BadParameter(f"story {found.id} cannot be split so: {error}") from error
    click.echo(f"{shown(opened.id, opened.headline)} is now a story of its own, beside {shown(kept.id, kept.headline)}")


@contextmanager
def _at_the_desk(invocation: Invocation) -> Iterator[tuple[Db, tuple[Subscription, ...], Moment]]:
    settings = invocation.settings()
    with writer(settings.state) as db:
        aim = aim_in_force(db, settings.rules, {})
        yield db, aim.subscriptions, Moment(pace=SINGLE_CYCLE, now=invocation.clock(), book=aim.book)
    say_if_nobody_sends(settings.state)


def _articles(story: Story, names: Sequence[str]) -> list[ArticleId]:
    found = {name: id for name, id in named(story, names).items() if id is not None}
    known = [member.article.url for member in story.members]
    for name in names:
        if name not in found:
            hint = did_you_mean(name, [*known, *story.outlets]) or f"it has {', '.join(known)}"
            raise click.BadParameter(f"story {story.id} has no one article `{name}` ({hint})")
    return list(found.values())
