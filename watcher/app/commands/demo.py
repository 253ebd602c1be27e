"""`watcher demo`: a day in an invented newsroom."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from watcher.app import demo
from watcher.app.commands import Invocation, ourselves
from watcher.app.demo.account import Account
from watcher.app.demo.day import spend
from watcher.app.demo.picture import NothingToShow, picture
from watcher.app.demo.press import read_press
from watcher.app.demo.words import evening
from watcher.channels.dress import letter
from watcher.channels.dress.letter import Letterhead
from watcher.channels.parts import messages
from watcher.core.edition import Edition

ARTICLES = Path(demo.__path__[0], "articles.yaml")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--keep", type=FOLDER, metavar="FOLDER", help="Keep rules/, state/ and letter.html in a new folder.")
@click.option("--newsroom", type=FILE, default=ARTICLES, metavar="FILE", help="Another newsroom (docs/demo.md).")
@click.option("--picture", "svg", type=click.Path(dir_okay=False, path_type=Path), hidden=True)
@click.pass_obj
def command(invocation: Invocation, keep: Path | None, newsroom: Path, svg: Path | None) -> None:
    """The whole trip in a few seconds, without network or accounts.

    Invented outlets publish for one invented day. Your rules read them, and the very program that you will run.
    """
    settings = invocation.settings()
    press = read_press(newsroom)
    with _folder(keep) as folder:
        account, edition = asyncio.run(spend(press, settings, folder, write=click.echo))
    page = _written(edition, keep, name=settings.name)
    click.echo("\n" + evening(account, page, settings))
    if svg:
        _draw(svg, account, name=settings.name)
    if keep:
        aimed = f"WATCHER_RULES={keep}/rules WATCHER_STATE={keep}/state"
        click.echo(f"\nKept in {keep}/. Look with: {aimed} {ourselves()} digest letter")


def _written(edition: Edition, keep: Path | None, *, name: str) -> Path:
    """The day as mail programs show it; the one file that stays without --keep, for a browser to open."""
    words = messages.words(edition.lang)
    html = letter.html(edition, words, Letterhead(name=name))
    if keep:
        page = keep / "letter.html"
        page.write_text(html, "utf-8")
        return page
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="watcher-demo-", suffix=".html", delete=False
    ) as file:
        file.write(html)
    return Path(file.name)


def _draw(svg: Path, account: Account, *, name: str) -> None:
    try:
        svg.write_text(picture(account, name=name), "utf-8")
    except NothingToShow as error:
        raise click.ClickException(f"no picture: {error}") from error


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder to live in; one that holds something already is not touched."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="watcher-demo-") as name:
            yield Path(name)
        return
    if keep.exists() and any(keep.iterdir()):
        raise click.BadParameter(f"{keep} is not empty", param_hint="--keep")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep
