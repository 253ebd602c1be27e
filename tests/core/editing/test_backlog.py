"""Which waiting posts share a message."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.editing.backlog import MOST_ALONE, TOGETHER, merged
from watcher.core.telling import Delivery, DeliveryId, Kind, Occasion, SubscriptionId

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def waiting(id: int, *, hours: float = 0, urgent: bool = False) -> Delivery:
    return Delivery(
        id=DeliveryId(id),
        key=f"channel/story-{id}/post",
        subscription=SubscriptionId("channel"),
        via="telegram",
        address="@watch",
        kind=Kind.POST,
        urgent=urgent,
        due_at=NOON - hours * HOUR,
        made_at=NOON - hours * HOUR,
    )


def ids(posts: tuple[Delivery, ...]) -> list[int]:
    return [each.id for each in posts]


def test_five_posts_go_one_by_one_and_six_share_a_message():
    assert merged([waiting(id) for id in range(5)], now=NOON) is None
    found = merged([waiting(id) for id in range(6)], now=NOON)
    assert found is not None
    assert (found.occasion, ids(found.posts)) == (Occasion.BACKLOG, list(range(6)))


def test_what_is_urgent_goes_alone_and_first():
    line = [waiting(0, urgent=True), *(waiting(id) for id in range(1, 6))]
    assert merged(line, now=NOON) is None
    found = merged([*line, waiting(6)], now=NOON)
    assert found is not None
    assert ids(found.posts) == [1, 2, 3, 4, 5, 6]


def test_what_could_not_be_told_for_a_day_is_told_together_urgent_or_not():
    found = merged([waiting(0, hours=25), waiting(1, hours=30, urgent=True), waiting(2, hours=2)], now=NOON)
    assert found is not None
    assert (found.occasion, ids(found.posts)) == (Occasion.LATE, [0, 1])
    assert merged([waiting(0, hours=25), waiting(1, hours=24)], now=NOON) is None


@given(st.lists(st.tuples(st.floats(0, 50), st.booleans()), max_size=60))
def test_merging_goes_on_until_few_are_left_and_loses_none(line: list[tuple[float, bool]]):
    left = [waiting(id, hours=hours, urgent=urgent) for id, (hours, urgent) in enumerate(line)]
    told: list[int] = []
    while (found := merged(left, now=NOON)) is not None:
        assert 1 < len(found.posts) <= TOGETHER
        told += ids(found.posts)
        left = [each for each in left if each not in found.posts]
    assert sorted(told + [each.id for each in left]) == list(range(len(line)))
    assert sum(not each.urgent for each in left) <= MOST_ALONE
