"""Where the words, sentences, paragraphs and parts of an article lie; worked out when asked for."""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property

from watcher.core.rules.conditions import Part, Unit
from watcher.core.rules.lexicon import Hit
from watcher.core.words.fold import fold
from watcher.core.words.script import WORDS

LEAD = 400  # characters of the text, in the original
_FIRST_SENTENCE = 6  # words at least: `Seoul, Nov. 2 -` is not a sentence
_JOINT = "\n\n"  # between title and text: a blank line, which no phrase crosses
_GERMAN_DATE = r"(?<=\d\. )(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
_SMALL = "a-zß-öø-ÿčďěğłńňőřśšťűůźżžşșțа-яёђјљњћџіїєґў"  # no sentence begins so: a date goes on, "június 3. és 11."
_SENTENCE_END = re.compile(
    rf"(?<!\b[A-Z])[.!?…]+[\"'”’»)\]]*\s+(?=[^{_SMALL}\s])(?!{_GERMAN_DATE})|[。！？।॥۔။។։።]+[」』”）]*|\n\s*\n|(?<=[.!?。”\"])\s*\n"
)
_CLAUSE_END = re.compile(rf"[;；؛]\s*|{_SENTENCE_END.pattern}")
_PARAGRAPH_END = re.compile(r"\n\s*\n|(?<=[.!?。！？”\"»])[ \t]*\n")  # a line that ends with its sentence ends both


class Layout:
    """Title and text joined, folded; places are folded offsets unless said otherwise."""

    def __init__(self, title: str, text: str) -> None:
        self.text_start = len(title) + len(_JOINT) if title else 0  # in the joined original
        self.folded = fold(title + _JOINT + text if title else text)

    @cached_property
    def word_starts(self) -> list[int]:
        return [word.start() for word in WORDS.finditer(self.folded.text)]

    @cached_property
    def clause_ends(self) -> list[int]:
        """In the joined original, where line ends are still to be seen."""
        return [end.end() for end in _CLAUSE_END.finditer(self.folded.original)]

    @cached_property
    def sentence_ends(self) -> list[int]:
        """Likewise."""
        return [end.end() for end in _SENTENCE_END.finditer(self.folded.original)]

    @cached_property
    def paragraph_ends(self) -> list[int]:
        """Likewise."""
        return [end.end() for end in _PARAGRAPH_END.finditer(self.folded.original)]

    def words_between(self, first: Hit, second: Hit) -> int:
        """Words that stand between two places, in whichever order they come; 0 where they touch or overlap."""
        start, end = (first.end, second.start) if first.end <= second.start else (second.end, first.start)
        return max(0, bisect_left(self.word_starts, end) - bisect_left(self.word_starts, start))

    def beside(self, hit: Hit, within: int | None, unit: Unit | None) -> Callable[[Hit], bool]:
        """Whether another place touches this one nowhere, within so many words, in the same unit (None: anywhere)."""
        own = None if unit is None else self.unit(hit, unit)

        def near(other: Hit) -> bool:
            if hit.start < other.end and other.start < hit.end:
                return False
            if within is not None and self.words_between(hit, other) > within:
                return False
            return unit is None or self.unit(other, unit) == own

        return near

    def window(self, hit: Hit, within: int) -> tuple[int, int]:
        """From where to where so many words reach on either side of a place."""
        starts = self.word_starts
        first = starts[max(0, bisect_left(starts, hit.start) - within - 1)] if starts else 0
        after = bisect_left(starts, hit.end) + within
        return first, starts[after] if after < len(starts) else len(self.folded.text)

    def unit(self, hit: Hit, unit: Unit) -> int:
        """Which clause, sentence or paragraph a place is in, counted from 0."""
        match unit:
            case Unit.CLAUSE:
                ends = self.clause_ends
            case Unit.SENTENCE:
                ends = self.sentence_ends
            case Unit.PARAGRAPH:
                ends = self.paragraph_ends
        at = self.folded.span(hit.start, hit.end)[0]
        return bisect_left(ends, at + 1)

    def bounds(self, part: Part) -> tuple[int, int]:
        position, start = self.folded.position, self.text_start
        match part:
            case Part.TITLE:
                return 0, position(max(0, start - len(_JOINT)))
            case Part.LEAD:
                return position(start), position(start + LEAD)
        return 0, min(self._first_sentence_end(), position(start + LEAD))

    def _first_sentence_end(self) -> int:
        words, start = self.word_starts, self.text_start
        enough = bisect_left(words, self.folded.position(start)) + _FIRST_SENTENCE
        if enough >= len(words):
            return len(self.folded.text)
        ends = (self.folded.position(end) for end in self.sentence_ends if end > start)
        return next((end for end in ends if end > words[enough - 1]), len(self.folded.text))
