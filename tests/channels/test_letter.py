"""The letter as its reader sees it, and as a picky mail program reads it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels import maillint
from tests.channels.builders import a_reach
from tests.channels.editions import (
    CLAIM,
    MENTIONED,
    SEVEN,
    a_korean_edition,
    a_letter,
    a_line,
    a_report,
    an_edition,
    an_empty_edition,
)
from watcher.channels.dress import letter
from watcher.channels.dress.letter import COLUMNS, Letterhead, width, wrap
from watcher.channels.email import Email
from watcher.channels.parts import messages
from watcher.core.edition import Edition, Heading, Section
from watcher.core.said import Cause, Correction, Quote
from watcher.core.telling import Message

GOLDEN = Path(__file__).parent / "letters"
HEAD = Letterhead(name="Sohae Watch", to="reader@example.org", leave="https://watch.example/u/seoul.8c1f")
HOSTILE = (
    "Quay opens\r\nBcc: everyone@example.org",
    "Quay\nopens\u2028\u2029\x85\x0b\x0c now",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><a href="https://evil.example">Unsubscribe</a><!--',
    "{{ 7 * 7 }} {% include 'x' %} %s {0} {headline}",
    "\u202egnp.exe\u2066 \u200bquay\u0000 \ud800",
    "=?utf-8?b?DQpCY2M6IGFAYg==?= quay",
    "--=_quay\n\nContent-Type: text/html",
    ".\r\n.\r\nQUIT",
    "부두" * 5_000,
    "q" * 10_000,
    "🚀" * 3_000,
    "",
    "   ",
)
URLS = (
    "javascript:alert(1)",
    "https://bank.example@evil.example/",
    "https://h/\r\nX: y",
    "//h",
    "https://h/" + "a" * 9_999,
)


def edition_of(*sections: tuple[Heading, int], **given) -> Edition:
    made = [Section(heading=heading, lines=tuple(a_line(**given) for _ in range(n))) for heading, n in sections]
    return an_edition(sections=tuple(made))


def words(lang: str = "en"):
    return messages.words(lang)


def text(edition: Edition) -> str:
    return letter.text(edition, words(edition.lang), HEAD)


def subject(edition: Edition) -> str:
    return letter.subject(edition, words(edition.lang), HEAD)


def channel() -> Email:
    return Email(a_reach(mail_from="digest@watch.example", public_url="https://watch.example", secret=b"s" * 32))


def mail(edition: Edition) -> Message:
    return channel().render(a_letter(edition))


# --- what it says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "edition"),
    [("full-en", an_edition()), ("full-ko", a_korean_edition()), ("empty-en", an_empty_edition())],
)
def test_the_text_is_the_one_we_agreed_on(name: str, edition: Edition):
    assert text(edition) == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("edition", [an_edition(), a_korean_edition(), an_empty_edition("ko")])
def test_no_line_of_the_text_is_wider_than_72_columns_but_an_address(edition: Edition):
    assert [line for line in text(edition).splitlines() if width(line) > COLUMNS and "https://" not in line] == []


def test_both_parts_tell_the_same_stories_in_the_same_order():
    read = maillint.read(mail(an_edition()).body)
    plain, html = (part.get_content() for part in read.iter_parts())
    told = [line.headline.split(" ")[0] for section in an_edition().sections for line in section.lines]
    for body in (plain, html):
        places = [body.rindex(word) for word in told]
        assert places == sorted(places)


def test_the_subject_is_the_story_that_leads_and_how_many_follow():
    assert (
        subject(edition_of((Heading.NEW, 1))) == "Crane rises over the new slipway at North Korea's Sohae launch site"
    )
    assert (
        subject(edition_of((Heading.NEW, 4)))
        == "Crane rises over the new slipway at North Korea's Sohae launch... and 3 more"
    )
    assert subject(a_korean_edition()) == "서해발사장 새 부두 위로 크레인 올라... 외 3건"


def test_titles_alone_are_not_counted_beside_stories():
    sections = (Section(heading=Heading.NEW, lines=(a_line(),)), Section(heading=Heading.MENTIONED, lines=MENTIONED))
    assert "more" not in subject(an_edition(sections=sections))
    assert subject(an_edition(sections=sections[1:])).endswith("... and 2 more")


def test_a_claim_that_leads_is_called_one_in_the_subject():
    section = Section(heading=Heading.CLAIMS, lines=(CLAIM,))
    assert subject(an_edition(sections=(section,))).startswith("State media claim: Great harbour")


@pytest.mark.parametrize(("withdraws", "says"), [(True, "Withdrawn: Crane rises"), (False, "Correction: Crane rises")])
def test_what_is_taken_back_is_never_said_again_in_the_subject_as_if_it_held(withdraws: bool, says: str):
    taken_back = Correction(number=1, cause=Cause.CORRECTED, withdraws=withdraws, at=SEVEN)
    section = Section(heading=Heading.CORRECTIONS, lines=(a_line(correction=taken_back),))
    assert subject(an_edition(sections=(section,))).startswith(says)


def test_an_empty_day_says_so_and_what_was_read():
    assert subject(an_empty_edition()) == "Sohae Watch: nothing new"
    assert "412 articles from 59 of 61 sources" in text(an_empty_edition())


def test_without_a_page_there_is_no_link_to_unsubscribe():
    lonely = Email(a_reach(mail_from="digest@watch.example", secret=b"s" * 32)).render(a_letter()).body
    assert "nsubscribe" not in lonely


def test_one_click_is_offered_over_https_only():
    reach = a_reach(mail_from="digest@watch.example", public_url="http://watch.example", secret=b"s" * 32)
    body = Email(reach).render(a_letter()).body
    assert "\r\nList-Unsubscribe: <http://watch.example/u/seoul." in body
    assert "List-Unsubscribe-Post" not in body


def test_a_letter_in_its_simplest_form_has_no_markup():
    read = maillint.read(channel().render(a_letter(plain=True)).body)
    assert read.get_content_type() == "text/plain"
    assert read.get_content().startswith("SOHAE WATCH")


# --- the same bytes ------------------------------------------------------------------------------------------------


def test_a_letter_is_the_same_to_the_byte_each_time_it_is_written():
    assert mail(an_edition()) == mail(an_edition())


def test_the_message_id_belongs_to_one_period_and_one_reader():
    ids = {
        mail(an_edition()).options["id"],
        channel().render(a_letter(an_edition(period="2025-07-19"), key="seoul/2025-07-19/1")).options["id"],
        channel().render(a_letter(address="other@example.org")).options["id"],
    }
    assert len(ids) == 3
    assert all(id.startswith("<digest.seoul.2025-07-1") and id.endswith("@watch.example>") for id in ids)


def test_the_date_is_that_of_the_letter_at_the_readers_place():
    assert "\r\nDate: Fri, 18 Jul 2025 07:00:00 +0900\r\n" in mail(an_edition()).body
    assert a_letter().made_at == SEVEN


# --- hostile words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Sohae Watch", 'Pier, "Quay" & Co.', "서해 감시", "=?utf-8?q?x?= Watch", "q" * 300])
def test_whatever_we_call_ourselves_is_a_proper_sender(name: str):
    reach = replace(channel()._reach, name=name)
    body = Email(reach).render(a_letter()).body
    assert maillint.findings(body) == []
    (sender,) = maillint.read(body)["From"].addresses
    assert sender.addr_spec == "digest@watch.example"


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("url", URLS[:2])
def test_a_hostile_title_changes_nothing_but_the_title(hostile: str, url: str):
    assert maillint.findings(mail(an_edition(sections=(_full_of(hostile, url),))).body) == []


titles = st.one_of(
    st.text(max_size=200),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from([*HOSTILE[:9], "quay", "부두", "\r\n", "\n.", "=?", "?="]), max_size=6).map(" ".join),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=titles, url=st.one_of(st.sampled_from(URLS), st.text(max_size=60)))
def test_no_title_and_no_address_can_break_a_mail(title: str, url: str):
    body = mail(an_edition(sections=(_full_of(title, url),), subscription="seoul")).body
    assert maillint.findings(body) == []
    assert len(maillint.subject(body)) <= 78
    assert body == mail(an_edition(sections=(_full_of(title, url),), subscription="seoul")).body


def test_a_day_of_a_thousand_stories_fits_and_says_what_is_left_out():
    sections = [(Heading.NEW, 200), (Heading.ANALYSIS, 800)]
    body = mail(edition_of(*sections, headline="부두 " * 200)).body
    assert maillint.findings(body) == []
    assert "more stories are not shown here" in maillint.read(body).get_body(("plain",)).get_content()


def _full_of(hostile: str, url: str) -> Section:
    report = a_report(hostile, url=url, label=hostile, state=hostile, lang=hostile)
    line = a_line(
        headline=hostile,
        url=url,
        lang=hostile,
        quote=Quote(text=hostile, outlet=hostile, label=hostile, lang=hostile),
        reports=(report, report),
        topics=(hostile,),
        word=hostile,
        facts=(hostile,),
    )
    return Section(heading=Heading.NEW, lines=(line, line))


# --- lines ---------------------------------------------------------------------------------------------------------


@given(text=st.text(max_size=400), first=st.sampled_from(["", "   ", " 1  NEW    ", "목 15:12  "]))
def test_wrapping_loses_no_letter_and_passes_no_column(text: str, first: str):
    lines = wrap(text, first=first)
    assert "".join("".join(lines).split()) == "".join((first + text).split())
    assert all(width(line) <= COLUMNS for line in lines)


def test_lines_after_the_first_stand_below_its_text():
    assert wrap("quay " * 20, first="1  ") == ["1  " + ("quay " * 14).strip(), "   " + ("quay " * 6).strip()]


def test_outlets_that_are_only_counted_can_be_reached() -> None:
    head = replace(HEAD, all_sources=lambda story, lang: f"https://watch.example/s/{story}?lang={lang}")
    edition, words = a_korean_edition(), messages.words("ko")
    assert "   외 매체 6곳:\n      https://watch.example/s/812?lang=ko\n" in letter.text(edition, words, head)
    assert '<a href="https://watch.example/s/812?lang=ko">외 매체 6곳</a>' in letter.html(edition, words, head)
