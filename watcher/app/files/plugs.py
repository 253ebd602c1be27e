"""Finds sources and channels by file name, so that adding one is adding one file.

A file is a kind if it defines SOURCE or `connect`; the others help. Finding them imports none.
"""

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from watcher import channels, sources
from watcher.app.files.settings import Settings
from watcher.channels.base import Channel, Reach
from watcher.sources.base import Source
from watcher.sources.parsing.workers import Task

_MARKS = {sources: r"^SOURCE\b", channels: r"^def connect\("}


class UnknownKind(LookupError):
    """There is no file of that name."""


def source_kinds() -> Sequence[str]:
    return _kinds(sources)


def channel_kinds() -> Sequence[str]:
    return _kinds(channels)


def source(kind: str) -> Source:
    """Raises UnknownKind."""
    found: Source = _load(sources, kind).SOURCE
    return found


def reader(kind: str) -> Task:
    """What a worker calls to read a feed of this kind."""
    return Task(_load(sources, kind).__name__, "SOURCE.read")


def reach(settings: Settings, *, write: Callable[[str], None]) -> Reach:
    """What the settings give a channel to reach the world with."""
    return Reach(
        name=settings.name,
        state=settings.state,
        write=write,
        colour=sys.stdout.isatty(),
        telegram_token=settings.telegram_token,
        telegram_api=settings.telegram_api,
        probe=settings.probe,
        mail_server=settings.smtp_url,
        mail_from=settings.mail_from,
        public_url=settings.public_url,
        secret=settings.secret.encode() if settings.secret else None,
    )


def connect(kind: str, reach: Reach) -> Channel:
    """Raises UnknownKind."""
    channel: Channel = _load(channels, kind).connect(reach)
    return channel


def address(kind: str, to: object) -> str:
    """The canonical text of a subscription's `to`, as its channel understands it. Raises ValueError."""
    return connect(kind, Reach(name="", state=Path(), write=lambda _: None)).address(to)


def languages() -> Sequence[str]:
    """The languages that posts can speak, one catalogue each."""
    folder = Path(channels.__path__[0], "messages")
    return sorted(catalogue.stem for catalogue in folder.glob("*.toml"))


def _kinds(package: ModuleType) -> Sequence[str]:
    mark = re.compile(_MARKS[package], re.MULTILINE)
    files = Path(package.__path__[0]).glob("*.py")
    return sorted(file.stem for file in files if mark.search(file.read_text("utf-8")))


@cache  # what is installed stays so while we run, and every poll asks
def _load(package: ModuleType, kind: str) -> ModuleType:
    if kind not in _kinds(package):  # a crafted name must not import anything else
        known = ", ".join(_kinds(package)) or "nothing"
        raise UnknownKind(f"{package.__name__} has no {kind!r}; it has {known}")
    return import_module(f"{package.__name__}.{kind}")
