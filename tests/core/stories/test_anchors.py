"""What survives translation."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.anchors import days, names, numbers

MONDAY = date(2031, 4, 14)


@pytest.mark.parametrize(
    "text",
    [
        *("on 11 April", "April 11", "el 11 de abril", "11 апреля", "на 11 април", "4월 11일", "4月11日", "11일"),
        *("on Friday", "el viernes", "na sexta-feira", "в пятницу", "в петък"),
    ],
)
def test_a_day_is_the_same_in_every_language(text: str) -> None:
    assert days(text, arrived=MONDAY) == {"4-11"}


def test_a_day_of_the_month_that_is_still_to_come_was_last_month() -> None:
    assert days("29일", arrived=MONDAY) == {"3-29"}
    assert days("29일", arrived=date(2031, 1, 14)) == {"12-29"}


def test_how_long_it_took_is_no_day() -> None:
    assert days("10日間", arrived=MONDAY) == set()


@pytest.mark.parametrize("hour", ["8:47", "20h47", "8시 47분", "8時47分"])
def test_an_hour_is_read_off_a_dial(hour: str) -> None:
    assert "8:47" in numbers(hour)


@given(st.lists(st.sampled_from(["8", "20", "1,000", "5 mil", "3만", ":", "h", "47", " ", ".", ","])).map("".join))
def test_no_hour_is_overlooked_beside_other_numbers(text: str) -> None:
    hours = re.findall(r"(?<!\d)(\d\d?)[:h](\d\d)(?!\d)", text)
    assert {f"{int(hour) % 12}:{minute}" for hour, minute in hours} <= numbers(text)


@given(st.lists(st.sampled_from(["Friday", "sexta-feira", "on", "11", "April", "4", "-", "–", "x_"])).map(" ".join))
def test_a_foreign_word_beside_it_changes_no_day(text: str) -> None:
    assert days(text, arrived=MONDAY) == days(f"{text} ü", arrived=MONDAY)


@pytest.mark.parametrize("number", ["17,000", "17.000", "17 000", "17000"])
def test_thousands_may_be_marked_or_not(number: str) -> None:
    assert numbers(f"some {number} men") == {"17000"}


def test_a_name_is_known_by_its_consonants() -> None:
    assert names("Чхольсан") == names("Cholsan")
    assert names("Ойеларан") == names("Oyelaran")
    assert names("the quay of Bo") == set()


@given(st.text(max_size=200), st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_any_text_can_be_read(text: str, arrived: date) -> None:
    assert days(text, arrived=arrived) is not None
    assert numbers(text) is not None
    assert names(text) is not None
