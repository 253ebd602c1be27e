"""The articles of late stories."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import chain, islice, takewhile

from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.concordance import Concordance
from watcher.core.stories.gist import Gist
from watcher.core.stories.trace import Trace
from watcher.core.stories.whole import Whole

ONE_SUBJECT = 0.25  # share of what is remembered
TOLD = 6  # articles of a story


@dataclass(frozen=True, slots=True)
class Item:
    story: StoryId
    seen_at: datetime
    trace: Trace
    copy_of: ArticleId | None


@dataclass(slots=True)
class Known:
    """What a story is so far."""

    opened_at: datetime
    updated_at: datetime
    members: "array[int]"
    whole: Whole | None = None  # what they say together; of a single one its trace tells that


class Memory:
    """The articles of late stories. Ids grow in order of arrival."""

    def __init__(self) -> None:
        self.items: dict[int, Item] = {}
        self.stories: dict[StoryId, Known] = {}  # the one heard of longest ago first
        self._concordance = Concordance()
        self._first: dict[int, int] = {}  # wording -> the first article that said just this
        self._matched = 0  # articles that rules have found

    def add(self, id: ArticleId, item: Item) -> None:
        """Add the latest article of a story, which may be a new one."""
        story = self.stories.pop(item.story, None) or Known(item.seen_at, item.seen_at, array("I"))
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

    def _keep(self, id: ArticleId, item: Item) -> None:
        self.items[id] = item
        self._matched += item.trace.is_matched
        if (wording := item.trace.wording) is not None:
            known = self._first.get(wording)
            if known is None or self.items[known].story != item.story:  # a story that had closed is opened anew
                self._first[wording] = id
        self._concordance.add(id, item.trace)

    def told(self, story: StoryId) -> frozenset[int]:
        """The telling words of its latest articles; empty for a story not known."""
        members = self.stories[story].members[-TOLD:] if story in self.stories else ()
        return frozenset(chain.from_iterable(self.items[id].trace.telling for id in members))

    def replace(self, id: ArticleId, item: Item) -> None:
        """An article that is known says something else."""
        self._concordance.drop(id, self.items[id].trace)
        self._let_go(id, self.items[id].trace)
        self._keep(id, item)
        story = self.stories[item.story]
        first, *others = (self.items[member].trace for member in story.members)
        story.whole = reduce(Whole.joined_by, others, Whole.of(first)) if others else None

    def saying(self, gist: Gist) -> tuple[int, ...]:
        """The first article of the very same words, in the story that said them last; none where there is none."""
        id = None if gist.wording is None else self._first.get(gist.wording)
        return () if id is None else (id,)

    def sharing(self, gist: Gist) -> list[int]:
        """The articles that share its most telling words, the likest first. Some may be forgotten by now."""
        return self._concordance.sharing(gist)

    def open(self, ids: Iterable[int], *, since: datetime) -> Iterator[tuple[int, Item]]:
        """Of articles those that are remembered, and whose stories have heard of something since an instant."""
        for id in ids:
            item = self.items.get(id)
            if item is not None and (item.seen_at >= since or self.stories[item.story].updated_at >= since):
                yield id, item

    def closed(self, ids: Iterable[int], *, since: datetime) -> Iterator[Item]:
        """Of articles those that are remembered, and whose stories have not."""
        for item in map(self.items.get, ids):
            if item is not None and item.seen_at < since and self.stories[item.story].updated_at < since:
                yield item

    def are_all_open(self, *, since: datetime) -> bool:
        return all(story.updated_at >= since for story in islice(self.stories.values(), 1))

    def forget(self, *, before: datetime) -> list[int]:
        """Let go of the stories that heard nothing since. Returns their articles."""
        closed = list(takewhile(lambda id: self.stories[id].updated_at < before, self.stories))
        gone = [id for story in closed for id in self.stories.pop(story).members]
        for id in gone:
            self._let_go(id, self.items.pop(id).trace)
        self._concordance.forget(len(gone), known=self.items)
        return gone

    def _let_go(self, id: int, trace: Trace) -> None:
        self._matched -= trace.is_matched
        if trace.wording is not None and self._first.get(trace.wording) == id:
            del self._first[trace.wording]
