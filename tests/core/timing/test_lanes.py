"""Who is asked after whom."""

from watcher.core.feeds import FeedId
from watcher.core.timing.lanes import Lane, Turn, turns

PORT, PIER, QUAY = "port.example", "pier.example", "quay.example"
FIRST, SECOND = Lane(PORT, 0), Lane(PORT, 1)


def listed(**hosts: str) -> dict[FeedId, str]:
    return {FeedId(id): host for id, host in hosts.items()}


def test_the_feeds_of_one_host_stand_in_one_line_for_two_lanes() -> None:
    port = listed(**{f"f{number}": PORT for number in range(10)})
    assert turns(port, port, busy={}, places=9) == [Turn([FIRST, SECOND], list(port))]


def test_a_feed_alone_takes_one_lane() -> None:
    both = listed(port=PORT, pier=PIER)
    assert turns(both, both, busy={}, places=9) == [Turn([FIRST], ["port"]), Turn([Lane(PIER, 0)], ["pier"])]


def test_while_a_feed_hangs_the_others_of_its_host_are_asked_in_the_other_lane() -> None:
    port = listed(hangs=PORT, news=PORT, post=PORT)
    busy = {FIRST: [FeedId("hangs")]}
    assert turns(port, port, busy=busy, places=9) == [Turn([SECOND], ["news", "post"])]


def test_a_host_that_hangs_with_all_its_feeds_leaves_the_places_to_others() -> None:
    world = listed(**{f"f{number}": PORT for number in range(100)}, pier=PIER, quay=QUAY)
    first, second = turns(list(world)[:-1], world, busy={}, places=3)
    assert (first.lanes, len(first.line), second.line) == ([FIRST, SECOND], 100, ["pier"])
    busy = dict.fromkeys(first.lanes, first.line) | dict.fromkeys(second.lanes, second.line)
    assert turns(world, world, busy=busy, places=1) == [Turn([Lane(QUAY, 0)], ["quay"])]


def test_each_host_has_a_lane_before_one_has_a_second() -> None:
    world = listed(news=PORT, post=PORT, pier=PIER)
    assert [turn.lanes for turn in turns(world, world, busy={}, places=2)] == [[FIRST], [Lane(PIER, 0)]]
    assert [turn.lanes for turn in turns(world, world, busy={}, places=3)] == [[FIRST, SECOND], [Lane(PIER, 0)]]


def test_nothing_is_asked_that_is_listed_no_more() -> None:
    due = [FeedId("pier"), FeedId("quay")]
    assert turns(due, listed(quay=QUAY), busy={}, places=9) == [Turn([Lane(QUAY, 0)], ["quay"])]
