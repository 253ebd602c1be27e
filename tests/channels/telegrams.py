"""The real client on its way to the loopback server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.channels.builders import a_delivery, a_reach, rendered
from tests.peers.botapi import TOKEN, BotApi
from watcher.channels.telegram import Telegram, connect
from watcher.core.outcome import Outcome
from watcher.core.telling import Delivery


@asynccontextmanager
async def telegram(api: BotApi, *, token: str = TOKEN, probe: bool = True) -> AsyncIterator[Telegram]:
    channel = connect(a_reach(telegram_token=token, telegram_api=api.url, probe=probe))
    assert isinstance(channel, Telegram)
    try:
        yield channel
    finally:
        await channel.close()


async def send(api: BotApi, delivery: Delivery | None = None, **given: object) -> Outcome:
    async with telegram(api) as channel:
        return await channel.send(rendered(channel, delivery or a_delivery(**given)))
