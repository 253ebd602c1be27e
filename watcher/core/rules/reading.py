"""Reads the values of a file's tree and notes what is wrong with them, so that all of it can be said at once."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from watcher.core.rules.document import Items, Level, Node, Place, Problem, Scalar, Table, as_meant, did_you_mean

Choice = TypeVar("Choice", bound=StrEnum)
_TRUTHS = {**dict.fromkeys(("yes", "on"), "write true"), **dict.fromkeys(("no", "off"), "write false")}


class Reader:
    """Every reading returns something usable; what was wrong stands in `problems`."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._no_tables: set[Place] = set()

    def wrong(self, place: Place, what: str, hint: str = "", level: Level = Level.ERROR) -> None:
        if place not in self._no_tables:  # what is no table lacks nothing
            self.problems.append(Problem(place, what, hint, level))

    def warn(self, place: Place, what: str, hint: str = "") -> None:
        self.wrong(place, what, hint, Level.WARNING)

    def table(self, node: Node, what: str, known: Sequence[str], hints: Mapping[str, str] | None = None) -> Table:
        """`hints`: what to say for keys that people try although they do not exist."""
        if not isinstance(node, Table):
            self.wrong(node.place, f"{what} must be a table", f"with the keys {', '.join(known)}")
            self._no_tables.add(node.place)
            return Table({}, {}, node.place)
        for key, place in node.keys.items():
            if key not in known:
                hint = (hints or {}).get(key) or did_you_mean(key, known) or f"known here: {', '.join(known)}"
                self.wrong(place, f"unknown key `{key}`", hint)
        return as_meant(node, known)

    def text(self, node: Node, what: str) -> str:
        if not isinstance(node, Scalar):
            self.wrong(node.place, f"{what} must be plain text")
            return ""
        if isinstance(node.value, str):
            return node.value
        if node.value is None and not node.source:
            self.wrong(node.place, f"{what} is missing here", "in quotes if it begins with a #")
            return ""
        if isinstance(node.value, bool) or node.value is None:
            self.wrong(node.place, f"`{node.source or node.value}` is not read as text here", "put it in quotes")
            return ""
        return node.source or str(node.value)

    def number(self, node: Node, what: str, *, least: float = 0) -> float:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < float("inf"):
            self.wrong(node.place, f"{what} must be a number, {least:g} or more")
            return least
        return value

    def count(self, node: Node, what: str, *, least: int = 0) -> int:
        number = self.number(node, what, least=least)
        if number != int(number):
            self.wrong(node.place, f"{what} must be a whole number")
        return int(number)

    def flag(self, node: Node, what: str) -> bool:
        value = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, bool):
            hint = "write it without quotes" if value in ("true", "false") else _TRUTHS.get(str(value).lower(), "")
            self.wrong(node.place, f"{what} must be true or false", hint)
        return value is True

    def choice(self, node: Node, what: str, choices: type[Choice]) -> Choice:
        problems, known = len(self.problems), [str(choice) for choice in choices]
        word = self.text(node, what)
        if word not in known and len(self.problems) == problems:
            self.wrong(node.place, f"`{word}` is no {what} ({' | '.join(known)})", did_you_mean(word, known))
        return choices(word) if word in known else next(iter(choices))

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        return tuple(self.text(item, what) for item in members(node))


def members(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Items) else (node,)
