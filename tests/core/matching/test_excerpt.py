from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import an_article
from watcher.core.matching.excerpt import LONGEST, excerpts, marked
from watcher.core.news import Field, Span


def said(text: str, *words: str, most: int = 3) -> list[str]:
    spans = [Span(Field.TEXT, text.index(word), text.index(word) + len(word), word) for word in words]
    return list(excerpts(an_article(text), spans, most=most))


def test_the_sentence_of_a_find_is_shown_with_the_find_marked() -> None:
    assert said("The sea was calm. A quay grew at Garam. Nobody saw it.", "quay", "Garam") == [
        "A «quay» grew at «Garam»."
    ]


def test_a_sentence_is_shown_once_and_the_first_ones_are_enough() -> None:
    assert said("A quay. A pier. A mole.", "pier", "mole", "quay", most=2) == ["A «quay».", "A «pier»."]


def test_a_sentence_without_end_is_cut_about_its_find() -> None:
    (shown,) = said("wave " * 200 + "quay " + "wave " * 200, "quay")
    assert "«quay»" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= LONGEST + 6


def test_what_was_found_in_the_title_is_no_excerpt_of_the_text() -> None:
    assert list(excerpts(an_article("A quay.", title="Quay"), [Span(Field.TITLE, 0, 4, "quay")], most=3)) == []


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_marks_take_nothing_away(text: str, places: list[tuple[int, int]]) -> None:
    spans = [(min(place), max(place)) for place in places if max(place) <= len(text)]
    plain = text.replace("«", "").replace("»", "")
    assert marked(text, spans).replace("«", "").replace("»", "") == plain
