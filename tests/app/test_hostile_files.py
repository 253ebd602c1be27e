"""Rule files that nobody meant well, or that a tool spoiled: refused or read, in bounded time, in clear words.

The bombs of YAML itself are in test_yamlfile.py.
"""

import os
import time
from pathlib import Path

import pytest

from watcher.app.files.aim import Aim, load_aim
from watcher.app.files.folder import MOST_BYTES
from watcher.core.rules.document import UserProblems

RULES = "rules:\n  - id: pier\n    when: [pier]\n    tests: {match: [A new pier]}\n"
PATIENCE = 30.0  # CPU seconds; what is waited for takes about six on a slow machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound folder."""
    (tmp_path / "words").mkdir()
    (tmp_path / "feeds.yaml").write_text("feeds: [{id: garam, name: Garam, url: 'https://garam.example/rss'}]\n")
    (tmp_path / "subscriptions.yaml").write_text("subscriptions: [{id: console, via: console}]\n")
    (tmp_path / "pier.yaml").write_text(RULES)
    return tmp_path


def problems(folder: Path) -> str:
    with pytest.raises(UserProblems) as caught:
        load_aim(folder)
    return str(caught.value).replace(f"{folder}/", "")


def in_bounded_time(folder: Path) -> Aim:
    start = time.process_time()
    aim = load_aim(folder)
    assert time.process_time() - start < PATIENCE
    return aim


# --- much ----------------------------------------------------------------------------------------------------------


def test_two_thousand_rules_are_read(folder: Path) -> None:
    rules = "".join(f"  - {{id: r{n}, when: [word{n}], tests: {{match: [word{n}]}}}}\n" for n in range(2_000))
    (folder / "many.yaml").write_text("rules:\n" + rules)
    assert len(in_bounded_time(folder).book.rules) == 2_001


def test_a_file_of_several_megabytes_is_refused_unread(folder: Path) -> None:
    with (folder / "pier.yaml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    start = time.process_time()
    assert problems(folder) == "pier.yaml: error: cannot be read (longer than 4 MB)"
    assert time.process_time() - start < 1


@pytest.mark.parametrize("depth", [60, 100, 5_000])
def test_conditions_nested_without_end_are_refused(folder: Path, depth: int) -> None:
    nested = "{any: [" * depth + "pier" + "]}" * depth
    (folder / "deep.yaml").write_text(f"rules: [{{id: deep, when: {nested}, tests: {{match: [pier]}}}}]\n")
    assert "nested too deeply" in problems(folder)


def test_what_is_nested_as_deep_as_it_may_be_works(folder: Path) -> None:
    query = "(" * 40 + "pier" + ")" * 40 + " NEAR pier" * 40
    nested = "{any: [" * 26 + f"{{query: '{query}'}}" + "]}" * 26
    (folder / "deep.yaml").write_text(f"rules: [{{id: deep, when: {nested}, tests: {{no_match: [quay, pier]}}}}]\n")
    assert len(load_aim(folder).book.rules) == 2


# --- what a path may lead to ---------------------------------------------------------------------------------------


def test_files_that_include_each_other_in_a_ring_are_read_once(folder: Path) -> None:
    (folder / "pier.yaml").write_text("include: [words/a.yaml]\n" + RULES)
    (folder / "words/a.yaml").write_text("include: [b.yaml]\n")
    (folder / "words/b.yaml").write_text("include: [../pier.yaml, a.yaml]\n")
    assert len(load_aim(folder).book.rules) == 1


def test_an_include_outside_the_folder_is_refused(folder: Path) -> None:
    (folder / "pier.yaml").write_text("include: [../other.yaml]\n" + RULES)
    (folder.parent / "other.yaml").write_text(RULES)
    assert problems(folder) == "pier.yaml:1:11: error: `../other.yaml` is outside the folder (copy it into the folder)"


def test_links_that_run_in_a_ring_are_not_followed(folder: Path) -> None:
    (folder / "ring").symlink_to(folder)
    assert len(load_aim(folder).files) == 3


def test_a_link_that_leads_nowhere_is_said(folder: Path) -> None:
    (folder / "quay.yaml").symlink_to(folder / "gone.yaml")
    assert problems(folder) == "quay.yaml: error: cannot be read (a link that leads nowhere)"
    (folder / "gone.yaml").symlink_to(folder / "quay.yaml")
    assert "quay.yaml: error: cannot be read" in problems(folder)


def test_a_link_to_a_file_is_a_file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """As tools that mount a folder from elsewhere lay it out."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "pier.yaml"
    (folder / "pier.yaml").rename(elsewhere)
    (folder / "pier.yaml").symlink_to(elsewhere)
    assert len(load_aim(folder).book.rules) == 1


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    assert problems(folder) == "pipe.yaml: error: cannot be read (neither a file nor a link to one)"


def test_a_file_that_may_not_be_read_is_said(folder: Path) -> None:
    (folder / "pier.yaml").chmod(0)
    if os.access(folder / "pier.yaml", os.R_OK):
        pytest.skip("this user may read everything")
    assert problems(folder) == "pier.yaml: error: cannot be read (Permission denied)"


# --- bytes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + RULES.encode(),
        RULES.replace("\n", "\r\n").encode(),
        RULES.replace("\n", "\r").encode(),
        RULES.encode().removesuffix(b"\n"),
        b"\n\n# nothing here\n" + RULES.encode(),
    ],
    ids=["a mark of byte order", "lines of Windows", "lines of old", "no last line end", "blank lines"],
)
def test_what_editors_leave_behind_does_not_matter(folder: Path, text: bytes) -> None:
    (folder / "pier.yaml").write_bytes(text)
    assert [rule.id for rule in load_aim(folder).book.rules] == ["pier"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULES.replace("    when", "\twhen").encode(), "pier.yaml:3:1: error: not YAML: a tab cannot indent here"),
        (RULES.replace("[pier]", "[pi\0er]").encode(), "pier.yaml:3:14: error: not YAML: the character U+0000"),
        (RULES.replace("[pier]", "[jetée]").encode("latin-1"), "pier.yaml:3:1: error: not UTF-8 text"),
        (RULES.encode("utf-16"), "pier.yaml:1:1: error: not UTF-8 text (save the file as UTF-8)"),
        (RULES.replace("id: pier", "id: !!python/name:os.system x").encode(), "!!python/name:os.system is not under"),
        (RULES[:33].encode(), "pier.yaml:3:"),
    ],
    ids=["a tab", "a NUL", "Latin-1", "UTF-16", "a tag", "half a file"],
)
def test_bytes_that_are_no_rules_are_refused_in_clear_words(folder: Path, text: bytes, said: str) -> None:
    (folder / "pier.yaml").write_bytes(text)
    assert said in problems(folder)
