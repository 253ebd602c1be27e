"""Limits of Telegram are kept, over restarts too, and one chat that must wait delays no other."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

from tests.app.posthouse import count, posthouse, queue, settings_of, speak
from tests.peers.botapi import DROP_BEFORE, BotApi, migrated
from tests.peers.botlimits import BotLimits
from tests.peers.clock import Leaping, clock_of
from watcher.app.running.alarms import faults

WAIT = 400


def on_a_leaping_loop(act) -> None:
    with asyncio.Runner(loop_factory=Leaping) as runner:
        runner.run(act)


def statuses(api: BotApi) -> Counter[int]:
    return Counter(call.status for call in api.calls)


def test_what_telegram_bears_is_kept_over_restarts(tmp_path: Path) -> None:
    """In bursts, and with an end and a new start within each of them."""

    async def act() -> None:
        async with BotApi(limits=BotLimits(asyncio.get_running_loop().time)).serving() as api:
            clock = clock_of(asyncio.get_running_loop())
            settings = settings_of(tmp_path, api, ["@watch"])
            for done in (2, 21, 24, 45):
                async with posthouse(settings, clock) as room:
                    if done == 2:
                        queue(room, {"s0": 45})
                        begun = room.wall()
                    await speak(room, lambda done=done: count(room) >= done)
            assert statuses(api) == {200: 45}
            assert 120 <= (clock() - begun).total_seconds() <= 1.1 * 120 + 10

    on_a_leaping_loop(act())


def test_a_chat_that_must_wait_delays_no_other_and_is_not_called_meanwhile(tmp_path: Path) -> None:
    async def act() -> None:
        limits = BotLimits(asyncio.get_running_loop().time)
        async with BotApi(limits=limits).serving() as api:
            clock = clock_of(asyncio.get_running_loop())
            chats = ["100", "101", "102", "103"]
            for chat in chats:
                api.add_chat(int(chat), type="private")
            limits.punish("100", WAIT)
            settings = settings_of(tmp_path, api, chats)
            async with posthouse(settings, clock) as room:
                queue(room, {f"s{n}": 4 for n in range(4)})
                assert await speak(room, lambda: count(room) == 12) < 10
            async with posthouse(settings, clock) as room:  # a new start within the wait
                waited = await speak(room, lambda: count(room) == 16)
            assert WAIT - 20 < waited < WAIT + 20
            assert statuses(api) == {200: 16, 429: 1}
            assert not limits.impatient

    on_a_leaping_loop(act())


def test_hours_without_telegram_lose_and_repeat_nothing(tmp_path: Path) -> None:
    async def act() -> None:
        async with BotApi(limits=BotLimits(asyncio.get_running_loop().time)).serving() as api:
            settings = settings_of(tmp_path, api, ["@watch"])
            async with posthouse(settings, clock_of(asyncio.get_running_loop())) as room:
                queue(room, {"s0": 8})
                down_until = room.wall() + timedelta(hours=2)
                api.mishap = lambda _: DROP_BEFORE if room.wall() < down_until else None
                await speak(room, lambda: count(room) == 8, tick=120)
            assert [message.text.split()[1] for message in api.messages("@watch")] == list("12345678")

    on_a_leaping_loop(act())


def test_a_group_that_moved_is_followed_with_all_that_waits_and_comes(tmp_path: Path) -> None:
    async def act() -> None:
        async with BotApi().serving() as api:
            api.add_chat(-5, type="group")
            api.add_chat(-1005, type="supergroup")
            settings = settings_of(tmp_path, api, ["-5"])
            async with posthouse(settings, clock_of(asyncio.get_running_loop())) as room:
                queue(room, {"s0": 2})
                api.script("sendMessage", migrated(-1005))
                await speak(room, lambda: count(room) == 2)
                queue(room, {"s0": 1}, first=3)
                await speak(room, lambda: count(room) == 3)
                assert [fault.says for fault in faults(room)] == ["moved"]
            assert (len(api.messages(-5)), len(api.messages(-1005))) == (0, 3)
            assert statuses(api) == {400: 1, 200: 3}

    on_a_leaping_loop(act())


def test_all_chats_together_are_told_no_faster_than_telegram_bears(tmp_path: Path) -> None:
    chats = 40

    async def act() -> None:
        async with BotApi(limits=BotLimits(asyncio.get_running_loop().time)).serving() as api:
            for chat in range(100, 100 + chats):
                api.add_chat(chat, type="private")
            settings = settings_of(tmp_path, api, map(str, range(100, 100 + chats)))
            async with posthouse(settings, clock_of(asyncio.get_running_loop())) as room:
                queue(room, {f"s{n}": 3 for n in range(chats)})
                took = await speak(room, lambda: count(room) == 3 * chats)
            assert statuses(api) == {200: 3 * chats}
            assert took <= 1.1 * chats * 3 / 30 + 1

    on_a_leaping_loop(act())
