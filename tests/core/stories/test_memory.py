"""Which articles share a word, and which stories are still told."""

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.concordance import LEAST_LIKELY, MOST_HOLDERS
from watcher.core.stories.fingerprint import Fingerprint
from watcher.core.stories.gist import Gist
from watcher.core.stories.memory import Item, Memory
from watcher.core.stories.trace import Trace
from watcher.core.stories.whole import MOST_FACTS

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)


def a_print(*terms: int, weight: int = LEAST_LIKELY) -> Fingerprint:
    return Fingerprint(array("I", terms), array("H", [weight] * len(terms)))


def a_gist(*terms: int, wording: int | None = None) -> Gist:
    return Gist(
        outlet=1,
        tongue="en",
        is_report=True,
        is_matched=False,
        length=90,
        words=a_print(*terms),
        anchors=a_print(),
        title=a_print(),
        days=frozenset(),
        numbers=frozenset(),
        names=frozenset(),
        shingles=array("H"),
        opening=array("H"),
        wording=wording,
    )


gists = st.builds(
    lambda terms, outlet, is_matched, anchors: replace(
        a_gist(*terms, wording=outlet), outlet=outlet, is_matched=is_matched, anchors=a_print(*anchors)
    ),
    st.lists(st.integers(10, 16), max_size=4, unique=True),
    st.integers(1, 3),
    st.booleans(),
    st.lists(st.integers(20, 24), max_size=2, unique=True),
)


def remember(memory: Memory, id: int, gist: Gist, *, story: int | None = None, after: timedelta = timedelta()) -> None:
    memory.add(ArticleId(id), Item(StoryId(id if story is None else story), NOW + after, Trace(gist), None))


def found(memory: Memory, gist: Gist) -> list[int]:
    return [id for id, _ in memory.open(memory.sharing(gist), since=NOW)]


def test_articles_are_found_by_the_words_they_share_the_likest_first() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10, 11))
    remember(memory, 2, a_gist(10, 11, 12))
    remember(memory, 3, a_gist(90))
    assert found(memory, a_gist(10, 11, 12)) == [2, 1]


def test_articles_that_share_too_little_weight_are_not_found() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10, 11))
    remember(memory, 2, a_gist(10))
    light = replace(a_gist(), words=a_print(10, 11, weight=LEAST_LIKELY - 1))
    assert found(memory, light) == [1]


def test_of_equals_the_earliest_comes_first() -> None:
    memory = Memory()
    for id in (1, 2, 3):
        remember(memory, id, a_gist(10))
    assert found(memory, a_gist(10)) == [1, 2, 3]


def test_of_a_word_that_everybody_says_the_latest_articles_are_kept() -> None:
    memory = Memory()
    for id in range(1, 4 * MOST_HOLDERS):
        remember(memory, id, a_gist(10))
    sharing = found(memory, a_gist(10))
    assert (len(sharing), max(sharing)) == (MOST_HOLDERS, 4 * MOST_HOLDERS - 1)


def test_a_story_not_heard_of_is_let_go_with_its_words() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10, wording=5))
    remember(memory, 2, a_gist(10), after=timedelta(days=9))
    memory.forget(before=NOW + timedelta(days=2))
    assert found(memory, a_gist(10)) == [2]
    assert memory.saying(a_gist(wording=5)) == ()


def test_the_very_same_words_are_found_at_once() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10, wording=5))
    remember(memory, 2, a_gist(11, wording=5), story=1)
    assert memory.saying(a_gist(wording=5)) == (1,)
    assert memory.saying(a_gist(wording=6)) == ()


def test_what_a_story_has_told_is_the_words_of_its_articles() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10))
    remember(memory, 2, a_gist(11), story=1)
    assert memory.told(StoryId(1)) == {10, 11}
    assert memory.told(StoryId(7)) == frozenset()


def a_whole(memory: Memory, story: int) -> tuple[list[int], list[int]]:
    """Words and numbers of a story."""
    whole = memory.whole(StoryId(story))
    return sorted(whole.words.terms), sorted(whole.outlets)


def test_a_story_says_what_all_its_articles_say() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10))
    assert a_whole(memory, 1) == ([10], [1])
    remember(memory, 2, replace(a_gist(11, 12), outlet=2), story=1, after=timedelta(hours=1))
    assert a_whole(memory, 1) == ([10, 11, 12], [1, 2])
    assert memory.stories[StoryId(1)].opened_at == NOW


def test_what_an_article_is_read_to_say_later_replaces_what_it_told_of_its_story() -> None:
    memory = Memory()
    remember(memory, 1, a_gist(10))
    remember(memory, 2, a_gist(11), story=1)
    memory.replace(ArticleId(2), Item(StoryId(1), NOW, Trace(a_gist(12)), None))
    assert a_whole(memory, 1) == ([10, 12], [1])


def test_of_what_a_long_story_states_the_latest_is_kept() -> None:
    memory = Memory()
    for id in range(1, MOST_FACTS + 4):
        remember(memory, id, replace(a_gist(10), outlet=id), story=1)
    assert list(memory.whole(StoryId(1)).outlets) == list(range(4, MOST_FACTS + 4))


@given(st.lists(st.tuples(st.sampled_from(("add", "revise", "forget")), st.integers(0, 99), gists), max_size=30))
def test_every_story_says_after_whatever_came_what_its_articles_say(acts: list[tuple[str, int, Gist]]) -> None:
    lived, rebuilt = Memory(), Memory()
    said: dict[int, Item] = {}
    for hour, (act, number, gist) in enumerate(acts):
        now = NOW + timedelta(hours=hour)
        if act == "add":
            said[hour] = Item(StoryId(number % 4), now, Trace(gist), None)
            lived.add(ArticleId(hour), said[hour])
        elif act == "revise" and lived.items:
            id = sorted(lived.items)[number % len(lived.items)]
            said[id] = replace(lived.items[id], trace=Trace(gist))
            lived.replace(ArticleId(id), said[id])
        elif act == "forget":
            lived.forget(before=now - timedelta(hours=number % 9))
    for id in sorted(lived.items):
        rebuilt.add(ArticleId(id), said[id])
    assert {story: lived.whole(story) for story in lived.stories} == {
        story: rebuilt.whole(story) for story in rebuilt.stories
    }
    assert list(lived.stories) == list(rebuilt.stories)
    assert lived.is_of_one_subject is rebuilt.is_of_one_subject
    asked = a_gist(10, 11, 12, 13)
    assert sorted(found(lived, asked)) == sorted(found(rebuilt, asked))


def test_a_quarter_found_by_rules_makes_all_that_is_remembered_one_subject() -> None:
    memory = Memory()
    remember(memory, 1, replace(a_gist(10), is_matched=True))
    for id in (2, 3, 4):
        remember(memory, id, a_gist(10))
    assert memory.is_of_one_subject
    remember(memory, 5, a_gist(10), after=timedelta(days=1))
    assert not memory.is_of_one_subject
    memory.forget(before=NOW + timedelta(hours=1))
    remember(memory, 6, replace(a_gist(10), is_matched=True), after=timedelta(days=1))
    assert memory.is_of_one_subject
