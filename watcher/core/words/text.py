"""Text as words and paragraphs, in any script."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

# Scripts written without spaces, and Korean, whose particles stick to the word: cut into overlapping pairs.
UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3041-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Hangul
)
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[{UNSPACED}]+|[^\W\d_{UNSPACED}]+")
_UNSPACED_RUN = re.compile(f"[{UNSPACED}]")
_ASCII_WORD = re.compile(r"[a-z][a-z]+|\d\d*(?:[.,]\d+)*")  # each begins with one class: found twice as fast
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d)")  # begins with its comma: what is plain is found fastest
_TYPOGRAPHY = "’‘“”–—…\u00a0"  # parts words
_PARAGRAPH = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common words are in general: the share of documents (0..1) that hold a word, by folded word."""

    shares: Mapping[str, float]

    def share(self, word: str) -> float:
        return self.shares.get(word, 0.0)


def words(text: str) -> list[str]:
    """The words of a text in order, folded: no case, no accents, no single letters; `7,000` is `7000`.

    Runs of Chinese, Japanese, Korean and Thai come as overlapping pairs of characters.
    """
    text = plain(text)
    if text.isascii():
        return _ASCII_WORD.findall(_THOUSANDS.sub("", text.lower()))
    runs = _WORD.findall(_THOUSANDS.sub("", normalize("NFKC", text).casefold()))
    found = [piece for run in runs for piece in ((run,) if run.isascii() else _pieces(run))]
    return [word for word in found if len(word) > 1 or word.isdigit()]


def plain(text: str) -> str:
    """With blanks for marks of print, which are often all that is not ASCII in English."""
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each line that is not blank stands, as (start, end) in characters, end exclusive."""
    return (match.span() for match in _PARAGRAPH.finditer(text))


def _pieces(run: str) -> Iterable[str]:
    if not _UNSPACED_RUN.match(run):
        return (bare(run),)
    return (run[at : at + 2] for at in range(max(len(run) - 1, 1)))


def bare(word: str) -> str:
    """Without the accents of Latin, Greek and Cyrillic; dakuten (ぱ) and vowel signs stay: they carry meaning."""
    letters = normalize("NFD", word)
    return normalize("NFC", "".join(letter for letter in letters if not "\u0300" <= letter < "\u0370"))
