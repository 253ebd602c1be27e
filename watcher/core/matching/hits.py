"""Places where something was found: brought together, put in order, sought near one another."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from watcher.core.rules.lexicon import Hit

Hits = Sequence[Hit]  # in order of place
NOWHERE: Hits = ()


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """Each hit once, in order of place; hits of one place with different context stay in the order they were found."""
    return sorted(dict.fromkeys(hits), key=itemgetter(0, 1, 2))


def union(found: Iterable[Hits | None]) -> Hits | None:
    """None where all of them are."""
    holding = [hits for hits in found if hits is not None]
    if len(holding) == 1:
        return holding[0]
    return in_order(hit for hits in holding for hit in hits) if holding else None


def every(found: Iterable[Hits | None]) -> Hits | None:
    """All hits together, or None if one of them is None; those after it are not evaluated."""
    holding: list[Hits] = []
    for hits in found:
        if hits is None:
            return None
        holding.append(hits)
    return union(holding)


def between(hits: Hits, first: int, last: int) -> Hits:
    """Those that start from `first` to `last`."""
    return hits[bisect_left(hits, first, key=_start) : bisect_right(hits, last, key=_start)]


def rows(found: Sequence[Hits]) -> Iterator[list[Hit]]:
    """From each place of the first part, the nearest following places of the others, one after another."""
    for first in found[0]:
        group = [first]
        for hits in found[1:]:
            index = bisect_left(hits, group[-1].end, key=_start)
            if index == len(hits):
                break
            group.append(hits[index])
        else:
            yield group


def groups(found: Sequence[Hits]) -> Iterator[list[Hit]]:
    """From each place of any part, the nearest following place of every other."""
    for index, part in enumerate(found):
        others = [hits for other, hits in enumerate(found) if other != index]
        for first in part:
            nearest = [bisect_left(hits, first.end, key=_start) for hits in others]
            if all(at < len(hits) for at, hits in zip(nearest, others, strict=True)):
                yield [first, *in_order(hits[at] for at, hits in zip(nearest, others, strict=True))]


def _start(hit: Hit) -> int:
    return hit.start
