"""Reads YAML as people mostly write it, many times faster than a parser of all of it; the rest is left to one.

Known are tables and lists by indentation and in brackets, plain words, quotes, texts of several lines
(`|`), anchors and comments. Whatever is written otherwise, or may be a mistake, is not read here: the parser says what
it means, or what is wrong with it. The tests hold both to the same trees.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from watcher.app.files.cursor import Cursor, NotPlain, must
from watcher.app.files.inline import ALIAS, KEY, Inline
from watcher.app.files.tally import Anchored, Tally
from watcher.core.rules.document import Items, Node, Place, Plain, Scalar, Table

_ENTRIES = 4096  # remembered: those of a large folder, or of a small one through many edits
_STRANGE = re.compile(r"[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|^(?:---|\.\.\.|%)", re.MULTILINE)
_SPACES = re.compile(r" *")
_DASH = re.compile(r"-(?=[ \n]) *")
_LITERAL = re.compile(r"\|(?: +#[^\n]*)?\n")


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
    return _Reader(Inline(Cursor(text, file), value, Tally(most_nodes, {})))


@lru_cache(_ENTRIES)
def _entry(
    text: str, start: Place, value: Callable[[str], Plain], most_nodes: int, known: tuple[tuple[str, Anchored], ...]
) -> tuple[Node, Tally]:
    """An entry of one of a file's lists, whose dash is at `start`; `known`: the anchors that it may name."""
    cursor, tally = Cursor(text, start.file, line=start.line - 1), Tally(most_nodes, dict(known))
    cursor.skip()
    (node,) = _Reader(Inline(cursor, value, tally, depth=1)).entries_at(start.column - 1)
    return node, tally


class _Reader:
    """Turns a text into a tree, by its indentation."""

    def __init__(self, inline: Inline) -> None:
        self.inline, self.cursor = inline, inline.cursor

    def tree(self) -> Table:
        self.cursor.skip()
        must(self.cursor.column == 0)
        tree = self._table(0, self.cursor.place)
        must(self.cursor.is_at_end)
        return tree

    def entries(self, key: str) -> Iterator[Node]:
        """The entries of the list under the file's only key."""
        self.cursor.skip()
        must(self.cursor.column == 0 and self.cursor.take(KEY)[1] == key and self.cursor.ahead in "\n#")
        self.cursor.end_line()
        must(self.cursor.column > 0 and self.cursor.sees("- ", "-\n"))
        self.inline.depth += 2  # within the table and its list
        yield from self.entries_at(self.cursor.column)
        must(self.cursor.is_at_end)

    def _block(self, column: int, place: Place) -> Node:
        """What stands further to the right than that column: a list, a table, or a value in one line."""
        must(self.cursor.column > column)
        if self.cursor.sees("- ", "-\n"):
            return self.inline.deeper(lambda: self._list(self.cursor.column, place))
        if self.cursor.match(KEY):
            return self.inline.deeper(lambda: self._table(self.cursor.column, place))
        return self._line(column)

    def _table(self, column: int, place: Place) -> Table:
        cursor, items, keys = self.cursor, dict[str, Node](), dict[str, Place]()
        while cursor.column == column:
            key_place = cursor.place
            key = cursor.take(KEY)[1]
            must(key not in items)
            keys[key], items[key] = key_place, self._value(column, key_place)
        must(cursor.column < column)
        return self.inline.counted(Table(items, keys, place))

    def _value(self, column: int, key_place: Place) -> Node:
        """What a key in that column stands for, behind it or in the lines below."""
        cursor = self.cursor
        if cursor.ahead not in "\n#":
            return self._line(column)
        cursor.end_line()
        if cursor.column > column:
            return self._block(column, cursor.place)
        must(not cursor.sees("-"))  # as far in as its key: a list for the parser
        return self.inline.counted(Scalar(None, key_place))

    def _list(self, column: int, place: Place) -> Items:
        entries = self._remembered(column) if self.inline.depth == 1 else self.entries_at(column)
        return self.inline.counted(Items(tuple(entries), place))

    def _remembered(self, column: int) -> Iterator[Node]:
        """The entries of one of the file's own lists, each read by itself, and only if it was not read before."""
        cursor, lines = self.cursor, re.compile(rf"[^\n]*\n(?: {{{column + 1}}}[^\n]*\n| *(?:#[^\n]*)?\n)*")
        while cursor.column == column:
            start, first = cursor.place, cursor.line_start
            cursor.take(lines)
            text = cursor.text[first : cursor.at]
            named = (name for name in ALIAS.findall(text) if name in self.inline.tally.anchors)
            known = tuple((name, self.inline.tally.anchors[name]) for name in named)
            node, tally = _entry(text, start, self.inline.meaning, self.inline.tally.most, known)
            self.inline.tally.add(tally)
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
        return self.inline.anchored(lambda place, is_anchored: self._after_anchor(column, place, is_anchored))

    def _after_anchor(self, column: int, place: Place, is_anchored: bool) -> Node:
        cursor = self.cursor
        if is_anchored and cursor.ahead in "\n#":
            cursor.end_line()
            must(cursor.sees("- ", "-\n") or cursor.match(KEY) is not None)
            return self._block(column, place)
        if cursor.ahead == "|":
            return self._literal(column, place)
        found = self.inline.value(place, is_anchored)
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
        return self.inline.counted(Scalar(value, place, source=value, inset=None))
