"""Listens to presses of the buttons under our posts, and to who writes to our bot."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from telegram import Bot, CallbackQuery, LinkPreviewOptions, Message, Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

log = logging.getLogger(__name__)

POLL = 25  # seconds one question for news stays open; below the bot's read timeout
FIRST_PAUSE, LAST_PAUSE = 1.0, 60.0  # seconds between questions that fail, doubling
KEPT = 300  # seconds for which Telegram repeats our answer to the same press by itself
POP_UP = 200  # characters
ABREAST = 10  # presses answered at once: one after the other, a crowd would keep the desk waiting
AGAIN, VISITORS = 3.0, 6  # in a chat: seconds before the same person is answered again, and most persons within them
VISIT = 5.0  # seconds an answer in a chat may wait: posts are sent before it


class Answers(Protocol):
    """What is said, and to whom. `lang` is the person's, as Telegram knows it."""

    def named(self, name: str) -> None:
        """Hears once what Telegram calls our bot."""

    def pressed(self, press: CallbackQuery) -> str | None:
        """What a person at a desk is answered; None where the button is no desk's."""

    def why(self, data: str, lang: str) -> str:
        """What any other button says."""

    def asked(self, text: str, lang: str) -> str | None:
        """The answer, in markup, to a visitor in a private chat; None: no answer."""

    def turn(self, chat: int) -> AbstractAsyncContextManager[None]:
        """Entered when the limits of Telegram allow one more message to the chat."""


class Listener:
    """Asks Telegram for presses and visits until stopped, in a task of its own, so that its faults do not stop sending.

    The library's Updater is not used: it holds its lock while it cannot reach Telegram, so that it cannot be stopped.
    """

    def __init__(self, bot: Bot, answers: Answers, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep):
        self._bot = bot
        self._answers = answers
        self._sleep = sleep
        self._offset = 0
        self._is_named = False
        self._visitors: dict[int, float] = {}  # when each was answered lately
        self._trouble = ""  # what was told last, so that it is told once
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen(), name="bot listener")

    async def stop(self) -> None:
        """Returns at once, whatever Telegram does. A press not yet confirmed is answered after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self._bot.request.shutdown()

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._introduce()
                await self._hear()
            except InvalidToken:
                log.error("bot: Telegram does not know our token; buttons stay unanswered")
                return
            except RetryAfter as error:
                await self._sleep(_seconds(error))
            except (TelegramError, KeyError, TypeError) as error:  # the latter: JSON that is no answer of Telegram's
                self._tell(error)
                await self._sleep(pause)
                pause = min(pause * 2, LAST_PAUSE)
            else:
                pause, self._trouble = FIRST_PAUSE, ""

    async def _introduce(self) -> None:
        if not self._is_named:
            ours = await self._bot.get_me()
            self._answers.named(ours.username or "")
            self._is_named = True

    async def _hear(self) -> None:
        wanted = [Update.CALLBACK_QUERY, Update.MESSAGE]
        updates = await self._bot.get_updates(offset=self._offset, timeout=POLL, allowed_updates=wanted)
        for first in range(0, len(updates), ABREAST):
            some = updates[first : first + ABREAST]
            ends = await asyncio.gather(*map(self._attend, some), return_exceptions=True)
            faults = [end for end in ends if isinstance(end, BaseException)]
            if faults:  # nothing of these is confirmed: what could not be answered comes again
                raise max(faults, key=lambda fault: isinstance(fault, RetryAfter))
            self._offset = some[-1].update_id + 1

    async def _attend(self, update: Update) -> None:
        if update.callback_query is not None:
            await self._answer(update.callback_query)
        elif update.message is not None and update.message.chat.type == "private":
            await self._receive(update.message)

    # --- presses ---

    async def _answer(self, press: CallbackQuery) -> None:
        """Answer a press exactly once, whoever pressed what. Only the buttons of a desk change anything."""
        if (decided := self._answers.pressed(press)) is not None:
            await self._say(press, decided, cache=0)
        else:
            await self._say(press, self._answers.why(press.data or "", press.from_user.language_code or ""), cache=KEPT)

    async def _say(self, press: CallbackQuery, text: str, *, cache: int) -> None:
        try:
            await self._bot.answer_callback_query(press.id, text[:POP_UP], show_alert=bool(text), cache_time=cache)
        except BadRequest as error:  # the reader waited too long, or somebody made the press up
            log.info("bot: press not answered: %s", error)

    # --- visits ---

    async def _receive(self, message: Message) -> None:
        """Answer at once or never: a visitor can ask again, and a flood of visits costs nothing."""
        visitor = message.from_user
        if visitor is None or not message.text or not self._lets_in(visitor.id):
            return
        told = self._answers.asked(message.text, visitor.language_code or "")
        if told is None:
            return
        try:
            async with asyncio.timeout(VISIT), self._answers.turn(message.chat.id):
                await self._bot.send_message(
                    message.chat.id, told, parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
                )
        except (TelegramError, TimeoutError, KeyError, TypeError) as error:
            log.info("bot: a visitor was not answered: %s", type(error).__name__)

    def _lets_in(self, visitor: int) -> bool:
        now = asyncio.get_running_loop().time()
        self._visitors = {who: at for who, at in self._visitors.items() if now - at < AGAIN}
        if visitor in self._visitors or len(self._visitors) >= VISITORS:
            return False
        self._visitors[visitor] = now
        return True

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            told = "another program asks for this bot's messages; buttons wait until it stops, sending goes on"
        else:
            told = f"cannot ask for presses ({type(error).__name__}); tried again, sending goes on"
        if told != self._trouble:
            self._trouble = told
            log.warning("bot: %s", told)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return after if isinstance(after, int) else after.total_seconds()
