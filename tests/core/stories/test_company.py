"""What an ambiguous spelling may keep company with, and where."""

from tests.core.rules.rulefiles import book, found

NOTICE = """
entities:
  - id: lift-off
    weak:
      - forms: [launched]
        {company}
rules: [{{id: topic, when: "@lift-off"}}]
"""


def seen(company: str, text: str, *, title: str = "") -> list[str]:
    return found(book(topic=NOTICE.format(company=company)), text, title=title)


def test_what_rules_a_form_out_may_have_to_stand_in_its_own_sentence() -> None:
    told = "unless: {same: {unit: sentence, of: [told, ^Norland]}}"
    assert seen(told, "A rocket was launched as Norland was told.") == []
    assert seen(told, "A rocket was launched. Norland was told on Monday.") == ["launched"]
    assert seen(told, "Norland was told on Monday.", title="A rocket is launched") == ["launched"]
    assert seen(told, "A rocket was launched, we are told. Norland slept.") == ["launched"]


def test_what_a_form_requires_may_have_to_stand_in_its_own_paragraph() -> None:
    crew = "requires: {same: {unit: paragraph, of: [crew, rocket]}}"
    assert "launched" in seen(crew, "It was launched. The rocket had no crew.")
    assert seen(crew, "It was launched.\n\nThe rocket had no crew.") == []


def test_a_distance_holds_within_the_sentence_too() -> None:
    company = "unless: {same: {unit: sentence, of: [told, ^Norland]}}\n        unless_within: 2"
    assert seen(company, "It was launched while everybody in Norland was told.") == ["launched"]
    assert seen(company, "It was launched, Norland was told.") == []
