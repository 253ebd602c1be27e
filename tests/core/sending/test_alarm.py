"""The operator hears of a fault once when it stands, and once when it is mended."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.sending.alarm import CALM, STANDS, Alarm, Fault, judge

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DISK = Fault("disk", "disk")


def heard(*minutes: tuple[int, bool]) -> list[tuple[int, str]]:
    """What is told, given at which minutes one looked and whether the fault stood then."""
    told, known = [], ()
    for minute, stands in minutes:
        judgement = judge(known, [DISK] if stands else [], now=NOON + minute * MINUTE)
        known = judgement.alarms
        told += [(minute, "raised")] * len(judgement.raised) + [(minute, "mended")] * len(judgement.mended)
    return told


def test_a_fault_that_goes_by_itself_is_not_worth_a_word():
    assert heard((0, True), (1, True), (2, False), (200, False)) == []


def test_a_fault_that_stands_is_told_once():
    assert heard((0, True), (1, True), (2, True), (3, True), (900, True)) == [(2, "raised")]


def test_its_end_is_told_when_it_has_been_calm_for_an_hour():
    assert heard((0, True), (2, True), (10, False), (69, False), (70, False), (99, False)) == [
        (2, "raised"),
        (70, "mended"),
    ]


def test_a_fault_that_comes_back_soon_never_went():
    assert heard((0, True), (2, True), (10, False), (30, True), (80, False), (139, False)) == [(2, "raised")]


def test_a_fault_that_comes_back_later_is_told_again():
    assert heard((0, True), (2, True), (3, False), (63, False), (64, True), (66, True)) == [
        (2, "raised"),
        (63, "mended"),
        (66, "raised"),
    ]


def test_the_words_are_those_of_the_latest_look():
    known = (Alarm(fault=DISK, since=NOON),)
    [raised] = judge(known, [Fault("disk", "told", {"what": "not a byte is left"})], now=NOON + STANDS).raised
    assert raised.fault.slots == {"what": "not a byte is left"}


@given(st.lists(st.tuples(st.integers(1, 90), st.booleans()), max_size=40))
def test_raised_and_mended_take_turns(steps: list[tuple[int, bool]]):
    minute, looks = 0, []
    for wait, stands in steps:
        minute += wait
        looks.append((minute, stands))
    told = [what for _, what in heard(*looks)]
    assert told == ["raised", "mended"] * (len(told) // 2) + ["raised"] * (len(told) % 2)
    assert CALM > STANDS
