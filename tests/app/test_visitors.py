"""`All sources`: under every post, a button that leads to all who carry the story."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.botapi import DROP_AFTER
from tests.peers.bothtml import parse
from watcher.app.readers.presses import Answers
from watcher.app.running.opening import newsroom
from watcher.app.web.door import Door
from watcher.core.timing.cadence import SINGLE_CYCLE

MINUTE = timedelta(minutes=1)
QUAY = "New quay finished at North Korea's Sohae launch site"
SUBSCRIPTIONS = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: Asia/Seoul}
  - {id: nachbarn, via: file, zone: Europe/Berlin, lang: ko}
"""

REVIEWED = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", review: {to: {chat: -1005550000001}, after: never}}
"""


@pytest.fixture
def told(town: Town) -> Town:
    town.subscribe(SUBSCRIPTIONS)
    town.beside["WATCHER_PUBLIC_URL"] = "https://watch.example"
    town.open("Harbour Wire", "Balkan Daily", "Morning Herald")
    for minutes, (outlet, slug) in enumerate([("Harbour Wire", "quay-1"), ("Balkan Daily", "quay-2")]):
        town.publish(outlet, Item.of(slug, published=NOON - (30 - 10 * minutes) * MINUTE))
    town.once(NOON)
    return town


def page(town: Town, path: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            app = Door(room, name="Sohae Watch", secret=b"s").app()
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://watch") as client:
                return await client.get(path)

    return asyncio.run(asked())


def answer(town: Town, text: str, lang: str = "en") -> str | None:
    async def asked() -> str | None:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            return Answers(room, town.settings).asked(text, lang)

    return asyncio.run(asked())


def test_a_post_leads_to_the_page_of_its_story(told: Town) -> None:
    why, sources = told.api.messages("@watch")[0].buttons
    assert why["text"] == "Why this?"
    assert sources == {"text": "All sources", "url": "https://watch.example/s/1"}


def test_the_page_names_every_outlet_at_its_hour_and_links_to_it(told: Town) -> None:
    shown = page(told, "/s/1")
    assert shown.status_code == 200
    assert QUAY in shown.text.replace("&#39;", "'")
    assert "2 outlets" in shown.text
    assert "All sources, hours in KST" in shown.text
    for outlet, hour in (("Harbour Wire", "20:30"), ("Balkan Daily", "20:40")):
        assert f"{hour}</time>" in shown.text
        assert f'html">{outlet}</a>' in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]


def test_the_page_speaks_the_language_it_is_asked_in_and_knows_its_readers_hours(told: Town) -> None:
    shown = page(told, "/s/1?lang=ko")
    assert '<html lang="ko">' in shown.text
    assert "모든 출처(CET 기준)" in shown.text
    assert page(told, "/s/1?lang=xx").text == page(told, "/s/1").text


@pytest.mark.parametrize("path", ["/s/2", "/s/0", "/s/" + "9" * 30, "/s/-1", "/s/one"])
def test_what_was_never_told_is_on_no_page(told: Town, path: str) -> None:
    assert page(told, path).status_code == 404


def test_what_waits_at_a_desk_is_on_no_page(town: Town) -> None:
    town.api.add_chat(-1005550000001, type="supergroup")
    town.subscribe(REVIEWED)
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    assert len(town.posts("-1005550000001")) == 1
    assert page(town, "/s/1").status_code == 404
    assert answer(town, "/start s1") == "Nothing is told here any more."


def test_a_story_taken_back_shows_that_and_no_outlet(told: Town) -> None:
    told.watcher("correct", "1", "--withdraw", "--note", "A drill.", at=NOON)
    shown = page(told, "/s/1").text
    assert "Withdrawn:" in shown
    assert "A drill." in shown
    assert "Harbour Wire" not in shown


def test_the_page_of_a_story_that_another_took_in_is_that_story(told: Town) -> None:
    told.publish("Morning Herald", Item("ferry", "Ferry stuck off Sohae", "A ferry is stuck off Sohae.", NOON))
    told.once(NOON + MINUTE)
    assert page(told, "/s/2").status_code == 200
    told.watcher("stories", "merge", "1", "2", at=NOON + 2 * MINUTE)
    assert "Morning Herald" in page(told, "/s/2").text
    assert page(told, "/s/2").text == page(told, "/s/1").text


def test_the_bot_tells_the_same_in_markup_that_telegram_reads(told: Town) -> None:
    text, entities = parse(answer(told, "/start s1") or "")
    assert text.startswith(QUAY)
    assert "Tue 20:30 Harbour Wire, cites Norrsken Orbit\n20:40 Balkan Daily" in text
    assert [entity["type"] for entity in entities].count("text_link") == 3
    assert "(CET 기준)" in (answer(told, "/start s1", "ko-KR") or "")


def test_the_bot_says_what_it_is_for_and_answers_nothing_else(told: Town) -> None:
    assert "All sources" in (answer(told, "/start") or "")
    assert answer(told, "/start s99") == "Nothing is told here any more."
    assert answer(told, "good morning") is None


def test_a_post_of_unknown_fate_is_found_by_both_its_buttons(town: Town) -> None:
    town.beside["WATCHER_PUBLIC_URL"] = "https://watch.example"
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.api.script("sendMessage", DROP_AFTER)
    town.once(NOON)
    town.once(NOON + MINUTE)
    assert len(town.posts()) == 1
    assert [row["state"] for row in town.outbox() if row["kind"] == "post" and row["via"] == "telegram"] == ["sent"]
