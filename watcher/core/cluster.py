"""Places an article in the story it tells, or lets it open one."""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import takewhile

from watcher.core.copies import Copies, shingles
from watcher.core.facts import facts
from watcher.core.fingerprint import Fingerprint, Pool, code
from watcher.core.furniture import Furniture
from watcher.core.news import Article, ArticleId, Match, Placement, Relation, Severity, StoryId
from watcher.core.sentences import sentences
from watcher.core.text import Frequencies, words

JOINS = 0.20  # likeness from which an article tells the story
BORDERLINE = 0.05  # above that: it joins, but is said aloud, since a wrong merge hides news
VOICES = 3  # a story is as like an article as its three likest members are on average
GRACE, HALF_LIFE = timedelta(days=1), timedelta(days=4)  # look-alike events come a week apart
SHORT = 25  # words: a shorter text proves nothing without its headline
LEAD = 350  # characters
MOST_TEXT = 20_000  # characters read of one article

UNSWEPT = 1_000  # forgotten articles that may stay in the postings
MOST_HOLDERS = 256  # articles remembered per word, the latest
MOST_LOOKED_AT = 2_000  # postings, rarest words first
MOST_CANDIDATES = 24  # articles compared in full


@dataclass(frozen=True, slots=True)
class _Item:
    story: StoryId
    seen_at: datetime
    title: frozenset[str]
    fingerprint: Fingerprint


@dataclass(slots=True)
class _Story:
    updated_at: datetime
    severity: Severity | None
    members: list[ArticleId]
    said: "array[int]"  # codes of the words in its numbers and names


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is needed of an article to place it."""

    article: Article
    vocabulary: frozenset[str]
    title: list[str]
    body: list[str]
    said: Counter[str]
    fingerprint: Fingerprint
    headline: Fingerprint  # of the headline alone
    shingles: frozenset[int]

    @property
    def is_short(self) -> bool:
        return len(self.body) < SHORT


_Found = tuple[StoryId, float, ArticleId | None]  # the story, how like it, the article whose text it repeats


class Index:
    """The stories of the last days, by what their articles say.

    It is rebuilt by adding again, in order, what was added. Articles older than the window join no story any more but
    still teach which words and paragraphs are common here.
    """

    def __init__(self, general: Frequencies, *, window: timedelta = timedelta(days=7)) -> None:
        self._window = window
        self._pool = Pool(general)
        self._furniture = Furniture()
        self._copies = Copies()
        self._items: dict[ArticleId, _Item] = {}
        self._stories: dict[StoryId, _Story] = {}  # the one heard of longest ago first
        self._holders: dict[int, list[ArticleId]] = {}  # word -> the articles that hold it
        self._forgotten = 0  # articles still in `_holders` and `_copies`
        self._latest: _Reading | None = None  # place() is followed by add() of the same article

    def place(
        self, article: Article, matches: tuple[Match, ...], *, vocabulary: frozenset[str], now: datetime
    ) -> Placement:
        """Where the article belongs. Changes nothing. `vocabulary`: words of the rules that matched; `now`: arrival."""
        reading = self._read(article, vocabulary)
        found = self._original(reading, now) or self._nearest(reading, now)
        if found is None:
            return Placement(relation=Relation.NEW)
        story, score, copy_of = found
        borderline = copy_of is None and score < JOINS + BORDERLINE
        relation = Relation.GROWS if copy_of is None else Relation.COPY
        if borderline or _is_raised(matches, self._stories[story].severity):
            relation = Relation.UPDATE
        return Placement(
            relation=relation,
            story=story,
            copy_of=copy_of,
            score=score,
            borderline=borderline,
            facts=self._news(article, story),
        )

    def add(
        self,
        article_id: ArticleId,
        story_id: StoryId,
        article: Article,
        matches: tuple[Match, ...],
        placement: Placement,
        *,
        vocabulary: frozenset[str],
    ) -> None:
        """Remember where an article was placed. Articles come in order of arrival, their ids grow."""
        reading = self._read(article, vocabulary)
        self._forget(before=article.seen_at - self._window)
        self._items[article_id] = _Item(story_id, article.seen_at, frozenset(reading.title), reading.fingerprint)
        self._join(story_id, article_id, article, matches)
        for term in reading.fingerprint.terms:
            holders = self._holders.setdefault(term, [])
            holders.append(article_id)
            if len(holders) > 2 * MOST_HOLDERS:
                del holders[:MOST_HOLDERS]
        original = placement.copy_of
        if original is None and placement.relation is Relation.COPY:  # as remembered, without saying of what
            original, _ = self._copies.find(reading.shingles) or (None, 0.0)
        self._copies.add(article_id, reading.shingles, copy_of=original)
        self.learn(article)
        self._pool.count(reading.said)
        self._latest = None

    def learn(self, article: Article) -> None:
        """Look at an article, in a story or not, for the lines that its outlet puts everywhere."""
        self._furniture.learn(article.outlet, f"{article.title}\n{article.text[:MOST_TEXT]}")

    # --- what an article says ---------------------------------------------------------------------------------------

    def _read(self, article: Article, vocabulary: frozenset[str]) -> _Reading:
        if self._latest and self._latest.article is article and self._latest.vocabulary is vocabulary:
            return self._latest
        own = frozenset(word for term in vocabulary for word in words(term))
        headline = self._furniture.strip(article.outlet, article.title)
        text = self._furniture.strip(article.outlet, article.text[:MOST_TEXT])
        title, body = words(headline or _opening(text)), words(text)
        said = Counter(title + body if headline else body)
        prominent = frozenset(title).union(words(text[:LEAD]))
        self._latest = _Reading(
            article=article,
            vocabulary=vocabulary,
            title=title,
            body=body,
            said=said,
            fingerprint=self._pool.weigh(said, prominent=prominent, own=own),
            headline=self._pool.weigh(Counter(title), prominent=(), own=own),
            shingles=shingles(body),
        )
        return self._latest

    # --- which story it tells ---------------------------------------------------------------------------------------

    def _original(self, reading: _Reading, now: datetime) -> _Found | None:
        repeated = self._copies.find(reading.shingles)
        if repeated is None:
            return None
        original, share = repeated
        item = self._items.get(original)
        if item is None or not self._is_open(item.story, now):
            return None
        if reading.is_short and not _agree(item.title, frozenset(reading.title)):
            return None
        return item.story, share, original

    def _nearest(self, reading: _Reading, now: datetime) -> _Found | None:
        likenesses: dict[StoryId, list[float]] = {}
        weights = reading.fingerprint.weight_of()
        headline = reading.headline.weight_of() if reading.is_short else None
        for id in self._candidates(weights):
            item = self._items[id]
            if self._is_open(item.story, now):
                likeness = item.fingerprint.likeness(weights)
                if headline is not None:
                    likeness = min(likeness, item.fingerprint.likeness(headline))
                likenesses.setdefault(item.story, []).append(likeness * _nearness(now - item.seen_at))
        scores = [(self._score(story, found), story) for story, found in likenesses.items()]
        score, story = max(scores, key=lambda scored: (scored[0], -scored[1]), default=(0.0, StoryId(0)))
        return (story, score, None) if score >= JOINS else None

    def _candidates(self, weights: Mapping[int, float]) -> list[ArticleId]:
        """The articles that share the most telling words, looked up rarest first within a fixed effort."""
        shared: dict[ArticleId, float] = {}
        looked_at = 0
        for term, weight in weights.items():
            for id in self._holders.get(term, ())[-MOST_HOLDERS:]:
                shared[id] = shared.get(id, 0.0) + weight
                looked_at += 1
            if looked_at > MOST_LOOKED_AT:
                break
        known = (id for id in shared if id in self._items)
        return nlargest(MOST_CANDIDATES, known, key=lambda id: (shared[id], -id))

    def _score(self, story: StoryId, likenesses: list[float]) -> float:
        """The mean of the likest members; one that is no candidate counts 0."""
        return sum(nlargest(VOICES, likenesses)) / min(VOICES, len(self._stories[story].members))

    def _is_open(self, story: StoryId, now: datetime) -> bool:
        return self._stories[story].updated_at >= now - self._window

    def _news(self, article: Article, story: StoryId) -> tuple[str, ...]:
        said = self._stories[story].said
        stated = facts(article.title, article.text[:LEAD])
        return tuple(fact for fact in stated if any(code(word) not in said for word in words(fact)))

    # --- what is remembered -----------------------------------------------------------------------------------------

    def _join(self, id: StoryId, member: ArticleId, article: Article, matches: tuple[Match, ...]) -> None:
        story = self._stories.pop(id, None) or _Story(article.seen_at, None, [], array("I"))
        story.updated_at = max(story.updated_at, article.seen_at)
        story.severity = _highest(matches, story.severity)
        story.members.append(member)
        stated = facts(article.title, article.text[:MOST_TEXT])
        story.said.extend({code(word) for fact in stated for word in words(fact)}.difference(story.said))
        self._stories[id] = story

    def _forget(self, *, before: datetime) -> None:
        closed = list(takewhile(lambda id: self._stories[id].updated_at < before, self._stories))
        for story in closed:
            for id in self._stories.pop(story).members:
                del self._items[id]
                self._forgotten += 1
        if self._forgotten > max(len(self._items), UNSWEPT):
            self._sweep()

    def _sweep(self) -> None:
        self._copies.keep(self._items)
        self._holders = {
            term: left
            for term, holders in self._holders.items()
            if (left := [id for id in holders if id in self._items])
        }
        self._forgotten = 0


def _opening(text: str) -> str:
    """The first sentence, which stands for a headline where there is none."""
    head = text[:LEAD]
    return next((head[start:end] for start, end in sentences(head)), "")


def _nearness(age: timedelta) -> float:
    """1 within a day, then half with every four days."""
    return 1.0 if age <= GRACE else float(0.5 ** ((age - GRACE) / HALF_LIFE))


def _agree(title: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two headlines share half the words of the shorter one."""
    shared = len(title & other)
    return shared > 0 and 2 * shared >= min(len(title), len(other))


def _highest(matches: tuple[Match, ...], known: Severity | None) -> Severity | None:
    severities = [match.severity for match in matches] + ([known] if known else [])
    return max(severities, key=lambda severity: severity.rank, default=None)


def _is_raised(matches: tuple[Match, ...], known: Severity | None) -> bool:
    return _highest(matches, known) != known
