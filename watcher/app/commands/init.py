"""`watcher init`: a new aim in a new folder."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from watcher.app.commands import ourselves, say
from watcher.app.files import values
from watcher.app.files.beginning import beginning, distinct, name_for, term_of
from watcher.app.files.values import BadValue
from watcher.core.rules.document import Place, Problem, UserProblems
from watcher.core.rules.terms import NotATerm


class _Read(click.ParamType[str]):
    """What a reader makes of a value, or its words on why not."""

    def __init__(self, name: str, read: Callable[[str], str]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return self._read(values.words(str(value)))
        except (BadValue, NotATerm) as error:
            self.fail(f"{error} ({error.hint})" if error.hint else str(error), param, ctx)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("words", metavar="WORD...", nargs=-1, required=True, type=_Read("word", term_of))
@click.option(
    "--name", type=_Read("name", str), help="What posts call themselves (default: the first word and `Watch`)."
)
def command(folder: Path, words: tuple[str, ...], name: str | None) -> None:
    """A new aim: a folder in which the watcher follows these words.

    Each WORD is one spelling of what you follow, in any script; put phrases in quotes.
    """
    words = distinct(words)
    files = beginning(words, name or name_for(words))
    _write(folder, files)
    for path in files:
        say(f"  {folder / path}")
    watcher = ourselves(anywhere=True)
    say(f"\nNext:\n  cd {shlex.quote(str(folder))}\n  {watcher} check\n  {watcher} run")


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
