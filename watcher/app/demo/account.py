"""What has come of the day so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from watcher.core.news import Story
from watcher.core.telling import Delivery, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    asked: int  # outlets
    answered: int  # of them in the latest cycle
    items: int  # that feeds offered
    stories: Sequence[Story]  # in the order they opened
    sent: Sequence[Delivery]  # in the order they were queued

    @property
    def matched(self) -> int:
        return sum(len(story.members) for story in self.stories)

    def count(self, kind: Kind) -> int:
        return sum(delivery.kind is kind for delivery in self.sent)

    def first_post(self) -> Sequence[Delivery]:
        """The first post in each of its forms, as edits changed it; empty where nothing was posted."""
        post = next((delivery for delivery in self.sent if delivery.kind is Kind.POST), None)
        if post is None:
            return ()
        edits = (edit for edit in self.sent if edit.kind is Kind.EDIT and edit.target == post.id)
        return (post, *(replace(post, content=edit.content, message=None) for edit in edits))
