"""Who is asked after whom: a host's feeds stand in one line, so that one that is slow keeps nobody waiting."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from watcher.core.feeds import FeedId

PER_HOST = 2  # requests at once


class Lane(NamedTuple):
    """One of the requests that a host is asked at once."""

    host: str
    number: int  # below PER_HOST


class Turn(NamedTuple):
    """What is to be asked of one host."""

    lanes: Sequence[Lane]  # that are free: each asks whoever is the first in line by then
    line: Sequence[FeedId]


def turns(
    due: Iterable[FeedId], hosts: Mapping[FeedId, str], *, busy: Mapping[Lane, Sequence[FeedId]], places: int
) -> Sequence[Turn]:
    """What the free lanes are to ask, in the order given: of as many lanes as there are places.

    Of the lines that `busy` lanes were given, nobody is asked anew. Each host has a lane before one has a second.
    """
    full = {host for host, taken in Counter(lane.host for lane in busy).items() if taken >= PER_HOST}
    asked = frozenset[FeedId]().union(*busy.values())
    lines: dict[str, list[FeedId]] = {}
    for id in due:
        host = hosts.get(id)  # none: it is listed no more
        if host is None or host in full or id in asked:
            continue
        if host not in lines and len(lines) >= places:
            break
        lines.setdefault(host, []).append(id)
    spare, found = places - len(lines), []
    for host, line in lines.items():
        free = [lane for lane in (Lane(host, number) for number in range(PER_HOST)) if lane not in busy]
        lanes = free[: min(len(line), 1 + spare)]
        spare -= len(lanes) - 1
        found.append(Turn(lanes, line))
    return found
