import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import book, found
from watcher.core.words.fold import fold
from watcher.core.words.sound import pattern_of, sound, sounds


def may_be(name: str, word: str) -> bool:
    return any(map(pattern_of(name).fullmatch, sounds(fold(word).text)))


@pytest.mark.parametrize(
    ("word", "said"),
    [("Тончхан", "tonchhan"), ("ტონგჩანგი", "tongchangi"), ("তোংচাং", "toncan"), ("טונגצאנג", "twngtsang")],
)
def test_a_word_of_any_alphabet_has_a_sound_in_latin_letters(word: str, said: str) -> None:
    assert sound(fold(word).text) == said


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Tongchang", "Тончханрі Тончанг Tongčang Tongcsangba دونغتشانغ טונגצאנג Τονγκτσανγκ ტონგჩანგი तोंगचांग টংচাং"),
        ("Sohae", "Szohéban Сохэйский सोहे სოჰეს סוהה سوهاي Σοχέ Սոհե"),
        ("Yongbyon", "Йонбён Јонгбјон Γιονγκμπιόν يونغبيون יונגביון योंगब्योन იონბიონი"),
        ("Punggyeri", "Пхунгери Phunggjeri"),
    ],
)
def test_a_name_is_known_by_its_sound(name: str, spellings: str) -> None:
    assert [word for word in spellings.split() if not may_be(name, word)] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Tongchang", "Tianjin dungeon Tencent dancing tonnage тонкость Донецк"),
        ("Sohae", "Soho Sohn social Сочи Сахалин השיגור نشاطا"),
        ("Yongbyon", "combien umbrella Yonhap unborn"),
    ],
)
def test_another_word_is_not(name: str, words: str) -> None:
    assert [word for word in words.split() if may_be(name, word)] == []


def test_a_name_by_its_sound_has_a_capital_and_wants_company() -> None:
    rules = book(
        topic="""
entities:
  - id: gull
    weak:
      - sounds: [Sohae]
        requires: [rocket*]
        within: 5
        not_fuzzy: [Sohail]
rules: [{id: gull, when: "@gull"}]
"""
    )
    assert found(rules, "A rocket for Szohéban") == ["rocket", "Szohéban"]
    assert found(rules, "A rocket for szohéban") == []
    assert found(rules, "A rocket for სოჰეს") == ["rocket", "სოჰეს"]  # Georgian names have no capital
    assert found(rules, "A rocket for Sohail") == []
    assert found(rules, "The choir of Szohéban") == []


@given(st.text())
def test_the_sound_of_any_word_is_plain_letters(word: str) -> None:
    assert sound(fold(word).text).isascii()
