"""Which Telegram chats hear us, and what the bot may do in them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import telegram
from telegram import Bot, ChatMember, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from watcher.app.checkup.verdict import Refusal

POLL = timedelta(seconds=25)  # one question for news stays open so long; below the bot's read timeout
LISTENED = [Update.MESSAGE, Update.CHANNEL_POST, Update.MY_CHAT_MEMBER]
OUT = (ChatMember.LEFT, ChatMember.BANNED)
FAULTS = (TelegramError, KeyError, TypeError)  # the latter two: JSON that is no answer of Telegram's
BUSY = 3  # exit code: another program has what we need


@dataclass(frozen=True, slots=True)
class Chat:
    """A place to tell stories."""

    id: int
    kind: str  # private, group, supergroup or channel
    name: str  # for people
    handle: str | None = None  # "@name" of a public one
    thread: int | None = None  # a topic of a forum

    @property
    def address(self) -> str:
        return self.handle or str(self.id)


@dataclass(frozen=True, slots=True)
class Rights:
    post: bool
    edit: bool


ALL, NONE = Rights(post=True, edit=True), Rights(post=False, edit=False)


def refusal(error: Exception) -> Refusal:
    """What one of FAULTS means to the operator. The error's own text is not repeated: it may hold the token."""
    match error:
        case InvalidToken():
            return Refusal("Telegram does not know this token", "copy it anew from @BotFather: WATCHER_TELEGRAM_TOKEN")
        case Conflict() if "webhook" in error.message:
            mend = "end it there, or make a bot of its own with @BotFather"
            return Refusal("a webhook takes this bot's messages to another service", mend, BUSY)
        case Conflict():
            mend = "stop it, a running watcher too, and try again"
            return Refusal("another program asks for this bot's messages", mend, BUSY)
        case RetryAfter():
            return Refusal("Telegram asks us to wait", "try again in a minute")
        case BadRequest() if "chat not found" in error.message.casefold():
            return Refusal("Telegram knows no such chat", "compare `to` with what `watcher connect telegram` shows")
        case Forbidden() | BadRequest():
            return Refusal("the bot is not let in", "make it an administrator who may post and edit messages")
        case NetworkError():
            return Refusal(
                "Telegram cannot be reached", "look to the network, and at WATCHER_TELEGRAM_API if it is set"
            )
    return Refusal(
        "what answers is not Telegram", "look at WATCHER_TELEGRAM_API: the root of the Bot API, without /bot"
    )


async def called(bot: Bot) -> telegram.User:
    """Who we are to Telegram. Raises FAULTS, as all here do."""
    return await bot.get_me()


async def find(bot: Bot, address: str) -> Chat:
    """The chat at the canonical address of a subscription."""
    chat, _, thread = address.partition("/")
    return _chat(await bot.get_chat(chat), int(thread) if thread else None)


async def rights(bot: Bot, chat: Chat) -> Rights:
    """What we may do there; none where we are not let in."""
    if chat.kind == telegram.Chat.PRIVATE:
        return ALL
    try:
        member = await bot.get_chat_member(chat.id, bot.id)
    except (Forbidden, BadRequest):
        return NONE
    if chat.kind == telegram.Chat.CHANNEL:
        may_post, may_edit = (getattr(member, right, False) for right in ("can_post_messages", "can_edit_messages"))
        return Rights(post=bool(may_post), edit=bool(may_edit))
    is_in = member.status not in OUT and getattr(member, "can_send_messages", True)
    return ALL if is_in else NONE


async def heard(bot: Bot, *, within: timedelta) -> AsyncIterator[list[Chat]]:
    """The chats in which somebody wrote or gave us a place, as Telegram tells of them.

    What is told is not confirmed at the end: who asks again soon hears the same again.
    """
    loop = asyncio.get_running_loop()
    until, offset = loop.time() + within.total_seconds(), 0
    while True:
        left = timedelta(seconds=max(until - loop.time(), 0))
        updates = await bot.get_updates(offset=offset, timeout=min(left, POLL), allowed_updates=LISTENED)
        if updates:
            offset = updates[-1].update_id + 1
            yield list(dict.fromkeys(filter(None, map(_place, updates))))
        if loop.time() >= until:
            return


def _place(update: Update) -> Chat | None:
    if update.my_chat_member is not None:
        change = update.my_chat_member
        return None if change.new_chat_member.status in OUT else _chat(change.chat, None)
    message = update.effective_message
    if message is None:
        return None
    return _chat(message.chat, message.message_thread_id if message.is_topic_message else None)


def _chat(chat: telegram.Chat | telegram.ChatFullInfo, thread: int | None) -> Chat:
    handle = f"@{chat.username}" if chat.username and chat.type != telegram.Chat.PRIVATE else None
    return Chat(chat.id, chat.type, chat.effective_name or str(chat.id), handle, thread)
