"""Which event a rule is finding."""

from array import array
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.news import ArticleId, RuleId, StoryId
from watcher.core.stories.events import Events
from watcher.core.stories.fingerprint import Fingerprint
from watcher.core.stories.gist import Gist
from watcher.core.stories.memory import Item, Memory
from watcher.core.stories.trace import Trace

NOW, HOUR = datetime(2031, 3, 4, 6, tzinfo=UTC), timedelta(hours=1)
STRIKES = frozenset({RuleId("strikes")})
NOTHING = Fingerprint(array("I"), array("H"))
SILENCE = Trace(
    Gist(
        outlet=1,
        tongue="en",
        is_report=True,
        is_matched=True,
        length=90,
        words=NOTHING,
        anchors=NOTHING,
        title=NOTHING,
        days=frozenset(),
        numbers=frozenset(),
        names=frozenset(),
        shingles=array("H"),
        opening=array("H"),
        wording=None,
    )
)


class Counted(dict[int, Item]):
    """Knows how often it was asked."""

    asked = 0

    def __getitem__(self, id: int) -> Item:
        self.asked += 1
        return super().__getitem__(id)


def heard(memory: Memory, id: int, *, story: int, after: timedelta) -> None:
    memory.add(ArticleId(id), Item(StoryId(story), NOW + after, SILENCE, None))


def test_a_question_does_not_go_through_all_finds_again() -> None:
    memory = Memory()
    memory.items = counted = Counted()
    events = Events(memory)
    for id in range(100):
        heard(memory, id, story=id // 4, after=id * HOUR)
        events.note(id, STRIKES)
        events.forget([id - 90])
        assert events.going_on(STRIKES, NOW + id * HOUR) == id // 4
    assert counted.asked <= 2 * 100


acts = st.tuples(st.sampled_from("hhhhrf"), st.integers(0, 5), st.sampled_from([0, 0, 1, 5, 11, -3]), st.booleans())


@given(st.lists(acts, max_size=20))
def test_what_a_rule_is_finding_follows_from_what_it_finds_whatever_went_before(
    history: list[tuple[str, int, int, bool]],
) -> None:
    memory, now = Memory(), NOW
    events, found = Events(memory), Counter[int]()
    for number, (act, which, hours, finds) in enumerate(history):
        rules = STRIKES if finds else frozenset[RuleId]()
        if act == "h":
            heard(memory, number, story=which, after=now - NOW + hours * HOUR)
            events.note(number, rules)
            found[number] = finds
            now += max(hours, 0) * HOUR
        elif act == "r" and memory.items:
            id = list(memory.items)[which % len(memory.items)]
            events.note(id, rules)
            found[id] = finds
        elif act == "f":
            events.forget(memory.forget(before=now - which * 4 * HOUR))
        anew = Events(memory)
        for id in sorted(memory.items):
            anew.note(id, STRIKES if found[id] else frozenset())
        assert events.going_on(STRIKES, now) == anew.going_on(STRIKES, now)
