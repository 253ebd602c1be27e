import pytest

from tests.core.rules.rulefiles import book
from watcher.core.matching.trial import run_tests, swallowed

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
