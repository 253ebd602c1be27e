"""Near-copies: the same text again, whatever its headline, its cuts and what was put around it.

Containment of rare word sequences. MinHash and SimHash miss what a teaser shares with the full report, because both
measure against the union; whoever holds 60 % of the shorter text repeats it.
"""

from collections.abc import Iterable

from watcher.core.fingerprint import code
from watcher.core.news import ArticleId

WIDTH = 4  # words in a shingle
SAMPLE = 4  # one run in so many is kept: as good on 511 labelled pairs, at a quarter of the memory
COMMON = 6  # a shingle of more articles than this is a phrase of the trade: it proves nothing
REPEATS = 0.6  # of the shorter text's rare shingles
LEAST_SHARED = 3  # shingles


def shingles(words: list[str]) -> frozenset[int]:
    """Runs of four words as 64 bits: always the same quarter of all runs, the same numbers in every process."""
    code_of = {word: code(word) for word in set(words)}
    codes = [code_of[word] for word in words]
    runs = map(hash, zip(*(codes[at:] for at in range(WIDTH)), strict=False))
    return frozenset(run for run in runs if run % SAMPLE == 0)


class Copies:
    """The texts seen so far, by shingle. Ids grow in order of arrival."""

    def __init__(self) -> None:
        self._holders: dict[
            int, tuple[ArticleId, ...]
        ] = {}  # shingle -> texts; what a copy repeats stays its original's
        self._sizes: dict[ArticleId, int] = {}  # text -> its shingles

    def find(self, found: frozenset[int]) -> tuple[ArticleId, float] | None:
        """The earliest text that these shingles repeat, or that they cut short, and how much of the shorter (0..1)."""
        shared: dict[ArticleId, int] = {}
        rare = 0
        for shingle in found:
            holders = self._holders.get(shingle, ())
            if len(holders) <= COMMON:
                rare += 1
                for text in holders:
                    shared[text] = shared.get(text, 0) + 1
        repeated = (
            (text, count / min(rare, self._sizes[text])) for text, count in shared.items() if count >= LEAST_SHARED
        )
        return min(((text, share) for text, share in repeated if share >= REPEATS), default=None)

    def add(self, text: ArticleId, found: frozenset[int], *, copy_of: ArticleId | None) -> None:
        for shingle in found:
            holders = self._holders.get(shingle, ())
            if copy_of not in holders and len(holders) <= COMMON:
                self._holders[shingle] = (*holders, text)
        self._sizes[text] = len(found)

    def keep(self, texts: Iterable[ArticleId]) -> None:
        """Forget all but these."""
        self._sizes = {text: self._sizes[text] for text in texts}
        self._holders = {
            shingle: left
            for shingle, holders in self._holders.items()
            if (left := tuple(text for text in holders if text in self._sizes))
        }
