"""Text as words, sentences and paragraphs."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.text import paragraphs, sentences, words


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It flew. It fell.", ["It flew.", "It fell."]),
        ("The U.S. envoy met Gen. Kim. He left.", ["The U.S. envoy met Gen. Kim.", "He left."]),
        ("“It flew.” Seoul agreed!", ["“It flew.”", "Seoul agreed!"]),
        ("Headline\n\nA first line\nthat goes on. End", ["Headline", "A first line\nthat goes on.", "End"]),
        ("打ち上げた。失敗した。", ["打ち上げた。", "失敗した。"]),
        ("About 7.5 tonnes", ["About 7.5 tonnes"]),
        (" \n ", []),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text())
def test_sentences_stand_in_order_and_hold_all_that_is_written(text: str) -> None:
    spans = sentences(text)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())


@given(st.text())
def test_words_can_be_had_of_any_text(text: str) -> None:
    assert all(words(text))


def test_paragraphs_are_the_lines_that_say_something() -> None:
    text = "One\n\n  two \nthree"
    assert [text[start:end] for start, end in paragraphs(text)] == ["One", "two ", "three"]
