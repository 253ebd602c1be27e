"""Reads the tables of a file key by key, and collects what is wrong, so that people hear of all of it at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from watcher.app.files.values import BadValue
from watcher.core.rules.document import Items, Level, Node, Place, Problem, Scalar, Table, as_meant, did_you_mean

T = TypeVar("T")


def problem_of(place: Place, error: ValueError, level: Level = Level.ERROR) -> Problem:
    return Problem(place, str(error), error.hint if isinstance(error, BadValue) else "", level)


def plain(node: Node) -> object:
    """The node as Python's own values, without places."""
    match node:
        case Table():
            return {key: plain(value) for key, value in node.items.items()}
        case Items():
            return [plain(item) for item in node]
        case Scalar():
            return node.value


def entries(tree: Node, key: str, problems: list[Problem]) -> list[Table]:
    """The tables of a file that is one list under `key`; an empty file or list has none."""
    if not isinstance(tree, Table):
        problems.append(Problem(tree.place, f"`{key}` is missing", f"write `{key}:` above the list"))
        return []
    Fields(tree, problems).only([key])
    match tree.items.get(key):
        case None | Scalar(value=None):
            return []
        case Items(items=nodes):
            strangers = [node for node in nodes if not isinstance(node, Table)]
            problems += [Problem(node.place, "not an entry", "begin each with `- id: `") for node in strangers]
            return [node for node in nodes if isinstance(node, Table)]
        case node:
            problems.append(Problem(node.place, f"`{key}` is a list", "begin each entry with `- id: `"))
            return []


def ids_once(tables: Iterable[Table], what: str, problems: list[Problem]) -> Iterator[Table]:
    """The same tables. An id that an earlier one bears is a problem."""
    first: dict[str, Place] = {}
    for table in tables:
        node = table.items.get("id")
        name = str(plain(node)) if isinstance(node, Scalar) else ""
        if node and name in first:
            problems.append(
                Problem(node.place, f"second {what} called `{name}`", f"the first is at line {first[name].line}")
            )
        elif node and name:
            first[name] = node.place
        yield table


class Fields:
    """One table. A value that is missing or cannot be read gives None and a problem."""

    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self.table = table
        self.problems = problems

    def place(self, key: str) -> Place:
        node = self.table.items.get(key)
        return node.place if node else self.table.place

    def wrong(self, key: str, what: str, hint: str = "", level: Level = Level.ERROR) -> None:
        """Note what is wrong with the value of a key."""
        self.problems.append(Problem(self.place(key), what, hint, level))

    def only(self, known: Sequence[str]) -> None:
        for key, place in self.table.keys.items():
            if key not in known:
                hint = did_you_mean(key, known) or f"known: {', '.join(known)}"
                self.problems.append(Problem(place, f"unknown key `{key}`", hint))
        self.table = as_meant(self.table, known)

    def required(self, key: str, read: Callable[[str], T]) -> T | None:
        if key not in self.table.items:
            self.wrong(key, f"`{key}` is missing")
        return self.optional(key, read)

    def optional(self, key: str, read: Callable[[str], T], *, level: Level = Level.ERROR) -> T | None:
        node = self.table.items.get(key)
        return None if node is None else self._read(key, node, read, level)

    def several(self, key: str, read: Callable[[str], T]) -> tuple[T, ...]:
        """One value or a list of them, each once."""
        node = self.table.items.get(key)
        if node is None:
            return ()
        nodes = node.items if isinstance(node, Items) else (node,)
        if not nodes:
            self.wrong(key, f"`{key}` is empty")
        values = [self._read(key, item, read, Level.ERROR) for item in nodes]
        return tuple(dict.fromkeys(value for value in values if value is not None))

    def group(self, key: str) -> "Fields | None":
        """A table within the table."""
        node = self.table.items.get(key)
        if node is None or isinstance(node, Table):
            return Fields(node, self.problems) if node else None
        self.wrong(key, f"`{key}` is a group of keys", f"write `{key}: {{Name: value}}`")
        return None

    def _read(self, key: str, node: Node, read: Callable[[str], T], level: Level = Level.ERROR) -> T | None:
        if not isinstance(node, Scalar) or node.value is None:
            self.problems.append(Problem(node.place, f"`{key}` needs a value", "one word or line"))
            return None
        try:
            return read(node.source or str(node.value))
        except ValueError as error:
            self.problems.append(problem_of(node.place, error, level))
            return None
