"""The pages that show what was told, as a browser gets them."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx
import pytest

from tests.app.town import DAWN, NOON, Item, Town
from watcher.app.readers import visitors
from watcher.app.running.opening import newsroom
from watcher.app.web import newsstand
from watcher.app.web.door import Door
from watcher.app.web.turnstile import WAITING_MOST, Busy, Turnstile
from watcher.core.timing.cadence import SINGLE_CYCLE

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SUBSCRIPTIONS = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: Asia/Seoul}
  - {id: seoul, via: file, zone: Asia/Seoul, lang: ko}
"""
REVIEWED = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", review: {to: {chat: -1005550000001}, after: never}}
"""
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "x" * 5_000,
    "a\x00b",
]


def pages(town: Town, *paths: str, **headers: str) -> list[httpx.Response]:
    async def asked() -> list[httpx.Response]:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            app = Door(room, name="Sohae Watch", secret=b"s").app()
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://watch") as client:
                return [await client.get(path, headers=headers) for path in paths]

    return asyncio.run(asked())


def page(town: Town, path: str) -> str:
    [shown] = pages(town, path)
    assert shown.status_code == 200
    return unescape(shown.text.partition("<main>")[2])


def ferry(slug: str, title: str = "Ferry stuck off Sohae", text: str = "A ferry is stuck off Sohae.") -> Item:
    return Item(slug, title, text, NOON)


@pytest.fixture
def told(town: Town) -> Town:
    """Two stories: the older one by two outlets, and unmatched news beside them."""
    town.subscribe(SUBSCRIPTIONS)
    town.open("Harbour Wire", "Balkan Daily", "Capital Post", at=DAWN - DAY)
    town.publish("Harbour Wire", Item.of("quay-1", published=NOON - DAY - 2 * MINUTE))
    town.publish("Balkan Daily", Item.of("quay-2", published=NOON - DAY - MINUTE))
    town.publish("Capital Post", Item("milk", "Milk prices fell", "Milk got cheap.", NOON))
    town.once(NOON - DAY)
    town.publish("Harbour Wire", ferry("ferry"))
    town.once(NOON - MINUTE)
    return town


# --- what was told -------------------------------------------------------------------------------------------------


def test_the_front_page_lists_what_was_told_the_latest_first_by_day(told: Town) -> None:
    shown = page(told, "/")
    parts = ["Tuesday 4 March", "20:59", "s/2", "Ferry stuck", "Monday 3 March", "21:00", "s/1", "New quay finished"]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "Harbour Wire, Balkan Daily" in shown
    assert "Hours in KST." in shown


def test_news_that_concerned_nobody_is_on_no_page(told: Town) -> None:
    assert "Milk" not in page(told, "/")
    assert "No story that was told says that." in page(told, "/?q=milk")


def test_what_waits_at_a_desk_is_neither_listed_nor_found(town: Town) -> None:
    town.api.add_chat(-1005550000001, type="supergroup")
    town.subscribe(REVIEWED)
    town.open("Harbour Wire")
    town.publish("Harbour Wire", ferry("ferry"))
    town.once(NOON - MINUTE)
    assert "Ferry" not in page(town, "/")
    assert "Ferry" not in page(town, "/?q=ferry").partition("</form>")[2]


def test_a_story_taken_back_is_listed_as_that_and_without_outlets(told: Town) -> None:
    told.watcher("correct", "2", "--withdraw", "--note", "A drill.", at=NOON)
    shown = page(told, "/").partition("Monday")[0]
    assert "Withdrawn: Ferry stuck off Sohae" in shown
    assert "Harbour Wire" not in shown


def test_the_front_page_speaks_korean_and_keeps_to_it(told: Town) -> None:
    shown = page(told, "/?lang=ko")
    assert "3월 4일 화요일" in shown
    assert 'href="s/2?lang=ko" lang="en"' in shown
    assert "Harbour Wire · 영어" in shown
    assert '<input type="hidden" name="lang" value="ko">' in shown
    assert 'lang="en">English</a>' in shown


def test_an_empty_memory_says_so(town: Town) -> None:
    town.open("Harbour Wire")
    assert "Nothing has been told yet." in page(town, "/")


def test_a_long_list_goes_on_on_further_pages(told: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "MOST", 1)
    first = page(told, "/?lang=ko")
    assert ("Ferry" in first, "New quay" in first) == (True, False)
    further = first.partition('class="further"')[2].partition('href="')[2].partition('"')[0]
    second = page(told, "/" + further)
    assert ("Ferry" in second, "New quay" in second) == (False, True)
    assert '<html lang="ko">' in pages(told, "/" + further)[0].text
    assert 'class="further"' not in second


def test_beyond_the_end_and_at_no_place_the_page_still_answers(told: Town) -> None:
    assert "There is nothing earlier." in page(told, "/?before=1999-01-01T00:00:00.000Z-1")
    for nowhere in ("2031-13-01T00:00:00.000Z-1", "2031-03-04T12:00:00.000Z-" + "9" * 30, "x"):
        assert "Ferry" in page(told, f"/?before={nowhere}")


def test_the_story_leads_back_to_the_front_page(told: Town) -> None:
    assert '<a href="../?lang=ko">Sohae Watch</a>' in page(told, "/s/1?lang=ko")
    assert '<a href="../">Sohae Watch</a>' in page(told, "/s/1")


# --- a search ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "ferry",
        "ferr*",
        '"stuck off"',
        "“stuck off”",
        "ferry stuck",
        "ferry NOT quay",
        "title:ferry",
        "stuck NEAR/2 sohae",
    ],
)
def test_words_are_looked_for_as_the_command_looks(told: Town, line: str) -> None:
    shown = page(told, "/?" + str(httpx.QueryParams(q=line)))
    assert "s/2" in shown
    assert "s/1" not in shown
    assert f"Stories that say “{line}”." in shown


def test_a_story_is_found_by_the_text_of_any_outlet_and_none_of_it_is_shown(told: Town) -> None:
    shown = page(told, "/?q=Norrsken")
    assert "s/1" in shown
    assert "Orbit" not in shown  # as it goes on where Norrsken stands


def test_an_entity_is_found_by_any_of_its_spellings(told: Town) -> None:
    (told.folder / "rules/ships.yaml").write_text("entities: [{id: boat, aliases: [ferry, ferryboat]}]\n")
    assert "s/2" in page(told, "/?q=@boat")


@pytest.mark.parametrize("line", ["quay OR", "/x+/", "NOT quay", "@nobody", "(((((", "*"])
def test_what_cannot_be_looked_for_is_said_without_naming_what_the_rules_name(told: Town, line: str) -> None:
    shown = page(told, "/?" + str(httpx.QueryParams(q=line)))
    assert "That cannot be looked for." in shown
    assert "did you mean" not in shown


def test_a_search_looks_back_by_steps_and_says_how_far(told: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "READ_MOST", 1)
    first = page(told, "/?q=quay")
    assert "No story told since Tuesday 4 March says that." in first
    assert "Looked back to Tuesday 4 March." in page(told, "/?q=ferry")
    further = first.partition('class="further"')[2].partition('href="')[2].partition('"')[0]
    assert "s/1" in page(told, "/" + further)


def test_a_search_of_costly_words_ends_in_time_and_goes_on_where_it_was(
    told: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsstand, "SEARCH_MOST", 0)
    first = page(told, "/?q=*quay*+NEAR/999+*a*")
    assert "No story told since Tuesday 4 March says that." in first
    further = first.partition('class="further"')[2].partition('href="')[2].partition('"')[0]
    assert "s/1" in page(told, "/" + further)


def test_a_further_page_without_a_find_denies_nothing_that_an_earlier_one_showed(told: Town) -> None:
    shown = page(told, "/?q=quay&before=1999-01-01T00:00:00.000Z-1")
    assert "There is nothing earlier." in shown
    assert "No story" not in shown


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:12])
def test_what_somebody_looks_for_is_shown_as_text(told: Town, line: str) -> None:
    query = str(httpx.QueryParams(q=line))
    [shown] = pages(told, f"/?{query}")
    assert shown.status_code == 200
    assert "<script" not in shown.text
    assert "<img" not in shown.text
    assert "49" not in shown.text
    assert "\u202e" not in shown.text
    assert len(shown.text) < 10_000


@pytest.mark.parametrize("title", HOSTILE[:4], ids=lambda line: line[:12])
def test_a_hostile_headline_is_text(town: Town, title: str) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", ferry("ferry", f"{title} Sohae"))
    town.once(NOON - MINUTE)
    [shown] = pages(town, "/")
    assert 'href="s/1"' in shown.text
    assert "<script" not in shown.text
    assert "<img" not in shown.text
    assert 'href="javascript' not in shown.text


def test_looking_and_searching_change_nothing(told: Town) -> None:
    before = (told.stories(), told.outbox(), told.posts())
    pages(told, "/", "/?q=ferry", "/s/1", "/metrics", "/nowhere", "/?before=x")
    assert (told.stories(), told.outbox(), told.posts()) == before


# --- one at a time -------------------------------------------------------------------------------------------------


async def test_one_search_goes_on_at_a_time_and_rests_as_long_as_it_took() -> None:
    turnstile, inside, most = Turnstile(), 0, 0

    async def search() -> None:
        nonlocal inside, most
        async with turnstile.turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(search() for _ in range(WAITING_MOST)))
    assert most == 1


async def test_who_would_wait_too_long_is_told_to_come_back() -> None:
    turnstile = Turnstile()
    leave = asyncio.Event()

    async def search(done: Callable[[], object]) -> None:
        async with turnstile.turn():
            await leave.wait()
            done()

    finished: list[int] = []
    searches = [asyncio.create_task(search(lambda: finished.append(1))) for _ in range(WAITING_MOST + 1)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        async with turnstile.turn():
            pass
    leave.set()
    await asyncio.gather(*searches)
    assert len(finished) == WAITING_MOST + 1
