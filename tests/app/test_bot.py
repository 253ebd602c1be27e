import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from tests.channels.builders import a_reach
from tests.peers.botapi import DROP_BEFORE, TOKEN, BotApi, error, flood
from watcher.app.bot import Listener
from watcher.channels.telegram import bot
from watcher.core.telling import DeliveryId

WHYS = {DeliveryId(77): "Rule sohae-site: names «Sohae» 4 times."}


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@asynccontextmanager
async def listening(api: BotApi, pauses: list[float] | None = None) -> AsyncIterator[None]:
    async def pause(seconds: float) -> None:
        (pauses if pauses is not None else []).append(seconds)
        await asyncio.sleep(0)

    speaker = bot(a_reach(telegram_token=TOKEN, telegram_api=api.url))
    assert speaker is not None
    listener = Listener(speaker, WHYS.get, gone="No longer known.", sleep=pause)
    listener.start()
    try:
        yield
    finally:
        await listener.stop()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - what it waits for happens in the server's thread
            await asyncio.sleep(0.01)


async def test_a_press_is_answered_once_with_the_words_kept_for_it(api: BotApi) -> None:
    async with listening(api):
        query = api.press("d:77")
        await until(lambda: len(api.answers) == 1)
    [answer] = api.answers
    assert answer["callback_query_id"] == query
    assert answer["text"] == WHYS[DeliveryId(77)]
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
    assert pauses[0] == 3


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
