"""What an outlet puts around its articles: pleas for money, newsletters, cookies, the most read."""

from watcher.core.fingerprint import code
from watcher.core.text import paragraphs

HABIT = 3  # different articles of one outlet that share a paragraph: furniture
MOST_PARAGRAPHS = 100_000  # of all outlets

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
        """The text without the paragraphs known as this outlet's furniture."""
        return "\n".join(line for line in _lines(text) if len(self._company(_key(outlet, line))) < HABIT)

    def learn(self, outlet: str, text: str) -> None:
        lines = sorted(set(_lines(text)), key=lambda line: (-len(line), line))
        for line in lines:
            key = _key(outlet, line)
            company = self._company(key)
            other = code(lines[0] if line != lines[0] else lines[1] if len(lines) > 1 else "")
            if len(company) < HABIT and other not in company:
                self._young[key] = (*company, other)
        if len(self._young) > MOST_PARAGRAPHS:
            self._young, self._old = {}, self._young

    def _company(self, key: int) -> _Company:
        return self._young.get(key) or self._old.get(key, ())


def _lines(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in paragraphs(text)]


def _key(outlet: str, line: str) -> int:
    return code(outlet) << 32 | code(line)
