"""How many nodes a text has, its aliases counted in full, and what its anchors stand for."""

from collections.abc import Mapping
from dataclasses import dataclass

from watcher.app.files.cursor import NotPlain, must
from watcher.core.rules.document import Node


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor (`&name`) stands for."""

    node: Node
    nodes: int  # that it is made of


class Tally:
    """Of a file, or of a part of one. What is too much, or named as it should not be, raises NotPlain."""

    def __init__(self, most: int, known: Mapping[str, Anchored]) -> None:
        """`most`: nodes; `known`: the anchors before this part."""
        self.most, self.known = most, known
        self.nodes = self.aliases = 0
        self.anchors: dict[str, Anchored] = {}

    def count(self, nodes: int = 1) -> None:
        self.nodes += nodes
        must(self.nodes <= self.most)

    def anchor(self, name: str, node: Node, *, nodes: int) -> None:
        must(name not in self.anchors and name not in self.known)
        self.anchors[name] = Anchored(node, nodes)

    def alias(self, name: str) -> Node:
        anchored = self.anchors.get(name) or self.known.get(name)
        if anchored is None:
            raise NotPlain
        self.aliases += 1
        self.count(anchored.nodes)
        return anchored.node

    def add(self, part: "Tally") -> None:
        """What was counted in a part by itself."""
        self.count(part.nodes)
        self.aliases += part.aliases
        must(self.anchors.keys().isdisjoint(part.anchors))
        self.anchors |= part.anchors
