"""`watcher backtest`: what the rules and stories make of articles that already came."""

import json
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from watcher.app import frequencies
from watcher.app.aim import load_book
from watcher.app.backtest import Replayed, Row, read_rows, replay
from watcher.app.commands import Invocation
from watcher.core.match import match, vocabulary

LONG = 1_000  # rows: worth a progress bar
BIGGEST = 10  # stories shown
HEADLINES = 3  # shown of each


@click.command()
@click.option("--input", "first", multiple=True, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Other rules than those in force: a folder, or one file.",
)
@click.option("--unfiltered", is_flag=True, help="Place every row in a story, whatever the rules say.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row, in order of arrival.")
@click.pass_obj
def command(
    invocation: Invocation,
    first: tuple[Path, ...],
    more: tuple[Path, ...],
    rules: Path | None,
    unfiltered: bool,
    as_json: bool,
) -> None:
    """Replay articles through the rules and into stories, from an empty state; nothing is sent.

    Each FILE holds one JSON object a line: id, ts, title, text, and where known url, outlet, lang.
    """
    rows = read_rows([*first, *more])
    book = load_book(rules or invocation.settings().rules)
    told = replay(
        _watched(rows),
        match=partial(match, book=book),
        vocabulary=partial(vocabulary, book),
        general=frequencies.load(),
        unfiltered=unfiltered,
    )
    if as_json:
        for each in told:
            click.echo(json.dumps(each.as_json(), ensure_ascii=False))
    else:
        _show(list(told), Console())


def _watched(rows: list[Row]) -> Iterable[Row]:
    """The rows, with a progress bar where somebody looks and it takes long."""
    console = Console(stderr=True)
    if not console.is_terminal or len(rows) < LONG:
        return rows
    return track(rows, "Replaying", console=console, transient=True)


def _show(told: list[Replayed], console: Console) -> None:
    stories: dict[str, list[Replayed]] = {}
    for each in told:
        if each.story is not None:
            stories.setdefault(each.story, []).append(each)
    placed, alerts = sum(map(len, stories.values())), sum(each.alert for each in told)
    console.print(f"{len(told)} articles, {placed} of them in {len(stories)} stories, {alerts} alerts")
    if any(each.matches for each in told):
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
    table = Table("rule", "articles", "alerts", box=None, pad_edge=False)
    for rule, count in articles.most_common():
        table.add_row(rule, str(count), str(alerts[rule]))
    return table


def _line(each: Replayed) -> Text:
    """Headlines are strangers' words: what could steer the terminal becomes a blank."""
    article = each.row.article
    said = "".join(letter if letter.isprintable() else " " for letter in f"{article.outlet}: {article.title}")
    return Text(f"{'!' if each.alert else ' '} {article.seen_at:%Y-%m-%d %H:%M}  {each.relation or '':6}  {said}")
