"""Folds text so that spellings of one word become equal, and keeps the way back to the original characters.

Folded away: case, width, accents of Latin, Greek and Russian stress, quotes, hyphens, zero-width characters, Arabic
vowel signs, and the digits a scanner reads inside a word (Stati0n, sate11ite; what else it does to words is not folded
but read once more, in `scan`). Kept, because they tell words apart: й ў ї, the voicing marks of kana, whole Hangul
syllables.
A single newline is a space; a blank line stays, as a barrier that no phrase crosses.

Nearly every text needs only replacements of one character by one, so offsets stay as they are; where something joins
or vanishes the places are remembered. (A list with an offset per character was 3-15 times slower.)
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

_MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_ARABIC = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_HEBREW = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
_VOICING = "\u3099\u309a\uff9e\uff9f"
_JAMO = "\u1160-\u11ff"  # vowels and finals: they join the syllable before them
_JOINING = _MARKS + _ARABIC + _HEBREW + _UNSEEN + _VOICING + _JAMO

# What folds to itself, to be passed over at the speed of one character class. Everything else is looked at.
_PLAIN = (
    "\n -^a-~\u0410-\u044f\u0452-\u045c\u045e\u045f\u0490\u0491"
    "\u0621\u0624\u0626-\u0628\u062a-\u063a\u0641-\u0648\u064a"
    "\u3001\u3002\u300c-\u300f\u3041-\u3096\u30a1-\u30fa\u30fc\u3131-\u318e\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uffa0-\uffdc"
)
_ODD = re.compile(f"[^{_PLAIN}]")
_IRREGULAR = re.compile(rf"\s[\s{_UNSEEN}]+|[^{_JOINING}]?[{_JOINING}]+|[^{_PLAIN}]")
_JOINS = re.compile(f"[{_JOINING}]")
_DROPPED = re.compile(f"[{_MARKS}{_ARABIC}{_HEBREW}{_UNSEEN}]")
_LONE_NEWLINE = re.compile(r"\n(?<!\n\n)(?!\n)")
# 5ohae, T0ngchang, Stati0n, sate11ite; not 38th, 5th, 1m, nor a name such as A0A. A pattern each: one that begins with
# its digit is found 20 times faster.
_MISREAD = {
    digit: (
        re.compile(
            rf"{digit}(?:(?:(?<=[a-z]{{2}}.)|(?<=[a-z]{{2}}{digit}.))(?={digit}?[a-z])|(?<![\d.,].)(?=[a-z]{{3}}))"
        ),
        (letter, capital),
    )
    for digit, letter, capital in zip("015", "ols", "oi5", strict=True)
}
_ADDRESS = re.compile(r"[/@.]\S*$")  # in a link, letters and digits stand mixed
_LINK = 80  # characters, mostly
# Signs spaced out one by one (동 창 리) or in tatters (衛 星を 打 ち上げ), and Latin letters or noughts in Cyrillic
# words (Ceверная, 0рбита).
_SIGN = "[가-힣\u3041-\u30fa\u4e00-\u9fff]"
_UNSPACED = "[\u3041-\u30fa\u30fc\u4e00-\u9fff]{1,5}"
_SPACED = re.compile(
    rf"(?<![가-힣]){_SIGN}(?: {_SIGN}){{3}}(?![가-힣])|{_UNSPACED}(?: {_UNSPACED}){{4}}|(?<!\d)[a-z0][а-я]{{3}}"
)
# Words parted by a hyphen and a blank (фраг- ментов), but not "Fernseh- und Radio".
_PARTED = re.compile(r"[^\W\d_]{2}- (?!(?:und|oder|och|og|en|of|ja|y|o|e|i|et|и|или|та|й)\b)[^\W\d_]{2}")
_SMALL_L = re.compile("l(?<=[A-Z]l)(?=[A-Z])")  # for an I among capitals: SATELLlTE
_SYLLABLE = re.compile(r"(?<!\S)[가-힣](?!\S)")  # a word of its own
_FEWEST_PARTED, _FEWEST_SYLLABLES = 2, 5
_MOST_WORDS_A_SYLLABLE = 6  # that many words to a syllable that stands alone, or more, are Korean as one writes it
_HEAD = 200  # characters that are looked at for that
_MISREAD_LAST = re.compile(r"(?<=[a-z]{3})1(?![^\W_])")  # Apri1; only beside other slips, as chapters are numbered so
_MISREAD_I = re.compile(r"I(?<=[a-z]I)(?=[a-z])")  # SateIlite

_KEPT = frozenset("йўїѓќЙЎЇЃЌ")
_REPLACED: Mapping[str, str] = {
    **dict.fromkeys("’‘‛ʼʻʹ`´′＇‵", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－・･·", "-"),
    **dict.fromkeys("_＿\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\u1680™®©℠", " "),
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "),  # footnote marks: Sohae¹
    **dict.fromkeys("أإآٱ", "ا"),
    **dict(zip("ىیکة", "ييكه", strict=True)),
    **dict(zip("øØđĐłŁıİς…", "oOdDlLiIσ.", strict=True)),
    **dict(zip(("ß", "ẞ", "æ", "Æ", "œ", "Œ"), ("ss", "SS", "ae", "AE", "oe", "OE"), strict=True)),
}
_TYPOGRAPHY = {mark: _REPLACED.get(mark, " ") for mark in "’‘“”–—…\u00a0"}  # often all that is not ASCII in English
_ASCII = {mark: plain for mark, plain in _REPLACED.items() if mark.isascii()}
_FEW = 12  # up to so many different characters are quicker replaced one by one than by a table
_MEMO = 4096  # folded clusters remembered; a language has a few hundred


@dataclass(frozen=True, slots=True)
class _Seam:
    """A place where the folded text and the original differ in length."""

    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    original: str
    seams: tuple[_Seam, ...] = ()
    is_scan: bool = False  # a scanner misread some of it, or its words are parted at the ends of lines

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of the folded characters start..end (end exclusive, not empty)."""
        return self._character(start)[0], self._character(end - 1)[1]

    def position(self, original: int) -> int:
        """Folded offset of the character at an original offset."""
        index = bisect_right(self.seams, original, key=lambda seam: seam.original_start) - 1
        if index < 0:
            return original
        seam = self.seams[index]
        return seam.start if original < seam.original_end else original - seam.original_end + seam.end

    def _character(self, position: int) -> tuple[int, int]:
        index = bisect_right(self.seams, position, key=lambda seam: seam.start) - 1
        if index < 0:
            return position, position + 1
        seam = self.seams[index]
        if position < seam.end:
            return seam.original_start, seam.original_end
        at = position - seam.end + seam.original_end
        return at, at + 1


def fold(text: str, *, keeps_case: bool = False) -> Folded:
    """`keeps_case` folds everything else: for terms that want their exact case."""
    even = _MISREAD_I.sub("l", text) if "I" in text else text
    even = even if keeps_case else even.replace("İ", "i").lower()  # İ alone would change its length in lower()
    if not even.isascii():
        for mark, plain in _TYPOGRAPHY.items():
            even = even.replace(mark, plain)
    irregular = False
    if even.isascii():
        for mark, plain in _ASCII.items():
            even = even.replace(mark, plain)
    else:
        even, irregular = _replace(even, keeps_case=keeps_case)
    seams: tuple[_Seam, ...] = ()
    lines = even.split("\n")  # to look for one character is 50 times as fast as for two
    if irregular or "  " in even or any(line[:1] == " " or line[-1:] == " " for line in lines):
        even, seams = _draw_together(even, keeps_case=keeps_case)
        lines = even.split("\n")
    if len(lines) > 1 and (not lines[0] or not lines[-1] or any(map(all, pairwise(lines)))):
        even = _LONE_NEWLINE.sub(" ", even)
    is_scan = any(line[-1:] == "-" and line[-2:-1].isalpha() for line in lines) or _is_torn(even)
    is_scan = is_scan or _SMALL_L.search(text, 0, _HEAD) is not None
    folded = Folded(even, text, seams, is_scan)
    return folded if keeps_case else _reread(folded)


def _is_torn(text: str) -> bool:
    if "- " in text and len(_PARTED.findall(text)) >= _FEWEST_PARTED:
        return True
    if text.isascii():
        return False
    head = text[:_HEAD]
    alone = len(_SYLLABLE.findall(head))
    if alone >= _FEWEST_SYLLABLES and alone * _MOST_WORDS_A_SYLLABLE > len(head.split()):
        return True
    return _SPACED.search(head) is not None


def _reread(folded: Folded) -> Folded:
    """Digits among letters; among capitals a 5 belongs to names such as EO5L, and a 1 stands for an I."""

    def read(found: re.Match[str]) -> str:
        following, _ = folded._character(found.start() + 1)
        slips.append(found.start())
        _, readings = _MISREAD[found[0]]
        return readings[folded.original[following].isupper()]

    slips: list[int] = []
    text = folded.text
    for digit, (misread, _) in _MISREAD.items():
        if digit in text:
            text = misread.sub(read, text)
    if not slips:
        return folded
    is_scan = any(_ADDRESS.search(text[max(0, at - _LINK) : at]) is None for at in slips)
    text = _MISREAD_LAST.sub("l", text) if is_scan else text
    return Folded(text, folded.original, folded.seams, is_scan or folded.is_scan)


def _replace(text: str, *, keeps_case: bool) -> tuple[str, bool]:
    """All that is one character for one; and whether something is left that is not."""
    changes: dict[str, str] = {}
    irregular = False
    for character in set(_ODD.findall(text)):
        folded = _cluster(character, keeps_case)
        if len(folded) != 1 or _JOINS.match(character):
            irregular = True
        elif folded != character:
            changes[character] = folded
    if len(changes) > _FEW:
        return text.translate({ord(character): folded for character, folded in changes.items()}), irregular
    for character, folded in changes.items():
        text = text.replace(character, folded)
    return text, irregular


def _draw_together(text: str, *, keeps_case: bool) -> tuple[str, tuple[_Seam, ...]]:
    pieces: list[str] = []
    seams: list[_Seam] = []
    done = length = 0
    for found in _IRREGULAR.finditer(text):
        cluster = found.group()
        folded = _space(cluster) if cluster[0].isspace() else _cluster(cluster, keeps_case)
        if folded == cluster:
            continue
        start = length + found.start() - done
        length = start + len(folded)
        pieces += (text[done : found.start()], folded)
        done = found.end()
        seams.append(_Seam(start, length, found.start(), done))
    return "".join((*pieces, text[done:])), tuple(seams)


def _space(run: str) -> str:
    return "\n\n" if run.count("\n") > 1 else " "


@lru_cache(_MEMO)
def _cluster(cluster: str, keeps_case: bool) -> str:
    """A character with the marks that join it, folded; may become empty or longer."""
    if cluster in _REPLACED:
        folded = _REPLACED[cluster]
    else:
        composed = normalize("NFKC", "".join(_REPLACED.get(character, character) for character in cluster))
        folded = "".join(map(_letter, composed))
    return folded if keeps_case else folded.lower()


def _letter(character: str) -> str:
    if character in _KEPT:
        return character
    if character in _REPLACED:
        return _REPLACED[character]
    if _DROPPED.match(character):
        return ""
    if character.isspace():
        return " " if character != "\n" else character
    if not _bears_accents(character):
        return character
    bare = "".join(part for part in normalize("NFD", character) if not combining(part))
    return "".join(_REPLACED.get(part, part) for part in bare)


def _bears_accents(character: str) -> bool:
    """Latin, Greek and Cyrillic: there an accent is no other letter (but for those kept)."""
    return character < "\u0530" or "\u1e00" <= character < "\u2000"
