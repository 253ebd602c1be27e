import asyncio
import json
import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.builders import NOON, a_delivery, a_post, a_reach, rendered
from tests.peers.site import Answer, Hit, Manner, Site
from watcher.channels.webhook import ANSWER_BYTES, Webhook, connect, fault, key_of, outcome
from watcher.core.outcome import Malformed, Outcome, Refused, Sent, Undecidable, Unknown, Unsent, Wait
from watcher.core.said import Claim, Quote
from watcher.core.sending.delivery import resolve, settle
from watcher.core.telling import Delivery, DeliveryState, Kind

SECRET = "between us two alone"
MANUAL = Path(__file__).parents[2] / "docs" / "webhook.md"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as receiver:
        receiver.say("/hook", b"thank you")
        yield receiver


@asynccontextmanager
async def webhook(deadline: float = 5) -> AsyncIterator[Webhook]:
    channel = Webhook(SECRET.encode(), deadline=timedelta(seconds=deadline))
    yield channel
    await channel.close()


def to(site: Site, path: str = "/hook", **given: Any) -> Delivery:
    return a_delivery(**({"via": "webhook", "address": site.url(path), "revision": 4} | given))


async def send(delivery: Delivery, *, deadline: float = 5) -> Outcome:
    async with webhook(deadline) as channel:
        return await channel.send(rendered(channel, delivery))


async def told(site: Site, **given: Any) -> dict[str, Any]:
    assert await send(to(site, **given)) == Sent()
    body: dict[str, Any] = json.loads(site.hits[-1].body)
    return body


# --- what arrives ---


async def test_a_delivery_is_one_post_of_values(site: Site) -> None:
    assert await told(site) == {
        "key": "channel/story-812/post",
        "subscription": "channel",
        "kind": "post",
        "story": 812,
        "revision": 4,
        "urgent": False,
        "reason": "first report",
        "headline": "Crane rises over the new slipway at Sohae",
        "url": "https://tide-gazette.example/crane",
        "outlets": 3,
        "first": "2025-07-17T03:00:00Z",
        "latest": "2025-07-17T03:00:00Z",
        "told": "2025-07-17T03:00:00Z",
        "quote": {
            "text": "A crane now towers over the slipway, the port office of Incheon said on Friday.",
            "outlet": "Tide Gazette",
            "label": None,
            "lang": None,
        },
        "sources": [
            {
                "outlet": "Tide Gazette",
                "url": "https://tide-gazette.example/crane",
                "label": None,
                "state": None,
                "lang": None,
            },
            {"outlet": "Port Mail", "url": "https://port-mail.example/7", "label": "wire", "state": None, "lang": None},
            {"outlet": "Vlna", "url": "https://vlna.example/9", "label": None, "state": None, "lang": "bg"},
        ],
        "more": 0,
        "claim": None,
        "correction": None,
    }
    [hit] = site.hits
    assert hit.method == "POST"
    assert hit.headers["content-type"] == "application/json; charset=utf-8"
    assert hit.headers["idempotency-key"] == "channel/story-812/post"
    assert hit.headers["user-agent"].startswith("sohae-watch/")


async def test_edits_and_replies_are_told_by_their_kind(site: Site) -> None:
    assert (await told(site, kind=Kind.EDIT, key="channel/story-812/edit-5"))["kind"] == "edit"
    assert (await told(site, kind=Kind.REPLY, urgent=True))["urgent"] is True
    assert [hit.headers["idempotency-key"] for hit in site.hits] == [
        "channel/story-812/edit-5",
        "channel/story-812/post",
    ]


async def test_a_claim_is_told_as_one(site: Site) -> None:
    claimed = await told(site, post=a_post(claim=Claim(outlet="Red Hill", state="KP", alone=True), quote=None))
    assert claimed["claim"] == {"outlet": "Red Hill", "state": "KP", "alone": True}
    assert claimed["quote"] is None


async def test_what_is_too_much_for_a_receiver_is_sent_without_quote_and_sources(site: Site) -> None:
    short = await told(site, plain=True)
    assert (short["quote"], short["sources"], short["more"]) == (None, [], 3)


@given(st.text(), st.text())
def test_foreign_words_come_clean_and_foreign_links_only_as_web_addresses(headline: str, url: str) -> None:
    quote = Quote(text=headline, outlet=headline)
    message = Webhook(None).render(a_delivery(a_post(headline=headline, url=url, quote=quote)))
    values = json.loads(message.body.encode())
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", values["headline"]
    )
    assert values["url"] is None or values["url"].startswith(("http://", "https://"))


# --- whose it is ---


def verify() -> Any:
    """The receiver that the manual shows."""
    [example] = re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    return names["is_ours"]


class Received(dict[str, str]):
    """Headers as a web framework gives them: whatever the case of their letters."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())


def accepts(hit: Hit, *, key: str, body: bytes | None = None, late: int = 0, **headers: str) -> bool:
    received = Received(hit.headers | {f"x-watcher-{name}": value for name, value in headers.items()})
    now = int(NOON.timestamp()) + late
    return bool(verify()(key, received, hit.body if body is None else body, now=now))


async def test_the_receiver_in_the_manual_knows_ours_from_all_others(site: Site) -> None:
    await send(to(site))
    [hit] = site.hits
    key = key_of(SECRET.encode(), site.url("/hook"))
    assert accepts(hit, key=key)
    assert not accepts(hit, key=key_of(SECRET.encode(), site.url("/other")))
    assert not accepts(hit, key=SECRET)
    assert not accepts(hit, key=key, body=hit.body + b" ")
    assert not accepts(hit, key=key, timestamp=str(int(NOON.timestamp()) + 1))
    assert not accepts(hit, key=key, signature="sha256=é")
    assert not accepts(hit, key=key, late=301)


async def test_a_repeat_has_the_same_bytes_and_the_same_key_and_is_signed_anew(site: Site) -> None:
    first = to(site)
    async with webhook() as channel:
        first = rendered(channel, first)
        await channel.send(first)
        await channel.send(a_delivery(**_fields(first), claimed_at=NOON + timedelta(minutes=9)))
    once, again = site.hits
    assert once.body == again.body
    assert once.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert once.headers["x-watcher-signature"] != again.headers["x-watcher-signature"]
    assert accepts(again, key=key_of(SECRET.encode(), site.url("/hook")), late=540)


def _fields(delivery: Delivery) -> dict[str, Any]:
    """What the outbox keeps of a first attempt; its words are frozen with it."""
    return {"via": delivery.via, "address": delivery.address, "post": a_post(outlets=9), "message": delivery.message}


# --- what comes back ---


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(status=200), Sent()),
        (Answer(status=204), Sent()),
        (Answer(status=429, headers={"Retry-After": "7"}), Wait(timedelta(seconds=7), "429 Too Many Requests")),
        (
            Answer(status=503, headers={"Retry-After": "Thu, 17 Jul 2025 03:02:00 GMT"}),
            Wait(timedelta(minutes=2), "503 Service Unavailable"),
        ),
        (Answer(status=425, headers={"Retry-After": "9" * 40}), Wait(timedelta(days=1), "425 Too Early")),
        (
            Answer(status=408, headers={"Retry-After": "Thu, 17 Jul 1999 03:02:00 GMT"}),
            Wait(timedelta(0), "408 Request Timeout"),
        ),
        (Answer(status=429, headers={"Retry-After": "soon"}), Unsent("429 Too Many Requests")),
        (Answer(status=409), Unsent("409 Conflict")),
        (Answer(status=500), Unsent("500 Internal Server Error")),
        (Answer(status=599), Unsent("599")),
        (Answer(status=401), Refused("401 Unauthorized")),
        (Answer(status=403), Refused("403 Forbidden")),
        (Answer(status=404), Refused("404 Not Found")),
        (Answer(status=410), Refused("410 Gone")),
        (Answer(status=400), Refused("400 Bad Request")),
        (Answer(status=413), Malformed("413 Request Entity Too Large")),
        (Answer(status=415), Malformed("415 Unsupported Media Type")),
        (Answer(status=422), Malformed("422 Unprocessable Entity")),
    ],
)
async def test_every_answer_has_its_outcome(site: Site, answer: Answer, expected: Outcome) -> None:
    site.say("/hook", answer)
    found = await send(to(site))
    assert type(found) is type(expected)
    assert found == expected or isinstance(found, Malformed)  # Python 3.13 has other names for two of them


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/new", "http://here.example/new"),
        ("https://new.example/hook", "https://new.example/hook"),
        ("javascript:alert(1)", "an address that is not said"),
        ("http://[::1", "an address that cannot be read"),
        (None, "an address that is not said"),
    ],
)
def test_a_redirect_is_refused_with_the_address_to_write(location: str | None, said: str) -> None:
    headers = {} if location is None else {"Location": location}
    assert outcome(301, headers, url="http://here.example/hook", now=NOON) == Refused(
        f"301 Moved Permanently, to {said}: write the new address"
    )


async def test_a_redirect_is_not_followed(site: Site) -> None:
    site.say("/hook", Answer(status=307, headers={"location": "/new"}))
    assert isinstance(await send(to(site)), Refused)
    assert [hit.target for hit in site.hits] == ["/hook"]


async def test_without_a_connection_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert isinstance(await send(a_delivery(address=address)), Unsent)


async def test_a_receiver_without_the_tls_it_promised_was_sent_nothing() -> None:
    def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"no TLS is spoken here\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert isinstance(await send(a_delivery(address=f"https://127.0.0.1:{port}/")), Unsent)


async def test_a_connection_that_takes_too_long_was_sent_nothing() -> None:
    assert isinstance(fault(aiohttp.ConnectionTimeoutError("slow")), Unsent)
    assert fault(TimeoutError()) == Unknown("TimeoutError")


@pytest.mark.parametrize("manner", [Manner.HANG, Manner.RESET])
async def test_an_answer_that_never_came_leaves_its_fate_unknown(site: Site, manner: Manner) -> None:
    site.say("/hook", Answer(manner=manner))
    assert isinstance(await send(to(site), deadline=0.2), Unknown)
    assert len(site.hits) == 1


async def test_what_is_unknown_is_sent_again_because_its_key_makes_that_harmless(site: Site) -> None:
    site.say("/hook", Answer(manner=Manner.RESET), Answer())
    async with webhook() as channel:
        delivery = rendered(channel, to(site))
        unknown = settle(delivery, await channel.send(delivery), now=NOON, jitter=0)
        finding = await channel.probe(unknown)
    assert isinstance(finding, Undecidable)
    again = resolve(unknown, finding, now=NOON + timedelta(minutes=1))
    assert (again.state, again.message) == (DeliveryState.DUE, delivery.message)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(bytes(ANSWER_BYTES), manner=Manner.ENDLESS),
        Answer(b"t", manner=Manner.DRIP, pause=0.05),
        Answer(b"t", manner=Manner.TRUNCATE),
        Answer(b"no gzip at all", headers={"content-encoding": "gzip"}),
    ],
)
async def test_the_status_says_all_and_the_words_after_it_nothing(site: Site, answer: Answer) -> None:
    site.say("/hook", answer)
    assert await send(to(site), deadline=0.5) == Sent()


async def test_neither_the_secret_nor_the_answer_is_in_any_word(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.say("/hook", Answer(b"stranger's words", 400))
    channel = connect(a_reach(secret=SECRET.encode()))
    said = [repr(await channel.send(rendered(channel, to(site)))), repr(a_reach(secret=SECRET.encode())), caplog.text]
    await channel.close()
    assert not any(word in text for text in said for word in (SECRET, "stranger"))


# --- before anything is sent ---


def test_without_a_secret_the_channel_says_so() -> None:
    assert connect(a_reach()).ready() == "there is no secret to sign with yet: the first start makes one"
    assert connect(a_reach(secret=b"x" * 16)).ready() is None


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("https://example.org/hook?room=7", "https://example.org/hook?room=7"),
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://10.0.0.7:9000/in", "http://10.0.0.7:9000/in"),
        ("https://пример.example/", "https://xn--e1afmkfd.example/"),
    ],
)
def test_an_address_has_one_form_and_may_be_private(to: object, address: str) -> None:
    channel = connect(a_reach())
    assert channel.address(to) == address
    assert channel.address(address) == address


@pytest.mark.parametrize(
    "to", [None, 7, "", "example.org/hook", "ftp://example.org/", "https://me:word@example.org/", "https://h/#x", {}]
)
def test_an_address_that_cannot_be_is_told_what_would(to: object) -> None:
    with pytest.raises(ValueError, match="https://host/path"):
        connect(a_reach()).address(to)
