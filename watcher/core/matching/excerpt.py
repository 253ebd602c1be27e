"""The sentences of an article that hold what was found, with the finds between « and »."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from watcher.core.news import Article, Field, Span
from watcher.core.words.sentences import sentences

LONGEST = 240  # characters of an excerpt, marks aside


def said(article: Article, span: Span) -> str:
    """The words at a span, as the outlet wrote them."""
    whole = article.title if span.field is Field.TITLE else article.text
    return whole[span.start : span.end]


def excerpts(article: Article, spans: Iterable[Span], *, most: int) -> Iterator[str]:
    """At most so many, in order of place; a long sentence is cut to what stands about its first find."""
    found = sorted({(span.start, span.end) for span in spans if span.field is Field.TEXT})
    yield from islice(_marked_sentences(article.text, found), most)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Places that overlap are marked as one."""
    shown, at = "", 0
    for start, end in _joined(spans):
        shown += f"{text[at:start]}«{text[start:end]}»"
        at = end
    return shown + text[at:]


def _marked_sentences(text: str, found: list[tuple[int, int]]) -> Iterator[str]:
    for start, end in sentences(text):
        inside = [place for place in found[bisect_left(found, (start, start)) :] if place[1] <= end and place[0] < end]
        if not inside:
            continue
        first, last = _window(start, end, inside[0])
        kept = [(a - first, b - first) for a, b in inside if first <= a and b <= last]
        shown = " ".join(marked(text[first:last], kept).split())
        yield f"{'… ' if first > start else ''}{shown}{' …' if last < end else ''}"


def _window(start: int, end: int, place: tuple[int, int]) -> tuple[int, int]:
    if end - start <= LONGEST:
        return start, end
    first = max(start, place[0] - LONGEST // 3)
    return first, min(end, first + LONGEST)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = 0
    for start, end in sorted(spans):
        if end > reached:
            yield max(start, reached), end
            reached = end
