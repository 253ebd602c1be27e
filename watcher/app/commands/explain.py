"""`watcher explain`: what became of an article, and why."""

import re
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from urllib.parse import urlsplit

import click

from watcher.app.commands import Invocation, instant_text, json_line, printable, span_fields
from watcher.app.commands.parts.force import sound_aim
from watcher.app.commands.parts.progress import watched
from watcher.app.commands.parts.prospect import KEPT
from watcher.app.commands.parts.reading import STDIN, Row, Workshop, read_all
from watcher.app.commands.parts.remembered import remembered
from watcher.app.commands.parts.unseen import would_be
from watcher.app.files.aim import Aim
from watcher.app.replay.backtest import stored_rows
from watcher.channels.parts import messages
from watcher.core.matching.explain import Account, Record, Ruled, Told, explain
from watcher.core.matching.match import match
from watcher.core.matching.nearly import catches
from watcher.core.matching.recount import lines, zone_of
from watcher.core.news import Article
from watcher.core.stories.cluster import JOINS
from watcher.core.words.instant import Clock
from watcher.sources.address import canonical_url
from watcher.sources.asking.http import PAGE_BYTES
from watcher.sources.base import UnreadablePage
from watcher.sources.pages.article import Extract, Page
from watcher.sources.parsing.workers import READ_ARTICLE
from watcher.store import records
from watcher.store.db import Db, reader

MARGIN = " " * 11
HEADLINE = 200  # characters; a longer first line is text
COLUMN = re.compile(r".{0,40}  (?=\S)")  # what stands before the words of a line, up to the last wide gap
WIDEST = 100  # columns
GLANCED = 8192  # bytes; a file that is no text has a NUL among them


@click.command()
@click.argument("source", metavar="URL|FILE|-")
@click.option("--now", "is_now", is_flag=True, help="Fetch and judge it now, whatever is remembered of it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(invocation: Invocation, source: str, is_now: bool, as_json: bool) -> None:
    """What became of an article, and why: seen, matched or how nearly, its story, and who was told.

    An address is looked up in what is remembered, and read now if no feed ever offered it.
    A file, or - for stdin, is judged as it stands.
    """
    settings = invocation.settings()
    aim = sound_aim(settings)
    show = _show_json if as_json else partial(_show, zone=zone_of(aim.subscriptions))
    if "://" in source and not is_now:
        with reader(settings.state) as db:
            found = remembered(db, canonical_url(source) or source, aim)
            account = explain(found, aim.book, aim.subscriptions)
            show(account)
            if not as_json:
                _say(_what_more(account, aim, db, invocation.clock()))
        if found.is_unseen and not as_json:
            read_all(invocation, [source], _Judge(aim, invocation.clock), show=partial(_show_unseen, invocation, aim))
        return
    read_all(invocation, [source], _Judge(aim, invocation.clock), show=lambda row: _show_row(row, show))


class _Judge:
    """Reads a page or text and judges it by the rules of today."""

    def __init__(self, aim: Aim, clock: Clock) -> None:
        self.aim, self.clock = aim, clock

    async def __call__(self, workshop: Workshop, source: str) -> Row:
        response = await workshop.bytes_of(source, most_bytes=PAGE_BYTES, is_page=True)
        if b"\0" in response.body[:GLANCED]:
            raise UnreadablePage("is no text")
        if _is_plain(source, response.body):
            article = self._article(source, text=response.body.decode("utf-8-sig", "replace"))
        else:
            page = Page(url=response.url, body=response.body, content_type=response.content_type)
            extract: Extract = await workshop.run(READ_ARTICLE, page)
            article = replace(
                self._article(source, text=extract.text),
                title=extract.title,
                published_at=extract.published_at,
                lang=extract.lang,
            )
        matches = match(article, self.aim.book)
        record = Record(source=source, article=article, matches=matches, is_history=False)
        return {"source": source, "error": None, "account": explain(record, self.aim.book)}

    def _article(self, source: str, *, text: str) -> Article:
        now, url = self.clock(), source if "://" in source else ""
        outlet = urlsplit(url).hostname or ("standard input" if source == STDIN else Path(source).name)
        title, text = _parted(text)
        return Article(url=url, outlet=outlet, title=title, text=text, seen_at=now, fetched_at=now)


def _parted(text: str) -> tuple[str, str]:
    """A first line that stands by itself is the headline."""
    first, _, rest = text.partition("\n\n")
    is_headline = bool(rest.strip()) and "\n" not in first.strip() and len(first) <= HEADLINE
    return (first.strip(), rest.strip()) if is_headline else ("", text)


def _is_plain(source: str, body: bytes) -> bool:
    return "://" not in source and body.lstrip()[:1] != b"<"


def _show_row(row: Row, show: Callable[[Account], None]) -> None:
    account = row.get("account")
    if isinstance(account, Account):
        show(account)
    else:
        raise click.ClickException(f"{row['source']}: {row['error']}")


def _what_more(account: Account, aim: Aim, db: Db, now: datetime) -> Iterator[str]:
    """What the stored articles add: how many more an edit would catch, or which feeds cover a site never offered."""
    if account.nearest and account.nearest.edit:
        edit = account.nearest.edit
        stored = [row.article for row in stored_rows(db, now - KEPT)]
        caught = sum(
            catches(edit, article.title, article.text)
            for article in watched(stored, "Trying")
            if all(found.rule != edit.rule.id for found in match(article, aim.book))
        )
        yield f"{MARGIN} (of the {len(stored):,} articles of the last 30 days it would have added {caught})"
    elif account.record.is_unseen:
        yield from _coverage(account.record.source, aim, db)


def _coverage(url: str, aim: Aim, db: Db) -> Iterator[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    brought = records.brought_from(db, host)
    own = [feed.id for feed in aim.feeds if any((urlsplit(u).hostname or "").endswith(host) for u in feed.urls)]
    if brought:
        listed = ", ".join(f"{feed} ({pages})" for feed, pages in list(brought.items())[:3])
        yield f"FEEDS      pages of {host} came by {listed}; this one was in none of them"
    elif own:
        yield f"FEEDS      {', '.join(own)} should cover {host}, and offered nothing of it yet: watcher feeds"
    else:
        yield f"FEEDS      {host} is not among your {len(aim.feeds)} feeds; those it offers:"
        yield f"{MARGIN}  watcher feeds discover {shlex.quote(f'https://{host}/')}"


def _show_unseen(invocation: Invocation, aim: Aim, row: Row) -> None:
    account = row.get("account")
    if not isinstance(account, Account):
        click.echo(f"READ NOW   it cannot be read: {row['error']}")
        return
    click.echo("\nREAD NOW")
    _show(account, zone=zone_of(aim.subscriptions))
    record = account.record
    if record.article:
        _say(would_be(record.article, record.matches, aim, invocation.settings(), invocation.clock()))


def _show(account: Account, *, zone: tzinfo) -> None:
    _say(lines(account, joins=JOINS, zone=zone, language=messages.words("en").language_name))


def _say(said: Iterable[str]) -> None:
    for line in map(printable, said):
        click.echo(_folded(line) if sys.stdout.isatty() else line)


def _folded(line: str) -> str:
    """For a terminal: what has no room goes on under where its column begins."""
    column = COLUMN.match(line)
    indent = " " * (column.end() if column else 0)
    width = min(get_terminal_size().columns, WIDEST)
    return "\n".join(textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False))


def _show_json(account: Account) -> None:
    record = account.record
    row = {
        "source": record.source,
        "verdict": account.verdict,
        "why": account.why,
        "title": record.article.title if record.article else None,
        "outlet": record.article.outlet if record.article else None,
        "seen": [
            {"feed": offer.feed, "at": instant_text(offer.seen_at), "state": offer.state, "error": offer.note}
            for offer in record.offers
        ],
        "version": record.version,
        "rules": [_ruled(each, record.article) for each in account.ruled],
        "story": record.story.id if record.story else None,
        "relation": record.member.relation if record.member else None,
        "likeness": record.member.score if record.member else None,
        "narrowly": record.bond.is_narrow if record.bond else False,
        "repeats": record.bond.repeats if record.bond else None,
        "shares": record.bond.shares if record.bond else {},
        "told": [_told(each) for each in record.told],
        "untold": {subscription: why for subscription, why in account.untold},
    }
    click.echo(json_line(row))


def _ruled(ruled: Ruled, article: Article | None) -> dict[str, object]:
    edit = ruled.edit
    spans = ruled.match.spans if ruled.match and article else ()
    return {
        "rule": ruled.rule,
        "matched": ruled.match is not None,
        "severity": ruled.match.severity if ruled.match else None,
        "spans": [span_fields(span, article) for span in spans if article],
        "lacks": ruled.lacks,
        "untried": ruled.untried,
        "edit": {"at": str(edit.place), "within": edit.within, "enough": edit.enough} if edit else None,
    }


def _told(told: Told) -> dict[str, object]:
    return {
        "subscription": told.subscription,
        "kind": told.kind,
        "state": told.state,
        "at": instant_text(told.at),
        "receipt": told.receipt,
        "url": told.url,
        "error": told.error,
    }
