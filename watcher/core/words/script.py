"""Where a word begins and ends, by the script it is written in.

`\\b` cannot say it: Korean particles cling to names, Chinese has no spaces, Arabic and Hebrew write "and" into
the word.
"""

import re
from enum import Enum
from functools import lru_cache
from unicodedata import category

_HANGUL = "\uac00-\ud7a3"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = "\u3041-\u309f\u30a0-\u30ff"
_ARABIC = "\u0621-\u064a\u066e-\u06d3"
_HEBREW = "\u05d0-\u05ea"
_INDOCHINESE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_INDIAN = "\u0900-\u0963\u0966-\u0dff"  # from Devanagari to Sinhala; their vowel signs are no letters to Python

_LETTER = re.compile(r"[^\W_]")
_IS_HANGUL = re.compile(f"[{_HANGUL}]")
_IS_KATAKANA = re.compile(f"[{_KATAKANA}]")
_IS_HAN = re.compile(f"[{_HAN}]")
_IS_UNSPACED = re.compile(f"[{_HANGUL}{_HAN}{_KANA}{_INDOCHINESE}]")
_IS_SEMITIC = re.compile(f"[{_ARABIC}{_HEBREW}]")

# Two Chinese or Japanese characters are one word; so are five of Thai, vowel signs among them.
WORDS = re.compile(
    rf"[{_HAN}{_KANA}]{{1,2}}|[{_INDOCHINESE}]{{1,5}}|(?:[^\W{_HAN}{_KANA}{_INDOCHINESE}]++|[{_INDIAN}]++)+"
)

# What may cling to a Korean name, one after another: 동창리에서는. Not 함, 정, 상: 소해함 is a minesweeper.
_PARTICLES = re.compile(
    "(?:에게서|에서|에게|에는|에도|에만|으로|까지|부터|마저|조차|처럼|보다|이라는|이라고|이라며|이라|라는|라고|라며|"
    "이란|이나|이며|이고|이다|이었다|였다|입니다|하고|한테|께서|이든|든지|밖에|들|측|쪽|"
    f"은|는|이|가|을|를|의|에|로|와|과|도|만|라|란|나|며|고|다|인|일|랑|서)*(?![{_HANGUL}])"
)
_PREFIX = re.compile("[وف]?[بلك]?(?:ال|ل)?|[והבכלמש]{1,3}")  # and, so; by, for, like; the: in Arabic, in Hebrew
_MEMO = 1 << 10  # phrases remembered
_SHORT_NAME = 3  # Hangul syllables; a longer run of syllables is hardly ever part of another word


class Edge(Enum):
    """What a term asks of the character beside it."""

    OPEN = "open"
    WORD = "word"  # no letter or digit; Hangul, Han and kana beside Latin are an edge
    PREFIXED = "prefixed"  # as a word, but Arabic and Hebrew write "and", "in", "the" into it
    NAME = "name"  # short Hangul: nothing before, particles after
    KATAKANA = "katakana"
    LONE = "lone"  # a single Han character stands for itself only between others: 北, but not 北京


def edge_of(phrase: str, side: int) -> Edge:
    """The edge of a folded phrase at its first (0) or last (-1) character."""
    character = phrase[side]
    if is_alphabet(character):  # most terms, and quickly told
        return Edge.WORD if character.isalnum() else Edge.OPEN
    if _IS_HANGUL.match(character):
        return Edge.NAME if len(_IS_HANGUL.findall(phrase)) <= _SHORT_NAME else Edge.OPEN
    if _IS_KATAKANA.match(character):
        return Edge.KATAKANA
    if _IS_HAN.match(character):
        return Edge.LONE if len(phrase) == 1 else Edge.OPEN
    if _IS_UNSPACED.match(character) or not character.isalnum():
        return Edge.OPEN
    return Edge.PREFIXED if _IS_SEMITIC.match(character) else Edge.WORD


def begins(edge: Edge, text: str, start: int) -> bool:
    """Whether a word may begin at `start`."""
    if start == 0 or edge is Edge.OPEN:
        return True
    before = text[start - 1]
    match edge:
        case Edge.WORD:
            return not before.isalnum() or bool(_IS_UNSPACED.match(before))
        case Edge.PREFIXED:
            return not before.isalnum() or bool(_PREFIX.fullmatch(_letters_before(text, start)))
        case Edge.NAME:
            return not _IS_HANGUL.match(before)
        case Edge.KATAKANA:
            return not _IS_KATAKANA.match(before)
    return not (_IS_HAN.match(before) or _IS_UNSPACED.match(before))


def ends(edge: Edge, text: str, end: int) -> bool:
    """Whether a word may end before `end`."""
    if end == len(text) or edge is Edge.OPEN:
        return True
    after = text[end]
    match edge:
        case Edge.WORD | Edge.PREFIXED:
            return not after.isalnum() or bool(_IS_UNSPACED.match(after))
        case Edge.NAME:
            return bool(_PARTICLES.match(text, end))
        case Edge.KATAKANA:
            return not _IS_KATAKANA.match(after)
    return not (_IS_HAN.match(after) or _IS_KATAKANA.match(after))


def _letters_before(text: str, start: int) -> str:
    word = start
    while word and start - word < 6 and text[word - 1].isalnum():
        word -= 1
    return text[word:start]


def is_spaced(character: str) -> bool:
    """Whether its script puts spaces between words and keeps to them (Korean puts them where it likes)."""
    return not _IS_UNSPACED.match(character)


def is_alphabet(character: str) -> bool:
    """Latin, Greek, Cyrillic: scripts that write every vowel as a letter of its own."""
    return character < "\u0530" or "\u1e00" <= character < "\u2000"


@lru_cache(_MEMO)
def is_short(phrase: str) -> bool:
    """Whether it is too short to mean something by itself: under 3 letters, 2 syllables or 2 Han characters."""
    if len(_LETTER.findall(phrase)) > 2:
        return False
    letters = [character for character in phrase if character.isalnum() or category(character).startswith("M")]
    return len(letters) < (3 if all(map(is_spaced, letters)) else 2)


def word_around(text: str, start: int, end: int, *, left: bool, right: bool) -> tuple[int, int]:
    """start..end drawn to the edges of its words, where the script puts spaces between them."""
    if left and is_spaced(text[start]):
        while start and text[start - 1].isalnum() and is_spaced(text[start - 1]):
            start -= 1
    if right and is_spaced(text[end - 1]):
        while end < len(text) and text[end].isalnum() and is_spaced(text[end]):
            end += 1
    return start, end
