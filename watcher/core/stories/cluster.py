"""Places an article in the story it tells, or lets it open one."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import islice

from watcher.core.news import Article, ArticleId, Placement, Relation, RuleId, StoryId, Vocabulary
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.gist import Gist
from watcher.core.stories.likeness import Asked, Kind, Pair, features, kind_of, likeness
from watcher.core.stories.lore import Lore
from watcher.core.stories.memory import Item, Memory
from watcher.core.stories.original import original
from watcher.core.stories.trace import Trace
from watcher.core.words.text import Frequencies

JOINS = 0.66  # likeness from which an article joins a story
BORDERLINE = 0.06  # above that: it joins, but is said aloud, since a wrong merge hides news
# A story is as like an article as its likest half is on average, or so many of it. Where rules have found the article,
# fewer speak: stories of one subject are told from many sides, and all stories know each other's words.
VOICES, MATCHED_VOICES = 4, 2
MOST_CANDIDATES = 16  # articles compared in full
REMEMBERED = timedelta(days=30)  # how long closed stories are kept, so that a later one can say that it continues one
ONE_EVENT = timedelta(hours=12)  # within which a rule that says so finds one event
LATER = timedelta(days=1)  # the age assumed of closed stories: the real one would speak against each

_Candidate = tuple[int, Item, Pair]
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
        self._latest: dict[RuleId, ArticleId] = {}  # report found by each rule that finds one event at a time

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
        scores = self._scores(gist, [(item, pair, now - item.seen_at) for _, item, pair in candidates])
        nearest = _likest(scores) or self._same_event(gist, vocabulary, scores, now)
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
        if gist.is_report:
            self._latest |= dict.fromkeys(vocabulary.one_event, article_id)

    def revise(self, id: ArticleId, article: Article, *, vocabulary: Vocabulary) -> None:
        """Let a remembered article say what this one says; it stays in its story."""
        known = self._memory.items.get(id)
        if known is None:
            return
        gist = self._lore.gist(article, vocabulary)
        self._memory.replace(id, dataclasses.replace(known, trace=Trace(gist)))
        self.learn(article)

    def learn(self, article: Article) -> None:
        """Learn from an article that is in no story which words and paragraphs are common."""
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
        since = now - self._window
        found = dict(islice(self._memory.open(likest, since=since), MOST_CANDIDATES))
        same = self._memory.saying(asked.gist)
        found.update(self._memory.open(same, since=since))
        compared = ((id, item, asked.beside(item.trace)) for id, item in found.items())
        return [each for each in compared if each[2].has_enough or each[0] in same]

    def _earlier(self, asked: Asked, likest: Sequence[int], now: datetime) -> StoryId | None:
        """A closed story of the same event."""
        since = now - self._window
        if self._memory.are_all_open(since=since):
            return None
        closed = islice(self._memory.closed(likest, since=since), MOST_CANDIDATES)
        nearest = _likest(self._scores(asked.gist, [(item, asked.beside(item.trace), LATER) for item in closed]))
        return nearest[0] if nearest else None

    def _same_event(
        self, gist: Gist, vocabulary: Vocabulary, scores: Mapping[StoryId, float], now: datetime
    ) -> _Nearest | None:
        """The story of the latest report that a rule of one event at a time has found: flashes share few words."""
        items = self._memory.items
        latest = (items.get(self._latest[rule]) for rule in sorted(vocabulary.one_event & self._latest.keys()))
        found = [item.story for item in latest if item and now - item.seen_at <= ONE_EVENT]
        return (found[0], scores.get(found[0], 0.0)) if found and gist.is_report else None

    def _scores(self, gist: Gist, candidates: Sequence[tuple[Item, Pair, timedelta]]) -> Mapping[StoryId, float]:
        """How like each story it is; candidates come with the time since.

        Articles that are no reports (columns, calendars ...) are left out on both sides.
        """
        if not gist.is_report:
            return {}
        members: dict[StoryId, list[tuple[Pair, timedelta]]] = {}
        for item, pair, age in candidates:
            if item.trace.is_report:
                members.setdefault(item.story, []).append((pair, age))
        most = MATCHED_VOICES if gist.is_matched else VOICES
        return {story: self._score(story, found, most) for story, found in members.items()}

    def _score(self, story: StoryId, members: Sequence[tuple[Pair, timedelta]], most: int) -> float:
        """The mean of the likest half of the members; one that is no candidate counts 0.

        0 where so few are candidates that it could not be enough, however like they were.
        """
        voices = min((len(self._memory.stories[story].members) + 1) // 2, most)
        if len(members) < JOINS * voices:
            return 0.0
        return sum(nlargest(voices, (likeness(pair, age=age) for pair, age in members))) / voices


def _likest(scores: Mapping[StoryId, float]) -> _Nearest | None:
    """Of stories as like the one heard of first; None where none is like enough."""
    story = max(scores, key=lambda story: (scores[story], -story), default=None)
    return None if story is None or scores[story] < JOINS else (story, scores[story])
