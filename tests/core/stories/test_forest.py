"""Trees walked all at once end where they would end one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.stories.forest import LEAVES, Forest, Tree, forest_of

values = st.integers(-8, 8).map(lambda number: number / 4)
trees = st.recursive(values, lambda tree: st.tuples(st.integers(0, 3), values, tree, tree), max_leaves=LEAVES)


def walked(tree: Tree, features: list[float]) -> float:
    while isinstance(tree, tuple):
        feature, limit, low, high = tree
        tree = low if features[feature] <= limit else high
    return tree


@given(st.lists(trees, max_size=6), st.lists(values, min_size=4, max_size=4), values)
def test_a_forest_says_what_its_trees_say_together(grown: list[Tree], features: list[float], start: float) -> None:
    expected = start + sum(walked(tree, features) for tree in grown)
    assert Forest(grown, start=start).score(features) == pytest.approx(expected)


def test_a_limit_belongs_to_its_lower_side() -> None:
    forest = Forest([(0, 2.0, -1.0, 1.0)])
    assert [forest.score([number]) for number in (1.9, 2.0, 2.1)] == [-1.0, -1.0, 1.0]


def test_a_tree_with_too_many_leaves_is_refused() -> None:
    tree: Tree = 0.0
    for limit in range(LEAVES):
        tree = (0, float(limit), 1.0, tree)
    with pytest.raises(ValueError, match=f"{LEAVES + 1} leaves, more than {LEAVES}"):
        Forest([tree])


def test_written_trees_go_by_the_names_of_numbers() -> None:
    told = {"start": 0.5, "trees": [["hours", 3, 1, ["words", 0.2, -1, 2]]]}
    forest = forest_of(told, ["words", "hours"])
    assert [forest.score([words, hours]) for words, hours in ((0.1, 2), (0.1, 4), (0.3, 4))] == [1.5, -0.5, 2.5]
    with pytest.raises(KeyError, match="words"):
        forest_of(told, ["hours"])
