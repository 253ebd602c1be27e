from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files.yamlfile import parse
from watcher.core.rules.document import Items, Place, Scalar, Table, UserProblems


def problem(text: str) -> str:
    with pytest.raises(UserProblems) as caught:
        parse(text, "f.yaml")
    return str(caught.value)


def values(text: str) -> list[object]:
    tree = parse(text, "f.yaml")
    assert isinstance(tree, Items)
    return [node.value for node in tree if isinstance(node, Scalar)]


def test_an_empty_file_is_an_empty_table():
    assert parse("# nothing yet\n", "f.yaml") == Table({}, {}, Place("f.yaml"))


def test_every_value_and_key_knows_its_place():
    tree = parse("feeds:\n  - id: garam\n", "f.yaml")
    assert isinstance(tree, Table)
    feeds = tree.items["feeds"]
    assert isinstance(feeds, Items)
    feed = feeds.items[0]
    assert isinstance(feed, Table)
    assert (feed.keys["id"], feed.items["id"].place) == (Place("f.yaml", 2, 5), Place("f.yaml", 2, 9))


def test_norway_and_a_time_of_day_stay_words():
    assert values("[no, NO, yes, 12:30, 2025-07-17, .inf.]") == ["no", "NO", "yes", "12:30", "2025-07-17", ".inf."]


def test_numbers_and_truth_are_read_and_keep_how_they_were_written():
    assert values("[1, 1.5, true, null, 0x1F]") == [1, 1.5, True, None, 31]
    tree = parse("a: 1_000", "f.yaml")
    assert isinstance(tree, Table)
    assert tree.items["a"] == Scalar(1000, Place("f.yaml", 1, 4), source="1_000")


def test_a_number_that_is_none_stays_a_word():
    assert values("[007, 09]") == ["007", "09"]


def test_a_value_that_was_left_out_stands_where_its_key_stands():
    tree = parse("a: 1\nb:\n\n\nc: 2", "f.yaml")
    assert isinstance(tree, Table)
    assert tree.items["b"] == Scalar(None, Place("f.yaml", 2, 1))


def test_a_key_that_stands_twice_is_pointed_at_with_the_first():
    assert problem("a: 1\nb: 2\na: 3") == "f.yaml:3:1: error: `a` stands twice (first at line 1)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: @sohae", 'f.yaml:1:4: error: not YAML: a word cannot begin with @ (put quotes around it: "@sohae")'),
        ("a: *hae", 'f.yaml:1:4: error: not YAML: a word cannot begin with * (put quotes around it: "*word")'),
        ("a: `b`", "f.yaml:1:4: error: not YAML: a word cannot begin with ` (put quotes around it)"),
        ("a:\n\t- b", "f.yaml:2:1: error: not YAML: a tab cannot indent here (use spaces)"),
        ("a: b: c", "f.yaml:1:5: error: not YAML: a second `: ` in one line"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: error: not YAML: a second `---` (one file holds one document)"),
        ("a: 'x", "f.yaml:1:6: error: not YAML: the file ends inside quotes (close those of line 1)"),
        ('a: "x" OR "y"', "f.yaml:1:8: error: not YAML: the quotes close before the text ends"),
        ("- a: x\n   b: y", "f.yaml:2:5: error: not YAML: this line is not indented like its neighbours"),
        ('a: "\\q"', "f.yaml:1:6: error: not YAML: a backslash means something of its own in double quotes"),
        ("a:\n  [b,\n c", "f.yaml:3:3: error: not YAML: `,` or `]` is missing before this (the list begins in line 2)"),
        (
            "a: {b: 1\nc: 2}",
            "f.yaml:2:2: error: not YAML: `,` or `}` is missing before this (the table begins in line 1)",
        ),
        ("- a\nb: c", "f.yaml:2:1: error: not YAML: this line is not indented like its neighbours"),
        ("a:\n  b\x00c", "f.yaml:2:4: error: not YAML: the character U+0000 has no place in a text"),
        ('a: "\\uD83D"', "f.yaml:1:4: error: half a character (U+D83D) (write the character itself, not its escape)"),
        ('"\\uD83D": a', "f.yaml:1:1: error: a key must be a word"),
        ("? [a]\n: b", "f.yaml:1:3: error: a key must be a word"),
        (": b", "f.yaml:1:1: error: a key must be a word"),
        ("a: !!python/name:os.system x", "f.yaml:1:4: error: !!python/name:os.system is not understood here"),
        ("a: !secret {b: 1}", "f.yaml:1:4: error: !secret is not understood here (write it without a tag)"),
    ],
)
def test_what_is_not_yaml_is_said_with_the_cure(text: str, said: str):
    assert problem(text).startswith(said)


def test_every_word_that_lacks_its_quotes_is_said_at_once():
    assert problem("when: [@sohae, pier]\nb: *word\nc: [a, *, `x`]\n").splitlines() == [
        'f.yaml:1:8: error: not YAML: a word cannot begin with @ (put quotes around it: "@sohae")',
        'f.yaml:2:4: error: not YAML: a word cannot begin with * (put quotes around it: "*word")',
        "f.yaml:3:9: error: not YAML: a word cannot begin with *, & or % (put quotes around it)",
        "f.yaml:3:11: error: not YAML: a word cannot begin with ` (put quotes around it)",
    ]


@pytest.mark.parametrize(
    "bomb",
    [
        "&a [*a]",
        "[" * 100 + "]" * 100,
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ],
)
def test_a_file_that_unfolds_without_end_is_refused(bomb: str):
    assert "too much" in problem(bomb)


@given(st.text(alphabet=st.sampled_from("ab01 :-[]{}#'\"\n\t&*!|>%@`,?\\é한\x00")))
def test_no_text_crashes_the_reader(text: str):
    with suppress(UserProblems):
        parse(text, "f.yaml")
