import pytest

from tests.core.rules.rulefiles import book
from watcher.app.files.yamlfile import parse
from watcher.core.news import Severity
from watcher.core.rules.compile import draft
from watcher.core.rules.document import Level, UserProblems


def problems(**files: str) -> list[str]:
    with pytest.raises(UserProblems) as caught:
        book(**files)
    return [str(problem) for problem in caught.value.problems]


def test_two_words_are_a_complete_file() -> None:
    rules = book(topic="rules: [{id: vostochny, when: [Vostochny, Восточный]}]").rules
    assert [(rule.id, rule.title, rule.severity) for rule in rules] == [("vostochny", "vostochny", Severity.ALERT)]


def test_all_problems_of_all_files_are_said_at_once() -> None:
    said = problems(
        topic="rules:\n  - {id: One, whem: [crane]}\n",
        words="entities:\n  - id: sohae\n    alias: [Sohae]\n",
    )
    assert said == [
        "rules/topic.yaml:2:5: warning: rule `One` has no tests (tests: {match: [...], no_match: [...]})",
        "rules/topic.yaml:2:10: error: `One` is no id (small letters a-z, digits and hyphens)",
        "rules/topic.yaml:2:15: error: unknown key `whem` (did you mean `when`?)",
        "rules/words.yaml:3:5: error: unknown key `alias` (did you mean `aliases`?)",
    ]


def test_what_stands_under_a_misspelled_key_is_read_as_it_seems_to_be_meant() -> None:
    said = problems(topic="rules: [{id: a, whem: ['@quay'], tests: {match: [quay], nomatch: [pier]}}]")
    assert said == [
        "rules/topic.yaml:1:17: error: unknown key `whem` (did you mean `when`?)",
        "rules/topic.yaml:1:24: error: rule `a` names @quay, which no file defines",
        "rules/topic.yaml:1:57: error: unknown key `nomatch` (did you mean `no_match`?)",
    ]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("rules: [{id: a, when: ['@sohea']}]\nentities: [{id: sohae, aliases: [Sohae]}]", "did you mean @sohae?"),
        ("rules: [{id: a, when: {anyof: [x]}}]", "unknown key `anyof` (did you mean `any`?)"),
        ("rules: [{id: a, when: {none: [storm]}}]", "only says what must not occur"),
        ("rules: [{id: a, when: []}]", "an empty list asks for nothing"),
        ("rules: [{id: a, when: {any: [x, {any: []}]}}]", "an empty list asks for nothing"),
        ("rules: [{id: a, when: [true]}]", "put it in quotes"),
        ("rules: [{id: a, when: ['/x+/']}]", "looks like a regular expression"),
        ("rules: [{id: a, when: {near: {of: [one]}}}]", "two conditions or more"),
        ("rules: [{id: a, when: {near: {of: [one, {none: [two]}]}}}]", "`none` cannot stand in `near`"),
        ("rules: [{id: a, when: {atleast: {n: 3, of: [one, two]}}}]", "from 1 to 2"),
        ("rules: [{id: a, severity: loud, when: [storm]}]", "`loud` is no severity"),
        ("rules: [{id: a, lang: [english], when: [storm]}]", "`english` is not a language"),
        ("rules: [{id: a, when: [storm]}, {id: a, when: [gale]}]", "second rule called `a`"),
        ("rules: [{id: a, when: [storm], tags: [b]}, {id: b, when: [gale]}]", "is also the id of a rule"),
        ("rules: [{id: a, when: {all: [{any: [storm], weight: 2}, {all: [{any: [a], weight: 2}]}]}}]", "at the top"),
        ("version: 2", "this program reads `version: 1`"),
        ("entities: [{id: a, weak: [{forms: [Sohae], fuzzy: 2, requires: [x]}]}]", "`fuzzy` is 0 or 1"),
        ("entities: [{id: a, weak: [{forms: [Sohae], fuzzy: 1}]}]", "a misspelling needs company"),
        ("entities: [{id: a, weak: [{sounds: [Sohae], requires: {none: [x]}}]}]", "not only what must be absent"),
        ("entities: [{id: a, weak: [{forms: [A], requires: '@a'}]}]", "needs itself to be recognised"),
        ("entities: [{id: a, aliases: ['@b']}]", "cannot stand among spellings"),
        ("rules: [{id: a, when: [storm], one_event: 'true'}]", "(write it without quotes)"),
        ("conditions: [{id: a}]", "condition `a` lacks `when`"),
        ("conditions: [{id: a, when: '@b'}, {id: b, when: [storm, '@a']}]", "condition `a` asks for itself"),
        ("conditions: [{id: a, when: storm}]\nentities: [{id: a, aliases: [gale]}]", "second condition called `a`"),
        ("conditions: [{id: calm, when: {none: [gale]}}]\nrules: [{id: a, when: '@calm'}]", "only says what must not"),
        (
            "conditions: [{id: calm, when: {none: [gale]}}]\nrules: [{id: a, when: {near: {of: [quay, '@calm']}}}]",
            "`none` cannot stand in `near`",
        ),
        (
            "conditions: [{id: sea, when: [gale]}]\nentities: [{id: a, aliases: [storm], mask: ['@sea']}]",
            "names @sea among spellings, which is a condition",
        ),
        ("conditions: [{id: storm, when: gale}]\nrules: [{id: a, when: '@strom'}]", "did you mean @storm?"),
        ("rules: [{id: a, when: gale}, {id: b, when: '@a'}]", "rule `b` names @a, which is a rule (give what both"),
        ("rules: [{id: a, when: [storm: gale]}]", 'that holds `: `: "storm: gale")'),
        ("rules: [{id: a, when: gale, enabled: no}]", "`enabled` must be true or false (write false)"),
        ("rules: [{id: a, when: gale, min_score: 2}]", "never reached (all weights together are 1)"),
        ("rules: [{id: a, when: gale, not_source: https://www.sea.example/news}]", "(write `sea.example`)"),
    ],
)
def test_a_mistake_is_answered_with_what_would_be_right(file: str, says: str) -> None:
    assert any(says in line for line in problems(topic=file)), problems(topic=file)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("rules: [{id: a, when: [storm]}]", "has no tests"),
        ("rules: [{id: a, when: ['sto*']}]", "open after 3 letters"),
        ("rules: [{id: a, when: [UK]}]", "stands without context"),
        ("rules: [{id: a, when: 'storm, gale'}]", "is one phrase, with its comma (several terms stand in a list"),
        ("entities: [{id: a, weak: [{forms: [Sohae]}]}]", "without `requires`"),
        ("entities: [{id: a, aliases: {zh-Hans: [发射场]}}]", "zh-Hans without zh-Hant"),
        ("entities: [{id: a, aliases: [Gull Bay], mask: [Gull Bay]}]", "the mask `gull bay` is also an alias"),
        ("entities: [{id: sea, aliases: [storm]}]\nrules: [{id: a, when: [gale]}]", "named by no rule"),
        ("conditions: [{id: sea, when: storm}]\nrules: [{id: a, when: [gale]}]", "condition `sea` is named by no rule"),
    ],
)
def test_what_may_be_meant_is_only_warned_of(file: str, says: str) -> None:
    _, problems = draft({"rules/topic.yaml": parse(file, "rules/topic.yaml")})
    assert any(says in str(problem) for problem in problems)
    assert all(problem.level is Level.WARNING for problem in problems)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("rules: [storm]", "a rule must be a table"),
        ("rules: [{id: a, when: }]", "a term is missing here"),
        ("rules: [{id: a, when: [true]}]", "`true` is not read as text here"),
        ("rules: [{id: a, when: {near: [storm, gale]}}]", "`near` must be a table"),
        ("rules: [{id: a, when: [storm: gale]}]", "unknown key `storm`"),
        ("rules: [{id: a, when: gale, severity: [urgent]}]", "severity must be plain text"),
        ("rules:\n- id: a\n  when: gale\n  hashtag: #Storm", "a hashtag is missing here (in quotes if it begins"),
    ],
)
def test_one_mistake_is_said_once(file: str, says: str) -> None:
    [said] = [line for line in problems(topic=file) if "error" in line]
    assert says in said


@pytest.mark.parametrize("asks", ['{all: ["@c%d", "@c%d"]}', "'@c%d'", '{near: {of: ["@c%d", gale]}}'])
def test_names_that_unfold_without_end_are_refused_once(asks: str) -> None:
    ladder = [f"  - {{id: c{step}, when: {asks.replace('%d', str(step + 1))}}}\n" for step in range(500)]
    top = "  - {id: c500, when: [storm, squall]}\nrules: [{id: storm, when: '@c0'}]"
    [refused] = [line for line in problems(topic=f"conditions:\n{''.join(ladder)}{top}") if "error" in line]
    assert "is too much with all that it names written out" in refused


def test_entities_that_need_one_another_without_end_are_refused_once() -> None:
    ladder = [f"  - {{id: e{step}, weak: [{{forms: [boat], requires: '@e{step + 1}'}}]}}\n" for step in range(500)]
    top = "  - {id: e500, aliases: [storm]}\nrules: [{id: storm, when: '@e0'}]"
    [refused] = [line for line in problems(topic=f"entities:\n{''.join(ladder)}{top}") if "error" in line]
    assert "is too much with all that it names written out" in refused


def test_a_text_of_several_lines_is_a_list_of_spellings() -> None:
    rules = book(
        topic="entities:\n  - id: a\n    aliases: |\n      quay, *pier*,\n      jetty\nrules: [{id: r, when: '@a'}]"
    )
    assert sorted(term.written for term in rules.entities["a"].aliases) == ["*pier*", "jetty", "quay"]
    said = problems(topic="entities:\n  - id: a\n    aliases:\n      en: |\n        quay,\n        pi*er")
    assert [line.split()[0] for line in said] == ["rules/topic.yaml:6:1:"]


def test_files_share_their_entities() -> None:
    rules = book(
        topic="include: [places.yaml]\nrules: [{id: pier, when: '@sohae'}]",
        places="entities: [{id: sohae, name: {en: Sohae, ko: 서해}, aliases: {en: [Sohae], ko: [서해위성발사장]}}]",
    )
    assert rules.entities["sohae"].names == {"en": "Sohae", "ko": "서해"}


def test_a_condition_that_has_a_name_means_what_it_would_mean_in_its_place() -> None:
    """Also one of another file, one that names another, and one that only says what must not occur."""
    named = book(
        words="""
defaults: {within: 2}
conditions:
  - {id: calm, when: {none: [storm]}}
  - {id: at-the-quay, when: {near: {of: [crane, quay]}}}
  - {id: work, query: '@at-the-quay OR title:crane'}
""",
        topic="rules: [{id: a, when: {all: ['@work', '@calm']}}]",
    )
    at_length = book(
        topic="rules: [{id: a, when: {all: [{any: [{near: {within: 2, of: [crane, quay]}}, {title: crane}]},"
        " {none: [storm]}]}}]"
    )
    assert named.rules[0].when == at_length.rules[0].when
    assert named.lexicon.terms == at_length.lexicon.terms


def test_a_rule_has_a_new_version_when_a_condition_that_it_names_changes() -> None:
    rule = "rules: [{id: a, when: [quay, '@work']}, {id: b, when: quay}]"
    crane, lorry = (
        book(topic=rule, words=f"conditions: [{{id: work, when: {what}}}]").versions for what in ("crane", "lorry")
    )
    assert [crane[rule] == lorry[rule] for rule in crane] == [False, True]


def test_a_broken_condition_breaks_only_the_rules_that_name_it() -> None:
    book, problems = draft(
        {
            "rules/topic.yaml": parse(
                "conditions: [{id: work, when: {near: {of: [crane]}}}]\n"
                "rules: [{id: a, when: '@work'}, {id: b, when: quay}]",
                "rules/topic.yaml",
            )
        }
    )
    assert [str(rule.id) for rule in book.rules] == ["b"]
    assert any("two conditions or more" in problem.what for problem in problems)


def test_numbers_and_the_word_no_are_terms() -> None:
    asked = book(topic="rules: [{id: a, when: [38, no]}]").rules[0].when
    assert [term.written for term in asked.listed] == ["38", "no"]


def test_defaults_hold_for_their_own_file() -> None:
    rules = book(
        one="defaults: {severity: log}\nrules: [{id: a, when: [storm]}]",
        two="rules: [{id: b, when: [storm]}, {id: c, when: [storm], severity: urgent}]",
    ).rules
    assert [rule.severity for rule in rules] == [Severity.LOG, Severity.ALERT, Severity.URGENT]


def test_the_version_changes_with_the_meaning_and_not_with_comments() -> None:
    plain = book(topic="rules: [{id: a, when: [storm]}]").version
    assert plain == book(topic="# a note\nrules:\n  - {id: a, when: [storm]}\n").version
    assert plain != book(topic="rules: [{id: a, when: [gale]}]").version
    assert len(plain) == 12
