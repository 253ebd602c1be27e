"""Places an article in the story it tells, or lets it open one."""

from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import nlargest

from watcher.core.copies import REPEATS, repeats
from watcher.core.facts import facts
from watcher.core.fingerprint import Pool, code
from watcher.core.furniture import Furniture
from watcher.core.gist import ANCHORED, LEAD, MOST_TEXT, Gist, Read, read
from watcher.core.likeness import Asked, likeness
from watcher.core.memory import Item, Memory, Open
from watcher.core.news import Article, ArticleId, Match, Placement, Relation, Severity, StoryId, Vocabulary
from watcher.core.text import Frequencies

JOINS = 0.62  # likeness from which an article tells the story
BORDERLINE = 0.1  # above that: it joins, but is said aloud, since a wrong merge hides news
VOICES = 2  # a story is as like an article as its two likest members are on average
MOST_CANDIDATES = 12  # articles compared in full

_Candidates = Sequence[tuple[ArticleId, Item]]
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
        self._memory = Memory()
        self._latest: Read | None = None  # place() is followed by add() of the same article

    def place(
        self, article: Article, matches: tuple[Match, ...], *, vocabulary: Vocabulary, now: datetime
    ) -> Placement:
        """Where the article belongs. Changes nothing. `now`: arrival."""
        read = self._read(article, vocabulary)
        candidates = self._candidates(read.gist, now)
        found = _original(read.gist, candidates) or self._nearest(read, candidates, now)
        if found is None:
            return Placement(relation=Relation.NEW)
        story, score, copy_of = found
        borderline = copy_of is None and score < JOINS + BORDERLINE
        relation = Relation.GROWS if copy_of is None else Relation.COPY
        if borderline or _is_raised(matches, self._memory.stories[story].severity):
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
        vocabulary: Vocabulary,
    ) -> None:
        """Remember where an article was placed. Articles come in order of arrival, their ids grow."""
        read = self._read(article, vocabulary)
        self._memory.forget(before=article.seen_at - self._window)
        original = placement.copy_of
        if original is None and placement.relation is Relation.COPY:  # as remembered, without saying of what
            _, _, original = _original(read.gist, self._candidates(read.gist, article.seen_at)) or (None, None, None)
        self._memory.add(article_id, Item(story_id, article.seen_at, read.gist, original))
        self._join(story_id, article_id, article, matches)
        self.learn(article)
        self._pool.count(read.said)
        self._latest = None

    def learn(self, article: Article) -> None:
        """Look at an article, in a story or not, for the lines that its outlet puts everywhere."""
        self._furniture.learn(article.outlet, f"{article.title}\n{article.text[:MOST_TEXT]}")

    def _read(self, article: Article, vocabulary: Vocabulary) -> Read:
        if not (self._latest and self._latest.article is article and self._latest.vocabulary == vocabulary):
            self._latest = read(article, vocabulary, pool=self._pool, furniture=self._furniture)
        return self._latest

    def _candidates(self, gist: Gist, now: datetime) -> _Candidates:
        sharing = dict(self._memory.sharing(gist, most=MOST_CANDIDATES))
        if (same := self._memory.saying(gist)) is not None:
            sharing[same] = self._memory.items[same]
        return [
            (id, item)
            for id, item in sharing.items()
            if self._memory.stories[item.story].updated_at >= now - self._window
        ]

    def _nearest(self, read: Read, candidates: _Candidates, now: datetime) -> _Found | None:
        asked = Asked.of(read.gist)
        likenesses: dict[StoryId, list[float]] = {}
        for _, item in candidates:
            likenesses.setdefault(item.story, []).append(likeness(asked, item.gist, age=now - item.seen_at))
        scores = [(self._score(story, found), story) for story, found in likenesses.items()]
        score, story = max(scores, key=lambda scored: (scored[0], -scored[1]), default=(0.0, StoryId(0)))
        return (story, score, None) if score >= JOINS else None

    def _score(self, story: StoryId, likenesses: list[float]) -> float:
        """The mean of the likest members; one that is no candidate counts 0."""
        return sum(nlargest(VOICES, likenesses)) / min(VOICES, len(self._memory.stories[story].members))

    def _news(self, article: Article, story: StoryId) -> tuple[str, ...]:
        said = self._memory.stories[story].said
        stated = facts(article.title, article.text[:LEAD])
        return tuple(fact for fact in stated if any(code(word) not in said for word in fact.casefold().split()))

    def _join(self, id: StoryId, member: ArticleId, article: Article, matches: tuple[Match, ...]) -> None:
        stories = self._memory.stories
        story = stories.pop(id, None) or Open(article.seen_at, None, array("I"), array("I"))
        story.updated_at = max(story.updated_at, article.seen_at)
        story.severity = _highest(matches, story.severity)
        story.members.append(member)
        stated = facts(article.title, article.text[:ANCHORED])
        story.said.extend({code(word) for fact in stated for word in fact.casefold().split()}.difference(story.said))
        stories[id] = story


def _original(gist: Gist, candidates: _Candidates) -> _Found | None:
    """The earliest text that this one repeats, or that it cuts short."""
    originals = [id if item.copy_of is None else item.copy_of for id, item in candidates]
    texts = [(original, item.gist.shingles) for original, (_, item) in zip(originals, candidates, strict=True)]
    found = [
        (original, item.story, 1.0 if _is_same(gist, item.gist) else share)
        for original, (_, item), share in zip(originals, candidates, repeats(gist.shingles, texts), strict=True)
        if _is_same(gist, item.gist)
        or (share >= REPEATS and (not gist.is_short or _agree(gist.title, item.gist.title)))
    ]
    if not found:
        return None
    original, story, share = min(found)
    return story, share, original


def _is_same(gist: Gist, other: Gist) -> bool:
    """Word for word, whatever the headline; but what one outlet puts under unlike headlines is no report."""
    if gist.wording is None or gist.wording != other.wording:
        return False
    return not gist.outlet or gist.outlet != other.outlet or _agree(gist.title, other.title)


def _agree(title: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two headlines share half the words of the shorter one."""
    shared = len(set(title).intersection(other))
    return shared > 0 and 2 * shared >= min(len(title), len(other))


def _highest(matches: tuple[Match, ...], known: Severity | None) -> Severity | None:
    severities = [match.severity for match in matches] + ([known] if known else [])
    return max(severities, key=lambda severity: severity.rank, default=None)


def _is_raised(matches: tuple[Match, ...], known: Severity | None) -> bool:
    return _highest(matches, known) != known
