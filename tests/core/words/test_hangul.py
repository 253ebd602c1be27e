import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import book, found
from watcher.core.rules.document import UserProblems
from watcher.core.words.hangul import romanized


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("동창리", {"Dongchang-ri", "Tongch'ang-ri", "Tongch'ang-ni", "Tongchang-ri", "Тончхан-ри", "Тончханни"}),
        ("서해", {"Seohae", "Sŏhae", "Сохэ"}),
        ("철산군", {"Cheolsan-gun", "Ch'ŏlsan-gun", "Чхольсан-гун"}),
        ("풍계리", {"Punggye-ri", "P'unggye-ri", "Phunggye-ri", "Пхунгери"}),
        ("영변", {"Yeongbyeon", "Yŏngbyŏn", "Ёнбён"}),
        ("만리경", {"Malligyeong", "Malligyŏng", "Маллигён"}),
        ("백령도", {"Baengnyeongdo", "Baengnyeong-do", "Paengnyŏng-do"}),
        ("독립문", {"Dongnimmun"}),
    ],
)
def test_a_name_is_written_as_news_in_other_letters_write_it(name: str, spellings: set[str]) -> None:
    assert spellings <= set(romanized(name))


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=6))
def test_every_name_has_a_spelling_in_each_of_the_two_alphabets(name: str) -> None:
    spellings = romanized(name)
    assert any("a" <= letter <= "ӿ" for spelling in spellings for letter in spelling.lower())
    assert any("а" <= letter <= "ё" for spelling in spellings for letter in spelling.lower())


def test_the_spellings_of_a_name_in_hangul_are_certain() -> None:
    rules = book(topic="entities: [{id: site, romanize: [동창리]}]\nrules: [{id: site, when: '@site'}]")
    assert found(rules, "New quay at Tongch’ang-ni") == ["Tongch’ang-ni"]
    assert found(rules, "Причал в Тончхан-ри") == ["Тончхан-ри"]


def test_in_a_weak_group_they_are_ambiguous() -> None:
    rules = book(
        topic="entities: [{id: sea, weak: [{romanize: [서해], requires: rocket*}]}]\nrules: [{id: a, when: '@sea'}]"
    )
    assert found(rules, "A rocket at Seohae") == ["rocket", "Seohae"]
    assert found(rules, "Spring at Seohae") == []


def test_only_hangul_can_be_romanized() -> None:
    with pytest.raises(UserProblems, match="is not a name in Hangul"):
        book(topic="entities: [{id: site, romanize: [Sohae]}]\nrules: [{id: site, when: '@site'}]")
