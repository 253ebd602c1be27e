"""A small town on loopback: outlets with feeds and pages, a Bot API, a rules folder, and a watcher aimed at them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from io import StringIO
from pathlib import Path

import pytest

from tests.peers.botapi import BotApi
from tests.peers.site import Site
from watcher.app import cli
from watcher.app.files.settings import Settings, read
from watcher.app.running.service import once

REPOSITORY = Path(__file__).parents[2]
STREAM = {
    row["id"]: row for row in map(json.loads, (REPOSITORY / "tests/data/stream.jsonl").read_text("utf-8").splitlines())
}
DAWN = datetime(2031, 3, 4, 5, tzinfo=UTC)
NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)

SOHAE = """
version: 1
rules:
  - id: sohae-site
    severity: alert
    when: [Sohae, Sohe]
    tests: {match: [A quay at Sohae], no_match: [A quay at Nampo]}
"""
SUBSCRIPTIONS = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: Asia/Seoul}
  - {id: folder, via: file}
"""


@dataclass
class Item:
    slug: str
    title: str
    text: str
    published: datetime | None

    @classmethod
    def of(cls, id: str, *, published: datetime | None = NOON - timedelta(hours=1)) -> "Item":
        """An article of the test stream, by its id."""
        return cls(id, STREAM[id]["title"], STREAM[id]["text"], published)


@dataclass
class Town:
    folder: Path
    site: Site
    api: BotApi
    outlets: dict[str, list[Item]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)  # what the console channel wrote
    beside: dict[str, str] = field(default_factory=dict)  # settings beside those of the town
    about: dict[str, str] = field(default_factory=dict)  # further keys of an outlet's feed

    def __post_init__(self) -> None:
        rules = self.folder / "rules"
        (rules / "words").mkdir(parents=True)
        (rules / "sohae.yaml").write_text(SOHAE, "utf-8")
        (rules / "subscriptions.yaml").write_text(SUBSCRIPTIONS, "utf-8")

    def aim_as_shipped(self) -> None:
        """All the rules that come with the watcher, in place of one: slower to load."""
        for name in ("sohae.yaml", *(f"words/{path.name}" for path in (REPOSITORY / "rules/words").iterdir())):
            (self.folder / "rules" / name).write_text((REPOSITORY / "rules" / name).read_text("utf-8"), "utf-8")

    def subscribe(self, text: str) -> None:
        (self.folder / "rules/subscriptions.yaml").write_text(text, "utf-8")

    def publish(self, outlet: str, *items: Item, page: bytes | None = None) -> None:
        """Put items into an outlet's feed, each with its page (or `page` for all of them)."""
        known = self.outlets.setdefault(outlet, [])
        known.extend(items)
        for item in items:
            self.site.say(self._path(outlet, item), page if page is not None else _page(outlet, item))
        self.site.say(f"/{_slug(outlet)}/rss", self.feed(outlet))
        feeds = "".join(
            f"  - {{id: {_slug(name)}, name: {name}, url: {self.site.url(f'/{_slug(name)}/rss')}, every: 1m"
            f"{self.about.get(name, '')}}}\n"
            for name in self.outlets
        )
        (self.folder / "rules/feeds.yaml").write_text(f"feeds:\n{feeds}", "utf-8")

    def open(self, *outlets: str, at: datetime = DAWN) -> None:
        """The outlets with nothing to say yet, heard once: what they say from now on is news."""
        for outlet in outlets:
            self.publish(outlet)
        self.once(at)

    @property
    def settings(self) -> Settings:
        return read(self.environment, None).sound()

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "WATCHER_RULES": str(self.folder / "rules"),
            "WATCHER_STATE": str(self.folder / "state"),
            "WATCHER_TELEGRAM_TOKEN": self.api.token,
            "WATCHER_TELEGRAM_API": self.api.url,
            "WATCHER_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
            "WATCHER_WORKERS": "1",
            **self.beside,
        }

    def once(self, now: datetime) -> str:
        """One cycle, in this process."""
        return asyncio.run(once(self.settings, clock=lambda: now, write=self.said.append))

    def watcher(
        self, *arguments: str, at: datetime | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """The command line, in this process. `at`: what its clock says."""
        out, err = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in (self.environment | environment).items():
                patch.setenv(name, value)
            if at is not None:
                patch.setattr(cli, "clock", lambda: at)
            with pytest.raises(SystemExit) as ended:
                cli.main(arguments)
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def process(self, *arguments: str, module: str = "watcher", **environment: str) -> subprocess.Popen[str]:
        """The command line, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **self.environment, **environment},
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stories(self) -> list[dict[str, object]]:
        answer = self.watcher("stories", "--json")
        assert answer.returncode == 0, answer.stderr
        return [json.loads(line) for line in answer.stdout.splitlines()]

    def outbox(self) -> list[dict[str, object]]:
        answer = self.watcher("outbox", "--json", "--all")
        assert answer.returncode == 0, answer.stderr
        return [json.loads(line) for line in answer.stdout.splitlines()]

    def posts(self, chat: str = "@watch") -> list[str]:
        return [message.text for message in self.api.messages(chat)]

    def feed(self, outlet: str) -> bytes:
        items = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.site.url(self._path(outlet, item))}</link>"
            f"<guid>{item.slug}</guid><description>{escape(item.text[:120])}</description>"
            + (f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else "")
            + "</item>"
            for item in self.outlets[outlet]
        )
        channel = f"<channel><title>{escape(outlet)}</title>{items}</channel>"
        return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()

    def _path(self, outlet: str, item: Item) -> str:
        return f"/{_slug(outlet)}/{item.slug}.html"


def _slug(outlet: str) -> str:
    return outlet.lower().replace(" ", "-")


def _page(outlet: str, item: Item) -> bytes:
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.text.split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(item.title)} - {escape(outlet)}'
        f"</title></head><body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>"
        f"{escape(item.title)}</h1>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    ).encode()
