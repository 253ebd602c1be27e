"""Reads the tests that a rule carries."""

from watcher.core.rules.document import Node, Table
from watcher.core.rules.reading import Reader, members
from watcher.core.rules.rulebook import Case

TEST_KEYS = ("match", "no_match")
CASE_KEYS = ("title", "text", "lang", "source")


def read_tests(reader: Reader, node: Node) -> tuple[Case, ...]:
    table = reader.table(node, "`tests`", TEST_KEYS)
    return tuple(
        _read_case(reader, item, matches=key == "match")
        for key in TEST_KEYS
        if key in table.items
        for item in members(table.items[key])
    )


def _read_case(reader: Reader, node: Node, *, matches: bool) -> Case:
    if not isinstance(node, Table):
        return Case(text=reader.text(node, "a test"), matches=matches, place=node.place)
    table = reader.table(node, "a test", CASE_KEYS)
    said = {key: reader.text(value, f"`{key}`") for key, value in table.items.items() if key in CASE_KEYS}
    return Case(
        title=said.get("title", ""),
        text=said.get("text", ""),
        lang=said.get("lang"),
        source=said.get("source"),
        matches=matches,
        place=node.place,
    )
