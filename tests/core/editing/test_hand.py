from watcher.core.editing.hand import Standing, obey
from watcher.core.news import Placement, Relation, StoryId

NARROW = Placement(relation=Relation.GROWS, story=StoryId(5), score=0.67, borderline=True)


def test_what_stands_alone_after_a_withdrawal_joined_nothing_narrowly() -> None:
    withdrawn = Standing(story=StoryId(5), is_withdrawn=True, heir=None)
    assert obey(NARROW, withdrawn) == Placement(relation=Relation.NEW, earlier=StoryId(5))


def test_what_would_join_a_withdrawn_story_joins_the_one_that_continues_it() -> None:
    withdrawn = Standing(story=StoryId(5), is_withdrawn=True, heir=StoryId(8))
    assert obey(NARROW, withdrawn).story == StoryId(8)
