"""What words of many languages mean: `launch`, `발사` and `запуск` are one concept."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from unicodedata import normalize

from watcher.core.words.text import UNSPACED, bare, plain

_RUN = re.compile(rf"(?P<unspaced>[{UNSPACED}]{{2,}})|[^\W\d_{UNSPACED}]{{2,}}")
_ARTICLE = re.compile("^(?:[وفبكل]?ال|لل)(?=...)")  # the Arabic article, which is written as part of its word
START = 3  # letters by which a stem is looked up
LONGEST_UNSPACED = 5  # characters of a word in a script without spaces


@dataclass(frozen=True, slots=True)
class Concepts:
    """What words mean: `words` count as they stand, `stems` however they go on. A word may mean several things."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    begun: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # how stems begin: lengths

    def of(self, text: str, said: Collection[str]) -> set[str]:
        """What a text speaks of, where the list knows its words. `said`: them, folded; all that plain text needs."""
        if not self.words and not self.stems:
            return set()
        if plain(text).isascii():
            return self._spaced(set(said))
        spaced, unspaced = set[str](), set[str]()
        for run in _RUN.finditer(normalize("NFKC", text).casefold()):
            (unspaced if run["unspaced"] else spaced).add(run[0])
        bared = {word if word.isascii() else _ARTICLE.sub("", bare(word)) for word in spaced}
        return self._spaced(bared).union(*map(self._inside, unspaced))

    def _spaced(self, words: Set[str]) -> set[str]:
        found: set[str] = set()
        for word in words:
            if word in self.words:
                found.update(self.words[word])
            for length in self.begun.get(word[:START], ()):
                if word[:length] in self.stems:
                    found.update(self.stems[word[:length]])
        return found

    def _inside(self, run: str) -> Iterator[str]:
        """The concepts in a run without spaces. Of overlapping words the first counts, of those the longest."""
        at = 0
        while at < len(run) - 1:
            for length in range(LONGEST_UNSPACED, 1, -1):
                if (found := self.words.get(run[at : at + length])) is not None:
                    yield from found
                    at += length
                    break
            else:
                at += 1


def concepts(lines: Iterable[str]) -> Concepts:
    """From lines of `<concept> <word> <word> ...`; a word that ends in `*` is a stem."""
    words: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for line in lines:
        concept, *written = line.split()
        for form in written:
            folded = bare(normalize("NFKC", form.rstrip("*")).casefold())
            known = stems if form.endswith("*") else words
            known[folded] = (*known.get(folded, ()), concept)
    return Concepts(words, stems, _begun(stems))


def _begun(stems: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for stem in stems:
        lengths.setdefault(stem[:START], set()).add(len(stem))
    return {start: tuple(sorted(found)) for start, found in lengths.items()}
