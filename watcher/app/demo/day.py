"""Spends the day: cycle after cycle of the real watcher, under a clock that the demo moves."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from watcher.app.acts.digests import edition_open
from watcher.app.demo import words
from watcher.app.demo.account import Account
from watcher.app.demo.press import Outlet, Press
from watcher.app.demo.site import open_press
from watcher.app.files.aim import compile_aim
from watcher.app.files.folder import read_folder
from watcher.app.files.includes import FEEDS, SUBSCRIPTIONS
from watcher.app.files.settings import Settings
from watcher.app.newsroom import Newsroom
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.edition import Edition
from watcher.core.telling import DeliveryState
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import feeds, outbox, stories

LIST, AT = "letter", "daily 00:00"  # an hour that the day does not reach: it is shown as it stands in the evening
MOST_WORKERS = 2  # starting more takes longer than a dozen articles do


async def spend(
    press: Press, settings: Settings, folder: Path, *, write: Callable[[str], None]
) -> tuple[Account, Edition]:
    """Live through the day in `folder`, which gets `rules/` and `state/`. Returns also the day as a list.

    Raises UserProblems.
    """
    aimed = _aim(press, settings, folder)
    write(words.morning(press, settings.rules))
    hand = _Hand(press.cycles[0])

    def apart(told: str) -> None:
        write(f"{told.rstrip()}\n")

    async with (
        open_press(press, clock=hand.now) as proxy,
        newsroom(replace(aimed, proxy=proxy), clock=hand.now, pace=SINGLE_CYCLE, write=apart) as room,
    ):
        cycle = Cycle(room)
        try:
            before = _account(room, press)
            for at in press.cycles:
                hand.at = at
                await cycle.listen_out()
                after = _account(room, press)
                write(words.heard(before, after, at.astimezone(press.zone)))
                await cycle.speak_out()
                before = after
            return _account(room, press), _list(room)
        finally:  # on Ctrl-C acts may be under way, which need what the room closes
            await cycle.finish(within=0)


@dataclass(slots=True)
class _Hand:
    """The hand of the clock."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def _aim(press: Press, settings: Settings, folder: Path) -> Settings:
    """The user's rules, aimed at the invented outlets and this terminal; nothing else of the settings reaches out."""
    zone = str(press.zone)
    listeners = [
        {"id": "console", "via": "console", "zone": zone},
        {"id": LIST, "via": "file", "send": AT, "zone": zone},
    ]
    files = read_folder(settings.rules) | {
        FEEDS: _feeds(press.outlets),
        SUBSCRIPTIONS: "subscriptions:\n" + "".join(f"  - {json.dumps(listener)}\n" for listener in listeners),
    }
    compile_aim(files, str(settings.rules))  # what is wrong is said of the user's own files, not of our copies
    for name, text in files.items():
        path = folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return replace(
        settings,
        rules=folder / "rules",
        state=folder / "state",
        telegram_token=None,
        allow_private_hosts=frozenset(),
        workers=min(settings.workers, MOST_WORKERS),
    )


def _feeds(outlets: Sequence[Outlet]) -> str:
    return "feeds:\n" + "".join(f"  - {json.dumps(_feed(outlet), ensure_ascii=False)}\n" for outlet in outlets)


def _feed(outlet: Outlet) -> dict[str, str]:
    known = {"lang": outlet.lang, "label": outlet.label, "state": outlet.state}
    said = {key: value for key, value in known.items() if value}
    return {"id": outlet.id, "name": outlet.name, "url": outlet.feed_url, **said, "every": "1m"}


def _list(room: Newsroom) -> Edition:
    [listener] = [each for each in room.aim.subscriptions if each.id == LIST]
    edition = edition_open(room.db, room.aim, listener, now=room.clock())
    assert edition is not None  # it was there since morning
    return edition


def _account(room: Newsroom, press: Press) -> Account:
    states = feeds.states(room.db).values()
    return Account(
        asked=len(states),
        answered=sum(state.last_ok_at == room.clock() for state in states),
        items=sum(state.items_seen for state in states),
        stories=sorted(stories.since(room.db, press.cycles[0]), key=lambda story: story.id),
        sent=[d for d in outbox.listing(room.db, finals=True) if d.state is DeliveryState.SENT],
    )
