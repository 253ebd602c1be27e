"""Near-copies: the same text again, whatever its headline, its cuts and what was put around it.

Containment of rare word sequences. MinHash and SimHash miss what a teaser shares with the full report, because both
measure against the union; whoever holds 60 % of the shorter text repeats it.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain

from watcher.core.stories.fingerprint import codes

WIDTH = 4  # words in a shingle
SAMPLE = 4  # one shingle in so many is kept
_KEPT = SAMPLE - 1  # what is left over, divided by that, of the letter that the first word of a kept one ends in
COMMON = 6  # a shingle in more texts than this is a common phrase, and proves nothing
REPEATS = 0.6  # share of the shorter text's rare shingles from which it repeats the other
LEAST_SHARED = 3  # shingles
OPENING = 5  # shingles: about the first twenty words
TEASER = 60  # words: so short a text holds too few of the kept shingles, so those of openings are all kept
AT_LENGTH = 15  # shingles, of some sixty words: more than the background that an outlet puts under many reports
WORDING = 7  # bytes: one more would need a larger number, of which there is one for each article
LEAST_WORDS = 8  # of a text that proves something by itself


def wording(words: Sequence[str]) -> int | None:
    """A number that is the same only for the same words in the same order; None for too few words."""
    if len(words) < LEAST_WORDS:
        return None
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=WORDING).digest())


def shingles(words: Sequence[str]) -> "array[int]":
    """Runs of four words as numbers, each once and in their order: about a quarter, by the first word's last letter."""
    kept = (at for at, word in enumerate(words[: 1 - WIDTH]) if ord(word[-1]) % SAMPLE == _KEPT)
    return _each_once(words[at : at + WIDTH] for at in kept)


def opening(words: Sequence[str]) -> "array[int]":
    """All shingles of the first words of a text."""
    return _each_once(zip(*(words[start:TEASER] for start in range(WIDTH)), strict=False))


def _each_once(runs: Iterable[Sequence[str]]) -> "array[int]":
    """By two bytes of each code: of two unlike texts, three are never alike by chance."""
    whole = array("I", codes(list(map(" ".join, runs))))
    return array("H", dict.fromkeys(array("H", whole.tobytes())[::2]))


def continues(teaser: "array[int]", whole: "array[int]") -> float:
    """How much of the shorter of two openings the other holds, 0..1."""
    shorter = min(len(teaser), len(whole))
    return len(frozenset(teaser).intersection(whole)) / shorter if shorter > LEAST_SHARED else 0.0


def is_report_shared(found: "array[int]", other: "array[int]") -> bool:
    """Whether two texts share more than background: how one of them opens, or a passage of some length."""
    own, others = frozenset(found), frozenset(other)
    if len(own & others) >= AT_LENGTH:
        return True
    return any(
        2 * len(all_of.intersection(text[:OPENING])) >= min(OPENING, len(text))
        for text, all_of in ((found, others), (other, own))
    )


def repeats(found: "array[int]", others: Sequence[tuple[int, "array[int]"]]) -> list[float]:
    """How much of the shorter of two texts each of the others shares with this one, 0..1; 0 where it proves nothing.

    The others come with the text they are copies of, or else with their own id: copies make no phrase common.
    """
    own = frozenset(found)
    shared = [own.intersection(other) for _, other in others]
    if max(map(len, shared), default=0) < LEAST_SHARED:
        return [0.0] * len(others)
    of_text: dict[int, set[int]] = {}
    for (text, _), both in zip(others, shared, strict=True):
        of_text.setdefault(text, set()).update(both)
    held = Counter(chain.from_iterable(of_text.values()))
    common = frozenset(shingle for shingle, texts in held.items() if texts > COMMON)
    rare = len(own) - len(common)
    shares = []
    for (_, other), both in zip(others, shared, strict=True):
        count = len(both - common)
        shares.append(count / min(rare, len(other)) if count >= LEAST_SHARED else 0.0)
    return shares
