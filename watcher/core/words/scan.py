"""A text that came through a scanner, read once more: lau nch, Launch-\\ning, frorn, Iaunch, SATELLlTE.

Each of these readings spoils words that are right (morning, In a list), so they stand beside the text and not in its
place, and only where digits among letters, or words parted at the ends of lines, tell that a scanner or a page's
columns have been at it.
"""

import re
from dataclasses import dataclass

from watcher.core.words.fold import Folded
from watcher.core.words.script import is_spaced

_SIGNS = "가-힣\u3041-\u30fa\u4e00-\u9fff"
_TORN = f"(?<=[a-z])[ -]{{1,2}}(?=[a-z])|(?<=[а-яіїєґ])[ -]{{1,2}}(?=[а-яіїєґ])|(?<=[{_SIGNS}]) (?=[{_SIGNS}])"
_ALIKE = dict(zip("aceopxykmtbh0", "асеорхукмтвно", strict=True))  # a Latin letter, and the Cyrillic one that looks so
_AMONG_CYRILLIC = "[aceopxykmtbh0]++(?=[а-я]{2})|(?<=[а-я]{2})[aceopxykmtbh0]++"
_READINGS = tuple(re.compile(f"{_TORN}|{_AMONG_CYRILLIC}{more}") for more in ("", "|rn", r"|\bi(?=[a-z])|l(?=[a-z])"))
_VOWELS = frozenset("aeiouy")
_LAST_PIECE = re.compile("(?<=[ -])[^ -]*$")
_SHORTEST = 5  # letters of a word that may have been torn: "a re a" is no area
_SHORTEST_OF_SIGNS = 2
_SHORTEST_REAR = 3  # of its last piece, where that goes on: `satel*` is not in "sat elsewhere"


@dataclass(frozen=True, slots=True)
class Mended:
    """Another reading of a folded text; `starts` and `ends` are the folded offsets of each of its characters."""

    folded: Folded
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def mends(self, start: int, stop: int) -> bool:
        """Whether its characters start..stop were torn or misread, and are more than parts of other words."""
        text, first, last = self.folded.text, self.starts[start], self.ends[stop - 1]
        written = text[first:last]
        if written == self.text[start:stop]:
            return False
        if not is_spaced(written[0]):
            return stop - start >= _SHORTEST_OF_SIGNS
        if stop - start < _SHORTEST or text[first - 1 : first].isalnum():
            return False
        rear = _LAST_PIECE.search(written)
        return not text[last : last + 1].isalnum() or rear is None or len(rear[0]) >= _SHORTEST_REAR


def mended(folded: Folded) -> tuple[Mended, ...]:
    """With torn words joined; and besides with rn read as m; or besides with I and l read as each other.

    None of a text that came through no scanner.
    """
    return tuple(_mended(folded, misread) for misread in _READINGS) if folded.is_scan else ()


def _mended(folded: Folded, misread: re.Pattern[str]) -> Mended:
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in misread.finditer(folded.text):
        first, last = found.span()
        read = _read(found, folded)
        letters += (folded.text[done:first], read)
        starts += (*range(done, first), *(first for _ in read))
        ends += (*range(done + 1, first + 1), *(last for _ in read))
        done = last
    letters.append(folded.text[done:])
    rest = len(folded.text)
    return Mended(folded, "".join(letters), (*starts, *range(done, rest)), (*ends, *range(done + 1, rest + 1)))


def _read(found: re.Match[str], folded: Folded) -> str:
    match found[0]:
        case "rn":
            return "m"
        case "i":
            return "l" if _written(folded, found.start()) == "I" else "i"
        case "l":
            return "i" if _is_capital_i(folded, found.start()) else "l"
    return "".join(_ALIKE.get(letter, "") for letter in found[0])


def _is_capital_i(folded: Folded, at: int) -> bool:
    """S1nmun, lmages, LAUNCHlNG: an l before a consonant begins no word, and a small one stands in none of capitals."""
    if _written(folded, at) != "l":
        return _written(folded, at) == "1"
    begins = at == 0 or not folded.text[at - 1].isalnum()
    return _written(folded, at + 1).isupper() or (begins and folded.text[at + 1] not in _VOWELS)


def _written(folded: Folded, at: int) -> str:
    return folded.original[folded.span(at, at + 1)[0]]
