"""What words of many languages mean: `launch`, `발사` and `запуск` are one concept."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from watcher.core.words.text import UNSPACED, bare

_RUN = re.compile(rf"(?P<unspaced>[{UNSPACED}]{{2,}})|[^\W\d_{UNSPACED}]{{2,}}")
_ASCII_RUN = re.compile("[a-z]{2,}")
_ARTICLE = re.compile("^(?:[وفبكل]?ال|لل)(?=...)")  # the Arabic article, which is written as part of its word
START = 3  # letters by which a stem is looked up
LONGEST_UNSPACED = 5  # characters of a word in a script without spaces


@dataclass(frozen=True, slots=True)
class Concepts:
    """What words mean: `words` count as they stand, `stems` however they go on. A word may mean several things."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    begun: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # how stems begin: lengths

    def of(self, text: str) -> set[str]:
        """What a text speaks of, where the list knows its words."""
        if not self.words and not self.stems:
            return set()
        if text.isascii():
            words = set(_ASCII_RUN.findall(text.lower()))
            known = [word for word in words if word in self.words or word[:START] in self.begun]
            return {concept for word in known for concept in self._spaced(word)}
        text = normalize("NFKC", text)
        runs = {(run.group(), bool(run["unspaced"])) for run in _RUN.finditer(text.casefold())}
        return {concept for run, unspaced in runs for concept in (self._inside(run) if unspaced else self._spaced(run))}

    def _spaced(self, word: str) -> Iterator[str]:
        if not word.isascii():
            word = _ARTICLE.sub("", bare(word))
        yield from self.words.get(word, ())
        for length in self.begun.get(word[:START], ()):
            yield from self.stems.get(word[:length], ())

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
