"""How an editor's decisions change the placements that the index proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from watcher.core.news import ArticleId, Placement, Relation, Story, StoryId
from watcher.core.telling import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of a story that an article was placed in."""

    story: StoryId  # itself, or the one that took it in
    is_withdrawn: bool
    heir: StoryId | None  # the story opened last that continues it


def obey(placement: Placement, standing: Standing) -> Placement:
    """The placement as the editor's decisions leave it.

    A withdrawn story takes in only copies of its members. Any other report of the event opens a story of its own: then
    somebody stands behind it after all.
    """
    if placement.story is None:
        return placement
    if not standing.is_withdrawn or placement.relation is Relation.COPY:
        return replace(placement, story=standing.story)
    if standing.heir is not None:
        return replace(placement, story=standing.heir, copy_of=None)
    return Placement(relation=Relation.NEW, earlier=standing.story)


def survivor(one: Story, other: Story) -> tuple[Story, Story]:
    """Of two stories that are one, the older, and the one that ends."""
    older, younger = sorted((one, other), key=lambda story: (story.opened_at, story.id))
    return older, younger


def living(older: Delivery | None, younger: Delivery | None) -> tuple[Delivery | None, Delivery | None]:
    """Of two posts that tell one story, the one that goes on, and the one that ends: the older, if it has arrived."""
    if older is None or (younger is not None and younger.state.may_be_seen and not older.state.may_be_seen):
        return younger, older
    return older, younger


def named(story: Story, names: Sequence[str]) -> Mapping[str, ArticleId | None]:
    """The articles meant: by address, by its end, or by an outlet that has one only; None where none is."""
    return {name: _named(story, name.strip()) for name in names}


def _named(story: Story, name: str) -> ArticleId | None:
    told = [(member.id, member.article) for member in story.members]
    exact = [id for id, article in told if article.url == name]
    ends = [id for id, article in told if len(name) > 1 and article.url.rstrip("/").endswith(name.rstrip("/"))]
    outlet = [id for id, article in told if article.outlet.casefold() == name.casefold()]
    return next((found[0] for found in (exact, ends, outlet) if len(found) == 1), None)
