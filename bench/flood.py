"""3,000 alerts to 600 chats and 300 to one channel, on a strict Bot API, with a clock that leaps over idle time.

.venv/bin/python -m bench.flood                       # the issue's flood, and one chat with a flood wait of 4,000 s
.venv/bin/python -m bench.flood --chats 60 --each 5 --channel 40
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from tests.app.posthouse import count, posthouse, queue, settings_of, speak
from tests.peers.botapi import BotApi
from tests.peers.botlimits import ALL, BURST, GROUP, BotLimits
from tests.peers.clock import Leaping, clock_of

CHANNEL, PUNISHED, WAIT = -1001000000001, 100, 4000


def allowed(chats: int, each: int, channel: int) -> tuple[float, float]:
    """Seconds that the limits need for all, and for the channel: its last minute's share goes out one a second."""
    minutes, rest = divmod(channel - 1, GROUP)
    return (chats * each + channel) / ALL, minutes * 60.0 + max(rest + 1 - BURST, 0)


async def flood(folder: Path, chats: int, each: int, channel: int) -> bool:
    limits = BotLimits(asyncio.get_running_loop().time)
    async with BotApi(limits=limits).serving() as api:
        names = [str(PUNISHED + n) for n in range(chats)]
        for name in names:
            api.add_chat(int(name), type="private")
        limits.punish(str(PUNISHED), WAIT)
        settings = settings_of(folder, api, ["@watch", *names])
        async with posthouse(settings, clock_of(asyncio.get_running_loop())) as room:
            queue(room, {"s0": channel, **{f"s{n + 1}": each for n in range(chats)}})
            everything = channel + chats * each
            started, cpu, began = time.monotonic(), time.process_time(), room.wall()
            await speak(room, lambda: count(room) >= everything - each)
            rest = (room.wall() - began).total_seconds()
            last = {
                row["via"]: (datetime.fromisoformat(row["at"]) - began).total_seconds()
                for row in room.db.execute(
                    "SELECT iif(chat = '@watch', 'channel', 'chats') AS via, max(done_at) AS at FROM deliveries"
                    " WHERE state = 'sent' GROUP BY 1"
                )
            }
            print(f"{everything - each} told after {rest:.0f} s ({time.monotonic() - started:.0f} s of ours)")
            await speak(room, lambda: count(room) == everything)
            whole = (room.wall() - began).total_seconds()
        statuses = Counter(call.status for call in api.calls)
        told = [message for chat in (CHANNEL, *map(int, names)) for message in api.messages(chat)]
    may_chats, may_channel = allowed(chats, each, channel)
    print(f"calls {dict(statuses)}; within a known flood wait: {len(limits.impatient)}")
    print(f"the chats took {last['chats']:.0f} s, the limits allow {may_chats:.0f} s for all")
    print(f"the channel took {last['channel']:.0f} s, the limits allow {may_channel:.0f} s")
    print(f"the chat that was to wait {WAIT} s was told after {whole:.0f} s; {time.process_time() - cpu:.0f} s of CPU")
    texts = Counter((message.chat, message.text) for message in told)
    good = (
        len(texts) == everything
        and max(texts.values()) == 1
        and not limits.impatient
        and statuses[429] <= 0.01 * sum(statuses.values())
        and last["chats"] <= 1.1 * may_chats + 1
        and last["channel"] <= 1.1 * may_channel + 1
        and abs(whole - WAIT) <= 60
    )
    print("every alert told once, within the limits" if good else "NOT as promised")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=600)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--channel", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=Leaping) as runner:
        good = runner.run(flood(Path(folder), given.chats, given.each, given.channel))
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
