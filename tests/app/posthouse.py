"""A newsroom with nothing to hear and much to tell: an outbox, its far ends, and a clock of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from tests.app.town import SOHAE
from tests.channels.builders import a_post
from tests.peers.botapi import BotApi
from watcher.app.files.settings import Settings, read
from watcher.app.newsroom import Newsroom
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, SubscriptionId
from watcher.core.timing.cadence import Pace
from watcher.core.words.instant import Clock
from watcher.store import outbox
from watcher.store.db import transaction

TICK = 1.0  # seconds, as in `watcher run`
PACE = Pace(gather=timedelta(0), between_edits=timedelta(0))


def settings_of(
    folder: Path, api: BotApi, chats: Iterable[str], *, mailboxes: Iterable[str] = (), **beside: str
) -> Settings:
    """Subscriptions s0, s1, ..., one to each chat, and m0, m1, ... to the mailboxes."""
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    (rules / "sohae.yaml").write_text(SOHAE, "utf-8")
    (rules / "feeds.yaml").write_text("feeds: []\n", "utf-8")
    lines = [f'  - {{id: s{n}, via: telegram, to: "{chat}"}}\n' for n, chat in enumerate(chats)]
    lines += [f"  - {{id: m{n}, via: email, to: {to}, send: daily 07:00}}\n" for n, to in enumerate(mailboxes)]
    (rules / "subscriptions.yaml").write_text(f"subscriptions:\n{''.join(lines)}", "utf-8")
    environment = {
        "WATCHER_RULES": str(rules),
        "WATCHER_STATE": str(folder / "state"),
        "WATCHER_TELEGRAM_TOKEN": api.token,
        "WATCHER_TELEGRAM_API": api.url,
        "WATCHER_WORKERS": "1",
        **beside,
    }
    return read(environment, None).sound()


@asynccontextmanager
async def posthouse(settings: Settings, clock: Clock) -> AsyncIterator[Newsroom]:
    async with newsroom(settings, clock=clock, pace=PACE, write=print) as room:
        yield room


def queue(room: Newsroom, alerts: Mapping[str, int], *, first: int = 1) -> None:
    """So many posts for each subscription, in turns."""
    addresses = {subscription.id: subscription for subscription in room.aim.subscriptions}
    with transaction(room.db):
        for number in range(first, first + max(alerts.values())):
            for id, many in alerts.items():
                if number < first + many:
                    outbox.add(room.db, a_waiting(room, addresses[SubscriptionId(id)].address, id, number))


def a_waiting(room: Newsroom, address: str, subscription: str, number: int) -> Delivery:
    return Delivery(
        id=DeliveryId(0),
        key=f"{subscription}/story-{number}/post",
        subscription=SubscriptionId(subscription),
        via="telegram",
        address=address,
        kind=Kind.POST,
        content=a_post(headline=f"Crane {number} rises over the new slipway at Sohae"),
        due_at=room.clock(),
        made_at=room.clock(),
    )


async def speak(room: Newsroom, until: Callable[[], bool], *, tick: float = TICK) -> float:
    """As `watcher run` does, tick by tick, until it is so. Returns the seconds of the room's clock that it took."""
    begun, cycle = room.wall(), Cycle(room, eager=True)
    while not until():
        cycle.speak()
        await asyncio.sleep(tick)
    await cycle.finish(within=60)
    assert not cycle.faults
    return (room.wall() - begun).total_seconds()


def left(room: Newsroom) -> int:
    """What has not come to its end."""
    row = room.db.execute("SELECT count(*) FROM deliveries WHERE state IN ('due', 'sending', 'unknown')").fetchone()
    return int(row[0])


def count(room: Newsroom, state: DeliveryState = DeliveryState.SENT) -> int:
    return int(room.db.execute("SELECT count(*) FROM deliveries WHERE state = ?", (state,)).fetchone()[0])
