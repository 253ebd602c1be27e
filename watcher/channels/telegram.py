"""Telegram: a living post per story, by python-telegram-bot.

sendMessage has no idempotency key. So every message carries a button whose data is the delivery's id, and one of
unknown fate is found again by offering the same button to the messages that follow the last one we know of (`probe`).
"""

import logging
import os
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from enum import Enum
from functools import partial
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from watcher.channels.base import Channel, Reach
from watcher.channels.dress import bulletin, chats
from watcher.channels.parts import messages
from watcher.core.edition import Edition
from watcher.core.outcome import (
    Absent,
    Finding,
    Later,
    Malformed,
    Moved,
    Outcome,
    Present,
    Refused,
    Sent,
    Unauthorised,
    Undecidable,
    Unknown,
    Unsent,
    Wait,
)
from watcher.core.said import Word
from watcher.core.telling import Delivery, DeliveryId, Kind, Message, Post, Roundup
from watcher.core.timing.governor import Limit, Limits

READ_TIMEOUT = 30.0  # seconds; Telegram may take its time, and a lost answer costs a probe
CONNECT_TIMEOUT = 10.0
LOOKS = 20  # messages after the last known one that a probe looks at
TRIES = 3  # of one look: repeating it is harmless, while a failed look would mean to begin the whole probe anew
GAP = 5  # so many numbers in a row without a message: the chat ends there
ALL = Limit(30, timedelta(seconds=1))
BURST = Limit(3, timedelta(seconds=3))  # one a second, of which three may come at once
GROUP = Limit(20, timedelta(minutes=1))
UNASKED = timedelta(seconds=30)  # a probe that met a fault, or a flood of unknown length, waits so long

# These fail before a byte of the request is written; every other fault may have come after it.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_HOPELESS = re.compile(
    "chat not found|not enough rights|have no rights|need administrator rights|chat_write_forbidden|chat_restricted"
    "|peer_id_invalid|message thread not found|topic_(closed|deleted)"
    "|message to edit not found|message can't be edited|message_id_invalid"
)


def connect(reach: Reach) -> Channel:
    return Telegram(bot(reach), reach)


def bot(reach: Reach) -> Bot | None:
    """A bot that has not spoken yet; None without a usable token. Whoever takes it shuts it down."""
    if _missing(reach.telegram_token) is not None:
        return None
    assert reach.telegram_token is not None
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)  # finer messages hold the addresses asked, with our token
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # noqa: TID251 - the library's own switch, it has no other
    request = HTTPXRequest(read_timeout=READ_TIMEOUT, connect_timeout=CONNECT_TIMEOUT, pool_timeout=READ_TIMEOUT)
    root = reach.telegram_api.rstrip("/")
    return Bot(reach.telegram_token, base_url=f"{root}/bot", request=request, get_updates_request=request)


def message_id(receipt: str) -> int:
    """Where a message stands in its chat: later ones have higher numbers."""
    return int(receipt.rpartition(":")[2])


def _missing(token: str | None) -> str | None:
    return None if token else "WATCHER_TELEGRAM_TOKEN is not set"


class _Seen(Enum):
    OURS = 1
    NOTHING = 2
    FOREIGN = 3
    MARKED = 4  # another message of this bot, which carries our button now


class Telegram:
    def __init__(self, bot: Bot | None, reach: Reach) -> None:
        self._bot = bot
        self._reach = reach

    def limits(self, chat: str) -> Limits:
        """As Telegram documents them; what is below zero or has a name is a group or a channel."""
        is_group = chat.startswith(("@", "-"))
        return Limits(abreast=ALL.calls, whole=(ALL,), chat=(BURST, GROUP) if is_group else (BURST,))

    def ready(self) -> str | None:
        return _missing(self._reach.telegram_token)

    def address(self, to: object) -> str:
        return chats.address(to)

    def render(self, delivery: Delivery) -> Message:
        match delivery.content:
            case Post() as post:
                link = self._reach.all_sources(post.story, post.lang)
                return bulletin.post(post, delivery, messages.words(post.lang), all_sources=link)
            case Roundup() as several:
                return bulletin.several(several, delivery, messages.words(several.lang))
            case Edition() as edition:
                words = messages.words(edition.lang)
                return bulletin.digest(edition, delivery, words, name=self._reach.name)
            case Word() as word:
                return bulletin.word(word, delivery, messages.words(word.lang), name=self._reach.name)
            case None:
                raise ValueError(f"delivery {delivery.key} has nothing to tell")

    def newest(self, receipts: Iterable[str]) -> int | None:
        return max(map(message_id, receipts), default=None)

    def link_to(self, address: str, receipt: str) -> str | None:
        return chats.link_to(address, receipt)

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.message is None or self._bot is None:
            raise ValueError(f"delivery {delivery.key} was not rendered, or the channel is not ready")
        hand_over = _edit if delivery.kind is Kind.EDIT else _post
        try:
            return await hand_over(self._bot, delivery, delivery.message)
        except TelegramError as error:
            return outcome(error, self._safe(error))
        except (KeyError, TypeError) as error:  # the answer is JSON, but not in a form of Telegram's
            return Unknown(f"an answer that cannot be read: {error!r}")

    async def probe(self, delivery: Delivery) -> Finding:
        if not self._reach.probe or self._bot is None:
            return Undecidable("probing is switched off")
        chat, _ = chats.place(delivery.address)
        try:
            finding = await self._search(self._bot, delivery, chat)
        except RetryAfter as error:
            return Later(_seconds(error), self._safe(error))
        except NetworkError as error:
            return Later(UNASKED, self._safe(error))
        except TelegramError as error:
            return Undecidable(self._safe(error))
        if delivery.base_id is None and isinstance(finding, Absent):
            return Undecidable("no earlier message is known there")  # only in a new chat do numbers begin at 1
        return finding

    async def _search(self, bot: Bot, delivery: Delivery, chat: int | str) -> Finding:
        """Looks at the numbers after the last known message until ours is found or the chat ends."""
        assert delivery.message is not None
        button, base_id = _button(delivery.message.options, delivery.id), delivery.base_id or 0
        gap, met_others = 0, False
        for number in range(base_id + 1, base_id + 1 + LOOKS):
            seen = await self._looked(partial(_look, bot, chat, number, button), delivery)
            if seen is _Seen.OURS:
                return Present(f"{chat}:{number}")
            if seen is _Seen.MARKED:  # take our button off again, or the next look takes this for the lost message
                await self._looked(partial(_look, bot, chat, number, None), delivery)
            met_others |= seen is not _Seen.NOTHING
            gap = gap + 1 if seen is _Seen.NOTHING else 0
            if gap == GAP and chats.counts_alone(chat):
                break
        if met_others:
            return Undecidable("others wrote there since")
        return Absent() if chats.counts_alone(chat) else Undecidable("numbers there are shared with other chats")

    async def _looked(self, look: Callable[[], Awaitable[_Seen]], delivery: Delivery, tries: int = TRIES) -> _Seen:
        try:
            async with self._reach.turn(delivery):
                return await look()
        except NetworkError:
            if tries == 1:
                raise
        return await self._looked(look, delivery, tries - 1)

    async def close(self) -> None:
        if self._bot is not None:
            await self._bot.request.shutdown()

    def _safe(self, error: TelegramError) -> str:
        token, kind, said = self._reach.telegram_token, type(error).__name__, str(error)
        text = said if said.startswith(kind) else f"{kind}: {said}"
        return text.replace(token, "<token>") if token else text


async def _post(bot: Bot, delivery: Delivery, message: Message) -> Outcome:
    chat, thread = chats.place(delivery.address)
    answered = message_id(delivery.target_receipt) if delivery.target_receipt else None
    sent = await bot.send_message(
        chat_id=chat,
        message_thread_id=thread,
        text=message.body,
        parse_mode="HTML" if message.options["html"] else None,
        link_preview_options=_preview(message.options),
        disable_notification=bool(message.options["silent"]),
        reply_markup=_button(message.options, delivery.id),
        # an admin may have deleted the post that this answers: then it is sent as no reply
        reply_parameters=ReplyParameters(answered, allow_sending_without_reply=True) if answered else None,
    )
    return Sent(f"{sent.chat_id}:{sent.message_id}")


async def _edit(bot: Bot, delivery: Delivery, message: Message) -> Outcome:
    if delivery.target_receipt is None:
        raise ValueError(f"delivery {delivery.key} has no post to edit")
    chat, _, number = delivery.target_receipt.rpartition(":")
    try:
        await bot.edit_message_text(
            chat_id=chats.peer(chat),
            message_id=int(number),
            text=message.body,
            parse_mode="HTML" if message.options["html"] else None,
            link_preview_options=_preview(message.options),
            reply_markup=_button(message.options, delivery.target or delivery.id),
        )
    except BadRequest as error:
        if not _says(error, "message is not modified"):
            raise
    return Sent(delivery.target_receipt)


async def _look(bot: Bot, chat: int | str, number: int, button: InlineKeyboardMarkup | None) -> _Seen:
    try:
        await bot.edit_message_reply_markup(chat_id=chat, message_id=number, reply_markup=button)
    except BadRequest as error:
        if _says(error, "message is not modified"):
            return _Seen.OURS
        if _says(error, "message to edit not found") or _says(error, "message_id_invalid"):
            return _Seen.NOTHING
        return _Seen.FOREIGN
    return _Seen.MARKED


def outcome(error: TelegramError, text: str) -> Outcome:
    """What an error of the library means for the message that met it."""
    match error:
        case RetryAfter():
            return Wait(_seconds(error), text)
        case ChatMigrated(new_chat_id=chat):
            return Moved(str(chat), text)
        case InvalidToken():
            return Unauthorised("Telegram does not know WATCHER_TELEGRAM_TOKEN")
        case Forbidden():
            return Refused(text)
        case BadRequest():  # a NetworkError to the library, and yet an answer
            return Refused(text) if _HOPELESS.search(error.message.casefold()) else Malformed(text)
        case NetworkError() if _says(error, "too many requests"):
            return Wait(UNASKED, text)
        case NetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
            return Unsent(text)
    return Unknown(text)


def _says(error: TelegramError, phrase: str) -> bool:
    return phrase in error.message.casefold()


def _seconds(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def _preview(options: Mapping[str, object]) -> LinkPreviewOptions:
    size, url = options["preview"], options["url"]
    if size == "none" or url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=str(url), prefer_small_media=size == "small", prefer_large_media=size == "large")


def _button(options: Mapping[str, object], delivery: DeliveryId) -> InlineKeyboardMarkup:
    """The button of a message; its data is the id of the delivery, by which a probe recognises the message."""
    rows: Any = options.get("buttons") or [[(options["button"], "d:{}")]]
    links: Any = options.get("links", ())
    told = [[InlineKeyboardButton(text, callback_data=data.format(delivery)) for text, data in row] for row in rows]
    told[0] += [InlineKeyboardButton(text, url=url) for text, url in links]
    return InlineKeyboardMarkup(told)
