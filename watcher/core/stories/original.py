"""Whether an article repeats a text that is known, whatever the headline."""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.core.news import ArticleId, StoryId
from watcher.core.stories.copies import REPEATS, TEASER, continues, is_report_shared, repeats
from watcher.core.stories.fingerprint import code
from watcher.core.stories.gist import Gist
from watcher.core.stories.memory import Item
from watcher.core.stories.trace import Trace


@dataclass(frozen=True, slots=True)
class Original:
    """The earliest text that an article repeats, or that it cuts short."""

    id: ArticleId
    story: StoryId
    share: float  # 0..1 of the shorter text


def original(gist: Gist, candidates: Sequence[tuple[int, Item]]) -> Original | None:
    ids = [id if item.copy_of is None else item.copy_of for id, item in candidates]
    texts = [(id, item.trace.shingles) for id, (_, item) in zip(ids, candidates, strict=True)]
    shares = repeats(gist.shingles, texts)
    found = [
        (ArticleId(id), item.story, share)
        for id, (_, item), shared in zip(ids, candidates, shares, strict=True)
        if (share := _share(gist, item.trace, shared)) >= REPEATS
    ]
    return Original(*min(found)) if found else None


def _share(gist: Gist, other: Trace, shared: float) -> float:
    """How much of the shorter text one repeats of the other; 0 where it is no report, or another day's."""
    if is_same(gist, other):
        return 1.0
    share = max(shared, _teased(gist, other))
    if share < REPEATS or _tells_other_days(gist, other) or not _is_repeated(gist, other):
        return 0.0
    return share


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
    days = frozenset(map(code, gist.days))
    return bool(days and other.days) and days.isdisjoint(other.days)


def _agree(gist: Gist, other: Trace) -> bool:
    """Whether two headlines share half the words of the shorter one."""
    title, others = gist.title.terms, other.title.terms
    shared = len(set(title).intersection(others))
    return shared > 0 and 2 * shared >= min(len(title), len(others))
