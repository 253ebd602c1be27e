import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import pytest
from telegram import CallbackQuery

from tests.channels.builders import a_reach
from tests.peers.botapi import DROP_BEFORE, TOKEN, BotApi, error, flood, until
from watcher.app.readers.bot import Listener
from watcher.channels.telegram import bot

WHYS = {"d:77": "Rule sohae-site: names «Sohae» 4 times."}


class Answers:
    """Knows one post, and who carries it."""

    def __init__(self) -> None:
        self.name = ""

    def named(self, name: str) -> None:
        self.name = name

    def pressed(self, press: CallbackQuery) -> str | None:
        return None

    def why(self, data: str, lang: str) -> str:
        return WHYS.get(data, "No longer known.")

    def asked(self, text: str, lang: str) -> str | None:
        return f"<b>{text}</b> {lang}" if text.startswith("/start") else None

    def turn(self, chat: int) -> AbstractAsyncContextManager[None]:
        return nullcontext()


@asynccontextmanager
async def listening(api: BotApi, pauses: list[float] | None = None) -> AsyncIterator[Answers]:
    async def pause(seconds: float) -> None:
        (pauses if pauses is not None else []).append(seconds)
        await asyncio.sleep(0)

    speaker = bot(a_reach(telegram_token=TOKEN, telegram_api=api.url))
    assert speaker is not None
    answers = Answers()
    listener = Listener(speaker, answers, sleep=pause)
    listener.start()
    try:
        yield answers
    finally:
        await listener.stop()


async def test_a_press_is_answered_once_with_the_words_kept_for_it(api: BotApi) -> None:
    async with listening(api):
        query = api.press("d:77")
        await until(lambda: len(api.answers) == 1)
    [answer] = api.answers
    assert answer["callback_query_id"] == query
    assert answer["text"] == WHYS["d:77"]
    assert answer["show_alert"] == "true"


@pytest.mark.parametrize("data", ["d:999999", "d:-1", "d:7 7", "x", "d:" + "9" * 60, "d:٧٧"])
async def test_a_press_nobody_knows_is_answered_politely(api: BotApi, data: str) -> None:
    async with listening(api):
        api.press(data)
        await until(lambda: len(api.answers) == 1)
    assert api.answers[0]["text"] == "No longer known."


async def test_a_press_that_is_too_old_stops_nothing(api: BotApi) -> None:
    api.script("answerCallbackQuery", error(400, "Bad Request: query is too old"))
    async with listening(api):
        api.press("d:77")
        api.press("d:77")
        await until(lambda: len(api.answers) == 1)


async def test_a_press_that_could_not_be_answered_is_answered_later(api: BotApi) -> None:
    api.script("answerCallbackQuery", flood(3), DROP_BEFORE)
    pauses: list[float] = []
    async with listening(api, pauses):
        queries = {api.press("d:77") for _ in range(3)}
        await until(lambda: len(api.answers) == 3)
    assert {answer["callback_query_id"] for answer in api.answers} == queries
    assert 3 in pauses


async def test_a_second_listener_is_told_of_once_and_waited_for(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    conflict = error(409, "Conflict: terminated by other getUpdates request")
    api.script("getUpdates", conflict, conflict, conflict)
    pauses: list[float] = []
    async with listening(api, pauses):
        api.press("d:77")
        await until(lambda: len(api.answers) == 1)
    assert pauses == [1, 2, 4]
    assert caplog.text.count("another program") == 1


async def test_an_outage_is_outlasted(api: BotApi) -> None:
    api.script("getUpdates", DROP_BEFORE, error(502, "Bad Gateway"), error(200, "no answer of Telegram's"))
    async with listening(api):
        api.press("d:77")
        await until(lambda: len(api.answers) == 1)


async def test_a_wrong_token_ends_the_listening_and_nothing_else(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    api.script("getUpdates", error(401, "Unauthorized"))
    async with listening(api):
        await until(lambda: "does not know our token" in caplog.text)
    assert TOKEN not in caplog.text


# --- visits --------------------------------------------------------------------------------------------------------


def told(api: BotApi, user: int = 42) -> list[str]:
    return [message.text for message in api.messages(user) if message.ours]


async def test_the_bot_says_its_name_before_anybody_is_led_to_it(api: BotApi) -> None:
    api.script("getMe", error(502, "Bad Gateway"))
    async with listening(api) as answers:
        await until(lambda: answers.name != "")
    assert answers.name == "watch_bot"


async def test_a_visitor_is_answered_in_private_and_in_his_language(api: BotApi) -> None:
    async with listening(api):
        api.visit("/start s7", lang="ko")
        await until(lambda: len(told(api)) == 1)
    assert told(api) == ["/start s7 ko"]


async def test_what_is_no_word_of_ours_gets_no_answer(api: BotApi) -> None:
    async with listening(api):
        api.visit("hello?", user=41)
        api.strangers_post("@watch", "/start s7")
        api.visit("/start s7", user=43)
        await until(lambda: len(told(api, 43)) == 1)
    assert told(api, 41) == []
    assert len(api.messages("@watch")) == 1


async def test_a_visitor_whose_answer_failed_may_ask_again_and_holds_up_nobody(api: BotApi) -> None:
    api.script("sendMessage", flood(4000))
    async with listening(api) as answers:
        await until(lambda: answers.name != "")
        api.visit("/start s7")
        api.press("d:77")
        await until(lambda: len(api.answers) == 1)
    assert told(api) == []


async def test_a_crowd_of_strangers_is_answered_sparingly_and_every_press_once(api: BotApi) -> None:
    async with listening(api) as answers:
        await until(lambda: answers.name != "")
        for user in range(1000, 1500):
            api.visit("/start s7", user=user)
            api.press("d:77", user=user)
        await until(lambda: len(api.answers) == 500)
    assert sum(len(told(api, user)) for user in range(1000, 1500)) < 100  # VISITORS in any three seconds
    assert len({answer["callback_query_id"] for answer in api.answers}) == 500
