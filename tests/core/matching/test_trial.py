import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.rules.rulefiles import book, edited
from watcher.core.matching import trial
from watcher.core.matching.trial import run_tests, swallowed
from watcher.core.rules.rulebook import RuleBook

FERRIES = """
entities:
  - id: sohae
    aliases: [Sohae Launch*]
    weak:
      - forms: [Sohae]
        requires: [launch*, rocket*, gantry, missile*]
        within: 40
rules:
  - id: sohae-site
    when: "@sohae"
    tests:
"""


def failing(tests: str) -> list[str]:
    return str(run_tests(book(topic=FERRIES + tests))[0]).split("\n")


def test_tests_that_pass_say_nothing() -> None:
    rules = book(topic=FERRIES + "      match: [A gantry at Sohae]\n      no_match: [Sohae in spring]")
    assert run_tests(rules) == ()


def test_a_false_find_is_shown_with_its_reason_and_a_cure() -> None:
    assert failing("      no_match:\n        - Sohae Ferries launches a winter timetable") == [
        "rules/topic.yaml:14:11: error: test of `sohae-site` failed: matches, and should not",
        "    text      «Sohae» Ferries «launches» a winter timetable",
        "    because   weak «Sohae» at 0, with «launches» 1 word away (launch*, 40 words)",
        '    hint      add Ferries to `unless` of that form (rules/topic.yaml:6), or mask "Sohae Ferries"',
    ]


def test_a_miss_says_what_was_lacking() -> None:
    assert failing("      match:\n        - Spring in Sohae") == [
        "rules/topic.yaml:14:11: error: test of `sohae-site` failed: does not match, and should",
        "    text      Spring in Sohae",
        "    because   weak «Sohae» at 10 wants one of launch*, rocket*, gantry, 1 more within 40 words",
        "    hint      add to `requires` of that form what stands beside it here (rules/topic.yaml:6)",
    ]


NEARLY = """
entities:
  - {id: norland, aliases: [Norland]}
  - {id: gull-bay, aliases: [Gullhamn], weak: [{forms: [Gull Bay], requires: "@norland", within: 2}]}
rules:
  - {id: bay, when: "@gull-bay", tests: {match: [TEXT]}}
"""


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Gull Bay has a pier that Norland built", "raise `within: 2` to 4 (rules/topic.yaml:4)"),
        ("A crane at Gulhamn", "`gulhamn` is nearly `gullhamn`: add it to @gull-bay (rules/topic.yaml:4)"),
        ("A crane far away", "add to @gull-bay the spelling that this text uses (rules/topic.yaml:4)"),
    ],
)
def test_a_miss_comes_with_the_smallest_edit_that_would_mend_it(text: str, hint: str) -> None:
    (failed,) = run_tests(book(topic=NEARLY.replace("TEXT", text)))
    assert failed.details[-1] == f"hint      {hint}"


def test_a_test_may_have_a_title_and_a_source() -> None:
    rules = book(
        topic="""
rules:
  - id: a
    when: {title: [quay]}
    not_source: [Delta]
    tests:
      match: [{title: The quay, text: fell}]
      no_match: [{title: The quay, source: Delta}]
"""
    )
    assert run_tests(rules) == ()


def test_an_alias_that_its_own_mask_swallows_is_pointed_at() -> None:
    entity = "entities: [{id: bay, aliases: [Gullhamn, Gullhamner, Gull Bay], mask: ['Gullhamne*', Gull Bay Cheese]}]"
    (problem,) = swallowed(book(topic=f"{entity}\nrules: [{{id: bay, when: '@bay'}}]"))
    assert problem.what == "the alias `Gullhamner` of `bay` lies inside a mask of it: it is never found"
    assert problem.place.line == 1


# --- after an edit -------------------------------------------------------------------------------------------------

HARBOUR = """
entities:
  - id: bay
    aliases: [{bay}]
    weak: [{{forms: [{weak}], requires: ["@farm", {quay}], unless: [{unless}], within: {within}, fuzzy: 1{sounds}}}]
    mask: ["@farm", {mask}]
  - {{id: farm, aliases: [{farm}]}}
conditions:
  - {{id: calm, when: {{none: [{mask}]}}}}
  - {{id: work, when: {{near: {{of: ["@bay", [{quay}]]}}}}}}
rules:
  - id: bay
    when: ["@bay", "@work"]
    tests: {{match: [{texts}]}}
  - id: quay
    when: {{all: ["@calm", [{weak}, {quay}]]}}
    tests: {{no_match: [{texts}]}}
"""
WORDS = st.sampled_from(["Sohae", "Gull", "Gull Bay", "Gull Bay Farm", "crane*", "pier", "west-pier*", "=SOHAE", "so"])
LISTS = st.lists(WORDS, min_size=1, max_size=3).map(", ".join)
TEXT = st.lists(st.sampled_from(["Gull Bay", "Farm", "cranes", "pier", "Sohae", "Sohai", "Sokhe"]), min_size=1)
VALUES = {
    **dict.fromkeys(("bay", "weak", "quay", "mask", "farm"), LISTS),
    "within": st.sampled_from([2, 9]),
    "unless": st.lists(st.sampled_from(['"@calm"', '"@farm"', "pier", "Gull"]), min_size=1, max_size=3).map(", ".join),
    "sounds": st.sampled_from(["", ", sounds: [Sohae]"]),
}


@settings(deadline=None)
@given(st.fixed_dictionaries(VALUES), st.data())
def test_a_test_that_is_not_tried_again_ends_as_it_did(values: dict[str, object], data: st.DataObject) -> None:
    texts = ", ".join(data.draw(st.lists(TEXT.map(" ".join), min_size=1, max_size=4)))
    changed = data.draw(st.sampled_from(sorted(VALUES)))
    before = book(topic=HARBOUR.format_map({**values, "texts": texts}))
    other = {**values, changed: data.draw(VALUES[changed]), "texts": texts}
    after = edited(before, topic=HARBOUR.format_map(other))
    assert failures(after) == failures(after, passed=before) | (failures(after) & failures(before))


def failures(rules: RuleBook, *, passed: RuleBook | None = None) -> set[str]:
    return {str(problem.place) for problem in run_tests(rules, passed=passed)}


@pytest.mark.parametrize(
    "rule",
    [
        "entities: [{{id: bay, aliases: [{0}]}}]\nrules: [{{id: a, when: '@bay', tests: {{match: [{1}, {2}]}}}}]\n",
        "conditions: [{{id: bay, when: [{0}]}}]\nrules: [{{id: a, when: '@bay', tests: {{match: [{1}, {2}]}}}}]\n",
        "rules: [{{id: a, when: [{0}], tests: {{match: [{1}, {2}]}}}}]\n",
    ],
)
def test_only_tests_in_which_a_word_that_changed_stands_are_tried_again(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book(topic=rule.format("Gull Bay, Tern Bay", "At Gull Bay", "At Tern Bay"))
    after = edited(before, topic=rule.format("Gull Bay, Gull Bays", "At Gull Bay", "At Tern Bay"))
    tried: list[str] = []
    attempt = trial._try
    monkeypatch.setattr(trial, "_try", lambda case, *others: (tried.append(case.text), attempt(case, *others))[1])
    (failed,) = run_tests(after, passed=before)
    assert "does not match" in failed.what
    assert tried == ["At Tern Bay"]
