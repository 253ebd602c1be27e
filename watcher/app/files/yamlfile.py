"""Reads one YAML file into a tree that knows its places. YAML 1.2: `no` is a word, not False."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import VersionedResolver

from watcher.app.files import plainyaml
from watcher.app.files.cursor import NotPlain
from watcher.core.rules.document import Items, Node, Place, Plain, Problem, Scalar, Table, UserProblems

MOST_NODES = 300_000  # 100,000 phrases fit well; an alias bomb of 306 bytes unfolds to 9^9 nodes
DEEPEST = 60
FILES = 64  # remembered: a folder and the one before its last edit
MOST_UNQUOTED = 20  # words without quotes that are pointed at in one file: each costs one more parsing
REREAD = 100_000  # characters; a longer file is not parsed again


@lru_cache(FILES)
def parse(text: str, file: str) -> Node:
    """The tree of a file; an empty file is an empty table. Raises UserProblems.

    Trees are values, and most of the time of a reload is the parser's: files that did not change are not read again.
    """
    with suppress(NotPlain):
        return plainyaml.read(text, file, value=meaning, most_nodes=MOST_NODES)
    return parse_by_the_book(text, file)


def entries(text: str, file: str, key: str) -> Iterator[Table]:
    """As `plainyaml.entries`."""
    return plainyaml.entries(text, file, key, value=meaning, most_nodes=MOST_NODES)


def parse_by_the_book(text: str, file: str) -> Node:
    """Likewise, by a parser of all that YAML can say."""
    root = _composed(text, file)
    if root is None:
        return Table({}, {}, Place(file))
    reader = _Reader(file)
    tree = reader.read(root, depth=0)
    if reader.problems:
        raise UserProblems(reader.problems)
    return tree


def _composed(text: str, file: str) -> YamlNode | None:
    """The parser's own tree; None of an empty file.

    The parser stops at the first mistake. Where that is a word without its quotes (`@sohae`), a plain letter takes the
    place of its sign and the text is parsed again, so that every such word of the file is pointed at.
    """
    problems: list[Problem] = []
    while True:
        try:
            root: YamlNode | None = YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as error:
            problems.append(_not_yaml(error, text, file))
            at = _unquoted(error, text) if len(text) <= REREAD and len(problems) < MOST_UNQUOTED else None
            if at is None:
                raise UserProblems(problems) from error
            text = f"{text[:at]}x{text[at + 1 :]}"
        except ReaderError as error:
            raise UserProblems([*problems, _unprintable(error, text, file)]) from error
        except (YAMLError, RecursionError) as error:
            raise UserProblems([*problems, Problem(Place(file), "not YAML: nested too deeply")]) from error
        else:
            if problems:
                raise UserProblems(problems)
            return root


def _unquoted(error: MarkedYAMLError, text: str) -> int | None:
    """The place of the sign that the parser stopped at, if quotes are all that its word lacks; else None."""
    mark = error.problem_mark
    at: int = mark.index if mark else len(text)
    if text[at - 1 : at] in ("*", "&"):  # it stops behind these
        at -= 1
    return at if text[at : at + 1] in ("@", "`", "%", "*", "&") else None


# --- what the parser says, in words that lead to the cure ----------------------------------------------------------

_ASKEW = ("this line is not indented like its neighbours", "align it with them")
_SECOND = ("a second `: ` in one line", "put quotes around the text, or begin a new line")
_CURES: Mapping[str, tuple[str, str]] = {  # a part of the parser's message: what is wrong, what would be right
    r"'\t'": ("a tab cannot indent here", "use spaces"),
    "'@'": ("a word cannot begin with @", 'put quotes around it: "@sohae"'),
    "'`'": ("a word cannot begin with `", "put quotes around it"),
    "'%'": ("a word cannot begin with %", "put quotes around it"),
    "undefined alias": ("a word cannot begin with *", 'put quotes around it: "*word"'),
    "alphabetic or numeric character": ("a word cannot begin with *, & or %", "put quotes around it"),
    "mapping values are not allowed": _SECOND,
    "another document": ("a second `---`", "one file holds one document"),
    "unexpected end of stream": ("the file ends inside quotes", "close those of line {opened}"),
    "unknown escape character": ("a backslash means something of its own in double quotes", "use single quotes"),
    "<block end>": _ASKEW,
    "',' or ']'": ("`,` or `]` is missing before this", "the list begins in line {opened}"),
    "',' or '}'": ("`,` or `}` is missing before this", "the table begins in line {opened}"),
    "expected the node content": ("a value is missing here", "the list or table begins in line {opened}"),
    "could not find expected ':'": ("a key without `:` and a value", "write `key: value`"),
}


def _not_yaml(error: MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    said = str(error.problem or error.context)
    before = text[: mark.index].rpartition("\n")[2] if mark else ""  # on the line where the parser stopped
    for part, cure in _CURES.items():
        if part in said:
            what, hint = _of_its_line(cure, before)
            opened = error.context_mark.line + 1 if error.context_mark else place.line
            return Problem(place, f"not YAML: {what}", hint.format(opened=opened))
    return Problem(place, f"not YAML: {said}")


def _of_its_line(cure: tuple[str, str], before: str) -> tuple[str, str]:
    """The parser sees a line askew where quotes close too soon, and a second `: ` where a line is askew."""
    if cure == _ASKEW and before.rstrip()[-1:] in ("'", '"'):
        return "the quotes close before the text ends", "put quotes of the other kind around all of it"
    return _ASKEW if cure == _SECOND and ": " not in before else cure


def _unprintable(error: ReaderError, text: str, file: str) -> Problem:
    before = text[: error.position]
    place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(place, f"not YAML: the character U+{ord(text[error.position]):04X} has no place in a text")


# --- the tree ------------------------------------------------------------------------------------------------------


class _Reader:
    """Turns the parser's nodes into ours, under limits, and notes what we do not take."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.nodes = 0
        self.problems: list[Problem] = []

    def read(self, node: YamlNode, *, depth: int) -> Node:
        place = self._place(node)
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            raise UserProblems([Problem(place, "too much: nested too deeply, or aliases that unfold without end")])
        if str(node.tag) not in _VALUES:
            self.problems.append(Problem(place, f"{_short(node)} is not understood here", "write it without a tag"))
        match node:
            case MappingNode():
                return self._table(node, place, depth)
            case SequenceNode():
                return Items(tuple(self.read(item, depth=depth + 1) for item in node.value), place)
            case ScalarNode():
                return self._scalar(node, place)
        raise TypeError(f"no such node: {node!r}")

    def _table(self, node: MappingNode, place: Place, depth: int) -> Table:
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key_node, value in node.value:
            key_place = self._place(key_node)
            if not isinstance(key_node, ScalarNode) or not key_node.value or _SURROGATE.search(key_node.value):
                self.problems.append(Problem(key_place, "a key must be a word"))
                continue
            key = key_node.value
            if key in items:
                self.problems.append(Problem(key_place, f"`{key}` stands twice", f"first at line {keys[key].line}"))
                continue
            found = self.read(value, depth=depth + 1)
            # the parser places a value that was left out at the next word, maybe lines below
            items[key] = Scalar(None, key_place) if found == Scalar(None, found.place) else found
            keys[key] = key_place
        return Table(items, keys, place)

    def _scalar(self, node: ScalarNode, place: Place) -> Scalar:
        """A value that only looks like a number (`007`) stays text."""
        if half := _SURROGATE.search(node.value):
            what = f"half a character (U+{ord(half[0]):04X})"
            self.problems.append(Problem(place, what, "write the character itself, not its escape"))
        try:
            return Scalar(_VALUES.get(str(node.tag), str)(node.value), place, source=node.value, inset=_inset(node))
        except ValueError:
            return Scalar(node.value, place, source=node.value, inset=_inset(node))

    def _place(self, node: YamlNode) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


def meaning(written: str) -> Plain:
    """What an unquoted word stands for."""
    if not _MAY_BE_NO_WORD.match(written):
        return written
    tag = str(_resolver().resolve(ScalarNode, written, (True, False)))
    if tag not in _VALUES:
        raise NotPlain
    try:
        return _VALUES[tag](written)
    except ValueError:
        return written


@lru_cache(1)
def _resolver() -> VersionedResolver:
    resolver: VersionedResolver = YAML(typ="safe", pure=True).resolver
    return resolver


def _inset(node: ScalarNode) -> int | None:
    """How many columns a value's first character stands behind the value's place: 1 where a quote is before it.

    None where its characters do not follow one another column by column: with escapes, or over several lines.
    """
    written = node.end_mark.index - node.start_mark.index
    is_quoted = node.style in ("'", '"')
    return int(is_quoted) if written == len(node.value) + 2 * is_quoted else None


def _short(node: YamlNode) -> str:
    return str(node.tag).replace(_STANDARD, "!!")


_SURROGATE = re.compile(r"[\ud800-\udfff]")  # cannot be written to a file, a database or a terminal
_MAY_BE_NO_WORD = re.compile(r"[\d+.~<=tTfFnNyYoO-]")  # but a number, a truth, nothing
_STANDARD = "tag:yaml.org,2002:"
_VALUES: Mapping[str, Callable[[str], Plain]] = {
    _STANDARD + "map": str,
    _STANDARD + "seq": str,
    _STANDARD + "str": str,
    _STANDARD + "merge": str,
    _STANDARD + "timestamp": str,
    _STANDARD + "int": lambda text: int(text.replace("_", ""), 0),
    _STANDARD + "float": lambda text: float(text.replace("_", "")),
    _STANDARD + "bool": lambda text: text.lower() == "true",
    _STANDARD + "null": lambda _: None,
}
