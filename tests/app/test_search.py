"""What is stored, found by words."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.app.town import NOON, SOHAE, Item, Town
from watcher.app.commands import Invocation
from watcher.app.commands.search import command

EARLIER = NOON.replace(hour=9)
ENTITY = "entities: [{id: site, aliases: [Sohae, Sohe]}]\n"


@pytest.fixture
def stored(town: Town) -> Town:
    town.open("Harbour Wire", "Capital Post")
    town.publish("Capital Post", Item("milk-9", "Milk prices fell", "Milk got cheap. The quay is busy.", None))
    town.once(EARLIER)
    town.publish("Harbour Wire", Item("crane-1", "A crane for Sohe", "The cranes of the new quay stand. Сохэ!", None))
    town.once(NOON)
    return town


def found(town: Town, *words: str) -> list[str]:
    done = town.watcher("search", "--json", *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["url"].rpartition("/")[2] for line in done.stdout.splitlines()]


def test_the_newest_comes_first_whether_it_concerned_us_or_not(stored: Town) -> None:
    assert found(stored, "quay") == ["crane-1.html", "milk-9.html"]


@pytest.mark.parametrize(
    "words",
    [["quay", "crane"], ["crane*"], ["сохэ"], ["new quay"], ["quay NOT milk"], ["title:crane"], ["new NEAR/1 stand"]],
)
def test_words_are_looked_for_as_rules_look(stored: Town, words: list[str]) -> None:
    assert found(stored, *words) == ["crane-1.html"]


def test_an_entity_is_found_by_any_of_its_spellings(stored: Town) -> None:
    (stored.folder / "rules/sohae.yaml").write_text(ENTITY + SOHAE)
    assert found(stored, "@site") == ["crane-1.html"]
    missing = stored.watcher("search", "@sight")
    assert missing.returncode == 2
    assert "did you mean @site?" in missing.stderr


def test_an_entity_may_ask_for_what_a_condition_of_its_file_names(stored: Town) -> None:
    asks = (
        "entities: [{id: site, aliases: [Sohae], weak: [{forms: [Sohe], within: 9, requires: ['@building']}]}]\n"
        "conditions: [{id: building, when: [crane*]}]\n"
    )
    (stored.folder / "rules/sohae.yaml").write_text(asks + SOHAE)
    assert found(stored, "@site") == ["crane-1.html"]


def test_only_what_was_seen_lately_is_searched_if_asked(stored: Town) -> None:
    invocation = Invocation(lambda: NOON + timedelta(minutes=5), lambda: stored.settings)
    done = CliRunner().invoke(command, ["--since", "1h", "quay"], obj=invocation, standalone_mode=False)
    assert "crane-1" in done.stdout
    assert "milk-9" not in done.stdout


def test_people_see_where_and_when_and_the_sentence(stored: Town) -> None:
    lines = stored.watcher("search", "quay", "crane*").stdout.splitlines()
    assert lines[0] == "2031-03-04 12:00 UTC  Harbour Wire: A crane for Sohe  story 1"
    assert lines[1].endswith("/harbour-wire/crane-1.html")
    assert lines[2] == "    The «cranes» of the new «quay» stand."


def test_a_program_is_told_the_places(stored: Town) -> None:
    row = json.loads(stored.watcher("search", "--json", "cranes").stdout)
    assert row["spans"] == [{"field": "text", "start": 4, "end": 10, "text": "cranes"}]
    assert (row["outlet"], row["seen"], row["story"]) == ("Harbour Wire", "2031-03-04T12:00:00Z", 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("quay OR", "a word is missing"),
        ("/x+/", "regular expression"),
        ("NOT quay", "must not"),
        ("@nobody", "you named @nobody, which no file defines\n"),
    ],
)
def test_what_cannot_be_looked_for_is_wrong_usage(stored: Town, words: str, says: str) -> None:
    done = stored.watcher("search", words)
    assert done.returncode == 2
    assert says in done.stderr


def test_nothing_found_is_said_to_people_only(stored: Town) -> None:
    assert stored.watcher("search", "zebra").stderr == "nothing stored says that\n"
    assert stored.watcher("search", "--json", "zebra").stderr == ""
