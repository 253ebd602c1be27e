"""A folder of Markdown: one file per story, rewritten as it grows, each update a section of its own."""

import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from watcher.channels import messages, render
from watcher.channels.base import Channel, Reach
from watcher.channels.render import Form, Part, Run
from watcher.core.delivery import Absent, Finding, Outcome, Sent, Unsent
from watcher.core.telling import Delivery, Kind, Message, Post

FOLDER = "posts"  # below the state folder
_SECTION = re.compile(r"^<!-- (\S+) -->\n", re.MULTILINE)


def connect(reach: Reach) -> Channel:
    return File(reach)


class File:
    def __init__(self, reach: Reach) -> None:
        self._state = reach.state
        self._catalogues = messages.load()

    def ready(self) -> str | None:
        return None

    def address(self, to: object) -> str:
        if to in (None, ""):
            return FOLDER
        if not isinstance(to, str):
            raise ValueError(f"`to` of a file is a folder, such as {FOLDER}")
        path = PurePosixPath(to)
        if ".." in path.parts:
            raise ValueError(f"a folder inside the state folder, such as {FOLDER}, or an absolute one, without `..`")
        return str(path)

    def render(self, delivery: Delivery) -> Message:
        post = delivery.content
        if not isinstance(post, Post):
            raise ValueError(f"delivery {delivery.key} has nothing to tell")
        parts = render.tell(post, delivery.kind, self._catalogues.words(post.lang))
        return Message(body=render.plain(parts) if delivery.plain else _markdown(parts, delivery.kind))

    def newest(self, receipts: Iterable[str]) -> int | None:  # noqa: ARG002 - nothing is numbered here
        return None

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.message is None:
            raise ValueError(f"delivery {delivery.key} was not rendered")
        path = self._state / delivery.address / f"story-{delivery.story}.md"
        try:
            _keep(path, _section(delivery), delivery.message.body)
        except OSError as error:  # a full disk may empty again, a folder may be opened
            return Unsent(str(error))
        return Sent(str(path))

    async def probe(self, delivery: Delivery) -> Finding:  # noqa: ARG002 - writing a section twice leaves it once
        return Absent()

    async def close(self) -> None:
        pass


def _section(delivery: Delivery) -> str:
    """A post and its edits are one section; each reply is one."""
    return delivery.key.replace(" ", "-") if delivery.kind is Kind.REPLY else "post"


def _keep(path: Path, section: str, body: str) -> None:
    """Put the section in its place, or at the end; the file is never seen half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _, *pieces = _SECTION.split(path.read_text(encoding="utf-8") if path.exists() else "")
    sections = dict(zip(pieces[::2], pieces[1::2], strict=True))
    sections[section] = f"{body}\n"
    told = "\n".join(f"<!-- {name} -->\n{text.rstrip()}\n" for name, text in sections.items())
    draft = path.with_suffix(".tmp")
    with draft.open("w", encoding="utf-8") as file:
        file.write(told)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _markdown(parts: tuple[Part, ...], kind: Kind) -> str:
    return render.join([_dressed(part, kind) for part in parts], parts)


def _dressed(part: Part, kind: Kind) -> str:
    text = "".join(map(_run, part.runs))
    match part.form:
        case Form.HEADLINE:
            return f"{'##' if kind is Kind.REPLY else '#'} {text}\n"
        case Form.STANDING:
            return f"*{text}*"
        case Form.QUOTE:
            quoted = text.replace("\n", "\n>\n> ")
            return f"> {quoted}\n"
        case Form.SOURCES | Form.TAG:
            return text


def _run(run: Run) -> str:
    text = re.sub(r"([\\`*_\[\]<>#|&])", r"\\\1", run.text)
    return f"[{text}](<{run.url.replace('<', '%3C').replace('>', '%3E')}>)" if run.url else text
