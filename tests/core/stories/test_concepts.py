"""What words of many languages mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files import shipped
from watcher.core.stories.concepts import Concepts, concepts
from watcher.core.words.text import words

KNOWN = concepts(["pier pier muelle* 부두 埠頭 причал*", "launch launch* 발사 запуск* إطلاق*", "open-sea 東海 海"])


def spoken_of(text: str, known: Concepts) -> set[str]:
    return known.of(text, words(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A pier at last", {"pier"}),
        ("PIER", {"pier"}),
        ("Los muelles nuevos", {"pier"}),
        ("북한 새 부두를 완공", {"pier"}),
        ("新埠頭の使用", {"pier"}),
        ("У причала", {"pier"}),
        ("Запуск спутника", {"launch"}),
        ("launching from the pier", {"launch", "pier"}),
        ("الإطلاق", {"launch"}),
    ],
)
def test_a_word_means_its_concept_in_every_language(text: str, meant: set[str]) -> None:
    assert spoken_of(text, KNOWN) == meant


def test_a_word_without_a_star_means_something_only_as_it_stands() -> None:
    assert spoken_of("piercing", KNOWN) == set()


def test_a_stem_may_be_as_long_as_a_word() -> None:
    assert spoken_of("des Nachrichtendienstes", concepts(["spying nachrichtendienst*"])) == {"spying"}


def test_one_character_of_a_script_without_spaces_means_nothing() -> None:
    assert spoken_of("海に", KNOWN) == set()


def test_a_word_may_mean_two_things() -> None:
    both = concepts(["fire fire", "shot fire"])
    assert spoken_of("Fire!", both) == {"fire", "shot"}


@given(
    st.lists(st.sampled_from(["A", "pier", "MUELLES", "launches", "7", "7,000", "re-launch", "o’pier", "…"])).map(
        " ".join
    )
)
def test_a_foreign_word_beside_them_changes_no_concept(text: str) -> None:
    assert spoken_of(text, KNOWN) == spoken_of(f"{text} ü", KNOWN)


def test_who_knows_no_concepts_finds_none() -> None:
    assert spoken_of("A pier at last", Concepts()) == set()


def test_the_shipped_concepts_join_languages() -> None:
    known = shipped.concepts()
    pier = [
        spoken_of(text, known)
        for text in ("New pier completed", "새 부두 완공", "新埠頭が完成", "码头竣工", "причал завершён")
    ]
    assert all({"pier", "complete"} <= meant for meant in pier)
