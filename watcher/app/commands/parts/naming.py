"""Finds the story that a person means, or says which ones there are."""

import re
from difflib import get_close_matches

import click

from watcher.channels.parts.forms import clean
from watcher.core.news import Story, StoryId
from watcher.store import stories
from watcher.store.db import Db

OFFERED = 3  # stories named where none was meant
LOOKED_AT = 500  # of the newest, for what was mistyped
HEADLINE = 60  # characters of a headline beside its number


def the_story(db: Db, name: str) -> Story:
    """By its number, as `watcher stories` shows it: `7` or `story-7`. Raises click.BadParameter with the likeliest."""
    number = re.fullmatch(r"(?:story-|#)?(\d{1,15})", name.strip(), re.ASCII)
    try:
        story = stories.story(db, StoryId(int(number[1]))) if number else None
    except LookupError:
        story = None
    if story is None:
        raise click.BadParameter(f"there is no story `{name}` ({_hint(db, number[1] if number else name)})")
    if (into := stories.merged_into(db, story.id)) is not None:
        raise click.BadParameter(f"story {story.id} was joined to story {into} (write {into})")
    return story


def _hint(db: Db, name: str) -> str:
    """The story whose number is nearest, or whose headline says it; else the newest."""
    known = stories.newest(db, most=LOOKED_AT)
    near = get_close_matches(name, list(map(str, known)), n=1) or [
        str(id) for id, headline in known.items() if name.casefold() in headline.casefold()
    ]
    if near:
        id = StoryId(int(near[0]))
        return f"did you mean {shown(id, known[id])}?"
    offered = [shown(id, headline) for id, headline in known.items()][:OFFERED]
    return f"the newest are {'; '.join(offered)}" if offered else "there are no stories yet"


def shown(id: StoryId, headline: str) -> str:
    """`7 “New quay finished at…”`"""
    said = clean(headline)
    return f"{id} “{said[:HEADLINE].rstrip()}{'…' if len(said) > HEADLINE else ''}”"
