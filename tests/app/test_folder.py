"""When edited files are taken up: whole and at rest, never half."""

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.app.town import NOON, SOHAE, Item, Town
from watcher.app.files.folder import RulesFolder
from watcher.app.newsroom import Newsroom
from watcher.app.running.opening import newsroom
from watcher.app.running.service import follow
from watcher.core.timing.cadence import SINGLE_CYCLE
from watcher.store import rulesets

NAMPO = SOHAE.replace("sohae-site", "nampo").replace("Sohae, Sohe", "Nampo").replace("quay at Sohae", "pier at Nampo")
NAMPO = NAMPO.replace("no_match: [A quay at Nampo]", "no_match: [A quay at Sohae]")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "rules/words").mkdir(parents=True)
    (tmp_path / "rules/sohae.yaml").write_text(SOHAE)
    return tmp_path / "rules"


def looks(folder: RulesFolder, count: int = 3) -> list[bool]:
    return [folder.changed() for _ in range(count)]


def test_nothing_changes_by_itself(rules: Path) -> None:
    assert looks(RulesFolder(rules)) == [False, False, False]


def test_a_change_is_told_once_when_it_has_come_to_rest(rules: Path) -> None:
    folder = RulesFolder(rules)
    (rules / "sohae.yaml").write_text(NAMPO)
    assert looks(folder, 4) == [False, True, False, False]


def test_a_file_that_still_grows_is_waited_for(rules: Path) -> None:
    folder = RulesFolder(rules)
    with (rules / "sohae.yaml").open("w") as file:
        for line in NAMPO.splitlines(keepends=True):
            file.write(line)
            file.flush()
            assert not folder.changed()
    assert looks(folder) == [True, False, False]


def test_a_file_put_in_the_place_of_another_is_a_change(rules: Path) -> None:
    """As editors save: even with the same size and the same time."""
    stat = (rules / "sohae.yaml").stat()
    folder = RulesFolder(rules)
    (rules / ".new").write_text(SOHAE.replace("quay", "mole"))
    shutil.copystat(rules / "sohae.yaml", rules / ".new")
    (rules / ".new").replace(rules / "sohae.yaml")
    assert (rules / "sohae.yaml").stat().st_mtime_ns == stat.st_mtime_ns
    assert looks(folder, 2) == [False, True]


@pytest.mark.parametrize("name", [".sohae.yaml.swp", "sohae.yaml~", ".git/x.yaml", "notes.txt"])
def test_what_editors_lay_beside_it_is_no_change(rules: Path, name: str) -> None:
    folder = RulesFolder(rules)
    (rules / name).parent.mkdir(exist_ok=True)
    (rules / name).write_text("x")
    assert looks(folder) == [False, False, False]


def test_a_file_that_was_gone_for_a_moment_is_no_change(rules: Path) -> None:
    folder = RulesFolder(rules)
    (rules / "sohae.yaml").rename(rules / "sohae.yaml~")
    assert not folder.changed()
    (rules / "sohae.yaml~").rename(rules / "sohae.yaml")
    assert looks(folder) == [False, False, False]


def test_a_folder_that_vanishes_and_one_that_comes_back_are_changes(rules: Path) -> None:
    folder = RulesFolder(rules)
    rules.rename(rules.with_name("away"))
    assert looks(folder) == [False, True, False]
    rules.with_name("away").rename(rules)
    assert looks(folder) == [False, True, False]


# --- a watcher that follows ----------------------------------------------------------------------------------------


@asynccontextmanager
async def following(town: Town) -> AsyncIterator[tuple[Newsroom, RulesFolder]]:
    folder = RulesFolder(town.settings.rules)
    async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=print) as room:
        yield room, folder


async def rest(town: Town, room: Newsroom, folder: RulesFolder) -> list[str]:
    """The rules in force after two looks."""
    await follow(room, folder, town.settings)
    await follow(room, folder, town.settings)
    return [rule.id for rule in room.aim.book.rules]


def test_sound_rules_are_taken_up_and_remembered(town: Town) -> None:
    async def story() -> None:
        async with following(town) as (room, folder):
            before = room.aim.version
            (town.folder / "rules/sohae.yaml").write_text(NAMPO)
            assert await rest(town, room, folder) == ["nampo"]
            assert room.aim.version != before
            last = rulesets.latest(room.db)
            assert last is not None
            assert (last.version, last.files) == (room.aim.version, room.aim.files)

    town.publish("Harbour Wire")
    asyncio.run(story())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rules: (rules / "sohae.yaml").write_text(NAMPO + "    wen: [x]\n"), "unknown key `wen`"),
        (
            lambda rules: (rules / "sohae.yaml").write_text(NAMPO.replace("A pier at Nampo", "A pier at sea")),
            "test of `nampo`",
        ),
        (lambda rules: (rules / "sohae.yaml").write_text(NAMPO[:80]), "not YAML"),
        (lambda rules: (rules / "feeds.yaml").unlink(), "feeds.yaml: error: this file is missing"),
        (lambda rules: (rules / "subscriptions.yaml").unlink(), "subscriptions.yaml: error: this file has vanished"),
        (lambda rules: rules.rename(rules.with_name("away")), "there is no such folder"),
    ],
)
def test_broken_rules_change_nothing_and_are_loud(town: Town, caplog: pytest.LogCaptureFixture, spoil, said) -> None:
    async def story() -> list[str]:
        async with following(town) as (room, folder):
            spoil(town.folder / "rules")
            return await rest(town, room, folder)

    town.publish("Harbour Wire")
    with caplog.at_level(logging.ERROR):
        in_force = asyncio.run(story())
    assert in_force == ["sohae-site"]
    assert "stay in force" in caplog.text
    assert said in caplog.text


def test_after_a_restart_too_nobody_is_dropped_because_a_file_vanished(town: Town) -> None:
    town.open("Harbour Wire")
    (town.folder / "rules/subscriptions.yaml").unlink()
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON)
    assert len(town.posts()) == 1
    (town.folder / "rules/subscriptions.yaml").write_text("subscriptions: []\n")
    town.publish("Harbour Wire", Item.of("quay-2"))
    town.once(NOON.replace(hour=14))
    assert len(town.posts()) == 1


def test_every_match_keeps_the_version_of_the_rules_that_said_so(town: Town) -> None:
    town.open("Harbour Wire", "Capital Post")
    versions = []
    for number, outlet in enumerate(["Harbour Wire", "Capital Post"]):
        town.publish(outlet, Item.of(f"quay-{number + 1}"))
        town.once(NOON.replace(minute=5 * number))
        page = town.site.url(f"/{outlet.lower().replace(' ', '-')}/quay-{number + 1}.html")
        versions.append(json.loads(town.watcher("explain", "--json", page).stdout)["version"])
        (town.folder / "rules/sohae.yaml").write_text(SOHAE.replace("[Sohae, Sohe]", "[Sohae, Sohe, Soe]"))
    assert len(set(versions)) == 2
