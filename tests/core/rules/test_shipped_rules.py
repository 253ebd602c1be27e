import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.core.rules.rulefiles import HOME, SHARED, an_article, shipped
from watcher.core.matching.match import match
from watcher.core.matching.trial import count_tests, run_tests
from watcher.core.rules.rulebook import RuleBook

TEXTS = Path(__file__).parents[2] / "data" / "rules"  # what each file holds is told in its README
OWN = TEXTS / "cases.jsonl"
BLIND = sorted(file for file in TEXTS.glob("*.jsonl") if file != OWN)
HARD = {"hard", "urgent", "plain", "world", "crooked", "voices"}
TRAPS = {"agency", "lookalikes", "traps", "snares"}
IN_VAIN, MISSED = 0.02, 0.03  # of what is told, of what should be; two of either are no measure
IN_VAIN_OF_TRAPS = 0.1  # namesakes with launch words around them, in thirty languages
MISSED_OF_HARD = 0.11  # told as tales are: "a spark climbed out of the haze beyond the Yalu"


@cache
def rules() -> RuleBook:
    return shipped()


def ids(text: str, *, title: str = "") -> set[str]:
    return {match.rule for match in match(an_article(text, title=title), rules())}


def cases(file: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, file.read_text("utf-8").splitlines())


def test_the_shipped_rules_pass_their_own_tests() -> None:
    assert run_tests(rules()) == ()
    assert count_tests(rules()) >= len(rules().rules) * 2


def test_the_rules_themselves_fit_on_a_page() -> None:
    lines = (HOME / "rules" / "sohae.yaml").read_text("utf-8").splitlines()
    assert len(lines) <= 80
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in cases(OWN)])
def test_our_own_cases_come_out_as_they_should(case: dict[str, str]) -> None:
    assert (case["rule_id"] in ids(case["text"], title=case["title"])) is bool(case["should_match"])


@pytest.mark.parametrize("file", BLIND, ids=lambda file: file.stem)
@pytest.mark.parametrize(
    "rule", ["sohae-site", "nk-space", "nk-nuclear-site", "nk-imagery", "nk-launch", "nk-launch-notice"]
)
def test_in_thirty_five_languages_little_is_missed_and_little_found_in_vain(rule: str, file: Path) -> None:
    judged = [case for case in cases(file) if rule in (*case["match"], *case["no_match"])]
    told = [case for case in judged if rule in ids(str(case["text"]), title=str(case["title"]))]
    right = [case for case in told if rule in case["match"]]
    wanted = [case for case in judged if rule in case["match"]]
    in_vain, missed = ([case["id"] for case in some if case not in right] for some in (told, wanted))
    most_missed = MISSED_OF_HARD if file.stem in HARD | TRAPS else MISSED
    most_in_vain = IN_VAIN_OF_TRAPS if file.stem in TRAPS else IN_VAIN
    assert len(in_vain) <= max(2, len(told) * most_in_vain), in_vain
    assert len(missed) <= max(2, len(wanted) * most_missed), missed


def test_the_development_cases_come_out_as_they_should() -> None:
    file = SHARED / "data" / "rules" / "cases_dev.jsonl"
    if not file.exists():
        pytest.skip("the development cases are not beside this checkout")
    wrong = [
        case["id"]
        for case in cases(file)
        if (case["rule_id"] in ids(str(case["text"]), title=str(case["title"]))) is not case["should_match"]
    ]
    assert wrong == []


def test_the_readme_tells_of_every_file_of_labelled_texts() -> None:
    told = re.findall(r"^\| `(\w+)` \|", (TEXTS / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(file.stem for file in (OWN, *BLIND))


def test_the_three_founding_articles_are_found() -> None:
    folder = SHARED / "data" / "seeds"
    if not folder.exists():
        pytest.skip("the founding articles are not beside this checkout")
    texts = [file.read_text("utf-8") for file in sorted(folder.glob("*.txt"))]
    assert len(texts) == 3
    assert all(ids(text) >= {"sohae-site", "nk-space", "nk-imagery"} for text in texts)
