import json
import re

import pytest

from tests.core.rules.rulefiles import HOME
from watcher.app.files.shipped import rules_schema
from watcher.app.files.yamlfile import parse
from watcher.core.matching.trial import run_tests
from watcher.core.rules.compile import KEYS, compile_rulebook

MANUAL = (HOME / "docs" / "rules.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)
ONE_SCREEN = 40  # lines


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_in_the_manual_works(example: str) -> None:
    words = HOME / "rules" / "words" / "dprk.yaml"
    files = {"rules/example.yaml": example} | (
        {"rules/words/dprk.yaml": words.read_text("utf-8")} if "include" in example else {}
    )
    book = compile_rulebook({name: parse(text, name) for name, text in files.items()})
    assert run_tests(book) == ()


@pytest.mark.parametrize("key", sorted({key for keys in KEYS.values() for key in keys}))
def test_every_key_is_in_the_manual(key: str) -> None:
    assert re.search(rf"`{key}[`:]|^\s*(- )?{key}:", MANUAL, re.MULTILINE)


def test_the_first_part_fits_on_a_screen_and_needs_no_other() -> None:
    words = MANUAL.split("## ")[1]
    assert words.startswith("Words")
    assert len(words.splitlines()) <= ONE_SCREEN
    assert not re.search(r"near|score|weight|Everything", words)


def test_editors_complete_the_same_keys() -> None:
    schema = json.loads(rules_schema())
    parts = schema["$defs"]
    condition = parts["cond"]["oneOf"][2]["properties"]
    known = {
        "file": schema["properties"],
        "defaults": schema["properties"]["defaults"]["properties"],
        "entity": parts["entity"]["properties"],
        "weak": parts["entity"]["properties"]["weak"]["items"]["properties"],
        "definition": parts["definition"]["properties"],
        "rule": parts["rule"]["properties"],
        "condition": condition,
        **{key: condition[key]["properties"] for key in ("near", "same", "atleast")},
        "tests": parts["rule"]["properties"]["tests"]["properties"],
        "test": parts["case"]["oneOf"][1]["properties"],
    }
    assert {name: set(keys) for name, keys in known.items()} == {name: set(keys) for name, keys in KEYS.items()}


def test_every_shipped_rule_file_leads_editors_to_the_schema() -> None:
    files = [HOME / "rules" / "sohae.yaml", *(HOME / "rules" / "words").glob("*.yaml")]
    for file in files:
        first = file.read_text("utf-8").partition("\n")[0]
        path = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / path).resolve() == HOME / "watcher/app/data/rules.schema.json", file
