"""`watcher stories`: what is known, newest first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click

from watcher.app.commands import Invocation, article_fields, count, instant_text, json_line
from watcher.app.commands.parts.further import WithFurther
from watcher.app.commands.parts.parameters import LENGTH
from watcher.channels.parts.forms import clean
from watcher.core.editing.bond import is_narrow
from watcher.core.editing.lead import known_at, state_behind
from watcher.core.news import Member, Story
from watcher.core.said import Correction
from watcher.core.words.instant import stamp
from watcher.store import stories
from watcher.store.db import reader

HAND = {"merge": "hand:merge", "split": "hand:split"}  # what an editor may do to stories
LONGEST = 200  # characters of a headline that a list shows
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@click.group(cls=WithFurther, further=HAND, invoke_without_command=True)
@click.option("--since", type=LENGTH, metavar="12h|7d", help="Only what moved in so long.")
@click.option("--rule", metavar="ID", help="Only stories that this rule matched.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a story.")
@click.pass_context
def command(ctx: click.Context, since: timedelta | None, rule: str | None, as_json: bool) -> None:
    """What is known, newest first."""
    if ctx.invoked_subcommand is not None:
        return
    invocation: Invocation = ctx.obj
    with reader(invocation.settings().state) as db:
        at = invocation.clock() - since if since else BEGINNING
        found = [story for story in stories.since(db, at) if rule is None or rule in story.rules]
    for story in found:
        click.echo(json_line(_fields(story)) if as_json else "\n".join(_lines(story)))
    if not found and not as_json:
        click.echo("no such stories" if since or rule else "no stories yet", err=True)


def _lines(story: Story) -> Iterator[str]:
    yield f"{story.id}  {clean(story.headline)[:LONGEST]}"
    rules = ", ".join(sorted(story.rules))
    yield f"    {story.severity} · {_standing(story)} · {rules} · {stamp(story.updated_at)}"
    if story.correction is not None:
        yield f"    {_correction(story.correction)}"
    if story.earlier is not None:
        yield f"    continues {story.earlier}"
    first = min(known_at(member.article) for member in story.members)
    for member in story.members:
        relation = f"{member.relation}, narrowly" if is_narrow(member) else member.relation
        yield f"    {_who(member)} ({relation})  {_when(member, first)}{_whom(member)}  {member.article.url}"


def _standing(story: Story) -> str:
    """Who carries it, and whom most of them cite."""
    cited = "".join(f", {most} citing {clean(name)}" for name, most in list(story.citing.items())[:1])
    return count(len(story.outlets), "outlet") + cited


def _who(member: Member) -> str:
    article = member.article
    label = " ".join(filter(None, (article.label, state_behind(article))))
    return clean(article.outlet) + (f", {label}" if label else "")


def _when(member: Member, first: datetime) -> str:
    """When it was first known; of those that followed, by how much they did."""
    at = known_at(member.article)
    hours, minutes = divmod(int((at - first).total_seconds()) // 60, 60)
    return stamp(at) if at == first else f"+{hours} h {minutes:02} min" if hours else f"+{minutes} min"


def _whom(member: Member) -> str:
    cites = [clean(one.name) for one in member.cited if not one.via]
    via = [clean(one.name) for one in member.cited if one.via]
    return "".join(f"  {how} {', '.join(named)}" for how, named in (("citing", cites), ("via", via)) if named)


def _correction(correction: Correction) -> str:
    stands = "withdrawn" if correction.withdraws else "corrected"
    return clean(f"{stands} {stamp(correction.at)}: {correction.note or correction.cause}")[:LONGEST]


def _fields(story: Story) -> dict[str, object]:
    return {
        "story": story.id,
        "headline": story.headline,
        "opened": instant_text(story.opened_at),
        "updated": instant_text(story.updated_at),
        "rules": sorted(story.rules),
        "severity": story.severity,
        "outlets": list(story.outlets),
        "citing": story.citing,
        "articles": [_article(member) for member in story.members],
        "earlier": story.earlier,
    }


def _article(member: Member) -> dict[str, object]:
    return {**article_fields(member.article), "relation": member.relation, "narrowly": is_narrow(member)}
