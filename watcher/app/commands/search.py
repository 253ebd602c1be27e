"""`watcher search`: what is stored, by words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import click

from watcher.app.commands import Invocation, article_fields, json_line, span_fields
from watcher.app.commands.parts.parameters import LENGTH
from watcher.app.files.folder import read_folder
from watcher.app.looking.finding import Unclear, found, sought
from watcher.channels.parts.forms import clean
from watcher.core.matching.excerpt import excerpts
from watcher.core.news import Match
from watcher.core.rules.rulebook import RuleBook
from watcher.core.words.instant import stamp
from watcher.store import articles
from watcher.store.articles import Stored
from watcher.store.db import reader

_MARKS = str.maketrans("", "", "«»")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--since", type=LENGTH, metavar="12h|7d", help="Only what was seen in so long.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an article.")
@click.pass_obj
def command(invocation: Invocation, words: tuple[str, ...], since: timedelta | None, as_json: bool) -> None:
    """What is stored, by words: newest first, texts and headlines.

    All of the WORDS must occur, each as a rule would find it: launch*, "space launch", @entity,
    'quay NEAR/5 (rocket* OR launch*)'.
    """
    settings = invocation.settings()
    try:
        book = sought(words, lambda: read_folder(settings.rules))
    except Unclear as error:
        raise click.UsageError(str(error)) from error
    count = 0
    for stored, match in _found(book, settings.state, invocation.clock() - since if since else None):
        click.echo(json_line(_fields(stored, match)) if as_json else "\n".join(_lines(stored, match)))
        count += 1
    if not count and not as_json:
        click.echo("nothing stored says that", err=True)


def _found(book: RuleBook, state: Path, since: datetime | None) -> Iterator[tuple[Stored, Match]]:
    with reader(state) as db:
        for stored in articles.newest(db, since):
            if match := found(stored.article, book):
                yield stored, match


def _lines(stored: Stored, match: Match) -> Iterator[str]:
    article = stored.article
    story = f"  story {stored.story}" if stored.story is not None else ""
    yield f"{stamp(article.seen_at)}  {clean(article.outlet)}: {clean(article.title)}{story}"
    yield f"    {article.url}"
    said = map(clean, excerpts(article, match.spans, most=2))
    fresh = (line for line in said if line.translate(_MARKS) != clean(article.title))  # many pages say it again
    yield from (f"    {line}" for line in islice(fresh, 1))


def _fields(stored: Stored, match: Match) -> dict[str, object]:
    article = stored.article
    spans = [span_fields(span, article) for span in match.spans]
    return {**article_fields(article), "story": stored.story, "spans": spans}
