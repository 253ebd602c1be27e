"""A web site on loopback that answers as told: with pages, and with every bad manner a server can have."""

import asyncio
import contextlib
import gzip
import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Self


class Manner(Enum):
    FULL = "the whole answer"
    HANG = "takes the request, never answers"
    RESET = "cuts the connection without an answer"
    TRUNCATE = "promises more than it sends"
    ENDLESS = "sends the body again and again"
    DRIP = "a byte at a time, with pauses"


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = Manner.FULL
    pause: float = 0.05  # s, between the bytes of a drip; before the answer otherwise, where `late`
    late: bool = False


@dataclass(frozen=True)
class Hit:
    method: str
    target: str
    headers: Mapping[str, str]  # lower-case names
    body: bytes = b""


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"location": to})


def gzipped(body: bytes) -> Answer:
    return Answer(gzip.compress(body, mtime=0), headers={"content-encoding": "gzip"})


def gzip_bomb(megabytes: int) -> Answer:
    return gzipped(bytes(megabytes * 1_000_000))


class Site:
    """`with Site() as site:` serves on `site.root` from a thread of its own; `say` sets what a path answers."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.at_once: int = 0  # the most requests that were open together
        self.port = 0
        self._answers: dict[str, list[Answer]] = {}
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.root + path

    def say(self, path: str, *answers: Answer | bytes) -> str:
        """One answer a request, the last for ever. Returns the address."""
        self._answers[path] = [answer if isinstance(answer, Answer) else Answer(answer) for answer in answers]
        return self.url(path)

    def asked(self, path: str) -> Sequence[Hit]:
        return [hit for hit in self.hits if hit.target == path]

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while hit := await _request(reader):
                self.hits.append(hit)
                self._open += 1
                self.at_once = max(self.at_once, self._open)
                try:
                    if not await self._reply(self._answer(hit.target), writer):
                        break
                finally:
                    self._open -= 1
        writer.close()

    def _answer(self, target: str) -> Answer:
        script = self._answers.get(target)
        if not script:
            return Answer(b"nothing here", 404)
        return script.pop(0) if len(script) > 1 else script[0]

    async def _reply(self, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection may go on."""
        if answer.late:
            await asyncio.sleep(answer.pause)
        if answer.manner is Manner.HANG:
            await self._stop.wait()
        if answer.manner is Manner.RESET:
            writer.transport.abort()
        if answer.manner in (Manner.HANG, Manner.RESET):
            return False
        writer.write(_head(answer))
        await _body(answer, writer)
        return answer.manner is Manner.FULL


async def _body(answer: Answer, writer: asyncio.StreamWriter) -> None:
    pieces = [bytes([byte]) for byte in answer.body] if answer.manner is Manner.DRIP else [answer.body]
    for piece in itertools.cycle(pieces) if answer.manner is Manner.ENDLESS else pieces:
        writer.write(piece)
        await writer.drain()
        if answer.manner is Manner.DRIP:
            await asyncio.sleep(answer.pause)


def _head(answer: Answer) -> bytes:
    length = len(answer.body) + (1_000 if answer.manner is Manner.TRUNCATE else 0)
    headers = {"date": "Thu, 17 Jul 2025 06:30:00 GMT", **answer.headers}
    if answer.manner is Manner.ENDLESS:
        headers["connection"] = "close"
    elif answer.status != 304:
        headers["content-length"] = str(length)
    lines = [f"HTTP/1.1 {answer.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _request(reader: asyncio.StreamReader) -> Hit | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = head.split("\r\n")
    if not first:
        return None
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in rest if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Hit(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))
