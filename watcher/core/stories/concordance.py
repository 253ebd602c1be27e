"""Which of the articles that are remembered hold a word."""

from array import array
from collections.abc import Collection

from watcher.core.stories.fingerprint import WHOLE
from watcher.core.stories.gist import Gist
from watcher.core.stories.trace import Trace

UNSWEPT = 1_000  # forgotten articles that may stay before they are swept out
MOST_HOLDERS = 64  # articles remembered per word, the latest
MOST_LOOKED_AT = 150  # entries looked at for one article, most telling words first
# Weight shared by what is compared: of 12,000 articles of labelled streams, less decided where none belongs.
LEAST_LIKELY = WHOLE // 8
HELD = 24, 12  # words and anchors of an article by which it is found


class Concordance:
    """Finds articles by their most telling words. Ids grow in order of arrival."""

    def __init__(self) -> None:
        self._holders: dict[int, int | array[int]] = {}  # word -> the article that holds it, or all of them
        self._forgotten = 0  # articles still in there

    def add(self, id: int, trace: Trace) -> None:
        holders = self._holders
        for term in _held(trace):
            held = holders.get(term)
            if held is None:
                holders[term] = id
            elif isinstance(held, int):
                holders[term] = array("I", (held, id))
            else:
                held.append(id)
                if len(held) > 2 * MOST_HOLDERS:
                    del held[:MOST_HOLDERS]

    def drop(self, id: int, trace: Trace) -> None:
        """An article no longer says what it said."""
        for term in _held(trace):
            held = self._holders.get(term)
            if isinstance(held, array) and id in held:  # otherwise it was dropped already
                held.remove(id)
            elif held == id:
                del self._holders[term]

    def forget(self, articles: int, *, known: Collection[int]) -> None:
        """So many more are no longer known; swept out when they are more than those that are."""
        self._forgotten += articles
        if self._forgotten > max(len(known), UNSWEPT):
            rows = ((term, (held,) if isinstance(held, int) else held) for term, held in self._holders.items())
            left = ((term, array("I", filter(known.__contains__, ids))) for term, ids in rows)
            self._holders = {term: ids if len(ids) > 1 else ids[0] for term, ids in left if ids}
            self._forgotten = 0

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


def _held(trace: Trace) -> "array[int]":
    words, anchors = HELD
    return trace.word_codes[:words] + trace.anchor_codes[:anchors]
