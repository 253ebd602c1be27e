"""The pages of a web archive as rows to replay. Only those that may concern us are taken apart."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from watcher.app.replay.backtest import Row
from watcher.core.news import Article
from watcher.sources.address import site
from watcher.sources.base import UnreadablePage
from watcher.sources.pages.article import Page
from watcher.sources.pages.warc import Archived
from watcher.sources.parsing.workers import READ_ARTICLE, Done, Workers
from watcher.sources.text import decode

_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTES = re.compile(r"""\b(?:content|title|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PROGRAM = re.compile(r"<(script|style)\b[^<>]*>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_AHEAD = 2  # pages for each worker that are held while they wait for it


@dataclass(slots=True)
class Harvest:
    articles: list[Article] = field(default_factory=list)
    pages: int = 0
    unreadable: int = 0

    @property
    def rows(self) -> list[Row]:
        """The articles in order of time; each version of a page that was kept twice has an id of its own."""
        times: Counter[str] = Counter()
        rows = []
        for article in sorted(self.articles, key=lambda article: (article.seen_at, article.url)):
            times[article.url] += 1
            again = f"#{times[article.url]}" if times[article.url] > 1 else ""
            rows.append(Row(f"{article.url}{again}", article))
        return rows


def said(page: Archived) -> str:
    """All words that extracting the article could ever give, and more: what has none of ours need not be extracted.

    So the text is given twice, with tags as spaces and with tags left out (one may stand inside a word or end it), and
    the texts in attributes and in JSON are in it too.
    """
    html = "".join(_without_programs(decode(page.body, page.content_type).text))
    if "\\u" in html:
        html = _ESCAPE.sub(_character, html)
    attributes = " ".join(one or other for one, other in _ATTRIBUTES.findall(html))
    return " ".join(unescape(f"{_TAG.sub(' ', html)} {attributes} {_TAG.sub('', html)}").split())


async def harvest(
    pages: Iterable[Archived], found: Harvest, *, may_concern: Callable[[str], bool], workers: Workers
) -> None:
    """Adds the pages that may concern us, read. Raises BrokenArchive, when what came before it is done."""
    busy: set[asyncio.Task[None]] = set()
    try:
        for page in pages:
            found.pages += 1
            if not may_concern(said(page)):
                continue
            busy.add(asyncio.create_task(_take(page, found, workers)))
            if len(busy) >= _AHEAD * workers.count:
                _, busy = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await asyncio.gather(*busy)


async def _take(page: Archived, found: Harvest, workers: Workers) -> None:
    try:
        match await workers.run(READ_ARTICLE, Page(url=page.url, body=page.body, content_type=page.content_type)):
            case Done(extract):
                found.articles.append(
                    Article(
                        url=page.url,
                        outlet=site(page.url),
                        title=extract.title,
                        text=extract.text,
                        lang=extract.lang,
                        seen_at=page.at,
                        fetched_at=page.at,
                        published_at=extract.published_at,
                    )
                )
            case _:
                found.unreadable += 1
    except UnreadablePage:
        found.unreadable += 1


def _without_programs(html: str) -> Iterator[str]:
    """The markup without scripts and styles, in one pass; scripts of JSON stay, as they may hold the text."""
    at = 0
    for found in _PROGRAM.finditer(html):
        if found.start() < at or "json" in found[0].lower():
            continue
        yield html[at : found.start()]
        end = html.find(f"</{found[1]}", found.end())
        at = end if end > 0 else found.end()
    yield html[at:]


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return " " if 0xD800 <= code < 0xE000 else chr(code)
