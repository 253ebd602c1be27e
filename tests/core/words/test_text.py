"""Text as words and paragraphs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.words.text import paragraphs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A pier at Sohae, 28 months", ["pier", "at", "sohae", "28", "months"]),
        ("7,000 tonnes; North Korea's KN-23", ["7000", "tonnes", "north", "korea", "kn", "23"]),
        ("Đông Bắc Café", ["đong", "bac", "cafe"]),
        ("Новый причал на Сохэ", ["новыи", "причал", "на", "сохэ"]),
        ("서해위성발사장에", ["서해", "해위", "위성", "성발", "발사", "사장", "장에"]),
        ("衛星ICEYE、7月9日", ["衛星", "iceye", "7", "9"]),
        ("", []),
    ],
)
def test_words_are_folded_in_every_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text("aB9é서'’“”–—….,-\u00a0 "))
def test_marks_of_print_part_words_as_plain_ones_do(text: str) -> None:
    assert words(text) == words(re.sub("[’“”–—…\u00a0]", " ", text))


@given(st.text("aB19٣é서,. "))
def test_a_comma_between_digits_is_no_part_of_a_number(text: str) -> None:
    assert words(text) == words(re.sub(r"(?<=\d),(?=\d)", "", text))
    assert not any("," in word for word in words(text))


@given(st.text())
def test_words_can_be_had_of_any_text(text: str) -> None:
    assert all(words(text))


def test_paragraphs_are_the_lines_that_say_something() -> None:
    text = "One\n\n  two \nthree"
    assert [text[start:end] for start, end in paragraphs(text)] == ["One", "two ", "three"]
