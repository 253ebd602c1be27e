"""What is remembered of an article's gist, in as little room as may be: fifty thousand of them lie in memory."""

from array import array

from watcher.core.stories.fingerprint import Fingerprint, code
from watcher.core.stories.gist import Gist

# Parts; at its number stands where one ends: codes of words among the codes, shingles behind the weights.
_WORDS, _ANCHORS, _TITLE, _DAYS, _NUMBERS, _NAMES, _SHINGLES, _OPENING = range(8)
_OUTLET, _LENGTH, _REPORT, _MATCHED, _WORDING = range(8, 13)  # the wording in two halves
_HEAD = 14
_HALF = 32  # bits


class Trace:
    """A gist as two rows of numbers, wide and narrow, out of which its parts are cut when they are asked for."""

    __slots__ = ("_codes", "_narrow", "tongue")

    def __init__(self, gist: Gist) -> None:
        prints = gist.words, gist.anchors, gist.title
        facts = (array("I", map(code, stated)) for stated in (gist.days, gist.numbers, gist.names))
        codes, narrow = array("I", bytes(_HEAD * 4)), array("H")
        for number, part in enumerate((*(each.terms for each in prints), *facts)):
            codes.extend(part)
            codes[number] = len(codes)
        for each in prints:
            narrow.extend(each.weights)
        for number, runs in ((_SHINGLES, gist.shingles), (_OPENING, gist.opening)):
            narrow.extend(runs)
            codes[number] = len(narrow)
        codes[_OUTLET], codes[_LENGTH] = gist.outlet, gist.length
        codes[_REPORT], codes[_MATCHED] = gist.is_report, gist.is_matched
        codes[_WORDING], codes[_WORDING + 1] = divmod(gist.wording or 0, 1 << _HALF)
        self._codes, self._narrow, self.tongue = array("I", codes), array("H", narrow), gist.tongue  # without slack

    @property
    def outlet(self) -> int:
        return self._codes[_OUTLET]

    @property
    def length(self) -> int:
        return self._codes[_LENGTH]

    @property
    def is_report(self) -> bool:
        return bool(self._codes[_REPORT])

    @property
    def is_matched(self) -> bool:
        return bool(self._codes[_MATCHED])

    @property
    def wording(self) -> int | None:
        return (self._codes[_WORDING] << _HALF | self._codes[_WORDING + 1]) or None

    @property
    def words(self) -> Fingerprint:
        end = self._codes[_WORDS]
        return Fingerprint(self._codes[_HEAD:end], self._narrow[: end - _HEAD])

    @property
    def anchors(self) -> Fingerprint:
        return self._print(_ANCHORS)

    @property
    def title(self) -> Fingerprint:
        return self._print(_TITLE)

    @property
    def days(self) -> "array[int]":
        return self._part(_DAYS)

    @property
    def numbers(self) -> "array[int]":
        return self._part(_NUMBERS)

    @property
    def names(self) -> "array[int]":
        return self._part(_NAMES)

    @property
    def shingles(self) -> "array[int]":
        return self._narrow[self._codes[_TITLE] - _HEAD : self._codes[_SHINGLES]]

    @property
    def opening(self) -> "array[int]":
        return self._narrow[self._codes[_SHINGLES] : self._codes[_OPENING]]

    @property
    def word_codes(self) -> "array[int]":
        """The terms of `words` alone, which cost a third of them with their weights."""
        return self._codes[_HEAD : self._codes[_WORDS]]

    @property
    def anchor_codes(self) -> "array[int]":
        return self._part(_ANCHORS)

    @property
    def telling(self) -> "array[int]":
        """All words and anchors."""
        return self._codes[_HEAD : self._codes[_ANCHORS]]

    def _print(self, part: int) -> Fingerprint:
        start, end = self._codes[part - 1], self._codes[part]
        return Fingerprint(self._codes[start:end], self._narrow[start - _HEAD : end - _HEAD])

    def _part(self, part: int) -> "array[int]":
        return self._codes[self._codes[part - 1] : self._codes[part]]
