from datetime import datetime, timedelta
from random import Random

import pytest

from tests.channels.builders import NOON, a_delivery, rendered
from tests.channels.telegrams import send, telegram
from tests.peers.botapi import DROP_AFTER, DROP_BEFORE, HALF_ANSWER, BotApi, Fault, error, flood
from watcher.channels.telegram import TRIES, Telegram, message_id
from watcher.core.outcome import Absent, Later, Present, Undecidable
from watcher.core.sending.delivery import claim, resolve, settle
from watcher.core.telling import Delivery, DeliveryId, DeliveryState


async def lost(api: BotApi, fault: Fault | None = DROP_AFTER, *, base_id: int | None = 1, **given: object) -> Delivery:
    """A delivery whose answer did not come, after one that was seen to arrive."""
    await send(api, id=DeliveryId(76), address=given.get("address", "@watch"))
    api.script("sendMessage", fault)
    delivery = a_delivery(base_id=base_id, **given)
    async with telegram(api) as channel:
        delivery = rendered(channel, delivery)
        await channel.send(delivery)
    return delivery


async def probe(api: BotApi, delivery: Delivery, **given: bool) -> object:
    async with telegram(api, **given) as channel:
        return await channel.probe(delivery)


async def test_a_probe_finds_what_arrived(api: BotApi) -> None:
    delivery = await lost(api)
    assert await probe(api, delivery) == Present("@watch:2")
    assert [message.edits for message in api.messages("@watch")] == [0, 0]


async def test_a_probe_finds_what_did_not_arrive(api: BotApi) -> None:
    assert await probe(api, await lost(api, DROP_BEFORE)) == Absent()


async def test_a_probe_looks_past_the_messages_of_others(api: BotApi) -> None:
    delivery = await lost(api, DROP_BEFORE)
    api.strangers_post("@watch")
    assert isinstance(await probe(api, delivery), Undecidable)
    await send(api, delivery)
    assert await probe(api, delivery) == Present("@watch:3")


async def test_a_probe_marks_no_other_message_of_ours_for_good(api: BotApi) -> None:
    delivery = await lost(api, DROP_BEFORE)
    await send(api, id=DeliveryId(99))
    for _ in range(2):
        assert isinstance(await probe(api, delivery), Undecidable)
    assert api.messages("@watch")[1].buttons == []


async def test_a_private_chat_counts_with_others_so_absence_is_never_sure(api: BotApi) -> None:
    delivery = await lost(api, DROP_BEFORE, address="42")
    assert isinstance(await probe(api, delivery), Undecidable)
    delivery = await lost(api, DROP_AFTER, address="42", base_id=2)
    assert await probe(api, delivery) == Present("42:3")


async def test_without_an_earlier_message_only_a_new_chat_can_be_searched(api: BotApi) -> None:
    assert await probe(api, await lost(api, base_id=None)) == Present("@watch:2")
    assert isinstance(await probe(api, await lost(api, DROP_BEFORE, base_id=None, id=DeliveryId(78))), Undecidable)


async def test_a_probe_can_be_switched_off(api: BotApi) -> None:
    delivery = await lost(api)
    calls = len(api.calls)
    assert await probe(api, delivery, probe=False) == Undecidable("probing is switched off")
    assert len(api.calls) == calls


@pytest.mark.parametrize(
    ("faults", "wait"), [([flood(9)], 9), ([DROP_BEFORE] * TRIES, 30), ([error(502, "Bad Gateway")] * TRIES, 30)]
)
async def test_a_probe_that_could_not_ask_asks_later(api: BotApi, faults: list[Fault], wait: int) -> None:
    delivery = await lost(api)
    api.script("editMessageReplyMarkup", *faults)
    finding = await probe(api, delivery)
    assert isinstance(finding, Later)
    assert finding.after == timedelta(seconds=wait)
    assert await probe(api, delivery) == Present("@watch:2")


async def test_a_lost_answer_costs_one_look_and_not_the_probe(api: BotApi) -> None:
    """A private chat is searched in twenty looks: on a poor line there is hardly a run of twenty without a fault."""
    delivery = await lost(api, DROP_BEFORE, address="42")
    api.script("editMessageReplyMarkup", *[DROP_BEFORE, error(502, "Bad Gateway"), None] * 20)
    assert isinstance(await probe(api, delivery), Undecidable)


# --- the promise ---


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_happens_to_its_answers_every_post_arrives_once(api: BotApi, seed: int) -> None:
    chance, now, base_id = Random(seed), NOON, 1
    await send(api, id=DeliveryId(1))
    hurts = (DROP_BEFORE, DROP_AFTER, HALF_ANSWER, error(502, "Bad Gateway"), error(500, "Oh", after=True), flood(1))
    for number in range(2, 42):
        delivery = a_delivery(id=DeliveryId(number), state=DeliveryState.DUE, claimed_at=None)
        async with telegram(api) as channel:
            while not delivery.state.is_final:
                api.script("sendMessage", chance.choice(hurts) if chance.random() < 0.5 else None)
                api.script("editMessageReplyMarkup", chance.choice((DROP_BEFORE, flood(1), None, None)))
                now = max(now, delivery.due_at)
                delivery = await step(channel, delivery, base_id, now)
        assert delivery.receipt is not None
        base_id = message_id(delivery.receipt)
    told = [message.buttons[0]["callback_data"] for message in api.messages("@watch")]
    assert told == [f"d:{number}" for number in range(1, 42)]


async def step(channel: Telegram, delivery: Delivery, base_id: int, now: datetime) -> Delivery:
    if delivery.state is DeliveryState.UNKNOWN:
        return resolve(delivery, await channel.probe(delivery), now=now)
    sending = claim(delivery, now=now, base_id=base_id, message=channel.render(delivery))
    return settle(sending, await channel.send(sending), now=now, jitter=0.5)
