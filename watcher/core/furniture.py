"""What an outlet puts around its articles: pleas for money, newsletters, cookies, the most read."""

from functools import lru_cache

from watcher.core.fingerprint import code
from watcher.core.pleas import without_pleas
from watcher.core.text import paragraphs

HABIT = 3  # different articles of one outlet that share a paragraph: furniture
MOST_PARAGRAPHS = 100_000  # of all outlets
_TEXTS = 4  # remembered as lines: what is stripped is mostly learnt from next

_Company = tuple[int, ...]  # the longest other paragraphs a paragraph was met with, at most HABIT


class Furniture:
    """The paragraphs that different articles of an outlet share.

    Articles differ where their longest paragraphs do: the many edits of one report make no habit of its words.
    Bounded: of the paragraphs met, the latest `MOST_PARAGRAPHS` to twice that are remembered.
    """

    def __init__(self) -> None:
        self._young: dict[int, _Company] = {}
        self._old: dict[int, _Company] = {}

    def strip(self, outlet: str, text: str) -> str:
        """The text without pleas, and without the paragraphs known as this outlet's furniture."""
        own = [line for line in _lines(text) if len(self._company(_key(outlet, line))) < HABIT]
        return "\n".join(without_pleas(own))

    def learn(self, outlet: str, title: str, text: str) -> None:
        lines = sorted({*_lines(title), *_lines(text)}, key=lambda line: (-len(line), line))
        others = [code(line) for line in (*lines[:2], "")]
        for number, line in enumerate(lines):
            key, other = _key(outlet, line), others[number == 0]
            company = self._company(key)
            if len(company) < HABIT and other not in company:
                self._young[key] = (*company, other)
        if len(self._young) > MOST_PARAGRAPHS:
            self._young, self._old = {}, self._young

    def _company(self, key: int) -> _Company:
        return self._young.get(key) or self._old.get(key, ())


@lru_cache(_TEXTS)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text[start:end].split()) for start, end in paragraphs(text))


def _key(outlet: str, line: str) -> int:
    return code(outlet) << 32 | code(line)
