"""`watcher feeds import` and `watcher feeds export`: lists of feeds, as OPML."""

from collections.abc import Sequence
from pathlib import Path
from shutil import copymode
from typing import BinaryIO, TextIO

import click

from watcher.app.commands import Invocation, count
from watcher.app.files import plugs
from watcher.app.files.aim import compile_aim, load_aim
from watcher.app.files.feedlist import Listed, appended, as_yaml, from_opml, to_opml
from watcher.app.files.folder import read_folder
from watcher.app.files.includes import FEEDS
from watcher.core.feeds import Feed


@click.command("import", short_help="Add the feeds of an OPML list to feeds.yaml.")
@click.argument("file", type=click.File("rb"))
@click.option("--print", "only_print", is_flag=True, help="Show the entries; change no file.")
@click.pass_obj
def import_(invocation: Invocation, file: BinaryIO, only_print: bool) -> None:
    """Add the feeds of an OPML list to feeds.yaml; what stands there is left as it is.

    Feeds whose address is there already are passed over.
    """
    try:
        listed = from_opml(file.read(), kinds=plugs.source_kinds())
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    settings = invocation.settings()
    feeds = load_aim(settings.rules).feeds
    new = _unknown(listed, feeds)
    ids = [feed.id for feed in feeds]
    if only_print:
        click.echo(as_yaml(new, taken=ids), nl=False)
    elif new:
        path = settings.rules / FEEDS
        longer = appended(path.read_bytes().decode() if path.exists() else "", new, taken=ids)
        compile_aim(read_folder(settings.rules) | {FEEDS: longer}, str(settings.rules))  # or it is not written
        _write(path, longer)
    done = f", and stand in {settings.rules / FEEDS} now" if new and not only_print else ""
    click.echo(f"{len(new)} of {count(len(listed), 'feed')} are new{done}", err=True)


@click.command("export", short_help="Write the feeds as an OPML list.")
@click.argument("file", type=click.File("w", encoding="utf-8"))
@click.pass_obj
def export(invocation: Invocation, file: TextIO) -> None:
    """Write the feeds as an OPML list, which other readers understand; - is stdout."""
    settings = invocation.settings()
    feeds = load_aim(settings.rules).feeds
    file.write(to_opml(feeds, title=settings.name).decode())
    click.echo(count(len(feeds), "feed"), err=True)


def _unknown(listed: Sequence[Listed], feeds: Sequence[Feed]) -> Sequence[Listed]:
    known = {url.rstrip("/") for feed in feeds for url in feed.urls}
    return [each for each in listed if each.url.rstrip("/") not in known]


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a watcher that runs may read it at any moment."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(text.encode())  # not as text: the line ends stay what they are
    if path.exists():
        copymode(path, aside)
    aside.replace(path)
