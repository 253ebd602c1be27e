from dataclasses import fields, is_dataclass
from importlib import import_module
from itertools import accumulate
from pkgutil import iter_modules
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import watcher.core.rules
from tests.core.rules.rulefiles import an_article, book, edited, found
from watcher.app.files import plainyaml, yamlfile
from watcher.core.matching.match import match
from watcher.core.news import RuleId, Severity
from watcher.core.rules import lexicon
from watcher.core.rules.lexicon import Lexicon
from watcher.core.rules.piece import entity_of
from watcher.core.rules.terms import Term
from watcher.core.words.fold import fold

SEA = """
entities:
  - {{id: bay, aliases: [{bay}], mask: ["@farm"]}}
  - {{id: farm, aliases: [{farm}]}}
rules:
  - {{id: bay, when: "@bay"}}
  - {{id: quay, when: {{all: [{quay}, {{none: ["@farm"]}}]}}}}
"""
WORDS = st.sampled_from(["Gull", "Gull Bay", "Gull Bay Farm", "crane*", "pier", "west-pier*", "Sohae", "=SOHAE", "so"])
LISTS = st.lists(WORDS, min_size=1, max_size=3).map(", ".join)
FILE = """{moved}
entities:
  - id: bay
    aliases:
      en: |
        {bay}
      es: |
        {bay},
        {farm}
    weak: [{{forms: [{farm}], requires: ["@farm", {quay}], unless: "@calm", within: 3, fuzzy: 1}}]
    mask: ["@farm", {mask}]
  - {{id: farm, aliases: [{farm}]}}
conditions:
  - {{id: calm, when: {{none: [{quay}]}}}}
  - {{id: work, when: {{near: {{of: ["@bay", [{quay}]]}}}}}}
rules:
  - {{id: bay, when: ["@bay", {{title: [{quay}]}}]}}
  - {{id: quay, when: {{all: ["@work", "@calm", [{farm}, {quay}]]}}}}
"""
FILES = st.builds(FILE.format, moved=st.sampled_from(["", "# a line"]), bay=LISTS, farm=LISTS, quay=LISTS, mask=LISTS)
SAID = st.lists(st.sampled_from(["Gull Bay", "Farm", "cranes", "pier", "Sohae", "Sohai", "SOHAE", "so", "."]))


@settings(deadline=None, max_examples=30)
@given(st.lists(FILES, min_size=2, max_size=4), st.lists(SAID.map(" ".join), max_size=4))
def test_after_any_edits_the_rules_are_what_they_would_be_without_them(files: list[str], texts: list[str]) -> None:
    """Pieces, lists and terms are remembered by their text, place and values; automata are those of the book before."""
    *_, after_others = accumulate(files, lambda before, file: edited(before, topic=file), initial=book(topic=files[0]))
    remembered = in_words(after_others)
    for memo in memos():
        memo.cache_clear()
    alone = book(topic=files[-1])
    assert in_words(alone) == remembered
    for text in texts:
        article = an_article(text, title=text[:8])
        assert match(article, after_others) == match(article, alone)
        assert in_words(after_others.lexicon.hits(fold(text))) == in_words(alone.lexicon.hits(fold(text)))


def memos() -> list[Any]:
    rooms = [import_module(f"watcher.core.rules.{name}") for _, name, _ in iter_modules(watcher.core.rules.__path__)]
    return [
        memo for room in (*rooms, yamlfile, plainyaml) for memo in vars(room).values() if hasattr(memo, "cache_clear")
    ]


def in_words(value: Any) -> Any:
    """What is compiled, each term as what it stands for: sets are in whatever order."""
    match value:
        case Term():
            return value.written, value.left, value.right, sorted(value.spellings)
        case Lexicon():
            return in_words((value.first.terms, value.rest.terms, value.sounds, value.openings, value.turns))
        case frozenset() | dict():
            pairs = value.items() if isinstance(value, dict) else value
            return sorted(map(in_words, pairs), key=repr)
        case tuple() | list():
            return [in_words(part) for part in value]
    if is_dataclass(value):
        return [in_words(getattr(value, part.name)) for part in fields(value)]
    return value


def test_an_edit_of_one_entity_costs_no_other_its_reading() -> None:
    book(topic=SEA.format(bay="Gull Bay", farm="Gull Bay Farm", quay="quay"))
    before = entity_of.cache_info().misses
    edited = book(topic=SEA.format(bay="Tern Bay", farm="Gull Bay Farm", quay="quay"))
    assert entity_of.cache_info().misses == before + 1
    assert found(edited, "At Tern Bay") == ["Tern Bay"]


def test_an_edit_of_one_word_makes_no_large_automaton_anew() -> None:
    before = book(topic=SEA.format(bay="Gull Bay", farm="Gull Bay Farm", quay="quay"))
    after = edited(before, topic=SEA.format(bay="Tern Bay", farm="Gull Bay Farm", quay="quay"))
    assert after.lexicon.first.nets[0] is before.lexicon.first.nets[0]
    assert found(after, "At Tern Bay") == ["Tern Bay"]
    assert found(after, "At Gull Bay") == []


def test_automata_are_made_anew_when_much_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_FEW_SPELLINGS", 1)
    before = book(topic=SEA.format(bay="Gull Bay", farm="Gull Bay Farm", quay="quay"))
    after = edited(before, topic=SEA.format(bay="Tern Bay", farm="Gull Bay Farm", quay="quay"))
    assert len(after.lexicon.first.nets) == 1
    assert found(after, "At Tern Bay") == ["Tern Bay"]


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
