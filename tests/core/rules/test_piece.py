from hypothesis import given
from hypothesis import strategies as st

from tests.core.rules.rulefiles import an_article, book, found
from watcher.core.matching.match import match
from watcher.core.news import RuleId, Severity
from watcher.core.rules.piece import entity_of, rule_of

SEA = """
entities:
  - {{id: bay, aliases: [{bay}], mask: ["@farm"]}}
  - {{id: farm, aliases: [{farm}]}}
rules:
  - {{id: bay, when: "@bay"}}
  - {{id: quay, when: {{all: [{quay}, {{none: ["@farm"]}}]}}}}
"""
WORDS = st.sampled_from(["Gull", "Gull Bay", "Gull Bay Farm", "crane", "pier"])


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=2, max_size=4))
def test_what_is_remembered_of_other_texts_changes_nothing(texts: list[tuple[str, str, str]]) -> None:
    """Entities and rules are remembered by their place and values: here all have the same places."""
    files = [SEA.format(bay=bay, farm=farm, quay=quay) for bay, farm, quay in texts]
    after_others = [book(topic=file) for file in files][-1]
    entity_of.cache_clear()
    rule_of.cache_clear()
    alone = book(topic=files[-1])
    assert (after_others.rules, after_others.entities) == (alone.rules, alone.entities)
    assert after_others.lexicon.terms == alone.lexicon.terms


def test_an_edit_of_one_entity_costs_no_other_its_reading() -> None:
    book(topic=SEA.format(bay="Gull Bay", farm="Gull Bay Farm", quay="quay"))
    before = entity_of.cache_info().misses
    edited = book(topic=SEA.format(bay="Tern Bay", farm="Gull Bay Farm", quay="quay"))
    assert entity_of.cache_info().misses == before + 1
    assert found(edited, "At Tern Bay") == ["Tern Bay"]


def test_pieces_that_are_joined_share_their_words() -> None:
    rules = book(one="rules: [{id: a, when: {all: [crane, quay]}}]", two="rules: [{id: b, when: {all: [quay, storm]}}]")
    written = (term.written for term in rules.lexicon.terms)
    assert sorted(word for word in written if word in ("crane", "quay", "storm")) == ["crane", "quay", "storm"]
    assert [str(one.rule) for one in match(an_article("A storm at the quay"), rules)] == ["b"]


def test_a_rule_has_a_new_version_when_what_masks_its_entity_changes() -> None:
    farm, mill = (
        book(topic=SEA.format(bay="Gull Bay", farm=farm, quay="quay")).versions
        for farm in ("Gull Bay Farm", "Gull Bay Mill")
    )
    assert farm[RuleId("bay")] != mill[RuleId("bay")]


def test_each_rule_rises_by_words_of_its_own() -> None:
    rules = book(
        topic="""
rules:
  - {id: a, when: [crane], urgent_if: fire, alert_if: smoke}
  - {id: b, severity: digest, when: [quay], urgent_if: storm, alert_if: gale}
"""
    )
    assert match(an_article("A storm at the quay"), rules)[0].severity is Severity.URGENT
    assert match(an_article("A gale at the quay"), rules)[0].severity is Severity.ALERT
    assert match(an_article("A fire and smoke at the quay"), rules)[0].severity is Severity.DIGEST
