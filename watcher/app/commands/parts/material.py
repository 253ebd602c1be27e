"""The articles that a backtest replays: those of the memory, of files of lines, of web archives."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from watcher.app.commands.parts.progress import counted
from watcher.app.files.settings import Settings
from watcher.app.replay.archive import Harvest, harvest
from watcher.app.replay.backtest import Row, read_rows, stored_rows
from watcher.core.matching.match import may_match
from watcher.core.rules.document import Place, Problem, UserProblems
from watcher.core.rules.rulebook import RuleBook
from watcher.sources.pages import warc
from watcher.sources.parsing.workers import Workers
from watcher.store.db import reader


def from_memory(settings: Settings, since: datetime) -> list[Row]:
    with reader(settings.state) as db:
        return stored_rows(db, since)


def from_files(
    files: Sequence[Path], books: Sequence[RuleBook], settings: Callable[[], Settings], *, unfiltered: bool
) -> list[Row]:
    """By time. Of an archive, only the pages that one of the books may match, or all. Raises UserProblems."""
    archives = [file for file in files if _is_archive(file)]
    rows = read_rows([file for file in files if file not in archives])
    if archives:
        rows += asyncio.run(_from_archives(archives, books, settings().workers, unfiltered=unfiltered))
        rows.sort(key=lambda row: row.article.seen_at)
    return rows


async def _from_archives(
    files: Sequence[Path], books: Sequence[RuleBook], processes: int, *, unfiltered: bool
) -> list[Row]:
    found, workers = Harvest(), Workers(processes)
    try:
        for file in files:
            with file.open("rb") as stream:
                pages = counted(warc.pages(stream), f"Reading {file.name}")
                await harvest(pages, found, may_concern=partial(_may_concern, books, unfiltered), workers=workers)
    except warc.BrokenArchive as error:
        raise UserProblems([Problem(Place(str(file), 0), str(error))]) from error
    finally:
        workers.close()
    unread = f", {found.unreadable} could not be read" if found.unreadable else ""
    click.echo(f"{found.pages:,} pages in archives, {len(found.articles):,} may concern us{unread}", err=True)
    return found.rows


def _may_concern(books: Sequence[RuleBook], unfiltered: bool, text: str) -> bool:
    return unfiltered or any(may_match(text, book) for book in books)


def _is_archive(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return warc.is_archive(stream.peek(8))
    except OSError:
        return False  # said with the others that cannot be read
