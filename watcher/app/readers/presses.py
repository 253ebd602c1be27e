"""Answers who presses our buttons and who asks our bot, for as long as `run` is on."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from watcher.app.editor.desk import Press, pressed
from watcher.app.files import plugs
from watcher.app.files.settings import Settings
from watcher.app.newsroom import Newsroom
from watcher.app.readers import visitors
from watcher.app.turns import turn
from watcher.channels.parts import carriers, messages
from watcher.core.news import StoryId
from watcher.core.telling import DeliveryId
from watcher.store import outbox
from watcher.store.db import Full

if TYPE_CHECKING:
    from telegram import CallbackQuery  # loaded only where somebody listens by Telegram

log = logging.getLogger(__name__)

_TELEGRAM = "telegram"


@asynccontextmanager
async def listening(room: Newsroom, settings: Settings) -> AsyncIterator[None]:
    """Listen for as long as this lasts; do nothing where no bot is set up."""
    if _TELEGRAM not in room.channels or room.channels[_TELEGRAM].ready() is not None:
        yield
        return
    from watcher.app.readers.bot import Listener  # loaded only where somebody listens by Telegram
    from watcher.channels.telegram import bot

    ours = bot(plugs.reach(settings, write=log.info))
    assert ours is not None  # ready
    listener = Listener(ours, Answers(room, settings))
    listener.start()
    try:
        yield
    finally:
        room.bot = None
        await listener.stop()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a listener says, and to whom."""

    room: Newsroom
    settings: Settings

    def named(self, name: str) -> None:
        """What Telegram calls our bot: from now on posts may lead to it."""
        self.room.bot = name

    def pressed(self, press: "CallbackQuery") -> str | None:
        """What a person at a desk did with a post; None where the button is no desk's."""
        chat = press.message.chat if press.message is not None else None
        place = str(chat.id) if chat is not None else ""
        person = press.from_user
        try:
            return pressed(self.room, Press(press.data or "", place, person.id, person.full_name), self.settings.admins)
        except Full:
            return None

    def why(self, data: str, lang: str) -> str:
        """The pop-up text of the button under a post: it was stored with the post."""
        said = re.fullmatch(r"d:(\d{1,18})", data, re.ASCII)
        delivery = outbox.get(self.room.db, DeliveryId(int(said[1]))) if said else None
        why = delivery.message.options.get("why") if delivery and delivery.message else None
        return str(why) if why else messages.words(lang).say("post.gone")

    def asked(self, text: str, lang: str) -> str | None:
        """The answer, in markup, to who writes `/start` to the bot; None for anything else."""
        said = re.fullmatch(r"/start(?: s(\d{1,18}))?", text, re.ASCII)
        if said is None:
            return None
        words = messages.words(lang)
        if said[1] is None:
            return words.say("sources.start", name=escape(self.settings.name))
        room, id = self.room, StoryId(int(said[1]))
        found = visitors.all_sources(room.db, room.aim, words.lang, id=id, now=room.clock())
        return carriers.html(found, words) if found else words.say("sources.unknown")

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        with suppress(Full):  # then this call is not remembered
            async with turn(self.room, _TELEGRAM, str(chat)):
                yield
