"""The faults of a world, a watcher that lives in it for an afternoon, and what it promised."""

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.peers import faults as f
from tests.peers.faults import Manner, Outlet, World, feeds, healthy, leads, says, sends, sound_page, until
from watcher.app.files.settings import Settings, read
from watcher.app.running.cycle import Cycle
from watcher.app.running.opening import newsroom
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store.db import reader

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
TURNS = tuple(NOON + timedelta(minutes=at) for at in (-60, 0, 5, 65))  # the first before the news
PATIENCE_ENDS = 3  # the first turn after 13:00, until when some ask for peace
MB = 1_000_000
RULES = "rules:\n  - {id: sohae, severity: alert, when: Sohae}\n"
SUBSCRIPTIONS = "subscriptions:\n  - {id: folder, via: file}\n"
WALL = b"<html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>"
CONSENT = WALL % (b"Before you continue", b"We value your privacy", b"We use cookies. Accept all cookies. " * 9)
LOGIN = WALL % (b"Sign in", b"Sign in to continue", b"Create a free account to continue reading this article. " * 6)
SCRIPTED = WALL % (b"Just a moment", b"One moment", b"Please enable JavaScript and cookies to continue. " * 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    feed: Manner = healthy
    page: Manner = sound_page
    is_heard: bool = True  # its news reaches us all the same
    url: str = "{root}/feed"
    links: tuple[str, ...] = ("{root}/news.html",)


def _document(outlet: Outlet) -> bytes:
    return outlet.document()


def mute(name: str, feed: Manner, url: str = "{root}/feed") -> Kind:
    return Kind(name=name, feed=feed, is_heard=False, url=url)


def kinds() -> list[Kind]:
    """Made anew each time: some remember whom they led where."""
    return [*_that_keep_silent(), *_that_pass(), *_that_are_borne(), *_of_pages()]


def _that_keep_silent() -> list[Kind]:
    plain, gzip_head = b"HTTP/1.1 200 OK\r\n", {"content_encoding": "gzip"}
    inside = tuple(f"http://{spelling}:{{inside}}/feed" for spelling in f.SPELLINGS)
    return [
        mute("hangs before the headers", f.hangs),
        mute("hangs in the body", f.hangs_in_body),
        mute("slow headers", sends(plain, *([b"x: y\r\n"] * 10_000), pause=0.05)),
        mute("slow body", sends(plain + b"content-length: 9999\r\n\r\n", *([b"<"] * 9_999), pause=0.05)),
        mute("resets", f.resets),
        mute("resets in the body", f.cuts(after=60, resets=True)),
        mute("closes in the body", f.cuts(after=60, resets=False)),
        mute("redirects to itself", leads("/feed")),
        mute("redirects seven times", f.chains),
        mute("redirects inside", leads(*inside, "//127.0.0.1:{inside}/")),
        mute("redirects to a file", leads("file:///etc/passwd", "gopher://127.0.0.1:{inside}/")),
        mute("redirects to nowhere", says(302)),
        mute("wants cookies", f.demands_cookies),
        mute("gzip bomb", says(200, f.bomb(200), **gzip_head)),
        mute("no gzip", says(200, b"<rss/>", **gzip_head)),
        mute("half a gzip", says(200, gzip.compress(b"<rss/>" * 999)[:-20], **gzip_head)),
        mute("deflate", says(200, b"\x00\x01garbage", content_encoding="deflate")),
        mute("a web page", says(200, CONSENT, content_type="text/html")),
        mute("nothing", says(200)),
        mute("nine megabytes", says(200, bytes(9 * MB))),
        mute("says nine gigabytes", says(200, b"<rss>", content_length=str(9 * 10**9))),
        mute("endless body", sends(plain + b"\r\n", *([b"<item>" * 9_000] * 9_999))),
        mute("endless headers", sends(plain, *([b"x: " + b"y" * 60_000 + b"\r\n"] * 9_999))),
        mute("endless line", sends(plain + b"x: ", *([b"y" * 60_000] * 9_999))),
        mute(
            "endless chunks", sends(plain + b"transfer-encoding: chunked\r\n\r\n", *([b"1\r\nx\r\n" * 9_000] * 9_999))
        ),
        mute("wrong chunks", sends(plain + b"transfer-encoding: chunked\r\n\r\nzz\r\nx\r\n")),
        mute("two lengths", sends(plain + b"content-length: 5, 7\r\n\r\n<rss/>")),
        mute("ever to be continued", sends(*([b"HTTP/1.1 102 Processing\r\n\r\n"] * 99_999))),
        mute("gone", says(410)),
        mute("not found", says(404)),
        mute("asks for a password", says(401, www_authenticate="Basic")),
        mute("forbidden", says(403, CONSENT, content_type="text/html")),
        mute("a hundred thousand items", says(200, b"<rss><channel>" + b"<item/>" * 100_000)),
        mute("open comments", says(200, b"<rss><channel><![CDATA[" + b"<!--" * 30_000)),
        mute("open tags", says(200, b"<rss>" + b"<a>" * 200_000)),
        mute("a tag of attributes", says(200, b"<rss " + b"".join(b"a%d='' " % n for n in range(9_000)) + b"/>")),
        mute("random bytes", says(200, bytes(range(256)) * 400, content_type="application/rss+xml")),
        mute("no HTTP", sends(b"\x16\x03\x01\x00garbage\r\n\r\n")),
        mute("HTTP 0.9", sends(b"<rss><channel/></rss>")),
        mute("no TLS", healthy, "https://{host}/feed"),
        mute("a closed port", healthy, "http://127.0.77.7:9/feed"),
        mute("a name that leads inside", healthy, "http://localhost:{inside}/feed"),
    ]


def _that_pass() -> list[Kind]:
    return [
        Kind(name="too many requests", feed=until(PATIENCE_ENDS, says(429, retry_after="3600"))),
        Kind(name="too many until one", feed=until(PATIENCE_ENDS, says(429, retry_after=f.RETRY_DATE))),
        Kind(name="unavailable", feed=until(PATIENCE_ENDS, says(503, retry_after="3600"))),
        Kind(name="broken for a while", feed=until(2, says(500))),
        Kind(name="silent for a while", feed=until(2, f.resets)),
    ]


def _that_are_borne() -> list[Kind]:
    return [
        Kind(name="moved for good", feed=f.moved),
        Kind(name="redirects here and there", feed=f.flaps),
        Kind(name="a new etag each time", feed=f.ever_new_etag),
        Kind(name="304 without a reason", feed=f.needless_304),
        Kind(name="an image", feed=feeds(_document, content_type="image/png")),
        Kind(name="false charset", feed=feeds(_document, content_type="text/xml; charset=utf-16")),
        Kind(name="broken XML", feed=feeds(lambda o: o.document(extra="<b>&nbsp;&<i>").replace(b"</channel>", b""))),
        Kind(name="laughs", feed=feeds(f.laughing)),
        Kind(name="no ids", feed=feeds(f.without_guid)),
        Kind(name="ever new ids", feed=feeds(f.ever_new_guid)),
        Kind(name="an item of nothing", feed=feeds(lambda o: o.document(extra="<item><x/></item>"))),
        Kind(name="says it is shorter", feed=feeds(lambda o: o.document() + b" " * 40, content_length="")),
    ]  # fmt: skip


def _of_pages() -> list[Kind]:
    html = {"content_type": "text/html"}
    return [
        Kind(name="page asks for consent", page=says(200, CONSENT, **html)),
        Kind(name="page asks for a login", page=says(200, LOGIN, **html)),
        Kind(name="page wants scripts", page=says(200, SCRIPTED, **html)),
        Kind(name="page is a PDF", page=says(200, b"%PDF-1.7", content_type="application/pdf")),
        Kind(name="page is not found", page=says(404)),
        Kind(name="page is empty", page=says(200, **html)),
        Kind(name="page hangs", page=f.hangs),
        Kind(name="page is endless", page=sends(b"HTTP/1.1 200 OK\r\n\r\n", *([b"<p>x</p>" * 9_000] * 9_999))),
        Kind(name="page is a bomb", page=says(200, f.bomb(100), content_encoding="gzip", **html)),
        Kind(name="page of links", page=says(200, b"<html>" + b"<a href=x>y</a>" * 200_000, **html)),
        Kind(name="page redirects inside", page=leads("http://127.0.0.1:{inside}/x.html")),
        Kind(
            name="links lead inside",
            links=tuple(f"http://{spelling}:{{inside}}/{at}.html" for at, spelling in enumerate(f.SPELLINGS)),
        ),
    ]


@dataclass(slots=True)
class Afternoon:
    """A watcher in a world, and what came of it."""

    world: World
    folder: Path
    healthy: int  # outlets
    has_faults: bool = True  # without, all are as sound as they can be

    def fill(self, kinds: list[Kind]) -> None:
        for kind in (*kinds, *(Kind(name=f"sound {number}") for number in range(self.healthy))):  # the sound come last
            outlet = Outlet(name=kind.name, feed=kind.feed, page=kind.page, is_heard=kind.is_heard, world=self.world)
            outlet.url, outlet.links = kind.url, kind.links
            self.world.open(outlet)

    def settings(self) -> Settings:
        rules = self.folder / "rules"
        rules.mkdir(parents=True)
        outlets = self.world.outlets.values()
        lines = (
            f"  - {{id: f{number}, name: {outlet.name}, every: 1m, url: '{self._url(outlet)}'}}\n"
            for number, outlet in enumerate(outlets)
        )
        (rules / "feeds.yaml").write_text("feeds:\n" + "".join(lines), "utf-8")
        (rules / "sohae.yaml").write_text(RULES, "utf-8")
        (rules / "subscriptions.yaml").write_text(SUBSCRIPTIONS, "utf-8")
        hosts = ",".join(outlet.root.removeprefix("http://") for outlet in outlets)
        return read(
            {
                "WATCHER_RULES": str(rules),
                "WATCHER_STATE": str(self.folder / "state"),
                "WATCHER_ALLOW_PRIVATE_HOSTS": f"{hosts},127.0.77.7",
                "WATCHER_WORKERS": "2",
            },
            None,
        ).sound()

    def turn(self, number: int) -> None:
        self.world.turn = number
        self.world.has_news = number > 0
        self.world.has_faults = number > 0 and self.has_faults

    def _url(self, outlet: Outlet) -> str:
        return outlet.address(outlet.url.replace("{host}", outlet.root.removeprefix("http://")))

    # --- what was promised -----------------------------------------------------------------------------------------

    def broken_promises(self) -> Iterator[str]:
        yield from self._of_telling()
        if self.world.inside:
            yield f"{len(self.world.inside)} requests to a private address"
        for outlet in self.world.outlets.values():
            yield from (f"{outlet.name}: {why}" for why in self._of_manners(outlet))

    def _of_telling(self) -> Iterator[str]:
        with reader(self.folder / "state") as db:
            placed = db.execute("SELECT a.outlet FROM placements p JOIN articles a ON a.id = p.article").fetchall()
            posts = db.execute(
                "SELECT story, count(*) AS n FROM deliveries WHERE kind = 'post' GROUP BY story"
            ).fetchall()
            stories = db.execute("SELECT count(*) FROM stories").fetchone()[0]
            unsent = db.execute("SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'dropped')").fetchone()[0]
        told = Counter(row["outlet"] for row in placed)
        for outlet in self.world.outlets.values():
            wanted = len(outlet.links) if outlet.is_heard else 0
            if told[outlet.name] != wanted:
                yield f"{outlet.name}: told {told[outlet.name]} times, not {wanted}"
        if len(posts) != stories or any(row["n"] != 1 for row in posts):
            yield f"{stories} stories, {len(posts)} of them posted"
        if unsent:
            yield f"{unsent} posts not sent"

    def _of_manners(self, outlet: Outlet) -> Iterator[str]:
        asked = [hit for hit in outlet.hits if not hit.target.endswith((".html", ".txt"))]
        later = [hit for hit in asked if hit.turn > 0]
        if outlet.name == "gone" and len(later) > 1:
            yield "asked again after 410"
        if outlet.name.startswith(("too many", "unavailable")):
            patient = [hit for hit in later if 1 < hit.turn < PATIENCE_ENDS]
            if patient:
                yield f"asked {len(patient)} times before Retry-After"
        if outlet.feed is healthy and any("if-none-match" not in hit.headers for hit in asked[1:]):
            yield "a repeat without validators"
        if outlet.name == "moved for good" and sum(hit.target == "/feed" for hit in later) > 2:
            yield "its move was not believed"
        if outlet.page is sound_page and any(n > 1 for n in Counter(self._pages(outlet)).values()):
            yield "a page was fetched twice"
        if outlet.sent_bytes > 20 * MB * len(TURNS):  # what is on its way when we hang up counts too
            yield f"took {outlet.sent_bytes / MB:.0f} MB"

    def _pages(self, outlet: Outlet) -> list[str]:
        return [hit.target for hit in outlet.hits if hit.target.endswith(".html")]


async def spend(settings: Settings, turn: Callable[[int], None], *, after: Callable[[], object] = bool) -> None:
    """The afternoon of a watcher; the world is told of each turn by `turn`, and `after` each the caller looks."""
    now = [TURNS[0]]
    async with newsroom(settings, clock=lambda: now[0], pace=SINGLE_CYCLE, write=lambda _: None) as room:
        cycle = Cycle(room)
        try:
            for number, now[0] in enumerate(TURNS):
                turn(number)
                await cycle.listen_out()
                await cycle.speak_out()
                after()
        finally:
            await cycle.finish(within=0)
