"""What the README tells people to do works as written."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.app.town import NOON, Item, Town
from watcher.app.cli import watcher
from watcher.app.commands import Invocation
from watcher.app.files.aim import compile_aim

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text("utf-8")
COMMANDS = [
    line.partition("#")[0].split()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
ENDS = {
    "feeds": 0,
    "stories": 0,
    "outbox": 0,
    "once": 0,
    "check": 0,
    "health": 1,
    "doctor": 1,
}  # in a town without `run`


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("target", [words[1] for words in COMMANDS if words[0] == "make"])
def test_every_make_target_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", [words[1] for words in COMMANDS if words[0] == "watcher" and len(words) == 2])
def test_every_plain_command_runs(town: Town, name: str) -> None:
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    done = town.process(name)
    done.communicate(timeout=60)
    assert done.returncode in (0, ENDS[name])


@pytest.mark.parametrize("words", [words for words in COMMANDS if words[0] == "watcher" and len(words) > 2])
def test_every_other_command_is_known_with_its_arguments(words: list[str]) -> None:
    done = CliRunner().invoke(watcher, [*words[1:3], "--help"], obj=Invocation(lambda: NOON), standalone_mode=False)
    assert done.exit_code == 0


def test_the_rules_and_subscriptions_shown_are_sound() -> None:
    files = {"feeds.yaml": "feeds: []"}
    for number, example in enumerate(blocks("yaml")):
        name = "subscriptions.yaml" if example.startswith("subscriptions:") else f"topic-{number}.yaml"
        files[name] = example
    assert compile_aim(files).subscriptions


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (TOP / target).exists()
