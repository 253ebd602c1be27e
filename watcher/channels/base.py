"""What a channel is. A new way to tell people is one new file here that defines `connect`."""

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable

from watcher.core.news import StoryId
from watcher.core.outcome import Finding, Outcome
from watcher.core.telling import Delivery, Message
from watcher.core.timing.governor import Limits

Where = Callable[[StoryId, str], str | None]


def nowhere(story: StoryId, lang: str) -> str | None:  # noqa: ARG001 - where a story is shown may depend on both
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    tls: str = "starttls"  # starttls (demanded, never waived) | implicit | never
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a channel may need to reach the world; each takes what concerns it."""

    name: str  # what posts call us
    state: Path  # the folder that files go to
    write: Callable[[str], None]  # a line for the person at the terminal
    colour: bool = False  # whether `write` goes to a terminal
    telegram_token: str | None = None
    telegram_api: str = "https://api.telegram.org"
    probe: bool = True
    mail_server: MailServer | None = None
    mail_from: str | None = None
    public_url: str | None = None  # where our pages are reached, no slash at the end
    secret: bytes | None = field(default=None, repr=False)  # seals links, signs what others must trace to us
    # Around each call of a probe: entering it waits until the limits of the far end allow one more call.
    turn: Callable[[Delivery], AbstractAsyncContextManager[object]] = nullcontext
    # The address that shows all sources of a story in a language; None where nothing shows them now.
    all_sources: Where = nowhere


def write_whole(path: Path, body: bytes) -> None:
    """The file is never seen half written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.tmp")
    with draft.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


class Channel(Protocol):
    """Carries deliveries to one kind of place."""

    def ready(self) -> str | None:
        """None, or what is missing before anything can be sent, in words. Rows wait until then; nothing is lost."""

    def address(self, to: object) -> str:
        """The canonical text of `to:` in subscriptions.yaml (None: left out). Raises ValueError: what is right."""

    def render(self, delivery: Delivery) -> Message:
        """The delivery's content in this channel's form and size. Pure. `delivery.plain` asks for no markup.

        `options` are JSON: they are stored with the body. `options["why"]` answers the button, if there is one;
        `options["parts"]` says how many messages a digest takes (left out: one), of which this is number
        `delivery.part`.
        """

    async def send(self, delivery: Delivery) -> Outcome:
        """Hand it over. Every answer and every fault of the far end is returned as a value; only our own bugs raise."""

    async def probe(self, delivery: Delivery) -> Finding:
        """Whether a delivery of unknown fate arrived; Later where nobody can say now."""


@runtime_checkable
class Connected(Protocol):
    """A channel that keeps connections."""

    async def close(self) -> None:
        """Let go of them."""


@runtime_checkable
class Numbered(Protocol):
    """A channel whose far end numbers its messages."""

    def newest(self, receipts: Iterable[str]) -> int | None:
        """The highest number among receipts, kept with a claim for `probe`; None where there are none."""


@runtime_checkable
class Limited(Protocol):
    """A channel whose far end limits how often it may be called."""

    def limits(self, chat: str) -> Limits:
        """For all its calls, and for those to one chat."""


@runtime_checkable
class Linked(Protocol):
    """A channel whose messages have addresses on the web."""

    def link_to(self, address: str, receipt: str) -> str | None:
        """Where a message that went to this address can be read; None where only its readers can find it."""


@runtime_checkable
class Patient(Protocol):
    """A channel whose far end may take longer to answer than others do."""

    @property
    def patience(self) -> timedelta:
        """How long one send may take in all."""
