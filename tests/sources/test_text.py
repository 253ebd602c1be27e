from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.sources.text import decode, instant, one_line, paragraphs, storable

PIER = "새 부두 – новый причал"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_by_its_mark(encoding: str) -> None:
    assert decode(f"<p>{PIER}</p>".encode(encoding)).text == f"<p>{PIER}</p>"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_without_a_mark_is_read_by_its_first_sign(encoding: str) -> None:
    assert decode(f"<p>{PIER}</p>".encode(encoding)).text == f"<p>{PIER}</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "claim"),
    [
        ("새 부두", "cp949", "euc-kr"),
        ("тест причала", "cp1251", "windows-1251"),
        ("新しい桟橋", "cp932", "shift_jis"),
        ("新码头", "gb18030", "gb2312"),
        ("“pier”", "cp1252", "iso-8859-1"),
        ("新しい", "iso2022_jp", "iso-2022-jp"),
    ],
)
def test_a_claimed_encoding_is_believed_from_header_or_document(text: str, encoding: str, claim: str) -> None:
    body = text.encode(encoding)
    assert decode(body, f"text/html; charset={claim}").text == text
    assert decode(f'<meta charset="{claim}">'.encode() + body).text.endswith(text)


def test_what_is_utf8_is_utf8_whatever_it_says() -> None:
    body = f'<?xml version="1.0" encoding="utf-16"?><t>{PIER}</t>'.encode()
    assert PIER in decode(body, "text/xml; charset=iso-8859-1").text


def test_a_few_bad_bytes_do_not_turn_utf8_into_something_else() -> None:
    decoded = decode((PIER * 50).encode() + b"\xff")
    assert decoded.text.startswith(PIER)
    assert decoded.problem == "1 bytes are not UTF-8"


def test_an_encoding_nobody_knows_is_guessed_and_said() -> None:
    decoded = decode(b"caf\xe9", "text/html; charset=no-such")
    assert (decoded.text, decoded.problem) == ("café", "the encoding is not clear: read as cp1252")


@given(st.binary(), st.text())
def test_all_bytes_say_something(body: bytes, content_type: str) -> None:
    storable(decode(body, content_type).text).encode()


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("A <b>new</b> pier", "A new pier"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("&lt;i&gt;Pier&lt;/i&gt; grows", "Pier grows"),
        ("  two\n lines ", "two lines"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("AT&T", "AT&T"),
    ],
)
def test_a_title_is_one_plain_line(markup: str, line: str) -> None:
    assert one_line(markup) == line


def test_markup_becomes_a_paragraph_a_line() -> None:
    markup = "<p>One&nbsp;pier.<br>New.</p>tail<script>no()</script><!-- no --><ul><li>a<li>b</ul>"
    assert paragraphs(markup) == "One pier.\nNew.\ntail\na\nb"


def test_text_without_markup_stays() -> None:
    assert paragraphs("One pier.\n\nNew.") == "One pier.\nNew."


@given(st.text())
def test_any_markup_has_words_or_none(markup: str) -> None:
    assert "\n\n" not in paragraphs(markup)


@pytest.mark.parametrize(
    "written",
    [
        "Thu, 17 Jul 2025 06:30:05 GMT",
        "Thu, 17 Jul 25 06:30:05 +0000",
        "Thu,17 Jul 2025 15:30:5 GMT+9",
        "17 July 2025 15:30:05 KST",
        "Thu Jul 17 15:30:05 KST 2025",
        "Thu Jul 17 06:30:05 2025",
        "Thu, 17-Jul-2025 06:30:05 UTC",
        "2025-07-17T06:30:05Z",
        "2025-07-17T06:30:05.123456+00:00",
        "2025-07-17T15:30:05+09:00",
        "2025-07-17 15:30:05 +0900",
        "20250717T063005Z",
        "2025/07/17 06:30:05",
        "2025.07.17 06:30:05",
        "2025년 7월 17일 오전 6:30:05",
        "July 17, 2025 6:30:05 a.m.",
        "07/17/2025 6:30:05 AM",
        "17/07/2025 06:30:05",
        "17.07.2025 06:30:05",
        "Jeu, 17 Juil 2025 08:30:05 +0200",
    ],
)
def test_dates_are_read_as_people_write_them(written: str) -> None:
    assert instant(written) == datetime(2025, 7, 17, 6, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2025년 7월 17일 6시 30분",
        "2025年7月17日 6時30分",
        "목, 17 7월 2025 06:30:00 +0000",
        "Πεμ, 17 Ιούλ 2025 06:30:00 +0000",
        "17 يوليو 2025 06:30",
        "17-07-2025 06:30",
        "1752733800",
        "1752733800000",
        "17 июля 2025, 06:30",
        "чт, 17 июл 2025 06:30:00 +0000",
        "17 de julio de 2025 06:30",
        "jue, 17 jul 2025 06:30:00",
        "17 Temmuz 2025 06:30",
        "17 lipca 2025 06:30",
        "17 липня 2025 06:30",
        "17 юли 2025 06:30",
        "17 juillet 2025 06:30",
        "17 luglio 2025 06:30",
        "17 Ιουλίου 2025 06:30",
        "2025年7月17日 06:30",
        "2025年07月17日 上午6:30",
        "17. Juli 2025 06:30",
        "2025년 7월 17일 오전 6:30",
    ],
)
def test_dates_are_read_in_many_languages(written: str) -> None:
    assert instant(written) == datetime(2025, 7, 17, 6, 30, tzinfo=UTC)


def test_a_day_alone_begins_at_midnight() -> None:
    assert instant("2025-07-17") == datetime(2025, 7, 17, tzinfo=UTC)


def test_hour_24_is_the_next_day() -> None:
    assert instant("Thu, 17 Jul 2025 24:00:00 +0900") == datetime(2025, 7, 17, 15, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "soon", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2025-13-40", "99:99"])
def test_what_is_no_date_of_our_time_is_none(written: str) -> None:
    assert instant(written) is None


@given(st.text(max_size=200))
def test_no_text_is_an_error(written: str) -> None:
    at = instant(written)
    assert at is None or at.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1990, 1, 2)))  # noqa: DTZ001 - made aware below
def test_every_instant_is_read_back(at: datetime) -> None:
    aware = at.replace(microsecond=0, tzinfo=UTC)
    assert instant(aware.isoformat()) == aware


@pytest.mark.parametrize("markup", ["<html><head></head>words", "words \x01<br>and &#1; more", "<p>\x00"])
def test_no_markup_is_too_odd_to_be_read(markup: str) -> None:
    paragraphs(markup)
