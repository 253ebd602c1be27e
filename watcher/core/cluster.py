"""Places an article in the story it tells, or lets it open one."""

import dataclasses
from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import islice

from watcher.core.concepts import Concepts
from watcher.core.facts import facts
from watcher.core.fingerprint import Pool, code
from watcher.core.furniture import Furniture
from watcher.core.gist import ANCHORED, LEAD, MOST_TEXT, Gist, Read, read
from watcher.core.likeness import Asked, Kind, features, kind_of, likeness
from watcher.core.memory import Item, Known, Memory
from watcher.core.news import Article, ArticleId, Match, Placement, Relation, Severity, StoryId, Vocabulary
from watcher.core.original import Original, original
from watcher.core.text import Frequencies

JOINS = 0.66  # likeness from which an article tells the story
BORDERLINE = 0.06  # above that: it joins, but is said aloud, since a wrong merge hides news
# A story is as like an article as its likest half is on average, or so many of it. Where rules have found the article,
# fewer speak: stories of one subject are told from many sides, and all stories know each other's words.
VOICES, MATCHED_VOICES = 4, 2
MOST_CANDIDATES = 16  # articles compared in full
REMEMBERED = timedelta(days=30)  # closed stories, so that what continues one can name it
LATER = timedelta(days=1)  # a continuation is compared as if it had come so long after: how long it took says nothing

_Candidates = Sequence[tuple[ArticleId, Item]]
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
        self._pool = Pool(general)
        self._concepts = concepts or Concepts()
        self._furniture = Furniture()
        self._memory = Memory()
        self._latest: Read | None = None  # place() is followed by add() of the same article

    def place(
        self, article: Article, matches: tuple[Match, ...], *, vocabulary: Vocabulary, now: datetime
    ) -> Placement:
        """Where the article belongs. Changes nothing. `now`: arrival."""
        read = self._read(article, vocabulary)
        candidates = self._candidates(read.gist, now)
        if (repeated := original(read.gist, candidates)) is not None:
            return self._repeating(repeated, article, matches)
        nearest = self._nearest(read.gist, [(item, now - item.seen_at) for _, item in candidates])
        if nearest is None:
            return Placement(relation=Relation.NEW, earlier=self._earlier(read.gist, now))
        story, score = nearest
        borderline = score < JOINS + BORDERLINE
        speaks = borderline or self._is_raised(story, matches)
        return Placement(
            relation=Relation.UPDATE if speaks else Relation.GROWS,
            story=story,
            score=score,
            borderline=borderline,
            facts=self._news(article, story),
        )

    def _repeating(self, repeated: Original, article: Article, matches: tuple[Match, ...]) -> Placement:
        return Placement(
            relation=Relation.UPDATE if self._is_raised(repeated.story, matches) else Relation.COPY,
            story=repeated.story,
            copy_of=repeated.id,
            score=repeated.share,
            facts=self._news(article, repeated.story),
        )

    def add(
        self,
        article_id: ArticleId,
        story_id: StoryId,
        article: Article,
        matches: tuple[Match, ...],
        placement: Placement,
        *,
        vocabulary: Vocabulary,
    ) -> None:
        """Remember where an article was placed. Articles come in order of arrival, their ids grow."""
        read = self._read(article, vocabulary)
        self._memory.forget(before=article.seen_at - max(self._window, REMEMBERED))
        copy_of = placement.copy_of
        if copy_of is None and placement.relation is Relation.COPY:  # as remembered, without saying of what
            repeated = original(read.gist, self._candidates(read.gist, article.seen_at))
            copy_of = repeated.id if repeated else None
        self._pool.count(read.said, known=self._memory.told(story_id))
        self._memory.add(article_id, Item(story_id, article.seen_at, read.gist, copy_of))
        self._join(story_id, article_id, article, matches)
        self.learn(article)
        self._latest = None

    def compared(
        self, article: Article, *, vocabulary: Vocabulary, now: datetime
    ) -> list[tuple[StoryId, Kind, tuple[float, ...]]]:
        """What the article is held against: the story, and what speaks for it and against it."""
        gist = self._read(article, vocabulary).gist
        asked = Asked.of(gist)
        return [
            (item.story, kind_of(gist, item.gist), features(asked, item.gist, age=now - item.seen_at))
            for _, item in self._candidates(gist, now)
        ]

    def revise(self, id: ArticleId, article: Article, *, vocabulary: Vocabulary) -> None:
        """Let a remembered article say what this one says; it stays in its story."""
        known = self._memory.items.get(id)
        if known is None:
            return
        read = self._read(article, vocabulary)
        self._memory.replace(id, dataclasses.replace(known, gist=read.gist))
        self._hear(self._memory.stories[known.story], article)
        self.learn(article)
        self._latest = None

    def learn(self, article: Article) -> None:
        """Look at an article, in a story or not, for the lines that its outlet puts everywhere."""
        self._furniture.learn(article.outlet, f"{article.title}\n{article.text[:MOST_TEXT]}")

    def _read(self, article: Article, vocabulary: Vocabulary) -> Read:
        if not (self._latest and self._latest.article is article and self._latest.vocabulary == vocabulary):
            self._latest = read(
                article, vocabulary, pool=self._pool, furniture=self._furniture, concepts=self._concepts
            )
        return self._latest

    def _candidates(self, gist: Gist, now: datetime) -> _Candidates:
        """Of open stories."""
        likest = (found for found in self._memory.sharing(gist) if self._is_open(found[1].story, now))
        sharing = dict(islice(likest, MOST_CANDIDATES))
        same = self._memory.saying(gist)
        if same is not None and self._is_open(self._memory.items[same].story, now):
            sharing[same] = self._memory.items[same]
        return list(sharing.items())

    def _is_open(self, story: StoryId, now: datetime) -> bool:
        return self._memory.stories[story].updated_at >= now - self._window

    def _earlier(self, gist: Gist, now: datetime) -> StoryId | None:
        """A closed story of the same event."""
        likest = (item for _, item in self._memory.sharing(gist) if not self._is_open(item.story, now))
        nearest = self._nearest(gist, [(item, LATER) for item in islice(likest, MOST_CANDIDATES)])
        return nearest[0] if nearest else None

    def _nearest(self, gist: Gist, candidates: Sequence[tuple[Item, timedelta]]) -> _Nearest | None:
        """The likest story, if it is like enough; candidates come with the time since."""
        asked = Asked.of(gist)
        likenesses: dict[StoryId, list[float]] = {}
        for item, age in candidates:
            likenesses.setdefault(item.story, []).append(likeness(asked, item.gist, age=age))
        most = MATCHED_VOICES if gist.is_matched else VOICES
        scores = [(self._score(story, found, most), story) for story, found in likenesses.items()]
        score, story = max(scores, key=lambda scored: (scored[0], -scored[1]), default=(0.0, StoryId(0)))
        return (story, score) if score >= JOINS else None

    def _score(self, story: StoryId, likenesses: list[float], most: int) -> float:
        """The mean of the likest half of the members; one that is no candidate counts 0."""
        voices = min((len(self._memory.stories[story].members) + 1) // 2, most)
        return sum(nlargest(voices, likenesses)) / voices

    def _is_raised(self, story: StoryId, matches: tuple[Match, ...]) -> bool:
        known = self._memory.stories[story].severity
        return _highest(matches, known) != known

    def _news(self, article: Article, story: StoryId) -> tuple[str, ...]:
        said = self._memory.stories[story].said
        stated = facts(article.title, article.text[:LEAD])
        return tuple(fact for fact in stated if any(code(word) not in said for word in fact.casefold().split()))

    def _join(self, id: StoryId, member: ArticleId, article: Article, matches: tuple[Match, ...]) -> None:
        stories = self._memory.stories
        story = stories.pop(id, None) or Known(article.seen_at, None, array("I"), array("I"))
        story.updated_at = max(story.updated_at, article.seen_at)
        story.severity = _highest(matches, story.severity)
        story.members.append(member)
        self._hear(story, article)
        stories[id] = story

    def _hear(self, story: Known, article: Article) -> None:
        stated = facts(article.title, article.text[:ANCHORED])
        story.said.extend({code(word) for fact in stated for word in fact.casefold().split()}.difference(story.said))


def _highest(matches: tuple[Match, ...], known: Severity | None) -> Severity | None:
    severities = [match.severity for match in matches] + ([known] if known else [])
    return max(severities, key=lambda severity: severity.rank, default=None)
