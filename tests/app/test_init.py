"""A new aim, from a few words to a watcher that follows them and nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.app.town import DAWN, NOON, Item, Town
from watcher.app.commands.init import command
from watcher.app.files import settings
from watcher.app.files.aim import compile_aim, load_aim
from watcher.app.files.beginning import beginning, language_of, name_for, term_of, topic_of
from watcher.app.files.shipped import rules_schema
from watcher.app.files.values import BadValue, words
from watcher.core.rules.document import UserProblems
from watcher.core.rules.terms import NotATerm

LETTERS = "abzAZ09 éß-'’*=^\"@:#&%!?.,{}[]|>/한글ラーサ湾東Жяنه"

CRANE = Item(
    "crane",
    "Crane rises at Gull Bay",
    "A yellow crane rose over Gull Bay on Tuesday, and two barges lay at the quay beside it all day.\n\n"
    "The harbour master said the crane would lift steel for a hall that is to be roofed before the winter comes.\n\n"
    "Fishermen were told to keep a mile away from the works until the last of the barges has left the quay.",
    NOON,
)


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [str(folder), *arguments])


def refusal(folder: Path, *arguments: str) -> str:
    error = init(folder, *arguments).exception
    assert isinstance(error, UserProblems)
    return str(error)


def in_folder(town: Town, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as a person in the new folder uses it."""
    environment = {name: text for name, text in town.environment.items() if name.endswith(("TOKEN", "API", "HOSTS"))}
    return subprocess.run(
        [sys.executable, "-m", "watcher", *arguments],
        env={**os.environ, **environment, "WATCHER_WORKERS": "1"},
        cwd=town.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_init_writes_passes_check_as_it_is(tmp_path: Path) -> None:
    assert init(tmp_path / "bay", "Gull Bay", "Gullhamn").exit_code == 0
    aim = load_aim(tmp_path / "bay/rules")
    assert [rule.id for rule in aim.book.rules] == ["gull-bay"]
    assert list(aim.book.entities) == ["gull-bay"]
    assert [subscription.via for subscription in aim.subscriptions] == ["console", "file"]
    assert not aim.warnings


def test_the_new_rules_lead_editors_to_the_schema(tmp_path: Path) -> None:
    init(tmp_path / "bay", "Gull Bay")
    first, _, _ = (tmp_path / "bay/rules/gull-bay.yaml").read_text("utf-8").partition("\n")
    schema = tmp_path / "bay/rules" / first.removeprefix("# yaml-language-server: $schema=")
    assert schema.read_text("utf-8") == rules_schema()


def test_each_language_of_the_words_gets_a_search_of_its_own(tmp_path: Path) -> None:
    init(tmp_path / "bay", "Gull Bay", "갈매기만", "カモメ湾", "鸥湾", "Чайка", "Möwenbucht")
    feeds = load_aim(tmp_path / "bay/rules").feeds
    assert [feed.lang for feed in feeds] == ["en", "ko", "ja", "zh", "ru"]
    assert feeds[0].urls == (
        "https://news.google.com/rss/search?q=%22Gull+Bay%22+OR+%22M%C3%B6wenbucht%22+when:7d&hl=en-US&gl=US&ceid=US:en",
    )


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("서해", "ko"),
        ("さくら", "ja"),
        ("西海衛星", "zh"),
        ("桜まつり", "ja"),
        ("Сохэ", "ru"),
        ("Ærø", "en"),
        ("42", "en"),
    ],
)
def test_the_script_of_a_word_tells_its_language(word: str, language: str) -> None:
    assert language_of(word) == language


def test_the_three_commands_it_prints_are_those_that_come_next(tmp_path: Path) -> None:
    shown = init(tmp_path / "my bay", "Gull Bay").output
    next_lines = [line.strip() for line in shown.partition("Next:")[2].splitlines() if line]
    assert next_lines[0] == f"cd '{tmp_path}/my bay'"
    assert [re.sub(r".*watcher ", "", line) for line in next_lines[1:]] == ["check", "run"]
    done = subprocess.run(
        next_lines[0] + " && " + next_lines[1], shell=True, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("No errors.\n")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert refusal(tmp_path, "Gull Bay") == f"{tmp_path}: error: is not an empty folder (name a new one)"
    assert refusal(tmp_path / "notes.txt", "Gull Bay").endswith(
        "notes.txt: error: is not an empty folder (name a new one)"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_folder_is_as_good_as_a_new_one(tmp_path: Path) -> None:
    assert init(tmp_path, "Gull Bay").exit_code == 0


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert "cannot be written (Not a directory)" in refusal(tmp_path / "notes.txt/bay", "Gull Bay")


@pytest.mark.parametrize(
    "word", ["no", "@x", "a: b", "# c", "'n", '"q', "null", "1e3", "-d", "{e", "%f", "launch*", "=NATA"]
)
def test_words_that_yaml_would_take_for_something_else_are_words(tmp_path: Path, word: str) -> None:
    assert init(tmp_path / "new", "--", word).exit_code == 0
    assert load_aim(tmp_path / "new/rules").book.entities


@pytest.mark.parametrize("word", ["*", ":", "@", "", "a\nb", "/a.*b/"])
def test_a_word_without_anything_to_look_for_is_refused_before_anything_is_written(tmp_path: Path, word: str) -> None:
    assert init(tmp_path / "new", word).exit_code == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ('"', '`"` has no letter to look for'),
        ("@", "`@` has no letter to look for"),
        ("gull " * 21, "`gull gull gull gull ...` is longer than 100 characters (name it by fewer words)"),
    ],
)
def test_a_refused_word_is_named_as_it_was_typed(tmp_path: Path, word: str, said: str) -> None:
    assert said in " ".join(init(tmp_path / "new", word).output.split())


def test_words_that_differ_only_in_case_count_once(tmp_path: Path) -> None:
    init(tmp_path / "bay", "Gull Bay", "gull bay", "GULL BAY", "Gullhamn")
    aim = load_aim(tmp_path / "bay/rules")
    assert not aim.warnings
    assert aim.feeds[0].urls[0].count("%22") == 4
    assert '["Gull Bay", "Gullhamn"]' in (tmp_path / "bay/rules/gull-bay.yaml").read_text()


def test_a_search_gives_no_pages_to_read_and_none_is_asked_for(tmp_path: Path) -> None:
    init(tmp_path / "bay", "Gull Bay")
    assert not load_aim(tmp_path / "bay/rules").feeds[0].reads_pages


@example(["^𝛼"])
@given(
    st.lists(
        st.text(st.sampled_from(LETTERS) | st.characters(exclude_categories=["C"]), min_size=1, max_size=9),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_the_words_are_the_files_are_sound(said: list[str]) -> None:
    try:
        terms = [term_of(words(word)) for word in said]
    except (BadValue, NotATerm):
        assume(False)
    try:
        files = beginning(terms, name_for(terms))
    except UserProblems as error:
        raise AssertionError(f"{terms}: {error}") from error
    inside = {path.removeprefix("rules/"): text for path, text in files.items() if path.startswith("rules/")}
    assert compile_aim(inside).feeds


def test_the_no_match_test_says_none_of_the_words(tmp_path: Path) -> None:
    init(tmp_path / "bay", "bakery", "ferries", "cherry", "winter")
    assert "0 1 2 3" in (tmp_path / "bay/rules/bakery.yaml").read_text()


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        (["Gull Bay"], "gull-bay"),
        (["갈매기만", "Gull Bay"], "gull-bay"),
        (["갈매기만"], "subject"),
        (["Ærø", "Åland"], "r"),
        (["feeds"], "about-feeds"),
        (["x" * 99], "x" * 64),
    ],
)
def test_the_topic_is_named_by_the_first_word_that_latin_letters_can_spell(said: list[str], topic: str) -> None:
    assert topic_of(said) == topic


@pytest.mark.parametrize("name", ["Pier Watch", 'The "Pier"', "Pier # 7", "O'Hara's \\ Pier", "새벽"])
def test_the_name_is_read_back_as_it_was_given(tmp_path: Path, name: str) -> None:
    assert init(tmp_path / "new", "Pier", "--name", name).exit_code == 0
    assert settings.read({}, tmp_path / "new/.env").sound().name == name


def test_without_a_name_it_is_the_first_word_and_watch(tmp_path: Path) -> None:
    init(tmp_path / "new", "Gull Bay", "Gullhamn")
    assert settings.read({}, tmp_path / "new/.env").sound().name == "Gull Bay Watch"


def test_the_file_where_secrets_will_stand_is_its_owners_alone(tmp_path: Path) -> None:
    init(tmp_path / "new", "Gull Bay")
    assert (tmp_path / "new/.env").stat().st_mode & 0o077 == 0


def test_a_watcher_aimed_elsewhere_never_names_where_it_was_aimed_before(town: Town) -> None:
    rmtree(town.folder)
    assert init(town.folder, "Gull Bay", "Gullhamn").exit_code == 0
    with (town.folder / "rules/subscriptions.yaml").open("a") as file:
        file.write('  - {id: channel, via: telegram, to: "@watch"}\n')
    shown = ""
    town.publish("Harbour Wire")
    for now in (DAWN, NOON):
        done = in_folder(town, "once", "--now", now.isoformat())
        assert done.returncode == 0, done.stderr
        shown += done.stdout + done.stderr
        town.publish("Harbour Wire", CRANE)
    for look in (["check"], ["stories"], ["feeds"], ["outbox", "--all"], ["health"]):
        done = in_folder(town, *look)
        shown += done.stdout + done.stderr
    posts = [message.text for message in town.api.messages("@watch")]
    files = [path.read_text() for path in (town.folder / "state/posts").iterdir()]
    assert len(posts) == len(files) == 1
    assert "Crane rises at Gull Bay" in shown
    assert "sohae" not in "\n".join([shown, *posts, *files]).lower()
