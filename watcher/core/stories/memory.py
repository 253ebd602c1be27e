"""The articles of late stories, and which of them hold a word."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import chain, islice, takewhile

from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.fingerprint import WHOLE
from watcher.core.stories.gist import Gist
from watcher.core.stories.trace import Trace
from watcher.core.stories.whole import Whole

UNSWEPT = 1_000  # forgotten articles that may stay in `_holders` before it is cleaned
MOST_HOLDERS = 64  # articles remembered per word, the latest
MOST_LOOKED_AT = 200  # entries of `_holders` looked at for one article, most telling words first
# Weight shared by what is compared: of 12,000 articles of labelled streams, less decided where none belongs.
LEAST_LIKELY = WHOLE // 8
ONE_SUBJECT = 0.25  # share of what is remembered
TOLD = 6  # articles of a story
HELD = 24, 12  # words and anchors of an article by which it is found


@dataclass(frozen=True, slots=True)
class Item:
    story: StoryId
    seen_at: datetime
    trace: Trace
    copy_of: ArticleId | None


@dataclass(slots=True)
class Known:
    """What a story is so far."""

    updated_at: datetime
    members: "array[int]"
    whole: Whole | None = None  # what they say together; of a single one its trace tells that


class Memory:
    """The articles of late stories, found by their words. Ids grow in order of arrival."""

    def __init__(self) -> None:
        self.items: dict[int, Item] = {}
        self.stories: dict[StoryId, Known] = {}  # the one heard of longest ago first
        self._holders: dict[int, int | array[int]] = {}  # word -> the article that holds it, or all of them
        self._first: dict[int, int] = {}  # wording -> the first article that said just this
        self._forgotten = 0  # articles still in `_holders`
        self._matched = 0  # articles that rules have found

    def add(self, id: ArticleId, item: Item) -> None:
        """Add the latest article of a story, which may be a new one."""
        story = self.stories.pop(item.story, None) or Known(item.seen_at, array("I"))
        story.updated_at = max(story.updated_at, item.seen_at)
        if story.members:
            story.whole = self._whole(story).joined_by(item.trace)
        story.members.append(id)
        self.stories[item.story] = story
        self._keep(id, item)

    @property
    def is_of_one_subject(self) -> bool:
        """Whether rules have found so much of what is remembered that the rest is probably of their subject, too."""
        return self._matched >= ONE_SUBJECT * len(self.items)

    def whole(self, story: StoryId) -> Whole:
        """What a story that is known says."""
        return self._whole(self.stories[story])

    def _whole(self, story: Known) -> Whole:
        return story.whole or Whole.of(self.items[story.members[0]].trace)

    def opened_at(self, story: StoryId) -> datetime:
        return self.items[self.stories[story].members[0]].seen_at

    def _keep(self, id: ArticleId, item: Item) -> None:
        self.items[id] = item
        self._matched += item.trace.is_matched
        if (wording := item.trace.wording) is not None:
            known = self._first.get(wording)
            if known is None or self.items[known].story != item.story:  # a story that had closed is opened anew
                self._first[wording] = id
        for term in _held(item.trace):
            held = self._holders.get(term)
            if held is None:
                self._holders[term] = id
            elif isinstance(held, int):
                self._holders[term] = array("I", (held, id))
            else:
                held.append(id)
                if len(held) > 2 * MOST_HOLDERS:
                    del held[:MOST_HOLDERS]

    def told(self, story: StoryId) -> frozenset[int]:
        """The telling words of its latest articles; empty for a story not known."""
        members = self.stories[story].members[-TOLD:] if story in self.stories else ()
        return frozenset(chain.from_iterable(self.items[id].trace.telling for id in members))

    def replace(self, id: ArticleId, item: Item) -> None:
        """An article that is known says something else."""
        for term in _held(self.items[id].trace):
            held = self._holders.get(term)
            if isinstance(held, array) and id in held:  # otherwise it was dropped already
                held.remove(id)
            elif held == id:
                del self._holders[term]
        self._matched -= self.items[id].trace.is_matched
        wording = self.items[id].trace.wording
        if wording is not None and self._first.get(wording) == id:
            del self._first[wording]
        self._keep(id, item)
        story = self.stories[item.story]
        first, *others = (self.items[member].trace for member in story.members)
        story.whole = reduce(Whole.joined_by, others, Whole.of(first)) if others else None

    def saying(self, gist: Gist) -> tuple[int, ...]:
        """The first article of the very same words, in the story that said them last; none where there is none."""
        id = None if gist.wording is None else self._first.get(gist.wording)
        return () if id is None else (id,)

    def sharing(self, gist: Gist) -> list[int]:
        """The articles that share its most telling words, looked up within a fixed effort; the likest first.

        Some may be forgotten by now.
        """
        shared: dict[int, int] = {}
        for fingerprint in (gist.anchors, gist.words):
            looked_at = 0
            for held, weight in zip(map(self._holders.get, fingerprint.terms), fingerprint.weights, strict=True):
                if held is None:
                    continue
                ids = (held,) if isinstance(held, int) else held
                for id in ids[-MOST_HOLDERS:]:
                    shared[id] = shared[id] + weight if id in shared else weight
                looked_at += len(ids)
                if looked_at > MOST_LOOKED_AT:
                    break
        likely = [id for id, weight in shared.items() if weight >= LEAST_LIKELY]
        likely.sort(key=shared.__getitem__, reverse=True)  # stable: of equals the earliest stays first
        return likely

    def open(self, ids: Iterable[int], *, since: datetime) -> Iterator[tuple[int, Item]]:
        """Of articles those that are remembered, and whose stories have heard of something since an instant."""
        for id in ids:
            item = self.items.get(id)
            if item is not None and self.stories[item.story].updated_at >= since:
                yield id, item

    def closed(self, ids: Iterable[int], *, since: datetime) -> Iterator[Item]:
        """Of articles those that are remembered, and whose stories have not."""
        for item in map(self.items.get, ids):
            if item is not None and self.stories[item.story].updated_at < since:
                yield item

    def are_all_open(self, *, since: datetime) -> bool:
        return all(story.updated_at >= since for story in islice(self.stories.values(), 1))

    def forget(self, *, before: datetime) -> None:
        """Let go of the stories that heard nothing since."""
        closed = list(takewhile(lambda id: self.stories[id].updated_at < before, self.stories))
        for story in closed:
            for id in self.stories.pop(story).members:
                trace = self.items.pop(id).trace
                self._matched -= trace.is_matched
                wording = trace.wording
                if wording is not None and self._first.get(wording) == id:
                    del self._first[wording]
                self._forgotten += 1
        if self._forgotten > max(len(self.items), UNSWEPT):
            self._sweep()

    def _sweep(self) -> None:
        left = ((term, self._known(held)) for term, held in self._holders.items())
        self._holders = {term: ids if len(ids) > 1 else ids[0] for term, ids in left if ids}
        self._forgotten = 0

    def _known(self, held: "int | array[int]") -> "array[int]":
        ids: Iterable[int] = (held,) if isinstance(held, int) else held
        return array("I", (id for id in ids if id in self.items))


def _held(trace: Trace) -> "array[int]":
    words, anchors = HELD
    return trace.words.terms[:words] + trace.anchors.terms[:anchors]
