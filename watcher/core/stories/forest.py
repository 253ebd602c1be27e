"""Many small decision trees that together say how likely something is."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from operator import and_, getitem
from typing import Any, NamedTuple

LEAVES = 8  # of a tree, at most: what is left of them fits into a byte

Tree = float | tuple[int, float, "Tree", "Tree"]  # a leaf; or a number, and what follows up to a limit and above it


class Forest:
    """Gradient boosted trees (Friedman 2001), all of which are walked at once (QuickScorer, Lucchese et al. 2015).

    Whoever is above a limit can reach no leaf on its lower side. Those that can be reached are bits, a byte a tree;
    each number rules some out, and the first bit of a tree that is left over is where the walk would have ended.
    """

    def __init__(self, trees: Sequence[Tree], *, start: float = 0.0) -> None:
        """Raises ValueError for a tree with too many leaves. `start`: what no tree adds to."""
        self._start, self._size = start, len(trees)
        self._values = [_value_by_bits(list(_leaves(tree))) for tree in trees]
        limits: dict[int, list[_Limit]] = {}
        for number, tree in enumerate(trees):
            for limit in _limits(tree, number * LEAVES):
                limits.setdefault(limit.feature, []).append(limit)
        self._limits = {feature: _Ladder.of(found) for feature, found in limits.items()}

    def score(self, features: Sequence[float]) -> float:
        """The logarithm of the odds."""
        left = (1 << self._size * LEAVES) - 1
        for feature, ladder in self._limits.items():
            left &= ladder.reachable[bisect_left(ladder.limits, features[feature])]
        return self._start + sum(map(getitem, self._values, left.to_bytes(self._size, "little")))


class _Limit(NamedTuple):
    feature: int
    limit: float
    reachable: int  # by whoever is above


class _Ladder(NamedTuple):
    """The limits of one number, rising; and what can be reached from above none, one, two ... of them."""

    limits: Sequence[float]
    reachable: Sequence[int]

    @classmethod
    def of(cls, limits: Sequence[_Limit]) -> "_Ladder":
        rising = sorted(limits, key=lambda limit: limit.limit)
        reachable = accumulate((limit.reachable for limit in rising), and_, initial=-1)
        return cls([limit.limit for limit in rising], list(reachable))


def forest_of(told: Mapping[str, Any], names: Sequence[str]) -> Forest:
    """From JSON: `start`, and `trees` in which each number goes by its name. Raises KeyError, ValueError."""
    numbers = {name: number for number, name in enumerate(names)}

    def tree(node: Any) -> Tree:
        if not isinstance(node, list):
            return float(node)
        name, limit, low, high = node
        return numbers[name], limit, tree(low), tree(high)

    return Forest([tree(node) for node in told["trees"]], start=told["start"])


def _leaves(tree: Tree) -> Iterator[float]:
    if isinstance(tree, tuple):
        for branch in tree[2:]:
            yield from _leaves(branch)
    else:
        yield tree


def _limits(tree: Tree, first: int) -> Iterator[_Limit]:
    """Of a tree whose leaves stand at the bits from `first` on."""
    if isinstance(tree, tuple):
        feature, limit, low, high = tree
        below = len(list(_leaves(low)))
        yield _Limit(feature, limit, ~(((1 << below) - 1) << first))
        yield from _limits(low, first)
        yield from _limits(high, first + below)


def _value_by_bits(leaves: Sequence[float]) -> Sequence[float]:
    """By the bits that are left over: the value of the first."""
    if len(leaves) > LEAVES:
        raise ValueError(f"a tree has {len(leaves)} leaves, more than {LEAVES}")
    padded = [*leaves, *[0.0] * (LEAVES - len(leaves))]
    return [0.0] + [padded[(bits & -bits).bit_length() - 1] for bits in range(1, 1 << LEAVES)]
