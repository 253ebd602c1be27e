"""The pages a reader leaves by, asked as browsers and mail programs ask."""

import base64
import hashlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest

from watcher.app.acts.dispatch import tidy
from watcher.app.files.aim import compile_aim
from watcher.app.heartbeat import beat
from watcher.app.running.opening import take_up
from watcher.app.web.door import Door
from watcher.app.web.serving import serving
from watcher.core.sending.seal import leaving
from watcher.core.telling import Delivery, DeliveryId, Kind, Subscription, SubscriptionId
from watcher.store import outbox, subscriptions
from watcher.store.db import open_db, transaction

NOON = datetime(2025, 7, 18, 12, tzinfo=UTC)
SECRET = b"s" * 32
READER = Subscription(id=SubscriptionId("seoul"), via="email", address="reader@example.org", zone=ZoneInfo("UTC"))
BESIDE = replace(READER, id=SubscriptionId("desk"), address="desk@example.org", lang="ko")
FILES = {
    "pier.yaml": "rules:\n  - {id: pier, when: [pier], tests: {match: [A pier], no_match: [A hall]}}\n",
    "feeds.yaml": "feeds:\n  - {id: garam, name: Garam Daily, url: https://garam.example/rss}\n",
    "subscriptions.yaml": "subscriptions: []\n",
}
TOKEN = leaving(SECRET, address="reader@example.org", subscription="seoul", epoch=1)
AIM = replace(compile_aim(FILES), subscriptions=(READER, BESIDE))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[SimpleNamespace]:
    db = open_db(tmp_path / "watcher.db")
    ready = SimpleNamespace(ready=lambda: None)
    room = SimpleNamespace(db=db, aim=None, channels={}, connect=lambda via: ready, clock=lambda: NOON, state=tmp_path)
    take_up(room, AIM)
    yield room
    db.close()


def door(room: SimpleNamespace) -> Door:
    return Door(room, name="Sohae Watch", secret=SECRET)


async def ask(room: SimpleNamespace, method: str, path: str, **given) -> httpx.Response:
    transport = httpx.ASGITransport(app=door(room).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://watch.example") as client:
        return await client.request(method, path, **given)


def listeners(room: SimpleNamespace) -> list[str]:
    return [subscription.id for subscription in room.aim.subscriptions]


# --- looking changes nothing ---------------------------------------------------------------------------------------


async def test_the_front_page_says_whose_pages_these_are(room: SimpleNamespace) -> None:
    answer = await ask(room, "GET", "/?lang=ko")
    assert answer.status_code == 200
    assert '<h1><a href="./?lang=ko">Sohae Watch</a></h1>' in answer.text
    assert "Sohae Watch에서 전한 소식을 최신 순으로 보여 줍니다." in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_program_that_follows_every_link_of_a_mail_unsubscribes_nobody(room, method: str):
    for _ in range(3):
        assert (await ask(room, method, f"/u/{TOKEN}")).status_code == 200
    assert subscriptions.left(room.db) == set()
    assert listeners(room) == ["seoul", "desk"]


async def test_the_page_asks_with_one_button_and_shows_no_whole_address(room):
    page = (await ask(room, "GET", f"/u/{TOKEN}")).text
    assert page.count("<button") == 1
    assert 'method="post"' in page
    assert "r…@example.org" in page
    assert "reader@example.org" not in page


async def test_the_page_speaks_the_language_of_its_list(room):
    token = leaving(SECRET, address="desk@example.org", subscription="desk", epoch=1)
    assert "수신 거부" in (await ask(room, "GET", f"/u/{token}")).text
    assert '<html lang="ko">' in (await ask(room, "POST", f"/u/{token}")).text


@pytest.mark.parametrize("path", ["/nowhere", "/u/made-up", "/s/99", "/s/one", "/s/1/2/3", "/s/1/", "/feeds/"])
async def test_a_link_that_leads_nowhere_is_answered_in_words_and_leads_back(room, path: str):
    answer = await ask(room, "GET", f"{path}?lang=ko")
    assert answer.status_code == 404
    assert "여기에는 아무것도 없습니다" in answer.text
    assert f'href="{"../" * (path.count("/") - 1) or "./"}?lang=ko"' in answer.text


async def test_every_answer_forbids_what_a_page_could_do(room):
    for path in ("/healthz", f"/u/{TOKEN}", "/u/made-up", "/"):
        headers = (await ask(room, "GET", path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; ")
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
        assert "location" not in headers


async def test_the_policy_allows_the_one_sheet_that_the_page_holds(room):
    answer = await ask(room, "GET", "/")
    sheet = answer.text.partition("<style>")[2].partition("</style>")[0]
    allowed = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in answer.headers["content-security-policy"]


# --- leaving -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {},
    ],
    ids=["a form", "a mail program's multipart", "nothing"],
)
async def test_one_click_leaves_the_list_without_a_redirect(room, given):
    answer = await ask(room, "POST", f"/u/{TOKEN}", **given)
    assert answer.status_code == 200
    assert subscriptions.left(room.db) == {"seoul"}
    assert listeners(room) == ["desk"]


async def test_leaving_twice_is_leaving_once(room):
    first, again = [await ask(room, "POST", f"/u/{TOKEN}") for _ in range(2)]
    assert first.text == again.text
    assert "<button" not in (await ask(room, "GET", f"/u/{TOKEN}")).text


async def test_what_waited_for_a_reader_who_left_is_dropped(room):
    letter = Delivery(
        id=DeliveryId(0),
        key="seoul/2025-07-18/1",
        subscription=READER.id,
        via="email",
        address=READER.address,
        kind=Kind.DIGEST,
        due_at=NOON + timedelta(hours=1),
        made_at=NOON,
    )
    with transaction(room.db):
        id = outbox.add(room.db, letter)
    await ask(room, "POST", f"/u/{TOKEN}")
    tidy(room)
    assert outbox.get(room.db, id).state == "dropped"


async def test_who_left_stays_gone_although_the_file_still_lists_them(room):
    await ask(room, "POST", f"/u/{TOKEN}")
    take_up(room, AIM)
    assert listeners(room) == ["desk"]
    take_up(room, replace(AIM, subscriptions=(BESIDE,)))
    take_up(room, AIM)
    assert subscriptions.find(room.db, READER.id, via="email").has_left


async def test_another_id_asks_the_same_reader_again(room):
    await ask(room, "POST", f"/u/{TOKEN}")
    take_up(room, replace(AIM, subscriptions=(replace(READER, id=SubscriptionId("seoul-2")), BESIDE)))
    assert listeners(room) == ["seoul-2", "desk"]


# --- links that are not ours ---------------------------------------------------------------------------------------


async def test_a_link_with_one_bit_changed_finds_nothing(room):
    nothing = (await ask(room, "POST", "/u/made-up")).text
    for at in range(len(TOKEN)):
        for bit in (1, 2, 32):
            forged = TOKEN[:at] + chr(ord(TOKEN[at]) ^ bit) + TOKEN[at + 1 :]
            if set(forged) & set("/?#%\x00") or not forged.isprintable():
                continue  # another path, or none
            answer = await ask(room, "POST", f"/u/{forged}")
            assert (answer.status_code, answer.text) == (404, nothing), forged
    assert subscriptions.left(room.db) == set()


@pytest.mark.parametrize(
    "path",
    [
        "/u/" + leaving(SECRET, address="reader@example.org", subscription="desk", epoch=1),
        "/u/" + leaving(SECRET, address="reader@example.org", subscription="seoul", epoch=2),
        "/u/" + leaving(b"another", address="reader@example.org", subscription="seoul", epoch=1),
        "/u/seoul.",
        "/u/.",
        "/u/" + "a" * 5_000 + ".0",
        "/u/%ED%95%9C.%00",
        "/u/seoul%2F..%2Fdesk.0",
    ],
)
async def test_a_made_up_link_finds_nothing(room, path: str):
    assert (await ask(room, "POST", path)).status_code == 404
    assert subscriptions.left(room.db) == set()


async def test_a_link_of_an_address_that_was_replaced_finds_nothing(room):
    take_up(room, replace(AIM, subscriptions=(replace(READER, address="other@example.org"),)))
    assert (await ask(room, "POST", f"/u/{TOKEN}")).status_code == 404


# --- health, and the socket ----------------------------------------------------------------------------------------


async def test_health_is_what_the_heartbeat_says(room):
    assert (await ask(room, "GET", "/healthz")).status_code == 503
    beat(room.state, now=NOON)
    assert (await ask(room, "GET", "/healthz")).text == "ok\n"


async def test_the_door_is_open_in_the_loop_of_the_watcher(room):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with serving(door(room).app(), ("127.0.0.1", port)), httpx.AsyncClient() as client:
        answer = await client.post(f"http://127.0.0.1:{port}/u/{TOKEN}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert subscriptions.left(room.db) == {"seoul"}


async def test_a_port_that_is_taken_is_said_and_the_rest_goes_on(room, caplog: pytest.LogCaptureFixture):
    went_on = False
    with socket.create_server(("127.0.0.1", 0)) as taken:
        async with serving(door(room).app(), ("127.0.0.1", taken.getsockname()[1])):
            went_on = True
    assert went_on
    assert "cannot be listened at: no pages, no unsubscribing (Address already in use" in caplog.text
