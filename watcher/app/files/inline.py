"""Values that stand in one line, or in brackets: words, quotes, lists and tables, and the anchors before them."""

import re
from collections.abc import Callable
from typing import TypeVar

from watcher.app.files.cursor import Cursor, NotPlain, must
from watcher.app.files.tally import Tally
from watcher.core.rules.document import Items, Node, Place, Plain, Scalar, Table

_DEEPEST = 40  # within each other
KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?=[ \n]) *")
ALIAS = re.compile(r"\*([A-Za-z0-9_-]+)(?=[ \n,\]}])")
_ANCHOR = re.compile(r"&([A-Za-z0-9_-]+)(?=[ \n]) *")
_GAP = re.compile(r"(?:[ \n]|(?<=[ \n])#[^\n]*)*")
_OPENED = re.compile(r"[\[{,](?:[ \n]|(?<=[ \n])#[^\n]*)*")
_QUOTED = re.compile(r"""\"((?:[^"\\\n]|\\["\\])*+)"|'([^'\n]*)'(?!')""")
_ESCAPED = re.compile(r"\\(.)")
_FIRST = r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`\0]|-(?=\d))"
_WORDS = re.compile(rf"{_FIRST}(?:[^\n:#]|:(?=[^ \n])|(?<=[^ ])#)*")
_WORDS_IN_BRACKETS = re.compile(rf"{_FIRST}(?:[^\n:#,\[\]{{}}?]|:(?=[^ \n,\[\]{{}}:?])|(?<=[^ ])#)*")

_Kind = TypeVar("_Kind", Scalar, Items, Table)


class Inline:
    """Reads such values, as deep and with as many nodes as a parser would allow, aliases counted in full."""

    def __init__(self, cursor: Cursor, meaning: Callable[[str], Plain], tally: Tally, *, depth: int = 0) -> None:
        """`meaning`: what an unquoted word stands for; `depth`: of what the first value lies in."""
        self.cursor, self.meaning, self.tally, self.depth = cursor, meaning, tally, depth

    def value(self, place: Place, is_anchored: bool) -> Node:
        """What begins and ends in this line, but for brackets, which may go on in others."""
        return self._one(place, _WORDS, is_anchored)

    def anchored(self, read: Callable[[Place, bool], Node]) -> Node:
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

    def deeper(self, read: Callable[[], _Kind]) -> _Kind:
        self.depth += 1
        must(self.depth <= _DEEPEST)
        found = read()
        self.depth -= 1
        return found

    def counted(self, node: _Kind) -> _Kind:
        self.tally.count()
        return node

    def _one(self, place: Place, words: re.Pattern[str], is_anchored: bool) -> Node:
        match self.cursor.ahead:
            case "[":
                return self.deeper(lambda: self._items(place))
            case "{":
                return self.deeper(lambda: self._members(place))
            case "*" if not is_anchored:
                return self.tally.alias(self.cursor.take(ALIAS)[1])
        return self.counted(self._scalar(place, words, is_anchored))

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
        return Scalar(self.meaning(written), place, source=written, inset=None if is_anchored else 0)

    # --- in brackets -----------------------------------------------------------------------------------------------

    def _items(self, place: Place) -> Items:
        items = list[Node]()
        self.cursor.take(_OPENED)
        while self.cursor.ahead != "]":
            items.append(self._member())
        self.cursor.at += 1
        return self.counted(Items(tuple(items), place))

    def _members(self, place: Place) -> Table:
        cursor, items, keys = self.cursor, dict[str, Node](), dict[str, Place]()
        cursor.take(_OPENED)
        while cursor.ahead != "}":
            key_place = cursor.place
            key = cursor.take(KEY)[1]
            must(key not in items)
            cursor.take(_GAP)
            keys[key], items[key] = key_place, self._member()
        cursor.at += 1
        return self.counted(Table(items, keys, place))

    def _member(self) -> Node:
        """One value of a list or table in brackets, and the comma behind it."""
        found = self.anchored(lambda place, is_anchored: self._one(place, _WORDS_IN_BRACKETS, is_anchored))
        self.cursor.take(_GAP)
        if self.cursor.ahead == ",":
            self.cursor.take(_OPENED)
        else:
            must(self.cursor.ahead in "]}")
        return found
