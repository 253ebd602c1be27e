import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tests.peers.site import Answer, Manner, Site, gzip_bomb, gzipped, redirect
from watcher.sources.asking import guard
from watcher.sources.asking.http import Http
from watcher.sources.base import Request, Response, Unreachable, Validators

NOW = datetime(2025, 7, 17, 6, 30, tzinfo=UTC)


class Names:
    """Answers each look-up with the next set of addresses, the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def an_http(**changes: object) -> Http:
    promises: dict[str, object] = {"user_agent": "Watch/1 (+https://example.org)", "clock": lambda: NOW}
    return Http(**(promises | changes))  # type: ignore[arg-type]


@pytest.fixture
async def http(site: Site) -> AsyncIterator[Http]:
    http = an_http(allowed_private={f"127.0.0.1:{site.port}"})
    yield http
    await http.close()


async def get(http: Http, url: str, *, most_bytes: int = 1_000_000, seconds: float = 5, **more: object) -> Response:
    request = Request(url, **more)  # type: ignore[arg-type]
    return await http.get(request, most_bytes=most_bytes, deadline=timedelta(seconds=seconds))


async def refusal(http: Http, url: str, **more: object) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        await get(http, url, **more)  # type: ignore[arg-type]
    return caught.value


async def test_a_page_is_read(http: Http, site: Site) -> None:
    answer = await get(http, site.say("/", Answer(b"hello", headers={"Content-Type": "text/plain"})))
    assert (answer.status, answer.body, answer.content_type) == (200, b"hello", "text/plain")


async def test_it_says_who_asks_and_nothing_else(http: Http, site: Site) -> None:
    await get(http, site.say("/", Answer(b"", headers={"set-cookie": "id=1"})))
    await get(http, site.url("/"))
    assert set(site.hits[1].headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert site.hits[1].headers["user-agent"] == "Watch/1 (+https://example.org)"


# --- the guard -----------------------------------------------------------------------------------------------------

INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://example.org@127.0.0.1:{port}/",
    "http://127.0.0.1%2e:{port}/",
    "http:\\\\127.0.0.1:{port}/",
]


@pytest.mark.parametrize("form", INSIDE)
async def test_no_spelling_of_an_inside_address_is_connected_to(site: Site, form: str) -> None:
    http = an_http()
    why = await refusal(http, form.format(port=site.port))
    await http.close()
    assert why.blocked
    assert not site.hits


@pytest.mark.parametrize(
    "form", [*INSIDE, "//127.0.0.1:{port}/", "//localhost:{port}/", "file:///etc/hostname", "gopher://x/"]
)
async def test_no_redirect_leads_inside(form: str) -> None:
    with Site() as front, Site() as inside:
        http = an_http(allowed_private={f"127.0.0.1:{front.port}"})
        why = await refusal(http, front.say("/", redirect(form.format(port=inside.port))))
        await http.close()
    assert why.blocked
    assert not inside.hits


async def test_a_blocked_address_is_a_plain_reason(site: Site) -> None:
    http = an_http()
    why = await refusal(http, f"http://localhost:{site.port}/")
    await http.close()
    assert str(why) == "refuses to connect to a private address (localhost)"


@pytest.mark.parametrize("scheme", ["ftp://example.org/", "file:///etc/passwd", "data:text/plain,x", "no address"])
async def test_only_web_addresses_are_read(http: Http, scheme: str) -> None:
    assert (await refusal(http, scheme)).blocked


async def test_one_private_answer_among_public_ones_blocks_the_name(site: Site) -> None:
    http = an_http(look_up=Names(["93.184.216.34", "127.0.0.1"]))
    assert (await refusal(http, f"http://example.org:{site.port}/")).blocked
    await http.close()


async def test_a_name_that_changes_its_mind_is_met_at_the_connection(site: Site) -> None:
    names = Names(["127.0.0.1"], ["93.184.216.34"])
    http = an_http(look_up=names)
    assert (await refusal(http, f"http://example.org:{site.port}/")).blocked
    await http.close()
    assert names.asked == 1
    assert not site.hits


async def test_what_a_name_led_to_holds_for_a_moment(site: Site) -> None:
    site.say("/", b"news")
    names = Names(["127.0.0.1"])
    http = an_http(look_up=names, allowed_private={"127.0.0.1"})
    for _ in range(3):
        await get(http, f"http://port.example:{site.port}/")
    assert names.asked == 1
    await http.close()


async def test_a_name_is_looked_up_again_after_that(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "HOLDS", 0)
    site.say("/", b"news")
    http = an_http(look_up=Names(["127.0.0.1"], ["10.0.0.1"]), allowed_private={"127.0.0.1"})
    await get(http, f"http://port.example:{site.port}/")
    assert (await refusal(http, f"http://port.example:{site.port}/")).blocked
    await http.close()


async def test_numbers_that_hold_are_judged_at_each_connection(site: Site) -> None:
    names = Names(["127.0.0.1"])
    http = an_http(look_up=names)
    for _ in range(2):
        assert (await refusal(http, f"http://port.example:{site.port}/")).blocked
    assert names.asked == 1
    assert not site.hits
    await http.close()


@pytest.mark.parametrize("entry", ["inside.example", "inside.example:{port}", "127.0.0.1", "127.0.0.1:{port}"])
async def test_the_operator_may_allow_a_private_host(site: Site, entry: str) -> None:
    site.say("/", b"welcome")
    http = an_http(look_up=Names(["127.0.0.1"]), allowed_private={entry.format(port=site.port)})
    answer = await get(http, f"http://inside.example:{site.port}/")
    await http.close()
    assert answer.body == b"welcome"


async def test_an_allowed_host_is_no_key_to_its_other_ports() -> None:
    with Site() as front, Site() as inside:
        http = an_http(allowed_private={f"127.0.0.1:{front.port}"})
        assert (await refusal(http, inside.say("/", b"secret"))).blocked
        await http.close()


# --- behind a proxy ------------------------------------------------------------------------------------------------


async def test_a_proxy_resolves_the_names(site: Site) -> None:
    site.say("http://nowhere.example/feed", b"news")
    http = an_http(proxy=site.root, look_up=Names(["127.0.0.1"]))
    answer = await get(http, "http://nowhere.example/feed")
    await http.close()
    assert answer.body == b"news"


@pytest.mark.parametrize("form", [*INSIDE, "http://8.8.8.8/", "http://printer/", "http://db.internal/"])
async def test_a_proxy_is_never_asked_for_numbers_or_local_names(site: Site, form: str) -> None:
    http = an_http(proxy=site.root)
    assert (await refusal(http, form.format(port=site.port))).blocked
    await http.close()
    assert not site.hits


# --- redirects -----------------------------------------------------------------------------------------------------


async def test_a_permanent_move_is_reported(http: Http, site: Site) -> None:
    site.say("/old", redirect("/new", 301))
    site.say("/new", redirect("/newest", 308))
    site.say("/newest", b"here")
    answer = await get(http, site.url("/old"))
    assert (answer.url, answer.moved_to) == (site.url("/newest"), site.url("/newest"))


async def test_a_permanent_move_ends_where_a_temporary_one_begins(http: Http, site: Site) -> None:
    site.say("/old", redirect("/new", 301))
    site.say("/new", redirect("/today", 302))
    site.say("/today", b"here")
    answer = await get(http, site.url("/old"))
    assert (answer.url, answer.moved_to) == (site.url("/today"), site.url("/new"))


async def test_a_temporary_redirect_moves_nothing(http: Http, site: Site) -> None:
    site.say("/old", redirect("/new", 307))
    site.say("/new", redirect("/newest", 301))
    site.say("/newest", b"here")
    assert (await get(http, site.url("/old"))).moved_to is None


async def test_a_ring_of_redirects_ends(http: Http, site: Site) -> None:
    why = await refusal(http, site.say("/", redirect("/")))
    assert str(why) == "redirects more than 5 times"
    assert len(site.hits) == 6


async def test_secrets_stay_with_their_origin() -> None:
    with Site() as front, Site() as other:
        other.say("/", b"")
        http = an_http(allowed_private={"127.0.0.1"})
        url = front.say("/", redirect(other.url("/"))).replace("http://", "http://user:secret@")
        await get(http, url, headers={"X-Key": "secret", "Accept": "text/html"})
        await http.close()
    assert front.hits[0].headers["authorization"] == "Basic dXNlcjpzZWNyZXQ="
    assert front.hits[0].headers["x-key"] == "secret"
    assert not {"authorization", "x-key"} & set(other.hits[0].headers)
    assert other.hits[0].headers["accept"] == "text/html"


async def test_validators_are_shown_to_no_other_address(http: Http, site: Site) -> None:
    site.say("/a", redirect("/b"))
    site.say("/b", Answer(status=304))
    validators = Validators(site.url("/b"), etag='W/"7"', last_modified="Thu, 17 Jul 2025 06:00:00 GMT")
    answer = await get(http, site.url("/a"), validators=validators)
    assert answer.status == 304
    assert "if-none-match" not in site.asked("/a")[0].headers
    assert site.asked("/b")[0].headers["if-none-match"] == 'W/"7"'
    assert site.asked("/b")[0].headers["if-modified-since"] == "Thu, 17 Jul 2025 06:00:00 GMT"


# --- limits --------------------------------------------------------------------------------------------------------


async def test_gzip_is_inflated(http: Http, site: Site) -> None:
    assert (await get(http, site.say("/", gzipped(b"news " * 1000)))).body == b"news " * 1000


async def test_gzip_in_several_members_is_inflated(http: Http, site: Site) -> None:
    body = gzipped(b"one ").body + gzipped(b"two").body
    assert (await get(http, site.say("/", Answer(body, headers={"content-encoding": "gzip"})))).body == b"one two"


async def test_a_decompression_bomb_is_stopped(http: Http, site: Site) -> None:
    assert str(await refusal(http, site.say("/", gzip_bomb(100)))) == "longer than 1 MB"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip"])
async def test_codings_that_were_not_asked_for_are_refused(http: Http, site: Site, coding: str) -> None:
    why = await refusal(http, site.say("/", Answer(b"x", headers={"content-encoding": coding})))
    assert str(why) == f"answers in a coding that was not asked for: {coding}"


async def test_a_broken_gzip_is_no_page(http: Http, site: Site) -> None:
    whole = gzipped(b"news " * 1000).body
    cut = Answer(whole[:-10], headers={"content-encoding": "gzip"})
    false = Answer(b"<rss/>", headers={"content-encoding": "gzip"})
    assert str(await refusal(http, site.say("/cut", cut))) == "the answer broke off"
    assert str(await refusal(http, site.say("/false", false))) == "says gzip, but is not"


async def test_a_body_that_is_too_long_is_not_read(http: Http, site: Site) -> None:
    assert str(await refusal(http, site.say("/", bytes(1_000_001)))) == "longer than 1 MB"


async def test_a_body_that_never_ends_is_left(http: Http, site: Site) -> None:
    endless = Answer(bytes(100_000), manner=Manner.ENDLESS)
    assert str(await refusal(http, site.say("/", endless))) == "longer than 1 MB"


async def test_a_slow_body_meets_the_deadline(http: Http, site: Site) -> None:
    slow = Answer(bytes(10_000), manner=Manner.DRIP, pause=0.01)
    assert str(await refusal(http, site.say("/", slow), seconds=0.2)) == "gave no complete answer within 0.2 s"


async def test_a_silent_server_meets_the_deadline(http: Http, site: Site) -> None:
    silent = Answer(manner=Manner.HANG)
    assert str(await refusal(http, site.say("/", silent), seconds=0.2)) == "gave no complete answer within 0.2 s"


# --- what the world answers ----------------------------------------------------------------------------------------


async def test_an_error_is_said_in_words(http: Http, site: Site) -> None:
    why = await refusal(http, site.url("/nothing"))
    assert (str(why), why.status, why.permanent) == ("answers 404: not found", 404, False)


async def test_gone_is_for_good(http: Http, site: Site) -> None:
    why = await refusal(http, site.say("/", Answer(status=410)))
    assert (str(why), why.permanent) == ("answers 410: gone", True)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Thu, 17 Jul 2025 07:00:00 GMT", timedelta(minutes=30)),
        ("Thu, 17 Jul 2025 06:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_a_wish_for_patience_is_heard(http: Http, site: Site, status: int, written: str, wait: timedelta) -> None:
    why = await refusal(http, site.say("/", Answer(status=status, headers={"retry-after": written})))
    assert (why.status, why.retry_after) == (status, wait)


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        (Manner.RESET, "hung up before the answer was complete"),
        (Manner.TRUNCATE, "the answer broke off"),
    ],
)
async def test_a_cut_connection_is_no_answer(http: Http, site: Site, manner: Manner, words: str) -> None:
    assert str(await refusal(http, site.say("/", Answer(b"half", manner=manner)))) == words


async def test_a_closed_port_is_said_in_words() -> None:
    with Site() as site:
        url = site.url("/")
    http = an_http(allowed_private={"127.0.0.1"})
    why = await refusal(http, url)
    await http.close()
    assert str(why).startswith("no connection: ")
    assert not why.blocked


# --- manners -------------------------------------------------------------------------------------------------------


async def test_a_host_is_asked_for_two_feeds_at_once_and_no_more(http: Http, site: Site) -> None:
    url = site.say("/", Answer(b"x", late=True, pause=0.02))
    await asyncio.gather(*(get(http, url) for _ in range(6)))
    assert site.at_once == 2


async def test_pages_of_a_host_come_one_by_one_a_second_apart(site: Site) -> None:
    now, slept = 100.0, list[float]()

    async def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        now += seconds

    http = an_http(allowed_private={"127.0.0.1"}, sleep=sleep, monotonic=lambda: now)
    url = site.say("/", Answer(b"x", late=True, pause=0.01))
    await asyncio.gather(*(get(http, url, is_page=True) for _ in range(3)))
    await http.close()
    assert slept == [1.0, 1.0]
    assert site.at_once == 1
