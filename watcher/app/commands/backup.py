"""`watcher backup`: a copy of the memory, also while a watcher runs."""

from pathlib import Path

import click

from watcher.app.commands import Invocation
from watcher.app.running.backups import back_up


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also over a file that is there.")
@click.pass_obj
def command(invocation: Invocation, file: Path, force: bool) -> None:
    """Copy the memory to FILE and read the copy through. A watcher may be running.

    To restore: stop the watcher, put the copy in the place of watcher.db in the state folder, start it again.
    """
    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already: name another, or say --force")
    back_up(invocation.settings().state, file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, read through and whole")
