"""A strict Telegram Bot API server on loopback, for suites and for programs in other processes.

    with BotApi() as api:                       # a channel "@watch" (-1001000000001) is there from the start
        run_something(WATCHER_TELEGRAM_API=api.url, WATCHER_TELEGRAM_TOKEN=api.token)
        api.script("sendMessage", DROP_AFTER, flood(3))   # faults of the next calls, in order; then all is well again
        assert [message.text for message in api.messages("@watch")] == [...]
        assert api.calls[-1].method == "sendMessage"

It answers as Telegram does where Telegram is strict: markup that does not parse, text over 4096 UTF-16 units, callback
data that is not 1 to 64 bytes, edits that change nothing or what is not ours are 400s with Telegram's own descriptions.
Entities after the 100th are dropped and counted (`Message.lost_entities`). Channels and supergroups number their own
messages; private chats and groups share one count. Where the bot has no rights it gets nowhere (`appoint`). Methods:
getMe, getChat, getChatMember, sendMessage, editMessageText, editMessageReplyMarkup, deleteMessage, getUpdates (long
poll; a second poller ends the first with 409), answerCallbackQuery, deleteWebhook.

With `limits` (see botlimits.py) it refuses what comes too often, as Telegram does.

Faults: DROP_BEFORE, DROP_AFTER (the connection is cut before or after the call is obeyed), HALF_ANSWER (obeyed, the
answer cut in its middle), SILENT_AFTER (obeyed, never answered), LATE (never answered; obeyed at `release()`),
`late(seconds)` (obeyed after so long), and `error(status, description, after=..., **parameters)`, of which
`flood(seconds)`, `migrated(chat)` and KICKED are made.
"""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from tests.peers.botlimits import BotLimits
from tests.peers.botworld import ApiError, Chat, Message, World

TOKEN = "123456789:AAtest-token_of_the_loopback_server"


@dataclass(frozen=True)
class Fault:
    kind: str
    status: int = 0
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    seconds: float | None = None  # until a late call is obeyed; None: at release()

    @property
    def obeys(self) -> bool:
        return self.kind.endswith("after")


def error(status: int, description: str, *, after: bool = False, **parameters: int) -> Fault:
    return Fault("error after" if after else "error before", status, description, parameters)


def flood(seconds: int) -> Fault:
    return error(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(chat: int) -> Fault:
    return error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat)


KICKED = error(403, "Forbidden: bot was kicked from the channel chat")
DROP_BEFORE = Fault("drop before")
DROP_AFTER = Fault("drop after")
HALF_ANSWER = Fault("half after")
SILENT_AFTER = Fault("silent after")
LATE = Fault("late")


def late(seconds: float) -> Fault:
    return Fault("late", seconds=seconds)


@dataclass(frozen=True)
class Call:
    method: str
    params: Mapping[str, str]
    status: int  # 0: the caller got no answer
    obeyed: bool
    at: float = 0.0


class BotApi:
    def __init__(
        self,
        token: str = TOKEN,
        limits: BotLimits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.token = token
        self.limits = limits
        self.mishap: Callable[[str], Fault | None] = lambda _: None  # by method, where no fault was scripted
        self.url = ""
        self.calls: list[Call] = []
        self._clock = clock
        self._world = World(clock)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._late: list[tuple[str, dict[str, str]]] = []
        self._poll = 0
        self._lock = threading.RLock()
        self._own_loop = loop
        self._news = asyncio.Event()
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot api", daemon=True)
        self.add_chat(-1001000000001, name="@watch")

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    # --- what a test says and asks ---

    def add_chat(
        self, id: int, *, name: str | None = None, type: str = "channel", threads: tuple[int, ...] = ()
    ) -> None:
        """A chat with the bot in it: as an administrator who may post and edit, until `appoint` says otherwise."""
        with self._lock:
            self._world.chats[id] = Chat(id, type, name, frozenset(threads))

    def script(self, method: str, *faults: Fault | None) -> None:
        """Faults of the next calls of a method; None: that one is obeyed."""
        self._faults[method].extend(fault or Fault("after") for fault in faults)

    def messages(self, chat: int | str) -> list[Message]:
        with self._lock:
            return list(self._world.chat(str(chat)).messages.values())

    def strangers_post(self, chat: int | str, text: str = "hello", *, thread: int | None = None) -> int:
        with self._lock:
            number = self._world.strangers_post(str(chat), text, thread=thread)
        self._wake()
        return number

    def visit(self, text: str, *, user: int = 42, lang: str = "en") -> int:
        """A person writes to the bot in private; returns the number of the message."""
        with self._lock:
            number = self._world.visit(text, user=user, lang=lang)
        self._wake()
        return number

    def appoint(self, chat: int | str, bot: str, *rights: str) -> None:
        """Make the bot an administrator with these rights, a member, or throw it out (left, kicked)."""
        with self._lock:
            self._world.appoint(str(chat), bot, frozenset(rights))
        self._wake()

    def delete(self, chat: int | str, id: int) -> None:
        with self._lock:
            del self._world.chat(str(chat)).messages[id]

    def press(self, data: str, *, user: int = 42, chat: int | str | None = None, message: int = 1) -> str:
        """Somebody presses a button, under a message of a chat; returns the id of the query."""
        with self._lock:
            query = self._world.press(data, user=user, chat=None if chat is None else str(chat), number=message)
        self._wake()
        return query

    @property
    def answers(self) -> list[Mapping[str, str]]:
        """The presses answered, as answerCallbackQuery was asked."""
        with self._lock:
            return list(self._world.answers)

    def release(self) -> None:
        """Obey the calls that were late."""
        with self._lock:
            late, self._late = self._late, []
            for method, params in late:
                self._obey(method, params)

    def _obey(self, method: str, params: dict[str, str]) -> None:
        """A call whose caller hears nothing of it."""
        with self._lock, suppress(ApiError):
            self._world.obey(method, params)

    # --- the server ---

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._news.set)

    def _run(self) -> None:
        with closing(self._own_loop or asyncio.new_event_loop()) as loop:
            loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        async with self.serving():
            self._started.set()
            await self._stopping.wait()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        """On the loop of who asks, instead of a thread of its own."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self._stopping.set()
            self._news.set()
            talks = dict(self._open)
            for talk, writer in talks.items():
                writer.transport.abort()
                talk.cancel()
            await asyncio.gather(*talks, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._open[talk] = writer
        try:
            while await self._turn(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            del self._open[talk]
            writer.transport.abort()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False: the connection ends."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ", 2)[1]
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        params = _params(headers, await reader.readexactly(int(headers.get("content-length", 0))))
        bot, _, method = path.removeprefix("/bot").partition("/")
        fault = self._fault(bot, method, params)
        if fault.kind == "late" and fault.seconds is not None:
            self._loop.call_later(fault.seconds, self._obey, method, params)
        elif fault.kind == "late":
            self._late.append((method, params))
        status, body = await self._answer(method, params) if fault.obeys else (0, {})
        if fault.kind.startswith("error"):
            status, body = fault.status, _refusal(fault.status, fault.description, fault.parameters)
        answers = fault.kind == "after" or fault.kind.startswith("error")
        self.calls.append(Call(method, params, status if answers else 0, fault.obeys, self._clock()))
        return await self._reply(reader, writer, fault, (status, body))

    def _fault(self, bot: str, method: str, params: Mapping[str, str]) -> Fault:
        if bot != self.token:
            return error(401, "Unauthorized") if ":" in bot else error(404, "Not Found")
        if self.limits and "chat_id" in params and (seconds := self.limits.retry_after(self._chat(params["chat_id"]))):
            return flood(seconds)
        if self._faults[method]:
            return self._faults[method].popleft()
        return self.mishap(method) or Fault("after")

    def _chat(self, name: str) -> str:
        """A channel has one limit, under its name and under its number."""
        try:
            return str(self._world.chat(name).id)
        except ApiError:
            return name

    async def _reply(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        fault: Fault,
        answer: tuple[int, dict[str, Any]],
    ) -> bool:
        status, body = answer
        if fault.kind.startswith("drop"):
            return False
        if fault.kind in {"late", "silent after"}:
            await reader.read(1)  # until the caller gives up
            return False
        text = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode()
        half = fault.kind == "half after"
        writer.write(head + (text[: len(text) // 2] if half else text))
        await writer.drain()
        return not half

    async def _answer(self, method: str, params: dict[str, str]) -> tuple[int, dict[str, Any]]:
        try:
            if method == "getUpdates":
                return 200, {"ok": True, "result": await self._get_updates(params)}
            with self._lock:
                return 200, {"ok": True, "result": self._world.obey(method, params)}
        except ApiError as refusal:
            return refusal.status, _refusal(refusal.status, refusal.description, refusal.parameters)

    async def _get_updates(self, params: dict[str, str]) -> list[dict[str, Any]]:
        self._poll += 1
        mine = self._poll
        self._news.set()  # wakes the poller before this one
        await asyncio.sleep(0)
        offset, allowed = int(params.get("offset", 0)), frozenset(json.loads(params.get("allowed_updates", "[]")))
        until = self._loop.time() + float(params.get("timeout", 0))
        while (
            not self._world.waiting(offset=offset, allowed=allowed)
            and self._loop.time() < until
            and not self._stopping.is_set()
        ):
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), until - self._loop.time())
            except TimeoutError:
                break
            if mine != self._poll:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return self._world.waiting(offset=offset, allowed=allowed)


def _params(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    text = body.decode()
    if headers.get("content-type", "").startswith("application/json"):
        given = json.loads(text or "{}")
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    return dict(parse_qsl(text, keep_blank_values=True))


def _refusal(status: int, description: str, parameters: Mapping[str, int]) -> dict[str, Any]:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return body | {"parameters": dict(parameters)} if parameters else body


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - what it waits for happens in the server's thread
            await asyncio.sleep(0.01)
