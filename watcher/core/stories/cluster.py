"""Places an article in the story it tells, or lets it open one."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import islice

from watcher.core.news import Article, ArticleId, Placement, Relation, StoryId, Vocabulary
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.gist import Gist
from watcher.core.stories.likeness import Asked, Kind, Pair, features, kind_of, likeness
from watcher.core.stories.lore import Lore
from watcher.core.stories.memory import Item, Memory
from watcher.core.stories.original import original
from watcher.core.stories.trace import Trace
from watcher.core.words.text import Frequencies

JOINS = 0.66  # likeness from which an article tells the story
BORDERLINE = 0.06  # above that: it joins, but is said aloud, since a wrong merge hides news
# A story is as like an article as its likest half is on average, or so many of it. Where rules have found the article,
# fewer speak: stories of one subject are told from many sides, and all stories know each other's words.
VOICES, MATCHED_VOICES = 4, 2
MOST_CANDIDATES = 16  # articles compared in full
REMEMBERED = timedelta(days=30)  # closed stories, so that what continues one can name it
LATER = timedelta(days=1)  # a continuation is compared as if it had come so long after: how long it took says nothing

_Candidate = tuple[ArticleId, Item, Pair]
_Nearest = tuple[StoryId, float]  # and how like it


class Index:
    """The stories of the last days, by what their articles say.

    It is rebuilt by adding again, in order, what was added. Articles older than the window join no story any more but
    still teach which words and paragraphs are common here.
    """

    def __init__(
        self, general: Frequencies, concepts: Concepts | None = None, *, window: timedelta = timedelta(days=7)
    ) -> None:
        self._window = window
        self._lore = Lore(general, concepts or Concepts())
        self._memory = Memory()

    def __contains__(self, id: ArticleId) -> bool:
        """Whether an article is remembered."""
        return id in self._memory.items

    def __len__(self) -> int:
        """How many articles are remembered."""
        return len(self._memory.items)

    def place(self, article: Article, *, vocabulary: Vocabulary, now: datetime) -> Placement:
        """Where the article belongs. Changes nothing. `now`: arrival."""
        gist = self._lore.gist(article, vocabulary)
        asked, likest = Asked.of(gist), self._memory.sharing(gist)
        candidates = self._candidates(asked, likest, now)
        if (repeated := original(gist, [(id, item) for id, item, _ in candidates])) is not None:
            return Placement(relation=Relation.COPY, story=repeated.story, copy_of=repeated.id, score=repeated.share)
        nearest = self._nearest(gist, [(item, pair, now - item.seen_at) for _, item, pair in candidates])
        if nearest is None:
            return Placement(relation=Relation.NEW, earlier=self._earlier(asked, likest, now))
        story, score = nearest
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
        self._memory.forget(before=article.seen_at - max(self._window, REMEMBERED))
        gist = self._lore.take_up(article, vocabulary, told=self._memory.told(story_id))
        self._memory.add(article_id, Item(story_id, article.seen_at, Trace(gist), copy_of))

    def revise(self, id: ArticleId, article: Article, *, vocabulary: Vocabulary) -> None:
        """Let a remembered article say what this one says; it stays in its story."""
        known = self._memory.items.get(id)
        if known is None:
            return
        gist = self._lore.gist(article, vocabulary)
        self._memory.replace(id, dataclasses.replace(known, trace=Trace(gist)))
        self.learn(article)

    def learn(self, article: Article) -> None:
        """Look at an article that is in no story."""
        self._lore.look_at(article)

    def compared(
        self, article: Article, *, vocabulary: Vocabulary, now: datetime
    ) -> list[tuple[StoryId, Kind, tuple[float, ...]]]:
        """What the article is held against: the story, and what speaks for it and against it."""
        gist = self._lore.gist(article, vocabulary)
        return [
            (item.story, kind_of(gist, item.trace), features(pair, age=now - item.seen_at))
            for _, item, pair in self._candidates(Asked.of(gist), self._memory.sharing(gist), now)
            if gist.is_report and item.trace.is_report
        ]

    def _candidates(self, asked: Asked, likest: Sequence[int], now: datetime) -> list[_Candidate]:
        """Of open stories, those that share enough to prove anything; and who said the very same words."""
        items, since = self._memory.items, now - self._window
        found = list(islice((id for id in likest if self._memory.is_open(id, since=since)), MOST_CANDIDATES))
        same = self._memory.saying(asked.gist)
        if same is not None and same not in found and self._memory.is_open(same, since=since):
            found.append(same)
        compared = ((ArticleId(id), items[id], asked.beside(items[id].trace)) for id in found)
        return [each for each in compared if each[2].has_enough or each[0] == same]

    def _earlier(self, asked: Asked, likest: Sequence[int], now: datetime) -> StoryId | None:
        """A closed story of the same event."""
        since = now - self._window
        if self._memory.are_all_open(since=since):
            return None
        closed = islice((id for id in likest if not self._memory.is_open(id, since=since)), MOST_CANDIDATES)
        items = map(self._memory.items.__getitem__, closed)
        nearest = self._nearest(asked.gist, [(item, asked.beside(item.trace), LATER) for item in items])
        return nearest[0] if nearest else None

    def _nearest(self, gist: Gist, candidates: Sequence[tuple[Item, Pair, timedelta]]) -> _Nearest | None:
        """The likest story, if it is like enough; candidates come with the time since.

        What is no report of an event tells none, and leads nobody to one.
        """
        if not gist.is_report:
            return None
        members: dict[StoryId, list[tuple[Pair, timedelta]]] = {}
        for item, pair, age in candidates:
            if item.trace.is_report:
                members.setdefault(item.story, []).append((pair, age))
        most = MATCHED_VOICES if gist.is_matched else VOICES
        scores = [(self._score(story, found, most), story) for story, found in members.items()]
        score, story = max(scores, key=lambda scored: (scored[0], -scored[1]), default=(0.0, StoryId(0)))
        return (story, score) if score >= JOINS else None

    def _score(self, story: StoryId, members: Sequence[tuple[Pair, timedelta]], most: int) -> float:
        """The mean of the likest half of the members; one that is no candidate counts 0.

        0 where so few are candidates that it could not be enough, however like they were.
        """
        voices = min((len(self._memory.stories[story].members) + 1) // 2, most)
        if len(members) < JOINS * voices:
            return 0.0
        return sum(nlargest(voices, (likeness(pair, age=age) for pair, age in members))) / voices
