"""Places an article in the story it tells, or lets it open one."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from watcher.core.news import Article, ArticleId, Placement, Relation, StoryId, Vocabulary
from watcher.core.stories.chances import chances
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.events import Events
from watcher.core.stories.forest import Forest
from watcher.core.stories.gist import Gist
from watcher.core.stories.likeness import Asked, Compared, Standing, features, is_headed
from watcher.core.stories.lore import Lore
from watcher.core.stories.memory import Item, Memory
from watcher.core.stories.original import Candidate, original, shares, worded_alike
from watcher.core.stories.subject import of_subject
from watcher.core.stories.trace import Trace
from watcher.core.words.text import Frequencies

JOINS = 0.6  # how likely it must be that an article tells a story that is known
BORDERLINE = 0.15  # above that: it joins, but is said aloud, since a wrong merge hides news; one in four was wrong
MOST_CANDIDATES = 12  # articles whose stories are compared
OPEN = timedelta(days=7)  # how long a story takes in articles after it was heard of last
REMEMBERED = timedelta(days=30)  # how long closed stories are kept, so that a later one can say that it continues one
# A rule of one event alone joins an article to a story of so many whatever its words, later where it is as likely: of
# 46 that it joined in labelled streams 40 were right; without these bars 42 of 59.
FLASHES, SOMEWHAT = 3, 0.1
LATER = timedelta(days=1)  # the age assumed of closed stories: the real one would speak against each


class Index:
    """The stories of the last days, by what their articles say.

    It is rebuilt by adding again, in order, what was added. A closed story takes in no article any more, but what it
    says still teaches which words and paragraphs are common here.
    """

    def __init__(self, general: Frequencies, concepts: Concepts | None = None, forest: Forest | None = None) -> None:
        self._lore = Lore(general, concepts or Concepts())
        self._forest = forest or Forest(())
        self._memory = Memory()
        self._events = Events(self._memory)

    def __contains__(self, id: ArticleId) -> bool:
        """Whether an article is remembered."""
        return id in self._memory.items

    def __len__(self) -> int:
        """How many articles are remembered."""
        return len(self._memory.items)

    def place(self, article: Article, *, vocabulary: Vocabulary, now: datetime) -> Placement:
        """Where the article belongs. Changes nothing. `now`: arrival."""
        gist = self._lore.gist(article, vocabulary)
        asked, likest = self._asked(gist), self._memory.sharing(gist)
        candidates = self._candidates(asked, likest, now)
        shared = shares(gist, candidates)
        if (repeated := original(gist, candidates, shared)) is not None:
            return Placement(relation=Relation.COPY, story=repeated.story, copy_of=repeated.id, score=repeated.share)
        others = worded_alike(gist, candidates, shared)
        candidates = [(id, item) for id, item in candidates if item.story not in others]
        likely = chances(asked, self._standing(asked, candidates, now), self._forest)
        if (story := _likeliest(likely)) is None and gist.is_report:
            story = self._same_event(likely, vocabulary, now)
        if story is None:
            return Placement(relation=Relation.NEW, earlier=self._earlier(asked, likest, now))
        score = likely.get(story, 0.0)
        return Placement(relation=Relation.GROWS, story=story, score=score, borderline=score < JOINS + BORDERLINE)

    def add(
        self,
        article_id: ArticleId,
        story_id: StoryId,
        article: Article,
        *,
        copy_of: ArticleId | None,
        vocabulary: Vocabulary,
    ) -> None:
        """Remember where an article was placed. Articles come in order of arrival, their ids grow."""
        self._events.forget(self._memory.forget(before=article.seen_at - REMEMBERED))
        gist = self._lore.take_up(article, vocabulary, told=self._memory.told(story_id))
        self._memory.add(article_id, Item(story_id, article.seen_at, Trace(gist), copy_of))
        self._note(article_id, gist, vocabulary)

    def revise(self, id: ArticleId, article: Article, *, vocabulary: Vocabulary) -> None:
        """Let a remembered article say what this one says; it stays in its story."""
        known = self._memory.items.get(id)
        if known is None:
            return
        told = self._memory.told(known.story).union(known.trace.telling)
        gist = self._lore.take_up(article, vocabulary, told=told)
        self._memory.replace(id, dataclasses.replace(known, trace=Trace(gist)))
        self._note(id, gist, vocabulary)

    def learn(self, article: Article) -> None:
        """Learn from an article that is in no story which lines its outlet puts everywhere."""
        self._lore.look_at(article)

    def compared(self, article: Article, *, vocabulary: Vocabulary, now: datetime) -> list[Compared]:
        """The stories that the article is held against."""
        gist = self._lore.gist(article, vocabulary)
        asked = self._asked(gist)
        stories = self._standing(asked, self._candidates(asked, self._memory.sharing(gist), now), now)
        found = zip(stories.items(), of_subject(asked, list(stories.values())), strict=True)
        return [Compared(id, story.kind(asked), features(asked, story), special) for (id, story), special in found]

    def _note(self, id: ArticleId, gist: Gist, vocabulary: Vocabulary) -> None:
        self._events.note(id, vocabulary.one_event if gist.is_report else frozenset())

    def _asked(self, gist: Gist) -> Asked:
        return Asked.of(gist, among_matched=self._memory.is_of_one_subject)

    def _candidates(self, asked: Asked, likest: Sequence[int], now: datetime) -> list[Candidate]:
        """Articles of open stories that share enough to prove anything; and who said the very same words."""
        since = now - OPEN
        found = dict(islice(self._memory.open(likest, since=since), MOST_CANDIDATES))
        same = self._memory.saying(asked.gist)
        found.update(self._memory.open(same, since=since))
        return [(id, item) for id, item in found.items() if asked.shares_enough(item.trace) or id in same]

    def _earlier(self, asked: Asked, likest: Sequence[int], now: datetime) -> StoryId | None:
        """A closed story of the same event."""
        since = now - OPEN
        if self._memory.are_all_open(since=since):
            return None
        likest_closed = islice(self._memory.closed(likest, since=since), MOST_CANDIDATES)
        closed = [(item.story, item) for item in likest_closed if asked.shares_enough(item.trace)]
        return _likeliest(chances(asked, self._standing(asked, closed, None), self._forest))

    def _same_event(self, likely: Mapping[StoryId, float], vocabulary: Vocabulary, now: datetime) -> StoryId | None:
        """The story that a rule of one event is finding; once it is told at length its reports are somewhat alike."""
        story = self._events.going_on(vocabulary.one_event, now)
        if story is None:
            return None
        is_told = len(self._memory.stories[story].members) > FLASHES
        return None if is_told and likely.get(story, 0.0) < SOMEWHAT else story

    def _standing(self, asked: Asked, candidates: Sequence[Candidate], now: datetime | None) -> dict[StoryId, Standing]:
        """The stories of these articles; without `now` as if it were soon after each was heard of.

        Articles that are no reports (columns, calendars ...) are left out on both sides.
        """
        if not asked.gist.is_report:
            return {}
        told: dict[StoryId, list[Item]] = {}
        for _, item in candidates:
            if item.trace.is_report:
                told.setdefault(item.story, []).append(item)
        return {id: self._stands(asked, id, items, now) for id, items in told.items()}

    def _stands(self, asked: Asked, id: StoryId, items: Sequence[Item], now: datetime | None) -> Standing:
        story = self._memory.stories[id]
        now = now or story.updated_at + LATER
        return Standing(
            whole=self._memory.whole(id),
            first=self._memory.items[story.members[0]].trace,
            likest=[item.trace for item in items],
            size=len(story.members),
            headed=max((now - item.seen_at for item in items if is_headed(asked.gist, item.trace)), default=None),
            opened=now - story.opened_at,
            updated=now - story.updated_at,
        )


def _likeliest(likely: Mapping[StoryId, float]) -> StoryId | None:
    """Of stories as likely the one opened first; None where it is likelier that it tells none."""
    story = max(likely, key=lambda story: (likely[story], -story), default=None)
    return None if story is None or likely[story] < JOINS else story
