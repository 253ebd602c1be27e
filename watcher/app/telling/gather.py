"""Posts that several stories share: opened, joined, and kept as their stories grow."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.app.newsroom import Moment
from watcher.app.telling import copies, drafts
from watcher.core.editing.post import hashtag
from watcher.core.editing.review import reviewed
from watcher.core.editing.roundup import MOST_LINES, compose
from watcher.core.news import StoryId
from watcher.core.sending.delivery import is_unsaid, rewrite
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Occasion, Roundup, Subscription
from watcher.store import outbox, stories, subscriptions, tellings
from watcher.store.db import Db


@dataclass(frozen=True, slots=True)
class Gatherer:
    """The shared posts of one listener."""

    db: Db
    listener: Subscription
    moment: Moment

    def open(self, occasion: Occasion, story: StoryId, *, at: datetime, takes: Iterable[StoryId]) -> DeliveryId | None:
        """A post for this story and those it takes over from posts that still wait.

        A post of that name stands where all its stories have left it: this one goes there, unless it was given up.
        """
        taken = [each for each in takes if self._waits(each)]
        name = f"{self._name(occasion, story, at)}/post"
        standing = outbox.keyed(self.db, f"{self.listener.id}/{name}")
        if standing is not None and (not standing.state.is_final or standing.state is DeliveryState.SENT):
            self.refresh(standing, f"{story}-joins", joining=[story])
            return standing.id
        if standing is not None:
            name = f"{self._name(occasion, story, at)}-{story}/post"
        words = self._words(occasion, sorted([story, *taken], reverse=True))
        draft = drafts.post(self.listener, name, words, due_at=at, now=self.moment.now)
        return self._queued(reviewed(draft, self.listener), taken)

    def merge(self, occasion: Occasion, told: Iterable[StoryId]) -> DeliveryId | None:
        """One post, now, for stories whose own posts wait for their turn."""
        taken = sorted(told, reverse=True)
        name = f"{self._name(occasion, taken[0], self.moment.now)}/post"
        words, now = self._words(occasion, taken), self.moment.now
        return self._queued(drafts.post(self.listener, name, words, due_at=now, now=now), taken)

    def refresh(self, post: Delivery, name: str, joining: Iterable[StoryId] = ()) -> None:
        """Let the post say how its stories stand now; `joining` is a story that it tells from now on.

        A post that was sent keeps its words if none of its stories is left in it.
        """
        if not isinstance(post.content, Roundup):
            raise TypeError(f"delivery {post.key} tells of one story")
        told = sorted({*joining, *tellings.sharing(self.db, post.id)}, reverse=True)
        if not is_unsaid(post):
            if told:
                words = self._words(post.content.occasion, told)
                drafts.queue_edit(self.db, post, words, name, self.moment)
        elif standing := [each for each in told if not stories.story(self.db, each).is_withdrawn]:
            words = self._words(post.content.occasion, standing)
            outbox.save(self.db, rewrite(post, words, revision=len(told), urgent=False))
        else:
            why = "withdrawn before it was told" if told else "its story goes on in another post"
            copies.give_up(self.db, post, why, now=self.moment.now)

    def _queued(self, draft: Delivery, taken: Iterable[StoryId]) -> DeliveryId | None:
        post = outbox.add(self.db, draft)
        if post is not None:
            for each in taken:
                self._take(each, post)
        return post

    def _words(self, occasion: Occasion, told: list[StoryId]) -> Roundup:
        shown = [stories.story(self.db, id) for id in told[:MOST_LINES]]
        rules = frozenset().union(*(story.rules for story in shown))
        more = len(told[MOST_LINES:])
        tag = hashtag(self.listener.among(rules), self.moment.book)
        return compose(shown, self.listener, occasion=occasion, now=self.moment.now, more=more, hashtag=tag)

    def _name(self, occasion: Occasion, story: StoryId, at: datetime) -> str:
        if occasion is Occasion.DAY:
            return f"also-{at.astimezone(self.listener.zone).date()}"
        return f"{occasion}-{story}"

    def _waits(self, story: StoryId) -> bool:
        post = self._own(story)
        return post is not None and is_unsaid(post) and not post.urgent

    def _take(self, story: StoryId, post: DeliveryId) -> None:
        if (own := self._own(story)) is not None:
            dropped = copies.give_up(self.db, own, f"told together with others, in {post}", now=self.moment.now)
            outbox.save(self.db, replace(dropped, carrier=post))
        tellings.move(self.db, self.listener.id, story, post)

    def _own(self, story: StoryId) -> Delivery | None:
        """The post that tells a story so far."""
        told = subscriptions.notice(self.db, self.listener.id, story)
        return outbox.get(self.db, told.post) if told and told.post else None
