"""`watcher backtest`: what the rules and stories make of articles that already came."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from watcher.app.commands import Invocation, count, json_line, printable
from watcher.app.commands.parts.force import book_in_force
from watcher.app.commands.parts.material import from_files, from_memory
from watcher.app.commands.parts.parameters import LENGTH
from watcher.app.commands.parts.progress import watched
from watcher.app.commands.parts.prospect import KEPT
from watcher.app.files import shipped
from watcher.app.files.aim import load_aim, load_book
from watcher.app.replay.backtest import Change, Replayed, Row, changes, replay, volumes
from watcher.core.editing.forecast import table
from watcher.core.editing.lead import headline
from watcher.core.matching.match import match, vocabulary
from watcher.core.rules.document import UserProblems
from watcher.core.rules.rulebook import RuleBook
from watcher.core.telling import Subscription
from watcher.core.words.instant import stamp

BIGGEST = 10  # stories shown
HEADLINES = 3  # shown of each
UNCUT = 10_000  # columns, where no terminal has fewer
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the command line asked for."""

    first: tuple[Path, ...]
    more: tuple[Path, ...]
    since: timedelta | None
    rules: Path | None
    against: Path | None
    unfiltered: bool
    as_json: bool


@click.command()
@click.option(
    "--input",
    "first",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Articles to replay in place of the stored ones.",
)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="")
@click.option("--since", type=LENGTH, metavar="30d", help="The stored articles of so long.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="Other rules than those in force: a folder, or one file.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="What these rules would find more and no more, and tell in all: a folder, or one file.",
)
@click.option("--unfiltered", is_flag=True, help="Place every row in a story, whatever the rules say.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row, in order of arrival.")
@click.pass_obj
def command(invocation: Invocation, /, **chosen: Any) -> None:
    """Replay articles through the rules and into stories, from an empty state; nothing is sent.

    Without --input the stored articles are replayed. Each FILE holds one JSON object a line: id, ts, title, text,
    and where known url, outlet, lang (- is stdin); or is a web archive (WARC), packed or not.
    """
    choice = Choice(**chosen)
    if choice.against:
        _compare(invocation, choice, choice.against)
        return
    rules = choice.rules or invocation.settings().rules
    book = load_book(rules)
    rows = _rows(invocation, choice, book)
    told = _replayed(rows, book, unfiltered=choice.unfiltered)
    if choice.as_json:
        _show_json(told)
        return
    replays = list(told)
    click.echo(_shown(replays), nl=False)
    for line in _forecast(replays, _subscriptions(rules)):
        click.echo(line)


def _compare(invocation: Invocation, choice: Choice, against: Path) -> None:
    before = load_book(choice.rules) if choice.rules else book_in_force(invocation.settings())
    after = load_book(against)
    rows = _rows(invocation, choice, before, after)
    matchers = {"before": partial(match, book=before), "after": partial(match, book=after)}
    found = list(changes(watched(rows, "Comparing"), **matchers))
    if choice.as_json:
        _show_json(found)
        return
    _show_changes(found, articles=len(rows), against=against)
    if listeners := _subscriptions(against):
        for line in _forecast(list(_replayed(rows, after, unfiltered=False)), listeners):
            click.echo(line)


def _rows(invocation: Invocation, choice: Choice, *books: RuleBook) -> list[Row]:
    files = [*choice.first, *choice.more]
    if files and choice.since:
        raise click.UsageError("--since looks into the memory, --input into files: one of them")
    if files:
        return from_files(files, books, lambda: invocation.settings(), unfiltered=choice.unfiltered)
    return from_memory(invocation.settings(), invocation.clock() - (choice.since or KEPT))


def _replayed(rows: list[Row], book: RuleBook, *, unfiltered: bool) -> Iterable[Replayed]:
    return replay(
        watched(rows, "Replaying"),
        match=partial(match, book=book),
        vocabulary=partial(vocabulary, book),
        index=shipped.empty_index(),
        unfiltered=unfiltered,
    )


def _show_json(rows: Iterable[Replayed] | Iterable[Change]) -> None:
    for row in rows:
        click.echo(json_line(row.as_json()))


def _subscriptions(rules: Path) -> tuple[Subscription, ...]:
    """Empty where the folder has no sound subscriptions: rules may be tried in a folder of rules alone."""
    try:
        return load_aim(rules).subscriptions
    except UserProblems:
        return ()


def _forecast(told: Sequence[Replayed], subscriptions: Sequence[Subscription]) -> Iterable[str]:
    if not told or not subscriptions:
        return
    span = told[-1].row.article.seen_at - told[0].row.article.seen_at
    yield ""
    yield from table(volumes(told, subscriptions), days=span / DAY)


# --- what a change adds and loses ----------------------------------------------------------------------------------


def _show_changes(found: Sequence[Change], *, articles: int, against: Path) -> None:
    added = {change.row.id for change in found if change.is_added}
    lost = {change.row.id for change in found if not change.is_added}
    click.echo(f"With {against}, of {count(articles, 'article')}: {len(added)} more, {len(lost)} no more.")
    for (rule, outlet), number in Counter((change.match.rule, change.row.article.outlet) for change in found).items():
        click.echo(f"\n{rule}, {outlet} ({number})")
        for change in found:
            if (change.match.rule, change.row.article.outlet) == (rule, outlet):
                click.echo(f"  {'+' if change.is_added else '-'} {printable(change.row.article.title)}")
                click.echo(f"    {printable(', '.join(_said(change)))}")


def _said(change: Change) -> Iterable[str]:
    spans = change.as_json()["spans"]
    said = [f"«{span['text']}»" for span in spans] if isinstance(spans, list) else []
    return dict.fromkeys(said)


# --- the whole -----------------------------------------------------------------------------------------------------


def _shown(told: list[Replayed]) -> str:
    """Written to a text first: where the reader of our output has closed the pipe, rich would end us with 1."""
    console = Console(width=None if sys.stdout.isatty() else UNCUT)
    with console.capture() as written:
        _show(told, console)
    return "".join(f"{line.rstrip()}\n" for line in written.get().splitlines())


def _show(told: list[Replayed], console: Console) -> None:
    stories: dict[str, list[Replayed]] = {}
    for each in told:
        if each.story is not None:
            stories.setdefault(each.story, []).append(each)
    placed, alerts = sum(map(len, stories.values())), sum(each.alert for each in told)
    console.print(
        f"{count(len(told), 'article')}, {placed} of them in {count(len(stories), 'story')}, {count(alerts, 'alert')}"
    )
    if any(each.matches for each in told):
        console.print()
        console.print(_rules(told))
    for members in sorted(stories.values(), key=len, reverse=True)[:BIGGEST]:
        console.print()
        for each in members[:HEADLINES]:
            console.print(_line(each), no_wrap=True, overflow="ellipsis")
        if len(members) > HEADLINES:
            console.print(f"  and {len(members) - HEADLINES} more")


def _rules(told: list[Replayed]) -> Table:
    articles = Counter(found.rule for each in told for found in each.matches)
    alerts = Counter(found.rule for each in told if each.alert for found in each.matches)
    grid = Table("rule", *(Column(name, justify="right") for name in ("articles", "alerts")), box=None, pad_edge=False)
    for rule, found in articles.most_common():
        grid.add_row(rule, str(found), str(alerts[rule]))
    return grid


def _line(each: Replayed) -> Text:
    article = each.row.article
    said = printable(": ".join(filter(None, (article.outlet, headline(article)))))
    return Text(f"{'!' if each.alert else ' '} {stamp(article.seen_at)}  {each.relation or '':6}  {said}")
