"""Who is asked after whom: a host's feeds stand in lanes, so that one that is slow keeps no other host waiting."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from watcher.core.feeds import FeedId

PER_HOST = 2  # requests at once


class Lane(NamedTuple):
    """Feeds that are asked one after another."""

    host: str
    number: int  # below PER_HOST


def lanes(hosts: Mapping[FeedId, str]) -> Mapping[FeedId, Lane]:
    """The lane of each feed: those of one host are dealt out evenly."""
    dealt: Counter[str] = Counter()
    lanes: dict[Lane, Lane] = {}  # so that each is one object, however many feeds stand in it
    found = {}
    for id, host in hosts.items():
        lane = Lane(host, dealt[host] % PER_HOST)
        found[id] = lanes.setdefault(lane, lane)
        dealt[host] += 1
    return found


def turns(
    due: Iterable[FeedId], lanes: Mapping[FeedId, Lane], *, busy: Container[object], places: int
) -> Mapping[Lane, Sequence[FeedId]]:
    """What the free lanes are to ask, in the order given: of as many lanes as there are places."""
    found: dict[Lane, list[FeedId]] = {}
    for id in due:
        lane = lanes.get(id)  # none: it is listed no more
        if lane is None or lane in busy:
            continue
        if lane not in found and len(found) >= places:
            break
        found.setdefault(lane, []).append(id)
    return found
