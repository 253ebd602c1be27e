"""Answers the buttons under our posts, while `run` is on."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

from telegram import Bot, CallbackQuery, Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from watcher.core.telling import DeliveryId

log = logging.getLogger(__name__)

POLL = 25  # seconds one question for news stays open; below the bot's read timeout
FIRST_PAUSE, LAST_PAUSE = 1.0, 60.0  # seconds between questions that fail, doubling
KEPT = 300  # seconds Telegram answers the same press by itself
POP_UP = 200  # characters


class Listener:
    """Asks Telegram for presses until stopped, in a task of its own: no fault of it touches sending.

    The library's Updater is not used: it holds its lock while it cannot reach Telegram, so that it cannot be stopped.
    """

    def __init__(
        self,
        bot: Bot,
        why: Callable[[DeliveryId], str | None],
        *,
        desk: Callable[[CallbackQuery], str | None] = lambda _: None,  # what a person at a desk is answered
        gone: str,  # the answer to a press that is not known, in the catalogue's words
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._why = why
        self._desk = desk
        self._gone = gone
        self._sleep = sleep
        self._offset = 0
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

    async def _hear(self) -> None:
        for update in await self._bot.get_updates(
            offset=self._offset, timeout=POLL, allowed_updates=[Update.CALLBACK_QUERY]
        ):
            if update.callback_query is not None:
                await self._answer(update.callback_query)
            self._offset = update.update_id + 1  # no sooner: a press that could not be answered comes again

    async def _answer(self, press: CallbackQuery) -> None:
        """Once, whatever was pressed and by whom; nothing changes by it but at a desk."""
        if (decided := self._desk(press)) is not None:
            await self._say(press, decided, cache=0)
            return
        said = re.fullmatch(r"d:(\d{1,18})", press.data or "", re.ASCII)
        text = (self._why(DeliveryId(int(said[1]))) if said else None) or self._gone
        await self._say(press, text, cache=KEPT)

    async def _say(self, press: CallbackQuery, text: str, *, cache: int) -> None:
        try:
            await self._bot.answer_callback_query(press.id, text[:POP_UP], show_alert=bool(text), cache_time=cache)
        except BadRequest as error:  # the reader waited too long, or somebody made the press up
            log.info("bot: press not answered: %s", error)

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
