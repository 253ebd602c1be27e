"""`watcher init`: a new aim in a new folder."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from watcher.app.commands import ourselves
from watcher.app.commands.parts.parameters import Written
from watcher.app.files import values
from watcher.app.files.beginning import beginning, distinct, name_for, term_of
from watcher.core.rules.document import Place, Problem, UserProblems


def _term(word: str) -> str:
    return term_of(values.words(word))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("words", metavar="WORD...", nargs=-1, required=True, type=Written("word", _term))
@click.option(
    "--name",
    type=Written("name", values.words),
    help="What posts call themselves (default: the first word and `Watch`).",
)
def command(folder: Path, words: tuple[str, ...], name: str | None) -> None:
    """A new aim: a folder in which the watcher follows these words.

    Each WORD is one spelling of what you follow, in any script; put phrases in quotes.
    """
    words = distinct(words)
    files = beginning(words, name or name_for(words))
    _write(folder, files)
    for path in files:
        click.echo(f"  {folder / path}")
    watcher = ourselves(anywhere=True)
    click.echo(f"\nNext:\n  cd {shlex.quote(str(folder))}\n  {watcher} check\n  {watcher} run")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserProblems([Problem(Place(str(folder), 0), "is not an empty folder", "name a new one")])
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).touch(0o600 if path == ".env" else 0o666)  # .env is where secrets will stand
            (folder / path).write_text(text, "utf-8")
    except OSError as error:
        raise UserProblems([Problem(Place(str(folder), 0), "cannot be written", error.strerror or "")]) from error
