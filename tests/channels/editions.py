"""Editions for the suites and pictures of the letter. Every outlet and headline is invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.channels.builders import a_delivery
from watcher.core.edition import Coverage, Edition, Heading, Line, Report, Section, Silence
from watcher.core.news import Severity, StoryId
from watcher.core.said import Claim, Quote
from watcher.core.telling import Delivery, Kind, SubscriptionId

SEVEN = datetime(2025, 7, 17, 22, tzinfo=UTC)  # seven in the morning in Seoul
DAY = timedelta(days=1)
COVERAGE = Coverage(
    articles=412,
    matched=23,
    feeds=61,
    feeds_read=59,
    unread=(
        Silence(outlet="Korea Quay Online", why="refused", since=SEVEN - timedelta(hours=41)),
        Silence(outlet="Orbit Almanac", why="not found", since=SEVEN - timedelta(days=9)),
    ),
    held=2,
)


def ago(hours: float) -> datetime:
    return SEVEN - timedelta(hours=hours)


def a_report(outlet: str = "Tide Gazette", **given) -> Report:
    slug = outlet.lower().replace(" ", "-") if outlet.isascii() else "garam"
    return Report(**({"outlet": outlet, "url": f"https://{slug}.example/n/88213", "at": ago(15.8)} | given))


def a_line(**given) -> Line:
    usual = {
        "story": StoryId(812),
        "headline": "Crane rises over the new slipway at North Korea's Sohae launch site",
        "url": "https://tide-gazette.example/n/88213",
        "severity": Severity.ALERT,
        "day": 1,
        "outlets": 9,
        "first_at": ago(15.8),
        "latest_at": ago(3),
        "quote": Quote(
            text="A crane now towers over the slipway, and two barges wait beside it, the port office said.",
            outlet="Tide Gazette",
        ),
        "reports": (
            a_report(),
            a_report("Pier Wire", label="wire", at=ago(15.6)),
            a_report("Vlna Daily", lang="bg", at=ago(15.3)),
        ),
        "more": 6,
        "topics": ("Sohae launch site",),
        "word": "Sohae",
        "times": 4,
    }
    return Line(**(usual | given))


MOVING = a_line(
    story=StoryId(790),
    headline="로켓 공장에 외국 기술자 머물러…국회 “6월부터” 보고받아",
    url="https://garam.example/nk/5498",
    lang="ko",
    day=3,
    outlets=3,
    quote=Quote(
        text="외국 기술자 열한 명이 6월부터 공장에 머물고 있다고 항만청이 보고했다.", outlet="가람신보", lang="ko"
    ),
    reports=(a_report("가람신보", lang="ko", at=ago(20)),),
    more=2,
    facts=("11", "June"),
    topics=("North Korean launches", "Sohae launch site"),
    word="로켓",
    times=6,
)
CLAIM = a_line(
    story=StoryId(820),
    headline="Great harbour of the western launching ground welcomes its first ship",
    url="https://red-peak.example/en/2217",
    outlets=1,
    claim=Claim(outlet="Red Peak News", state="KP", alone=True),
    quote=None,
    reports=(a_report("Red Peak News", label="state media", state="KP", at=ago(9)),),
    more=0,
    word="launching ground",
    times=1,
)
ANALYSIS = a_line(
    story=StoryId(823),
    headline="Who pays for the barges?",
    url="https://northern-sky.example/2025/07/barges",
    outlets=1,
    quote=None,
    reports=(a_report("Northern Sky Review", label="think tank", at=ago(12)),),
    more=0,
    word="barges",
    times=3,
)


def mention(headline: str, outlet: str) -> Line:
    report = a_report(outlet)
    return a_line(headline=headline, url=report.url, outlets=1, quote=None, reports=(report,), more=0, topics=())


MENTIONED = (
    mention("Assembly asks what the coastal radar cost", "Capital Courier"),
    mention("Shares in rocket makers slip", "Pier Wire"),
    mention("Launch calendar for August", "Orbit Almanac"),
)
SECTIONS = (
    Section(heading=Heading.NEW, lines=(a_line(),)),
    Section(heading=Heading.MOVING, lines=(MOVING,)),
    Section(heading=Heading.CLAIMS, lines=(CLAIM,)),
    Section(heading=Heading.ANALYSIS, lines=(ANALYSIS,)),
    Section(heading=Heading.MENTIONED, lines=MENTIONED, more=4),
)


def an_edition(**given) -> Edition:
    usual = {
        "subscription": "seoul",
        "period": "2025-07-18",
        "opens_at": SEVEN - DAY,
        "closes_at": SEVEN,
        "zone": "Asia/Seoul",
        "lang": "en",
        "sections": SECTIONS,
        "coverage": COVERAGE,
    }
    return Edition(**(usual | given))


def a_korean_edition() -> Edition:
    korean = a_line(
        headline="서해발사장 새 부두 위로 크레인 올라",
        quote=Quote(
            text="새 부두 위로 크레인이 올라섰고 그 옆에 바지선 두 척이 대기 중이라고 항만청이 밝혔다.",
            outlet="가람신보",
        ),
        reports=(
            a_report("가람신보"),
            a_report("Pier Wire", label="wire", lang="en", at=ago(15.6)),
            a_report("Vlna Daily", lang="bg", at=ago(15.3)),
        ),
        topics=("서해발사장",),
        word="서해",
    )
    native = replace(
        MOVING,
        lang=None,
        topics=("북한의 발사", "서해발사장"),
        quote=replace(MOVING.quote, lang=None),
        reports=(a_report("가람신보", at=ago(20)),),
    )
    foreign = replace(ANALYSIS, lang="en")
    return an_edition(
        lang="ko",
        sections=(
            Section(heading=Heading.NEW, lines=(korean,)),
            Section(heading=Heading.MOVING, lines=(native,)),
            Section(heading=Heading.CLAIMS, lines=(replace(CLAIM, lang="en"),)),
            Section(heading=Heading.ANALYSIS, lines=(foreign,)),
            Section(heading=Heading.MENTIONED, lines=MENTIONED[:2]),
        ),
        coverage=replace(COVERAGE, unread=COVERAGE.unread[:1]),
    )


def an_empty_edition(lang: str = "en") -> Edition:
    return an_edition(lang=lang, sections=(), coverage=replace(COVERAGE, matched=0, held=0, unread=()))


def a_letter(edition: Edition | None = None, **given) -> Delivery:
    usual = {
        "key": "seoul/2025-07-18/1",
        "subscription": SubscriptionId("seoul"),
        "via": "email",
        "address": "reader@example.org",
        "kind": Kind.DIGEST,
        "story": None,
        "due_at": SEVEN,
        "claimed_at": SEVEN,
        "made_at": SEVEN,
        "attempts": 1,
    }
    return a_delivery(edition or an_edition(), **(usual | given))
