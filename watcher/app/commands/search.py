"""`watcher search`: what is stored, by words."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import click

from watcher.app.commands import Invocation, article_fields, span_fields
from watcher.app.commands.parts.parameters import Length
from watcher.app.files.folder import read_folder
from watcher.app.files.includes import rule_documents
from watcher.channels.parts.forms import clean
from watcher.core.matching.excerpt import excerpts
from watcher.core.matching.match import match
from watcher.core.news import Match
from watcher.core.rules.compile import compile_rulebook
from watcher.core.rules.document import Items, Node, Place, Problem, Scalar, Table, UserProblems
from watcher.core.rules.rulebook import RuleBook
from watcher.core.words.instant import stamp
from watcher.store import articles
from watcher.store.articles import Stored
from watcher.store.db import MEMORY, reader

SEARCH = "search"  # the id of the rule that the words become
_IS_QUERY = re.compile(r"\b(?:AND|OR|NOT|NEAR)\b|[()]|^(?:title|lead):")
_HERE = Place("words", 0)
_MARKS = str.maketrans("", "", "«»")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--since", type=Length(), metavar="12h|7d", help="Only what was seen in so long.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an article.")
@click.pass_obj
def command(invocation: Invocation, words: tuple[str, ...], since: timedelta | None, as_json: bool) -> None:
    """What is stored, by words: newest first, texts and headlines.

    All of the WORDS must occur, each as a rule would find it: launch*, "space launch", @entity,
    'quay NEAR/5 (rocket* OR launch*)'.
    """
    settings = invocation.settings()
    book = _book(words, settings.rules)
    count = 0
    for stored, found in _found(book, settings.state / MEMORY, invocation.clock() - since if since else None):
        click.echo(
            json.dumps(_fields(stored, found), ensure_ascii=False) if as_json else "\n".join(_lines(stored, found))
        )
        count += 1
    if not count and not as_json:
        click.echo("nothing stored says that", err=True)


def _book(words: Sequence[str], folder: Path) -> RuleBook:
    """The words as a rule of their own, beside the entities that they name. Raises click.UsageError, UserProblems."""
    documents = _entities(folder) if any("@" in word for word in words) else {}
    when = Table({"all": _list(*map(_condition, words))}, {}, _HERE)
    rule = Table({"id": _word(SEARCH), "when": when, "tests": Table({}, {}, _HERE)}, {}, _HERE)
    try:
        return compile_rulebook({**documents, "words": Table({"rules": _list(rule)}, {}, _HERE)})
    except UserProblems as error:
        raise click.UsageError("\n".join(map(_said, error.problems))) from error


def _said(problem: Problem) -> str:
    """Whoever types words wrote no rule."""
    what = problem.what.replace(f"rule `{SEARCH}` names @", "you named @")
    return f"{what} ({problem.hint})" if problem.hint else what


def _entities(folder: Path) -> dict[str, Node]:
    documents, problems = rule_documents(read_folder(folder), str(folder))
    del problems  # what can be read is enough
    return {
        name: Table({"entities": tree.items["entities"]}, {}, tree.place)
        for name, tree in documents.items()
        if isinstance(tree, Table) and "entities" in tree.items
    }


def _condition(word: str) -> Node:
    return Table({"query": _word(word)}, {}, _HERE) if _IS_QUERY.search(word) else _word(word)


def _word(text: str) -> Scalar:
    return Scalar(text, _HERE, source=text)


def _list(*nodes: Node) -> Items:
    return Items(nodes, _HERE)


def _found(book: RuleBook, path: Path, since: datetime | None) -> Iterator[tuple[Stored, Match]]:
    with closing(reader(path)) as db:
        for stored in articles.newest(db, since):
            for found in match(stored.article, book):
                yield stored, found


def _lines(stored: Stored, found: Match) -> Iterator[str]:
    article = stored.article
    story = f"  story {stored.story}" if stored.story is not None else ""
    yield f"{stamp(article.seen_at)}  {clean(article.outlet)}: {clean(article.title)}{story}"
    yield f"    {article.url}"
    said = map(clean, excerpts(article, found.spans, most=2))
    fresh = (line for line in said if line.translate(_MARKS) != clean(article.title))  # many pages say it again
    yield from (f"    {line}" for line in islice(fresh, 1))


def _fields(stored: Stored, found: Match) -> dict[str, object]:
    article = stored.article
    spans = [span_fields(span, article) for span in found.spans]
    return {**article_fields(article), "story": stored.story, "spans": spans}
