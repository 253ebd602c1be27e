"""How a feed is, in a row: its state, when it answered and is asked again, and what is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from watcher.channels.parts.forms import clean
from watcher.channels.parts.messages import Words
from watcher.channels.parts.render import hour, name
from watcher.core.feeds import Feed, FeedHealth, FeedState
from watcher.core.timing.cadence import NEVER
from watcher.core.timing.polling import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    id: str
    is_well: bool
    state: str
    last: str
    next: str
    items: str
    notes: tuple[str, ...]  # what is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when somebody looks."""

    words: Words
    zone: str
    now: datetime

    def hour(self, at: datetime) -> str:
        return hour(at, self.words, zone=self.zone, on=self.now)


def row(feed: Feed, state: FeedState, gap: Gap | None, place: Place) -> Row:
    words = place.words
    return Row(
        name=name(feed.name),
        id=clean(feed.id),
        is_well=_is_well(state),
        state=words.say(f"health.{state.health}"),
        last=place.hour(state.last_ok_at) if state.last_ok_at else words.say("feeds.never"),
        next=_next(state.next_poll_at, place),
        items=f"{state.items_seen:,}",
        notes=tuple(_notes(state, gap, place)),
    )


def standing(states: Sequence[FeedState], words: Words) -> str:
    """`16 of 18 feeds answer.`"""
    if not states:
        return words.say("feeds.none")
    return words.count("feeds.answer", sum(_is_well(state) for state in states), of=len(states))


def _is_well(state: FeedState) -> bool:
    return state.health in (FeedHealth.OK, FeedHealth.QUIET)


def _next(at: datetime, place: Place) -> str:
    if at == NEVER:
        return place.words.say("feeds.not_again")
    return place.hour(at) if at > place.now else place.words.say("feeds.now")


def _notes(state: FeedState, gap: Gap | None, place: Place) -> Iterator[str]:
    if state.trouble is not None:
        yield place.words.silence(state.trouble)
    if gap is not None:
        since, until = place.hour(gap.since), place.hour(gap.until)
        yield place.words.count("feeds.gap", gap.items, since=since, until=until)
