"""`watcher feeds preview`: what a feed parses to."""

from collections.abc import Sequence

import click

from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.parts.reading import Row, Workshop, as_json, read_all, understood
from watcher.core.news import Entry
from watcher.sources.asking.http import FEED_BYTES

DEFAULT = "feed"  # the kind of a feed that names none
NOTHING: Row = {"kind": None, "format": None, "title": None, "entries": [], "problems": []}


@click.command("preview", help="What a feed (an address, a file, or - for stdin) parses to.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--url", "base", default="", metavar="BASE", help="Address of a file, to complete its links.")
@click.option("--type", "content_type", default="", help="Content type, where the server's word is not to be taken.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def command(invocation: Invocation, sources: Sequence[str], base: str, content_type: str, is_json: bool) -> None:
    show = _show_json if is_json else _show
    read_all(invocation, sources, _read, show=show, base=base, content_type=content_type)


async def _read(workshop: Workshop, source: str) -> Row:
    response = await workshop.bytes_of(source, most_bytes=FEED_BYTES)
    kind, reading = await understood(workshop, response)
    return {
        "source": source,
        "kind": kind,
        "format": reading.format,
        "title": reading.title or None,
        "entries": [_fields(entry) for entry in reading.entries],
        "problems": list(reading.problems),
        "error": None,
    }


def _fields(entry: Entry) -> Row:
    return {
        "id": entry.guid,
        "url": entry.url or None,
        "title": entry.title or None,
        "summary": entry.summary or None,
        "content": entry.content or None,
        "author": entry.author,
        "published": instant_text(entry.published_at),
        "updated": instant_text(entry.updated_at),
        "lang": entry.lang,
    }


def _show_json(row: Row) -> None:
    as_json({"source": row["source"], **NOTHING, **row})


def _show(row: Row) -> None:
    if row["error"]:
        click.echo(f"{row['source']}: {row['error']}")
        return
    entries = row["entries"]
    assert isinstance(entries, list)
    click.echo(f"{row['source']}: {row['title'] or 'no title'} ({row['format']}, {len(entries)} items)")
    if row["kind"] != DEFAULT:
        click.echo(f"  write `kind: {row['kind']}` beside its address in feeds.yaml")
    for problem in row["problems"] if isinstance(row["problems"], list) else ():
        click.echo(f"  ! {problem}")
    for entry in entries:
        click.echo(f"  {entry['published'] or 'no date':20}  {entry['title'] or 'no title'}")
        click.echo(f"  {'':20}  {entry['url'] or 'no link'}")
