"""`watcher explain`: what became of an article, and why."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from watcher.app.aim import Aim, load_aim
from watcher.app.commands import Invocation, instant_text
from watcher.app.reading import STDIN, Desk, Row, read_all
from watcher.core.explain import Account, Record, Ruled, Told, explain, lines
from watcher.core.match import match
from watcher.core.news import Article
from watcher.sources.address import canonical_url
from watcher.sources.article import Extract, Page
from watcher.sources.http import PAGE_BYTES
from watcher.sources.workers import READ_ARTICLE
from watcher.store import records
from watcher.store.db import reader


@click.command()
@click.argument("source", metavar="URL|FILE|-")
@click.option("--now", "is_now", is_flag=True, help="Fetch and judge it now, whatever is remembered of it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(invocation: Invocation, source: str, is_now: bool, as_json: bool) -> None:
    """What became of an article, and why: seen, matched or how nearly, its story, and who was told.

    An address is looked up in what is remembered. A file, or - for stdin, is judged as it stands.
    """
    settings = invocation.settings()
    aim = load_aim(settings.rules)
    show = _show_json if as_json else _show
    if "://" in source and not is_now:
        with closing(reader(settings.state / "watcher.db")) as db:
            found = records.record(db, canonical_url(source) or source)
        show(explain(found, aim.book, aim.subscriptions))
        return
    read_all(invocation, [source], _Judge(aim, invocation.clock), show=lambda row: _show_row(row, show))


class _Judge:
    """Reads a page or text and judges it by the rules of today."""

    def __init__(self, aim: Aim, clock: Callable[[], datetime]) -> None:
        self.aim, self.clock = aim, clock

    async def __call__(self, desk: Desk, source: str) -> Row:
        response = await desk.bytes_of(source, most_bytes=PAGE_BYTES, is_page=True)
        if _is_plain(source, response.body):
            article = self._article(source, text=response.body.decode("utf-8-sig", "replace"))
        else:
            page = Page(url=response.url, body=response.body, content_type=response.content_type)
            extract: Extract = await desk.run(READ_ARTICLE, page)
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
        return Article(url=url, outlet=outlet, title="", text=text, seen_at=now, fetched_at=now)


def _is_plain(source: str, body: bytes) -> bool:
    return "://" not in source and body.lstrip()[:1] != b"<"


def _show_row(row: Row, show: Callable[[Account], None]) -> None:
    account = row.get("account")
    if isinstance(account, Account):
        show(account)
    else:
        raise click.ClickException(f"{row['source']}: {row['error']}")


def _show(account: Account) -> None:
    """Headlines are strangers' words: what could steer the terminal becomes a blank."""
    for line in lines(account):
        click.echo("".join(letter if letter.isprintable() else " " for letter in line))


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
        "rules": [_ruled(each) for each in account.ruled],
        "story": record.story.id if record.story else None,
        "relation": record.relation,
        "told": [_told(each) for each in record.told],
        "untold": {subscription: why for subscription, why in account.untold},
    }
    click.echo(json.dumps(row, ensure_ascii=False))


def _ruled(ruled: Ruled) -> dict[str, object]:
    edit = ruled.edit
    return {
        "rule": ruled.rule,
        "matched": ruled.match is not None,
        "severity": ruled.match.severity if ruled.match else None,
        "lacks": ruled.lacks,
        "edit": {"at": str(edit.place), "within": edit.within, "enough": edit.enough} if edit else None,
    }


def _told(told: Told) -> dict[str, object]:
    return {
        "subscription": told.subscription,
        "kind": told.kind,
        "state": told.state,
        "at": instant_text(told.at),
        "receipt": told.receipt,
        "error": told.error,
    }
