"""Reads YAML as people mostly write it, many times faster than a parser of all of it; the rest is left to one.

Known are tables and lists by indentation and in brackets, plain words, quotes, texts of several lines
(`|`), anchors and comments. Whatever is written otherwise, or may be a mistake, is not read here: the parser says what
it means, or what is wrong with it. The tests hold both to the same trees.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

from watcher.app.files.cursor import Cursor, NotPlain, must
from watcher.app.files.tally import Anchored, Tally
from watcher.core.rules.document import Items, Node, Place, Plain, Scalar, Table

_DEEPEST = 40  # within each other
_ENTRIES = 4096  # remembered: those of a large folder, or of a small one through many edits
_STRANGE = re.compile(r"[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|^(?:---|\.\.\.|%)", re.MULTILINE)
_GAP = re.compile(r"(?:[ \n]|(?<=[ \n])#[^\n]*)*")
_SPACES = re.compile(r" *")
_DASH = re.compile(r"-(?=[ \n]) *")
_OPENED = re.compile(r"[\[{,](?:[ \n]|(?<=[ \n])#[^\n]*)*")
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?=[ \n]) *")
_ANCHOR = re.compile(r"&([A-Za-z0-9_-]+)(?=[ \n]) *")
_ALIAS = re.compile(r"\*([A-Za-z0-9_-]+)(?=[ \n,\]}])")
_LITERAL = re.compile(r"\|(?: +#[^\n]*)?\n")
_QUOTED = re.compile(r"""\"((?:[^"\\\n]|\\["\\])*+)"|'([^'\n]*)'(?!')""")
_ESCAPED = re.compile(r"\\(.)")
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\0]"
_WORDS = re.compile(rf"{_FIRST}(?:[^\n:#]|:(?=[^ \n])|(?<=[^ ])#)*")
_WORDS_IN_BRACKETS = re.compile(rf"{_FIRST}(?:[^\n:#,\[\]{{}}?]|:(?=[^ \n,\[\]{{}}:?])|(?<=[^ ])#)*")


_Kind = TypeVar("_Kind", Scalar, Items, Table)


def read(text: str, file: str, *, value: Callable[[str], Plain], most_nodes: int) -> Table:
    """The tree that a parser would make. Raises NotPlain. `value`: what an unquoted word stands for."""
    return _reader(text, file, value, most_nodes).tree()


def entries(text: str, file: str, key: str, *, value: Callable[[str], Plain], most_nodes: int) -> Iterator[Table]:
    """The tables of a file that is one list of them under `key`, each as it is reached: together they may be large.

    Raises NotPlain, maybe after some were given.
    """
    for node in _reader(text, file, value, most_nodes).entries(key):
        if not isinstance(node, Table):
            raise NotPlain
        yield node


def _reader(text: str, file: str, value: Callable[[str], Plain], most_nodes: int) -> "_Reader":
    if _STRANGE.search(text) or not text.endswith("\n"):
        raise NotPlain
    return _Reader(Cursor(text, file), value, Tally(most_nodes, {}))


@lru_cache(_ENTRIES)
def _entry(
    text: str, start: Place, value: Callable[[str], Plain], most_nodes: int, known: tuple[tuple[str, Anchored], ...]
) -> tuple[Node, Tally]:
    """An entry of one of a file's lists, whose dash is at `start`; `known`: the anchors that it may name."""
    reader = _Reader(Cursor(text, start.file, line=start.line - 1), value, Tally(most_nodes, dict(known)), depth=1)
    reader.cursor.skip()
    (node,) = reader.entries_at(start.column - 1)
    return node, reader.tally


class _Reader:
    """Turns a text into a tree, as deep and with as many nodes as a parser would allow, aliases counted in full."""

    def __init__(self, cursor: Cursor, value: Callable[[str], Plain], tally: Tally, *, depth: int = 0) -> None:
        self.cursor, self.value, self.tally, self.depth = cursor, value, tally, depth

    def tree(self) -> Table:
        self.cursor.skip()
        must(self.cursor.column == 0)
        tree = self._table(0, self.cursor.place)
        must(self.cursor.is_at_end)
        return tree

    def entries(self, key: str) -> Iterator[Node]:
        """The entries of the list under the file's only key."""
        self.cursor.skip()
        must(self.cursor.column == 0 and self.cursor.take(_KEY)[1] == key and self.cursor.ahead in "\n#")
        self.cursor.end_line()
        must(self.cursor.column > 0 and self.cursor.sees("- ", "-\n"))
        self.depth += 2  # within the table and its list
        yield from self.entries_at(self.cursor.column)
        must(self.cursor.is_at_end)

    # --- by indentation --------------------------------------------------------------------------------------------

    def _block(self, column: int, place: Place) -> Node:
        """What stands further to the right than that column: a list, a table, or a value in one line."""
        must(self.cursor.column > column)
        if self.cursor.sees("- ", "-\n"):
            return self._deeper(lambda: self._list(self.cursor.column, place))
        if self.cursor.match(_KEY):
            return self._deeper(lambda: self._table(self.cursor.column, place))
        return self._line(column)

    def _table(self, column: int, place: Place) -> Table:
        cursor, items, keys = self.cursor, dict[str, Node](), dict[str, Place]()
        while cursor.column == column:
            key_place = cursor.place
            key = cursor.take(_KEY)[1]
            must(key not in items)
            keys[key], items[key] = key_place, self._value(column, key_place)
        must(cursor.column < column)
        return self._counted(Table(items, keys, place))

    def _value(self, column: int, key_place: Place) -> Node:
        """What a key in that column stands for, behind it or in the lines below."""
        cursor = self.cursor
        if cursor.ahead not in "\n#":
            return self._line(column)
        cursor.end_line()
        if cursor.column > column:
            return self._block(column, cursor.place)
        must(not cursor.sees("-"))  # as far in as its key: a list for the parser
        return self._counted(Scalar(None, key_place))

    def _list(self, column: int, place: Place) -> Items:
        entries = self._remembered(column) if self.depth == 1 else self.entries_at(column)
        return self._counted(Items(tuple(entries), place))

    def _remembered(self, column: int) -> Iterator[Node]:
        """The entries of one of the file's own lists, each read by itself, and only if it was not read before."""
        cursor, lines = self.cursor, re.compile(rf"[^\n]*\n(?: {{{column + 1}}}[^\n]*\n| *(?:#[^\n]*)?\n)*")
        while cursor.column == column:
            start, first = cursor.place, cursor.line_start
            cursor.take(lines)
            text = cursor.text[first : cursor.at]
            named = (name for name in _ALIAS.findall(text) if name in self.tally.anchors)
            known = tuple((name, self.tally.anchors[name]) for name in named)
            node, tally = _entry(text, start, self.value, self.tally.most, known)
            self.tally.add(tally)
            yield node
            cursor.skip()
        must(cursor.column < column)

    def entries_at(self, column: int) -> Iterator[Node]:
        cursor = self.cursor
        while cursor.column == column:
            cursor.take(_DASH)
            if cursor.ahead == "\n":
                cursor.end_line()
            yield self._block(column, cursor.place)
        must(cursor.column < column)

    def _line(self, column: int) -> Node:
        """A value that begins in this line; whatever owns it stands in that column."""
        return self._anchored(lambda place, is_anchored: self._after_anchor(column, place, is_anchored))

    def _after_anchor(self, column: int, place: Place, is_anchored: bool) -> Node:
        cursor = self.cursor
        if is_anchored and cursor.ahead in "\n#":
            cursor.end_line()
            must(cursor.sees("- ", "-\n") or cursor.match(_KEY) is not None)
            return self._block(column, place)
        if cursor.ahead == "|":
            return self._literal(column, place)
        found = self._single(place, _WORDS, is_anchored)
        cursor.end_line()
        must(cursor.column <= column)  # else the words may go on there
        return found

    def _literal(self, column: int, place: Place) -> Scalar:
        """A text of several lines (`|`). Its first line says how far all of them are indented."""
        self.cursor.take(_LITERAL)
        inset = self.cursor.take(_SPACES).end() - self.cursor.line_start
        must(inset > column and self.cursor.ahead != "\n")
        said = self.cursor.take(re.compile(rf"[^\n]*\n(?: {{{inset}}}[^\n]*\n| *\n)*"))[0].split("\n")
        lines = [said[0], *(line[inset:] for line in said[1:])]
        must(not any(line.isspace() for line in lines))
        self.cursor.skip()
        must(self.cursor.column <= column)
        value = "\n".join(lines).rstrip("\n") + "\n"
        return self._counted(Scalar(value, place, source=value, inset=None))

    # --- in brackets -----------------------------------------------------------------------------------------------

    def _single(self, place: Place, words: re.Pattern[str], is_anchored: bool) -> Node:
        match self.cursor.ahead:
            case "[":
                return self._deeper(lambda: self._items(place))
            case "{":
                return self._deeper(lambda: self._members(place))
            case "*" if not is_anchored:
                return self.tally.alias(self.cursor.take(_ALIAS)[1])
        return self._counted(self._scalar(place, words, is_anchored))

    def _items(self, place: Place) -> Items:
        items = list[Node]()
        self.cursor.take(_OPENED)
        while self.cursor.ahead != "]":
            items.append(self._member())
        self.cursor.at += 1
        return self._counted(Items(tuple(items), place))

    def _members(self, place: Place) -> Table:
        cursor, items, keys = self.cursor, dict[str, Node](), dict[str, Place]()
        cursor.take(_OPENED)
        while cursor.ahead != "}":
            key_place = cursor.place
            key = cursor.take(_KEY)[1]
            must(key not in items)
            cursor.take(_GAP)
            keys[key], items[key] = key_place, self._member()
        cursor.at += 1
        return self._counted(Table(items, keys, place))

    def _member(self) -> Node:
        """One value of a list or table in brackets, and the comma behind it."""
        found = self._anchored(lambda place, is_anchored: self._single(place, _WORDS_IN_BRACKETS, is_anchored))
        self.cursor.take(_GAP)
        if self.cursor.ahead == ",":
            self.cursor.take(_OPENED)
        else:
            must(self.cursor.ahead in "]}")
        return found

    # --- words and names -------------------------------------------------------------------------------------------

    def _scalar(self, place: Place, words: re.Pattern[str], is_anchored: bool) -> Scalar:
        quoted = self.cursor.match(_QUOTED)
        if quoted:
            self.cursor.at = quoted.end()
            said = _ESCAPED.sub(r"\1", quoted[1]) if quoted[1] is not None else quoted[2]
            is_as_written = not is_anchored and len(said) + 2 == len(quoted[0])
            return Scalar(said, place, source=said, inset=1 if is_as_written else None)
        plain = self.cursor.match(words)
        if plain is None:
            raise NotPlain
        written = plain[0].rstrip(" ")
        self.cursor.at += len(written)
        return Scalar(self.value(written), place, source=written, inset=None if is_anchored else 0)

    def _anchored(self, read: Callable[[Place, bool], Node]) -> Node:
        """Reads a value and remembers it under its anchor (`&name`), if it has one.

        A value with an alias inside would grow with each use of its anchor: that is left to the parser, which counts.
        """
        place, nodes, aliases = self.cursor.place, self.tally.nodes, self.tally.aliases
        if self.cursor.ahead != "&":
            return read(place, False)
        name = self.cursor.take(_ANCHOR)[1]
        node = read(place, True)
        must(self.tally.aliases == aliases)
        self.tally.anchor(name, node, nodes=self.tally.nodes - nodes)
        return node

    def _deeper(self, read: Callable[[], _Kind]) -> _Kind:
        self.depth += 1
        must(self.depth <= _DEEPEST)
        found = read()
        self.depth -= 1
        return found

    def _counted(self, node: _Kind) -> _Kind:
        self.tally.count()
        return node
