from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files import plainyaml, yamlfile
from watcher.core.rules.document import Node, UserProblems

SHIPPED = Path(__file__).parents[2] / "rules"
FILES = sorted(SHIPPED.rglob("*.yaml"))
PIECES = [
    "-1.5",
    *(
        "a: ",
        "b:\n",
        "key: value\n",
        "  - x\n",
        "- y\n",
        "- - z\n",
        "- k: v\n",
        "  l: w\n",
        "  c: [1, two]\n",
        "{d: e}",
    ),
    *(
        "\n",
        "  ",
        "   text, more\n",
        "|\n",
        "# note\n",
        " # c\n",
        "&n ",
        "*n",
        "'q'",
        '"w"',
        "it's",
        "no",
        "1_0",
        "007",
    ),
    *("- ", "-", ": ", ":", "[", "]", "{", "}", ", ", "?", "*", "&", "!", "''", '"', "\\", "\t", "true", "null", "~"),
    *('"say \\"a\\""', '"it\'s \\\\"', "'a \"b\"'", "&m # c\n", "\\n"),
    *("---\n", "...\n", "<<: *n\n", "2025-01-01", "=", "\u00a0", "서해", "a:b", "a#b", " #"),
]


def quick(text: str, *, most_nodes: int = 10_000) -> Node | None:
    """None: left to the parser."""
    try:
        return plainyaml.read(text, "f.yaml", value=yamlfile.meaning, most_nodes=most_nodes)
    except plainyaml.NotPlain:
        return None


def thorough(text: str) -> Node | None:
    """None: wrong, or nothing."""
    try:
        return yamlfile.parse_by_the_book(text, "f.yaml")
    except UserProblems:
        return None


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from(["", "a: ", "top:\n  - "]))
def test_what_is_read_quickly_is_what_the_parser_reads(text: str, before: str) -> None:
    said = f"{before}{text}\n"
    tree = quick(said)
    assert tree is None or repr(tree) == repr(thorough(said))


@given(st.sampled_from(FILES), st.data())
def test_no_edit_of_a_shipped_file_is_read_otherwise_than_the_parser_reads_it(file: Path, data: st.DataObject) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    some = "".join(line[2:] if line.startswith("  ") else line for line in lines[first : first + 12])
    if data.draw(st.booleans()):
        some = "top:\n" + "".join(lines[first : first + 12])
    at, dropped = data.draw(st.integers(0, len(some))), data.draw(st.integers(0, 3))
    edited = some[:at] + data.draw(st.sampled_from(["", *PIECES])) + some[at + dropped :]
    tree = quick(edited)
    assert tree is None or repr(tree) == repr(thorough(edited))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_shipped_file_is_plain(file: Path) -> None:
    text = file.read_text("utf-8")
    assert repr(quick(text)) == repr(thorough(text))


@pytest.mark.parametrize(
    "text",
    [
        'a: "a \\t tab"\n',
        "a: >\n  folded\n",
        "a: |-\n  text\n",
        "a: over\n  two lines\n",
        "a: !!str 1\n",
        "a:\n- as far in as its key\n",
        "- no table\n",
        "a: 1\na: 2\n",
        "a: [1\n",
        "a: *b\n",
        "a: {b}\n",
        "a: no end of line",
        "",
    ],
)
def test_what_is_written_otherwise_is_left_to_the_parser(text: str) -> None:
    assert quick(text) is None


def test_aliases_that_unfold_without_end_are_left_to_the_parser() -> None:
    assert quick("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n") is None
    many = ", ".join(["*a"] * 40)
    assert quick(f"a: &a [{', '.join(['x'] * 40)}]\nb: [{many}]\n", most_nodes=1600) is None


@pytest.mark.parametrize("text", ["[x]", "[x, y]", "*none", "[z, *m]"])
def test_an_entry_says_what_its_aliases_stand_for_now(text: str) -> None:
    said = f"top:\n  - &m w\n  - &n {text}\n  - {{a: *n, b: 1}}  # *m\n\n  # a note\n  - *n\nmore: [*n]\n"
    tree = quick(said)
    assert tree is None if "*" in text else repr(tree) == repr(thorough(said))


def test_only_the_entry_that_was_edited_is_read_again() -> None:
    quick("top:\n  - id: a\n    x: [1, 2]\n  - id: b\n")
    before = plainyaml._entry.cache_info().misses
    assert quick("top:\n  - id: a\n    x: [1, 3]\n  - id: b\n")
    assert plainyaml._entry.cache_info().misses == before + 1


def test_the_entries_of_a_list_are_those_of_its_tree() -> None:
    text = "feeds:  # all\n  - &a {id: a}\n  - id: b\n    url: [u, v]\n  # the last\n  -\n    id: c\n"
    entries = list(yamlfile.entries(text, "f.yaml", "feeds"))
    assert repr([{"feeds": tuple(entries)}]) == repr([{"feeds": thorough(text).items["feeds"].items}])


def test_an_entry_is_there_before_those_below_it_are_read() -> None:
    entries = yamlfile.entries("feeds:\n  - id: a\n  - id: [broken\n", "f.yaml", "feeds")
    assert next(entries).items["id"].value == "a"
    with pytest.raises(plainyaml.NotPlain):
        next(entries)


@pytest.mark.parametrize(
    "text", ["feeds: []\n", "feeds:\n- id: a\n", "more: 1\n", "feeds:\n  - a\n", "feeds:\n  - id: a\nx: 1\n"]
)
def test_a_file_that_is_no_plain_list_of_tables_is_left_to_the_parser(text: str) -> None:
    with pytest.raises(plainyaml.NotPlain):
        list(yamlfile.entries(text, "f.yaml", "feeds"))
