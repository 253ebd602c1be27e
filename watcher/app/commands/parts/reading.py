"""Reads sources that are named on the command line: web addresses, files, stdin. A fault in one stops no other."""

import asyncio
import gzip
import re
import sys
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from watcher.app.commands import Invocation, json_line
from watcher.app.files import plugs
from watcher.app.running import outside
from watcher.sources.asking.http import Http
from watcher.sources.base import Reading, Request, Response, Unreachable, UnreadableFeed, UnreadablePage
from watcher.sources.parsing.workers import Killed, Task, Workers

AT_ONCE = 16  # sources
STDIN = "-"
GZIP = b"\x1f\x8b"
GLANCED = 4_000  # bytes that tell what a document is
SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
WORDPRESS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{\s*\"code\"\s*:)")  # a list of posts, or a word of trouble

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What reads documents: the socket, the parsers, and what the user said of files, which say less than servers."""

    http: Http
    workers: Workers
    base: str  # the address that a file stands for, to complete its links
    content_type: str  # of files, and of answers whose own word is not to be taken; empty: as the server says

    async def bytes_of(self, source: str, *, most_bytes: int, is_page: bool = False) -> Response:
        """Raises Unreachable and OSError."""
        if "://" in source:
            request = Request(source, is_page=is_page)
            return self._as_told(await self.http.get(request, most_bytes=most_bytes))
        body = await asyncio.to_thread(_local, source, most_bytes + 1)
        if len(body) > most_bytes:
            raise Unreachable(f"longer than {most_bytes / 1_000_000:g} MB")
        return self._as_told(Response(self.base, 200, {}, body))

    async def run(self, task: Task, argument: object) -> Any:
        """Raises what the task raises, and Unreachable where its worker was killed."""
        match await self.workers.run(task, argument):
            case Killed(reason):
                raise Unreachable(f"reading it was given up: {reason}")
            case done:
                return done.value

    def _as_told(self, response: Response) -> Response:
        if not self.content_type:
            return response
        headers = {**response.headers, "content-type": self.content_type}
        return Response(response.url, response.status, headers, response.body, response.moved_to)


Read = Callable[[Workshop, str], Awaitable[Row]]
Show = Callable[[Row], None]


async def understood(workshop: Workshop, response: Response) -> tuple[str, Reading]:
    """The kind of feed that an answer looks like, and what it says as one. Raises UnreadableFeed."""
    kind = _likely_kind(response.body)
    reading: Reading = await workshop.run(plugs.reader(kind), response)
    return kind, reading


def _likely_kind(body: bytes) -> str:
    head = body[:GLANCED]
    if head.startswith(GZIP):
        with suppress(zlib.error):
            head = zlib.decompressobj(wbits=31).decompress(body, GLANCED)
    if SITEMAP.search(head):
        return "sitemap"
    return "wordpress" if WORDPRESS.match(head) else "feed"


def read_all(
    invocation: Invocation,
    sources: Sequence[str],
    read: Read,
    *,
    show: Show,
    base: str = "",
    content_type: str = "",
) -> None:
    """Shows a row for each source, in the order given. What cannot be read is a row with `source` and `error`.

    `base`, `content_type`: of files; see `Workshop`.
    """

    async def all_of_them() -> None:
        async with _open(invocation, base=base, content_type=content_type) as workshop:
            await _show_each(workshop, sources, read, show)

    asyncio.run(all_of_them())


def as_json(row: Row) -> None:
    click.echo(json_line(row))


@asynccontextmanager
async def _open(invocation: Invocation, *, base: str, content_type: str) -> AsyncIterator[Workshop]:
    settings = invocation.settings()
    http, workers = outside.http(settings, invocation.clock), Workers(settings.workers)
    try:
        yield Workshop(http=http, workers=workers, base=base, content_type=content_type)
    finally:
        workers.close()
        await http.close()


async def _show_each(
    workshop: Workshop,
    sources: Sequence[str],
    read: Read,
    show: Show,
) -> None:
    """Many are read at once; each is shown as soon as those before it were."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(source: str) -> Row:
        async with places:
            return await _row(workshop, source, read)

    tasks = [asyncio.create_task(one(source)) for source in sources]
    try:
        with _progress(len(sources)) as advance:
            for task in tasks:
                show(await task)
                advance()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _row(workshop: Workshop, source: str, read: Read) -> Row:
    try:
        return await read(workshop, source)
    except (Unreachable, UnreadableFeed, UnreadablePage) as error:
        why = str(error)
    except (OSError, EOFError, zlib.error) as error:  # the latter two: a .gz cut short
        why = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    except Exception as error:  # noqa: BLE001 - the net of this loop: a fault met in one source must not stop the others
        why = f"a fault of ours: {type(error).__name__}: {error}"
    return {"source": source, "error": why}


def _local(source: str, most_bytes: int) -> bytes:
    """The bytes of a file, unpacked where it is a .gz: archives of pages are kept so."""
    if source == STDIN:
        return sys.stdin.buffer.read(most_bytes)
    with Path(source).open("rb") as file:
        packed = file.peek(2)[:2] == GZIP
        return gzip.GzipFile(fileobj=file).read(most_bytes) if packed else file.read(most_bytes)


@contextmanager
def _progress(count: int) -> Iterator[Callable[[], object]]:
    """A bar on stderr where somebody waits at a terminal for several; yields what advances it."""
    if count < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading", total=count)
        yield lambda: progress.advance(task)
