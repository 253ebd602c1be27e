"""Who is asked after whom."""

from watcher.core.feeds import FeedId
from watcher.core.timing.lanes import PER_HOST, Lane, lanes, turns

PORT, PIER, QUAY = "port.example", "pier.example", "quay.example"


def listed(**hosts: str) -> dict[FeedId, str]:
    return {FeedId(id): host for id, host in hosts.items()}


def test_the_feeds_of_one_host_are_dealt_out_evenly() -> None:
    dealt = lanes(listed(**{f"f{number}": PORT for number in range(10)}))
    assert [list(dealt.values()).count(Lane(PORT, number)) for number in range(PER_HOST)] == [5, 5]


def test_the_feeds_of_two_hosts_do_not_wait_for_each_other() -> None:
    assert lanes(listed(port=PORT, pier=PIER)) == {"port": Lane(PORT, 0), "pier": Lane(PIER, 0)}


def test_a_host_that_hangs_with_all_its_feeds_leaves_the_places_to_others() -> None:
    dealt = lanes(listed(**{f"f{number}": PORT for number in range(100)}, pier=PIER, quay=QUAY))
    due = list(dealt)
    first = turns(due, dealt, busy=set(), places=3)
    assert [len(asked) for asked in first.values()] == [50, 50, 1]
    assert turns(due, dealt, busy=set(first), places=1) == {Lane(QUAY, 0): ["quay"]}


def test_nothing_is_asked_that_is_listed_no_more() -> None:
    assert turns([FeedId("pier"), FeedId("quay")], lanes(listed(quay=QUAY)), busy=set(), places=9) == {
        Lane(QUAY, 0): ["quay"]
    }
