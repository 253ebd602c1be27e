"""Reads one YAML file into a tree that knows its places. YAML 1.2: `no` is a word, not False."""

from collections.abc import Callable

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from watcher.core.document import Items, Node, Place, Plain, Problem, Scalar, Table, UserProblems

MOST_NODES = 500_000  # an alias bomb of 306 bytes unfolds to 9^9 nodes
DEEPEST = 60


def parse(text: str, file: str) -> Node:
    """The tree of a file; an empty file is an empty table. Raises UserProblems."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise UserProblems([Problem(place, f"not YAML: {error.problem or error.context}")]) from error
    except (YAMLError, RecursionError) as error:
        raise UserProblems([Problem(Place(file), f"not YAML: {str(error) or 'nested too deeply'}")]) from error
    if root is None:
        return Table({}, {}, Place(file))
    reader = _Reader(file)
    tree = reader.read(root, depth=0)
    if reader.problems:
        raise UserProblems(reader.problems)
    return tree


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.nodes = 0
        self.problems: list[Problem] = []

    def read(self, node: YamlNode, *, depth: int) -> Node:
        place = self._place(node)
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            raise UserProblems([Problem(place, "too much: nested too deeply, or aliases that unfold without end")])
        match node:
            case MappingNode():
                return self._table(node, place, depth)
            case SequenceNode():
                return Items(tuple(self.read(item, depth=depth + 1) for item in node.value), place)
            case _:
                return self._scalar(node, place)

    def _table(self, node: MappingNode, place: Place, depth: int) -> Table:
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.problems.append(Problem(self._place(key_node), "a key must be a word"))
                continue
            key, key_place = key_node.value, self._place(key_node)
            if key in items:
                self.problems.append(Problem(key_place, f"`{key}` stands twice", f"first at line {keys[key].line}"))
                continue
            items[key], keys[key] = self.read(value, depth=depth + 1), key_place
        return Table(items, keys, place)

    def _scalar(self, node: YamlNode, place: Place) -> Scalar:
        tag = str(node.tag)
        if tag not in _VALUES:
            self.problems.append(Problem(place, f"{tag} is not understood here", "write plain text"))
            return Scalar(node.value, place)
        try:
            return Scalar(_VALUES[tag](node.value), place, source=node.value)
        except ValueError:
            return Scalar(node.value, place, source=node.value)

    def _place(self, node: YamlNode) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


_VALUES: dict[str, Callable[[str], Plain]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": lambda text: int(text.replace("_", ""), 0),
    "tag:yaml.org,2002:float": lambda text: float(text.replace("_", "")),
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:timestamp": str,
}
