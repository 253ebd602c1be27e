import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

from tests.channels.builders import a_delivery, a_line, a_post, a_reach, a_roundup, rendered
from tests.channels.telegrams import send, telegram
from tests.peers.botapi import (
    DROP_AFTER,
    DROP_BEFORE,
    HALF_ANSWER,
    KICKED,
    LATE,
    SILENT_AFTER,
    TOKEN,
    BotApi,
    Fault,
    error,
    flood,
    migrated,
)
from watcher.channels.dress.chats import link_to
from watcher.channels.telegram import Telegram, connect, message_id, outcome
from watcher.core.outcome import Malformed, Moved, Outcome, Refused, Sent, Unauthorised, Unknown, Unsent, Wait
from watcher.core.said import Claim
from watcher.core.telling import DeliveryId, Kind

CHANNEL = -1001000000001  # "@watch"


@asynccontextmanager
async def impatient(api: BotApi) -> AsyncIterator[Telegram]:
    """Gives up reading after a fifth of a second."""
    request = HTTPXRequest(read_timeout=0.2)
    channel = Telegram(
        Bot(TOKEN, base_url=f"{api.url}/bot", request=request, get_updates_request=request),
        a_reach(telegram_token=TOKEN),
    )
    yield channel
    await channel.close()


# --- what arrives ---


async def test_a_post_arrives_silent_without_preview_and_with_its_button(api: BotApi) -> None:
    assert await send(api) == Sent(f"{CHANNEL}:1")
    [message] = api.messages("@watch")
    assert message.text.startswith("Crane rises over the new slipway at Sohae\n3 outlets · first 12:00 KST\n\n")
    assert [entity["type"] for entity in message.entities[:3]] == ["bold", "text_link", "italic"]
    assert message.silent
    assert message.preview == '{"is_disabled": true}'
    assert message.buttons == [{"text": "Why this?", "callback_data": "d:77"}]


async def test_an_urgent_post_has_sound_unless_it_is_a_claim(api: BotApi) -> None:
    await send(api, urgent=True)
    await send(api, a_delivery(a_post(claim=Claim(outlet="Red Hill", state="KP", alone=True)), urgent=True))
    assert [message.silent for message in api.messages("@watch")] == [False, True]


async def test_a_preview_is_shown_where_it_was_asked_for(api: BotApi) -> None:
    await send(api, a_delivery(a_post(preview="small")))
    assert '"prefer_small_media": true' in api.messages("@watch")[0].preview


async def test_a_post_goes_to_its_thread(api: BotApi) -> None:
    await send(api, address="-1001000000002/7")
    assert api.messages(-1001000000002)[0].thread == 7


async def test_an_edit_changes_the_post_and_keeps_the_posts_button(api: BotApi) -> None:
    first = await send(api)
    assert isinstance(first, Sent)
    edit = a_delivery(a_post(outlets=9), kind=Kind.EDIT, id=DeliveryId(78), target=DeliveryId(77))
    edit = replace(edit, target_receipt=first.receipt)
    assert await send(api, edit) == first
    assert await send(api, edit) == first  # a second time: it says so already
    [message] = api.messages("@watch")
    assert "9 outlets" in message.text
    assert message.edits == 1
    assert message.buttons[0]["callback_data"] == "d:77"


async def test_a_reply_answers_its_post(api: BotApi) -> None:
    first = await send(api)
    assert isinstance(first, Sent)
    reply = replace(a_delivery(kind=Kind.REPLY, target=DeliveryId(77), id=DeliveryId(79)), target_receipt=first.receipt)
    assert await send(api, reply) == Sent(f"{CHANNEL}:2")
    assert api.messages("@watch")[1].reply_to == 1


async def test_a_reply_is_told_even_where_its_post_was_deleted(api: BotApi) -> None:
    await send(api)
    api.delete("@watch", 1)
    reply = replace(a_delivery(kind=Kind.REPLY, target=DeliveryId(77)), target_receipt=f"{CHANNEL}:1")
    assert isinstance(await send(api, reply), Sent)


async def test_an_edit_of_a_deleted_post_is_refused(api: BotApi) -> None:
    edit = replace(a_delivery(kind=Kind.EDIT, target=DeliveryId(77)), target_receipt=f"{CHANNEL}:1")
    assert isinstance(await send(api, edit), Refused)


async def test_the_second_try_of_what_was_too_long_is_shorter(api: BotApi) -> None:
    long = a_roundup(*(a_line(number) for number in range(1, 60)))
    first, again = a_delivery(long), a_delivery(long, plain=True, last_error="BadRequest: Message is too long")
    async with telegram(api) as channel:
        whole, shorter = channel.render(first).body, channel.render(again).body
    assert len(shorter) <= 3072 < len(whole)
    assert shorter.endswith("…")


async def test_the_second_try_carries_no_markup(api: BotApi) -> None:
    api.script("sendMessage", error(400, "Bad Request: can't parse entities: Unsupported start tag"))
    assert isinstance(await send(api), Malformed)
    assert isinstance(await send(api, plain=True), Sent)
    [message] = api.messages("@watch")
    assert message.entities == ()
    assert "https://tide-gazette.example/crane" in message.text


# --- every answer is one of the eight outcomes ---


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (flood(7), Wait(timedelta(seconds=7), "RetryAfter: Flood control exceeded. Retry in 0:00:07")),
        (error(429, "Too Many Requests: later"), Wait(timedelta(seconds=30), "NetworkError: Too Many Requests: later")),
        (KICKED, Refused("Forbidden: bot was kicked from the channel chat")),
        (error(400, "Bad Request: chat not found"), Refused("BadRequest: Chat not found")),
        (migrated(-1009), Moved("-1009", "ChatMigrated: Group migrated to supergroup. New chat id: -1009")),
        (error(401, "Unauthorized"), Unauthorised("Telegram does not know WATCHER_TELEGRAM_TOKEN")),
        (error(400, "Bad Request: message is too long"), Malformed("BadRequest: Message is too long")),
        (error(502, "Bad Gateway"), Unknown("NetworkError: Bad Gateway")),
        (error(500, "Internal Server Error", after=True), Unknown("NetworkError: Internal Server Error")),
    ],
)
async def test_every_refusal_has_its_outcome(api: BotApi, fault: Fault, expected: Outcome) -> None:
    api.script("sendMessage", fault)
    assert await send(api) == expected


@pytest.mark.parametrize("fault", [DROP_BEFORE, DROP_AFTER, HALF_ANSWER])
async def test_a_lost_answer_leaves_its_fate_unknown(api: BotApi, fault: Fault) -> None:
    api.script("sendMessage", fault)
    assert isinstance(await send(api), Unknown)
    assert len(api.messages("@watch")) == (fault is not DROP_BEFORE)


@pytest.mark.parametrize("fault", [SILENT_AFTER, LATE])
async def test_a_late_answer_leaves_its_fate_unknown(api: BotApi, fault: Fault) -> None:
    api.script("sendMessage", fault)
    async with impatient(api) as channel:
        assert isinstance(await channel.send(rendered(channel, a_delivery())), Unknown)


@pytest.mark.parametrize("cause", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError])
def test_what_fails_before_the_first_byte_was_not_sent(cause: type[httpx.HTTPError]) -> None:
    fault = TimedOut("cut")
    fault.__cause__ = cause("")
    assert outcome(fault, "cut") == Unsent("cut")


@pytest.mark.parametrize(
    "cause",
    [httpx.ReadTimeout, httpx.ReadError, httpx.WriteTimeout, httpx.WriteError, httpx.RemoteProtocolError],
)
def test_what_fails_after_it_may_have_arrived(cause: type[httpx.HTTPError]) -> None:
    fault = NetworkError("cut")
    fault.__cause__ = cause("")
    assert outcome(fault, "cut") == Unknown("cut")


async def test_without_a_connection_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        channel = connect(a_reach(telegram_token=TOKEN, telegram_api=url))
        assert isinstance(await channel.send(rendered(channel, a_delivery())), Unsent)
        await channel.close()


async def test_a_200_that_is_no_answer_of_telegrams_leaves_its_fate_unknown(api: BotApi) -> None:
    api.script("sendMessage", error(200, "welcome to the hotel"))
    assert isinstance(await send(api), Unknown)


# --- before anything is sent ---


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("@sohae_watch", "@sohae_watch"),
        (-1001234, "-1001234"),
        ("-1001234/7", "-1001234/7"),
        ({"chat": -1001234, "thread": 7}, "-1001234/7"),
        ({"chat": "@sohae_watch"}, "@sohae_watch"),
    ],
)
def test_an_address_has_one_form(to: object, address: str) -> None:
    channel = connect(a_reach())
    assert channel.address(to) == address
    assert channel.address(address) == address


@pytest.mark.parametrize(
    "to", [None, True, "", "sohae_watch", "@x", {"chat": 1, "topic": 2}, {"thread": 7}, [1], 0, "@a b/7"]
)
def test_an_address_that_cannot_be_is_told_what_would(to: object) -> None:
    with pytest.raises(ValueError, match=r"@channel_name"):
        connect(a_reach()).address(to)


def test_without_a_token_the_channel_says_so() -> None:
    assert connect(a_reach()).ready() == "WATCHER_TELEGRAM_TOKEN is not set"
    assert connect(a_reach(telegram_token=TOKEN)).ready() is None


def test_a_receipt_knows_the_number_of_its_message() -> None:
    assert message_id("-1001000000001:407") == 407


# --- the token ---


@pytest.mark.parametrize("fault", [None, flood(1), KICKED, error(502, "x"), DROP_AFTER, HALF_ANSWER, error(401, TOKEN)])
async def test_the_token_is_in_no_log_and_in_no_word(
    api: BotApi, fault: Fault, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    api.script("sendMessage", fault)
    async with telegram(api) as channel:
        outcome = await channel.send(rendered(channel, a_delivery()))
        said = [repr(outcome), repr(channel), caplog.text, *capfd.readouterr()]
    assert not any(TOKEN in text for text in said)


@pytest.mark.parametrize(
    ("address", "receipt", "url"),
    [
        ("@sohae_watch", "-1001234567890:412", "https://t.me/sohae_watch/412"),
        ("-1001234567890", "-1001234567890:412", "https://t.me/c/1234567890/412"),
        ("-1001234567890/7", "-1001234567890:412", "https://t.me/c/1234567890/7/412"),
        ("-4567", "-4567:412", None),
        ("4567", "4567:412", None),
        ("@sohae_watch", "", None),
    ],
)
def test_messages_of_channels_and_supergroups_can_be_linked_to(address: str, receipt: str, url: str | None) -> None:
    assert link_to(address, receipt) == url
