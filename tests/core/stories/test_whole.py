"""What the articles of a story say, taken together."""

from array import array
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.fingerprint import MOST_TERMS, MOST_TOLD, WHOLE, Centroid, Fingerprint, Sought

FERRY, SANDBANK, CREW, BAKERS, UNION, MARCH = range(6)


def a_print(*terms: int) -> Fingerprint:
    """Of words that weigh alike."""
    weight = int(WHOLE / sqrt(len(terms))) if terms else 0
    return Fingerprint(array("I", terms), array("H", [weight] * len(terms)))


def told_by(first: Fingerprint, *others: Fingerprint) -> Centroid:
    told = Centroid.of(first)
    for other in others:
        told = told.plus(other)
    return told


def like(told: Centroid, other: Fingerprint) -> float:
    return told.likeness(Sought.of(other.weight_of()), least=1)


def test_a_story_of_one_article_says_what_that_says() -> None:
    assert like(told_by(a_print(FERRY, SANDBANK)), a_print(FERRY, SANDBANK)) == pytest.approx(1, abs=0.001)
    assert like(told_by(a_print(FERRY, SANDBANK)), a_print(BAKERS, UNION)) == 0


def test_a_story_told_from_two_sides_is_liker_what_tells_both_than_either_side_is() -> None:
    sides, both = (a_print(FERRY, SANDBANK), a_print(FERRY, CREW)), a_print(FERRY, SANDBANK, CREW)
    assert like(told_by(*sides), both) > max(like(told_by(side), both) for side in sides)


def test_what_is_said_over_and_over_weighs_most() -> None:
    told = told_by(a_print(FERRY, SANDBANK), a_print(FERRY, CREW), a_print(FERRY, CREW), a_print(FERRY, MARCH))
    said = {FERRY: a_print(FERRY), CREW: a_print(CREW), MARCH: a_print(MARCH)}
    assert like(told, said[FERRY]) > like(told, said[CREW]) > like(told, said[MARCH]) > 0


def test_of_a_long_story_the_heaviest_words_are_kept() -> None:
    usual = a_print(FERRY, SANDBANK, CREW)
    sides = (a_print(*range(number * 100, number * 100 + MOST_TERMS)) for number in range(1, 9))
    told = told_by(usual, *sides, usual)
    assert len(told.terms) == MOST_TOLD
    assert {FERRY, SANDBANK, CREW} <= set(told.terms)


def test_a_story_of_a_few_articles_takes_two_bytes_a_word_and_a_long_one_loses_nothing() -> None:
    side = a_print(*range(9))
    few, many = told_by(side, side), told_by(*[side] * 400)
    assert (few.weights.itemsize, many.weights.itemsize) == (2, 4)
    assert list(many.weights) == [400 * weight for weight in side.weights]


def test_nothing_said_adds_nothing() -> None:
    assert not told_by(a_print(), a_print()).terms
    assert told_by(a_print(FERRY), a_print()) == told_by(a_print(FERRY))


prints = st.lists(st.integers(0, 20), max_size=12, unique=True).map(lambda terms: a_print(*terms))


@given(st.lists(prints, min_size=1, max_size=6), prints)
def test_the_order_in_which_articles_came_hardly_matters(told: list[Fingerprint], asked: Fingerprint) -> None:
    assert like(told_by(*told), asked) == pytest.approx(like(told_by(*reversed(told)), asked), abs=0.01)
