"""What words of many languages mean."""

import pytest

from watcher.app.files import shipped
from watcher.core.stories.concepts import Concepts, concepts

KNOWN = concepts(["pier pier muelle* 부두 埠頭 причал*", "launch launch* 발사 запуск* إطلاق*", "open-sea 東海 海"])


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
    assert KNOWN.of(text) == meant


def test_a_word_without_a_star_means_something_only_as_it_stands() -> None:
    assert KNOWN.of("piercing") == set()


def test_a_stem_may_be_as_long_as_a_word() -> None:
    assert concepts(["spying nachrichtendienst*"]).of("des Nachrichtendienstes") == {"spying"}


def test_one_character_of_a_script_without_spaces_means_nothing() -> None:
    assert KNOWN.of("海に") == set()


def test_a_word_may_mean_two_things() -> None:
    both = concepts(["fire fire", "shot fire"])
    assert both.of("Fire!") == {"fire", "shot"}


def test_who_knows_no_concepts_finds_none() -> None:
    assert Concepts().of("A pier at last") == set()


def test_the_shipped_concepts_join_languages() -> None:
    known = shipped.concepts()
    pier = [
        known.of(text) for text in ("New pier completed", "새 부두 완공", "新埠頭が完成", "码头竣工", "причал завершён")
    ]
    assert all({"pier", "complete"} <= meant for meant in pier)
