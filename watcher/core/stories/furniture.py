"""What an outlet puts around its articles: pleas for money, newsletters, cookies, the most read."""

from functools import lru_cache

from watcher.core.stories.fingerprint import code, codes

HABIT = 3  # different articles of one outlet that share a paragraph: furniture
MOST_PARAGRAPHS = 50_000  # of all outlets: of some four thousand articles
_NO_LINE = code("")
_TEXTS = 4  # remembered as lines: what is stripped is mostly learnt from next

# The longest other paragraphs that one was met with that is no habit yet; one alone stands for itself, to save room.
_Company = int | tuple[int, ...]


class Furniture:
    """The paragraphs that different articles of an outlet share.

    Articles differ where their longest paragraphs do: the many edits of one report make no habit of its words.
    Bounded: of the paragraphs met, the latest `MOST_PARAGRAPHS` to twice that are remembered, and of habits as many.
    """

    def __init__(self) -> None:
        self._habits: set[int] = set()
        self._young: dict[int, _Company] = {}
        self._old: dict[int, _Company] = {}

    def strip(self, outlet: str, text: str) -> str:
        """The text without the paragraphs known as this outlet's furniture."""
        house = _house(outlet)
        return "\n".join(line for line, key in _lines(text) if house | key not in self._habits)

    def learn(self, outlet: str, title: str, text: str) -> None:
        house = _house(outlet)
        lines = dict(_lines(title) + _lines(text))
        keys = [lines[line] for line in sorted(sorted(lines), key=len, reverse=True)]
        longest, second = (*keys[:2], _NO_LINE, _NO_LINE)[:2]
        for number, line in enumerate(keys):
            if house | line not in self._habits:
                self._meet(house | line, longest if number else second)
        if len(self._young) > MOST_PARAGRAPHS:
            self._young, self._old = {}, self._young
        if len(self._habits) > MOST_PARAGRAPHS:
            self._habits = set()

    def _meet(self, line: int, other: int) -> None:
        met = self._young.get(line, self._old.get(line, ()))
        company = met if isinstance(met, tuple) else (met,)
        if other in company:
            return
        if len(company) == HABIT - 1:
            self._habits.add(line)
            self._young.pop(line, None)
        else:
            self._young[line] = (*company, other) if company else other


@lru_cache(_TEXTS)
def _lines(text: str) -> tuple[tuple[str, int], ...]:
    """With their codes."""
    lines = [said for line in text.split("\n") if (said := _evenly(line))]
    return tuple(zip(lines, codes(lines), strict=True))


def _evenly(line: str) -> str:
    """With one blank between words. Of all blanks only the plain one is printable: most lines are even as they come."""
    return line.strip() if line.isprintable() and "  " not in line else " ".join(line.split())


def _house(outlet: str) -> int:
    """The upper part of a key; a paragraph's code is the lower one. Of 60 bits, since more need a larger number."""
    return code(outlet) % (1 << 28) << 32
