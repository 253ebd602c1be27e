"""`watcher article`: what is extracted from a page."""

from collections.abc import Sequence

import click

from watcher.app.commands import Invocation, instant_text
from watcher.app.commands.parts.reading import Row, Workshop, as_json, read_all
from watcher.sources.asking.http import PAGE_BYTES
from watcher.sources.pages.article import Extract, Page
from watcher.sources.parsing.workers import READ_ARTICLE

KEYS = ("source", "url", "canonical_url", "title", "text", "author", "outlet", "published", "lang", "error")


@click.command("article", help="What is read from a page: an address, a file, or - for stdin.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--url", "base", default="", metavar="BASE", help="Address of a file.")
@click.option("--type", "content_type", default="", help="Content type, where the server's word is not to be taken.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def command(invocation: Invocation, sources: Sequence[str], base: str, content_type: str, is_json: bool) -> None:
    show = _show_json if is_json else _show
    read_all(invocation, sources, _read, show=show, base=base, content_type=content_type)


async def _read(workshop: Workshop, source: str) -> Row:
    response = await workshop.bytes_of(source, most_bytes=PAGE_BYTES, is_page=True)
    page = Page(url=response.url, body=response.body, content_type=response.content_type)
    extract: Extract = await workshop.run(READ_ARTICLE, page)
    return {
        "source": source,
        "url": response.url or None,
        "canonical_url": extract.canonical_url or None,
        "title": extract.title or None,
        "text": extract.text,
        "author": extract.author,
        "outlet": extract.outlet,
        "published": instant_text(extract.published_at),
        "lang": extract.lang,
        "error": None,
    }


def _show_json(row: Row) -> None:
    as_json({key: row.get(key) for key in KEYS})


def _show(row: Row) -> None:
    if row["error"]:
        click.echo(f"{row['source']}: {row['error']}")
        return
    click.echo(row["title"] or "no title")
    about = (row["outlet"], row["author"], row["published"], row["lang"], row["canonical_url"])
    click.echo(" · ".join(str(each) for each in about if each))
    click.echo(f"\n{row['text']}\n")
