"""How the feeds are, as a page for the operator."""

import asyncio
from datetime import timedelta
from html import unescape

import httpx
import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.site import Answer
from watcher.app.running.opening import newsroom
from watcher.app.web import backroom
from watcher.app.web.door import Door
from watcher.core.timing.cadence import SINGLE_CYCLE

HOUR = timedelta(hours=1)


def page(town: Town, path: str = "/feeds", *, host: str = "127.0.0.1:8080") -> str:
    async def asked() -> str:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            app = Door(room, name="Sohae Watch", secret=b"s").app()
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=f"http://{host}") as client:
                return (await client.get(path)).text

    return unescape(asyncio.run(asked()).partition("<main>")[2])


def rows(shown: str) -> list[str]:
    return [row.partition("</tr>")[0] for row in shown.partition("<tbody>")[2].split("<tr>")[1:]]


@pytest.fixture
def town(town: Town) -> Town:
    """One feed that answers, and one that refuses for hours."""
    town.open("Harbour Wire", "Walled Times", at=NOON - 9 * HOUR)
    town.site.say("/walled-times/rss", Answer(status=403))
    for hours in range(8, 0, -1):
        town.once(NOON - hours * HOUR)
    return town


def test_the_feed_that_needs_a_look_comes_first_and_says_why(town: Town) -> None:
    shown = page(town)
    assert "1 of 2 feeds answers. Hours in KST." in shown
    failing, well = rows(shown)
    for said in ("Walled Times", "walled-times", "failing", "refuses us", ">12:00<"):
        assert said in failing
    for said in ("Harbour Wire", ">ok<", ">20:00<", ">now<"):
        assert said in well
    assert "refuses" not in well


def test_it_says_what_the_command_says(town: Town) -> None:
    listed = town.watcher("feeds", at=NOON).stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [["harbour-wire", "ok"], ["walled-times", "failing"]]


def test_no_address_of_a_feed_is_shown_since_it_may_hold_a_key(town: Town) -> None:
    shown = page(town)
    assert "127.0.0.1" in shown
    assert "/rss" not in shown
    assert town.site.url("") not in shown


def test_a_feed_just_written_into_the_file_is_new(town: Town) -> None:
    town.publish("Balkan Daily", Item("milk", "Milk", "Milk.", NOON))
    [new] = [row for row in rows(page(town)) if "Balkan Daily" in row]
    assert ">new<" in new
    assert ">never<" in new


def test_it_speaks_korean(town: Town) -> None:
    shown = page(town, "/feeds?lang=ko")
    assert "피드 2개 가운데 1개가 응답합니다." in shown
    assert ">실패<" in shown


def test_a_long_list_is_cut_and_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backroom, "ROWS_MOST", 1)
    shown = page(town)
    assert len(rows(shown)) == 1
    assert "Walled Times" in shown
    assert "and 1 more" in shown


def test_only_who_may_see_it_is_led_there(town: Town) -> None:
    assert '<a href="feeds">Feeds</a>' in page(town, "/")
    assert "Feeds" not in page(town, "/", host="watch.example")
