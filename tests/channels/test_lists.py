"""A list told to the last character, and what each form of it keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels.builders import a_delivery, a_reach, rendered
from tests.peers.bothtml import parse, units
from watcher.channels import console, file, telegram
from watcher.channels.dress import bulletin, letter
from watcher.channels.dress.letter import COLUMNS, Letterhead, width
from watcher.channels.parts import messages
from watcher.core.edition import Coverage, Edition, Heading, Line, Report, Section, Silence, Update
from watcher.core.news import Severity, StoryId
from watcher.core.said import Claim, MostCited, Quote
from watcher.core.telling import Delivery, Kind

SEVEN = datetime(2025, 7, 17, 22, tzinfo=UTC)  # in Seoul, on Friday 18 July
HOUR = timedelta(hours=1)


def a_report(outlet="Tide Gazette", *, hours=16, **given) -> Report:
    return Report(outlet=outlet, url=f"https://{outlet.split()[0].lower()}.example/9", at=SEVEN - hours * HOUR, **given)


def a_line(headline="Ferry pier at Sohae gets a roof", **given) -> Line:
    reports = given.pop("reports", (a_report(),))
    usual = {
        "story": StoryId(812),
        "headline": headline,
        "url": "https://tide.example/9",
        "severity": Severity.ALERT,
        "day": 1,
        "outlets": len(reports),
        "first_at": SEVEN - 16 * HOUR,
        "latest_at": SEVEN - 9 * HOUR,
        "reports": reports,
        "topics": ("Sohae launch site",),
        "word": "Sohae",
        "times": 4,
    }
    return Line(**(usual | given))


def a_section(heading: Heading, *lines: Line, more: int = 0) -> Section:
    return Section(heading=heading, lines=lines, more=more)


def an_edition(*sections: Section, **given) -> Edition:
    coverage = Coverage(
        articles=412,
        matched=23,
        feeds=61,
        feeds_read=59,
        unread=(
            Silence(outlet="Reed Desk", why="refused", since=SEVEN - 41 * HOUR),
            Silence(outlet="Orrery", why="gone for good"),
        ),
        held=2,
    )
    usual = {
        "subscription": "morning",
        "period": "2025-07-18",
        "opens_at": SEVEN - 24 * HOUR,
        "closes_at": SEVEN,
        "zone": "Asia/Seoul",
        "lang": "en",
        "sections": sections,
        "coverage": coverage,
    }
    return Edition(**(usual | given))


EDITION = an_edition(
    a_section(
        Heading.NEW,
        a_line(
            reports=(
                a_report(),
                a_report("Port Mail", hours=15, label="wire"),
                a_report("Вечер", hours=5, lang="bg"),
            ),
            outlets=9,
            more=6,
            quote=Quote(
                text="Steel ribs now span the whole ferry pier at Sohae, the survey firm Nuri said on Thursday.",
                outlet="Tide Gazette",
            ),
        ),
    ),
    a_section(
        Heading.MOVING,
        a_line(
            "서해위성발사장 여객 부두에 들어온 철제 지붕틀 마흔두 개",
            reports=(a_report("갯벌신문", hours=3, lang="ko"),),
            outlets=3,
            day=3,
            lang="ko",
            facts=("42", "6월"),
        ),
    ),
    a_section(
        Heading.CLAIMS,
        a_line(
            "Grand pier of the western shore is roofed",
            reports=(a_report("Red Reed News", label="state media", state="KP"),),
            claim=Claim(outlet="Red Reed News", state="KP", alone=True),
        ),
    ),
    a_section(
        Heading.ANALYSIS,
        a_line("Who pays for the roof?", reports=(a_report("Strait Monitor", label="think tank"),)),
    ),
    a_section(
        Heading.MENTIONED,
        a_line("Shares in roof makers slip", reports=(a_report("Harbour & Sons"),)),
        a_line("<Calendar> for August", reports=(a_report("Orbit Weekly"),)),
        more=2,
    ),
)


def words(edition: Edition = EDITION):
    return messages.words(edition.lang)


def text(edition: Edition) -> str:
    return letter.text(edition, words(edition), Letterhead(name="Sohae Watch"))


def parts(edition: Edition) -> list[bulletin.Rich]:
    return bulletin.parts(edition, words(edition), name="Sohae Watch")


def a_digest(edition: Edition, **given) -> Delivery:
    usual = {"key": "morning/2025-07-18/1", "kind": Kind.DIGEST, "story": None}
    return replace(a_delivery(**usual), content=edition, **given)


def test_a_list_as_text() -> None:
    assert text(EDITION) == (Path(__file__).parent / "digest.txt").read_text("utf-8")


def test_a_list_as_telegram_carries_it() -> None:
    [told] = parts(EDITION)
    assert told.html == (
        "<b>Sohae Watch · Friday 18 July</b>\n"
        "<i>4 stories from 23 articles in 24 hours</i>\n"
        "\n"
        "<b>New</b>\n"
        '<a href="https://tide.example/9">Ferry pier at Sohae gets a roof</a>\n'
        "9 outlets\n"
        "\n"
        "<b>Still moving</b>\n"
        '<a href="https://tide.example/9">서해위성발사장 여객 부두에 들어온 철제 지붕틀 마흔두 개</a>'
        " (in Korean)\n"
        "day 3, 3 outlets · new: “42”, “6월”\n"
        "\n"
        "<b>State media claims</b>\n"
        '<a href="https://tide.example/9">Grand pier of the western shore is roofed</a>\n'
        "Red Reed News, North Korea · no other outlet so far\n"
        "\n"
        "<b>Analysis</b>\n"
        '<a href="https://tide.example/9">Who pays for the roof?</a>\n'
        "Strait Monitor (think tank)\n"
        "\n"
        "<blockquote expandable>Also mentioned\n"
        '<a href="https://tide.example/9">Shares in roof makers slip</a>, Harbour &amp; Sons\n'
        '<a href="https://tide.example/9">&lt;Calendar&gt; for August</a>, Orbit Weekly\n'
        "and 2 more</blockquote>\n"
        "<i>Read 412 articles from 59 of 61 sources. Not read: Reed Desk (since Wed), Orrery. "
        "2 messages still wait.</i>"
    )


def test_a_list_in_korean() -> None:
    [told] = parts(replace(EDITION, lang="ko", sections=EDITION.sections[:1]))
    assert told.text == (
        "Sohae Watch · 7월 18일 금요일\n"
        "24시간 동안 기사 23건에서 소식 1건\n"
        "\n"
        "새 소식\n"
        "Ferry pier at Sohae gets a roof\n"
        "매체 9곳\n"
        "\n"
        "출처 61곳 중 59곳에서 기사 412건 읽음. 못 읽음: Reed Desk(수부터), Orrery. 보낼 것 2건이 남아 있음."
    )


def test_a_day_without_news_says_so_and_what_was_read() -> None:
    empty = an_edition()
    assert parts(empty)[0].text.startswith("Sohae Watch · Friday 18 July\nNothing new in 24 hours\n\nRead 412 articles")
    assert "24 hours to 07:00 KST. Nothing new." in text(empty)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_text_keeps_within_72_columns_save_for_addresses(lang: str) -> None:
    long = a_line("부두 " * 60 + "x" * 200, url="https://tide.example/" + "9" * 90)
    told = text(replace(EDITION, lang=lang, sections=(*EDITION.sections, a_section(Heading.OTHER_LANGUAGES, long))))
    assert max(width(line) for line in told.splitlines() if "https://" not in line) <= COLUMNS


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=8),
    st.text("a& <b>가😀\u202e", min_size=1, max_size=500),
)
def test_a_long_list_is_several_posts_that_telegram_takes(sizes: list[int], headline: str) -> None:
    headings = list(Heading)[:7]
    sections = [
        a_section(heading, *(a_line(f"{number} {headline}") for number in range(size)))
        for heading, size in zip(headings, sizes, strict=False)
    ]
    told = parts(an_edition(*sections))
    links = 0
    for part in told:
        seen, entities = parse(part.html)
        assert seen == part.text
        assert 0 < units(seen) <= 4096
        assert len(entities) <= part.entities <= 100
        links += sum(entity["type"] == "text_link" for entity in entities)
    assert links == sum(len(section.lines) for section in sections)
    if len(told) > 1:
        assert f"({len(told)} of {len(told)})" in told[-1].text


def test_telegram_says_how_many_parts_there_are(tmp_path: Path) -> None:
    many = an_edition(a_section(Heading.NEW, *(a_line(f"Story {number} " + "long " * 50) for number in range(40))))
    channel = telegram.connect(a_reach(tmp_path))
    count = channel.render(a_digest(many)).options["parts"]
    assert isinstance(count, int)
    assert count > 1
    bodies = [channel.render(a_digest(many, part=part)).body for part in range(1, count + 1)]
    assert [sum(f"Story {number} " in body for body in bodies) for number in range(40)] == [1] * 40
    plain = channel.render(a_digest(many, plain=True))
    assert (plain.options["html"], "<b>" in plain.body) == (False, False)


def test_its_button_says_how_it_came_about(tmp_path: Path) -> None:
    options = telegram.connect(a_reach(tmp_path)).render(a_digest(EDITION)).options
    assert (options["button"], options["silent"]) == ("Why these?", True)
    assert options["why"] == (
        "24 hours to 07:00 KST. 23 of 412 articles matched, in 4 stories. Nothing was written or translated by us."
    )


async def test_a_list_is_a_file_of_its_own_that_a_repeat_leaves_as_it_is(tmp_path: Path) -> None:
    channel = file.connect(a_reach(tmp_path))
    delivery = rendered(channel, a_digest(EDITION, via="file", address="posts"))
    for _ in range(2):
        await channel.send(delivery)
    [path] = (tmp_path / "digests").iterdir()
    told = path.read_text("utf-8")
    assert path.name == "morning-2025-07-18.md"
    assert told.startswith("# Sohae Watch · Friday 18 July\n\n*24 hours to 07:00 KST.")
    assert "Harbour \\& Sons\n- [\\<Calendar\\> for August](<https://tide.example/9>), Orbit Weekly\n\nand" in told
    assert "- Reed Desk, which refuses us (last read Wed 14:00)" in told


async def test_a_list_goes_to_the_folder_that_was_named(tmp_path: Path) -> None:
    channel = file.connect(a_reach(tmp_path))
    await channel.send(rendered(channel, a_digest(EDITION, via="file", address="archive")))
    assert (tmp_path / "archive/morning-2025-07-18.md").exists()


def test_a_file_in_its_simplest_form_is_the_text(tmp_path: Path) -> None:
    told = file.connect(a_reach(tmp_path)).render(a_digest(EDITION, via="file", address="posts", plain=True))
    assert told.body + "\n" == text(EDITION)


async def test_the_terminal_shows_a_list_as_text(tmp_path: Path) -> None:
    written: list[str] = []
    channel = console.connect(a_reach(tmp_path, written))
    await channel.send(rendered(channel, a_digest(EDITION, via="console", address="console")))
    assert written == [text(EDITION)]


def test_a_list_says_whom_outlets_cite_and_names_what_is_not_folded_away() -> None:
    line = a_line(
        outlets=9,
        cites=MostCited(name="ICEYE", outlets=7),
        reports=(a_report(cites=("ICEYE", "Reuters")),),
        updates=(Update(headline="Second crane arrives", url="https://port-mail.example/8", outlet="Port Mail"),),
    )
    edition = replace(EDITION, sections=(Section(heading=Heading.NEW, lines=(line,)),))
    told, [post] = text(edition), parts(edition)
    assert "Tide Gazette, cites ICEYE, Reuters" in told
    for said in (told, post.text):
        assert "9 outlets, 7 citing ICEYE" in said
        assert "Update: Second crane arrives, Port Mail" in said
    assert '<a href="https://port-mail.example/8">Update: Second crane arrives</a>' in post.html
    assert "https://port-mail.example/8" in letter.html(edition, words(edition), Letterhead(name="Sohae Watch"))
