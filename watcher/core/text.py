"""Text as words and paragraphs, in any script."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import combining, normalize

# Scripts written without spaces, and Korean, whose particles stick to the word: cut into overlapping pairs.
_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3041-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Hangul
)
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[{_UNSPACED}]+|[^\W\d_{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+")
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
    if text.isascii():
        found = _ASCII_WORD.findall(text.lower())
    else:
        found = [piece for run in _WORD.findall(fold(text)) for piece in _pieces(run)]
    return [word.replace(",", "") if "," in word else word for word in found if len(word) > 1 or word.isdigit()]


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents of Latin, Greek and Cyrillic letters gone."""
    if text.isascii():
        return text.lower()
    letters = normalize("NFD", normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in letters if letter < "\u0300" or not _is_accent(letter))
    return normalize("NFC", bare)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each line that is not blank stands, as (start, end) in characters, end exclusive."""
    return (match.span() for match in _PARAGRAPH.finditer(text))


def _is_accent(letter: str) -> bool:
    # Dakuten (ぱ) and the combining vowels of Thai or Arabic carry meaning; й loses its breve, which is harmless here.
    return letter < "\u0370" and combining(letter) > 0


def _pieces(run: str) -> list[str]:
    if run[0] < "\u0e00" or not _is_unspaced(run[0]) or len(run) < 3:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


_is_unspaced = re.compile(f"[{_UNSPACED}]").match
