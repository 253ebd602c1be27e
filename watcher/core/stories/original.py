"""Whether an article repeats a text that is known, whatever the headline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.copies import REPEATS, TEASER, continues, is_report_shared, repeats
from watcher.core.stories.fingerprint import code
from watcher.core.stories.gist import Gist
from watcher.core.stories.memory import Item
from watcher.core.stories.trace import Trace

SEVERAL = 2  # numbers or names that tell two events apart: one may be brought up to date, or be an agency's
WHOLLY_READ = 250  # words: about as many characters as are read for numbers
Candidate = tuple[int, Item]


@dataclass(frozen=True, slots=True)
class Original:
    """The earliest text that an article repeats, or that it cuts short."""

    id: ArticleId
    story: StoryId
    share: float  # 0..1 of the shorter text


def shares(gist: Gist, candidates: Sequence[Candidate]) -> list[float]:
    """How much of the shorter text, 0..1, the article repeats of each of these."""
    ids = [id if item.copy_of is None else item.copy_of for id, item in candidates]
    texts = [(id, item.trace.shingles) for id, (_, item) in zip(ids, candidates, strict=True)]
    return [
        max(shared, _teased(gist, item.trace))
        for (_, item), shared in zip(candidates, repeats(gist.shingles, texts), strict=True)
    ]


def original(gist: Gist, candidates: Sequence[Candidate], shared: Sequence[float]) -> Original | None:
    found = [
        (ArticleId(id if item.copy_of is None else item.copy_of), item.story, share)
        for (id, item), of_one in zip(candidates, shared, strict=True)
        if (share := _share(gist, item.trace, of_one)) >= REPEATS
    ]
    return Original(*min(found)) if found else None


def worded_alike(gist: Gist, candidates: Sequence[Candidate], shared: Sequence[float]) -> frozenset[StoryId]:
    """The stories of other events that are told in the same words, as of one earthquake after another."""
    return frozenset(
        item.story
        for (_, item), share in zip(candidates, shared, strict=True)
        if share >= REPEATS and _is_of_another_event(gist, item.trace)
    )


def _share(gist: Gist, other: Trace, shared: float) -> float:
    """How much of the shorter text one repeats of the other; 0 where it is no report, or another event's."""
    if is_same(gist, other):
        return 1.0
    if shared < REPEATS or _tells_other_days(gist, other) or _tells_other_numbers(gist, other):
        return 0.0
    return shared if _is_repeated(gist, other) else 0.0


def _teased(gist: Gist, other: Trace) -> float:
    """How much of the shorter text opens the other, 0..1; 0 unless one is as short as a teaser."""
    return continues(gist.opening, other.opening) if min(gist.length, other.length) <= TEASER else 0.0


def _is_repeated(gist: Gist, other: Trace) -> bool:
    """Whether it is the report that is shared, not what the outlet recalls under its reports."""
    if gist.is_short:
        return _agree(gist, other)
    return is_report_shared(gist.shingles, other.shingles) or _agree(gist, other)


def is_same(gist: Gist, other: Trace) -> bool:
    """Word for word; but what one outlet puts under unlike headlines is no report."""
    if gist.wording is None or gist.wording != other.wording:
        return False
    return not gist.outlet or gist.outlet != other.outlet or _agree(gist, other)


def _tells_other_days(gist: Gist, other: Trace) -> bool:
    """Whether both name days, and none alike: what an agency reports again and again it words alike each time."""
    days = _codes(gist.days)
    return bool(days and other.days) and days.isdisjoint(other.days)


def _tells_other_numbers(gist: Gist, other: Trace, *, of_each: int = 2) -> bool:
    """Whether both name numbers, and less than one of so many of the fewer is alike.

    Unknown of long texts, whose numbers are read from the beginning alone, and which may begin unlike.
    """
    if max(gist.length, other.length) > WHOLLY_READ:
        return False
    numbers = _codes(gist.numbers)
    return of_each * len(numbers.intersection(other.numbers)) < min(len(numbers), len(other.numbers))


def _is_of_another_event(gist: Gist, other: Trace) -> bool:
    """Whether its numbers are others, and are no toll that rises: each names others, or hardly one is alike."""
    if not _tells_other_numbers(gist, other):
        return False
    if _differ(_codes(gist.names), other.names) >= SEVERAL:
        return True
    several = _differ(_codes(gist.numbers), other.numbers) >= SEVERAL
    return _tells_other_numbers(gist, other, of_each=4) and (several or _tells_other_days(gist, other))


def _differ(facts: frozenset[int], others: Iterable[int]) -> int:
    """How many each has that the other has not."""
    return min(len(facts.difference(others)), len(frozenset(others) - facts))


def _codes(facts: Iterable[str]) -> frozenset[int]:
    return frozenset(map(code, facts))


def _agree(gist: Gist, other: Trace) -> bool:
    """Whether two headlines share half the words of the shorter one."""
    title, others = gist.title.terms, other.title.terms
    shared = len(set(title).intersection(others))
    return shared > 0 and 2 * shared >= min(len(title), len(others))
