"""Writes Korean names in other letters, in the four ways that news do.

Revised Romanization (Dongchang-ri), McCune-Reischauer (Tongch'ang-ni), the North's own of 1992 (Tongchang-ri), and
Kontsevich's Cyrillic (Тончхан-ри). Each with the sounds run together as they are spoken and without: writers do both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise


def _row(written: str) -> tuple[str, ...]:
    """`_` is a letter without a sound."""
    return tuple(letters.strip("_") for letters in written.split())


_FIRST, _LAST = 0xAC00, 0xD7A3
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = _row(
    "_ ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ"
)
# As it sounds before another.
_CODA = dict(zip("ㄱㄲㅋㄷㅅㅆㅈㅊㅌㅂㅍㄴㄹㅁㅇ", "ㄱㄱㄱㄷㄷㄷㄷㄷㄷㅂㅂㄴㄹㅁㅇ", strict=True))
_SPOKEN = {  # coda and next initial, as they are spoken
    **{("ㄱ", nasal): ("ㅇ", nasal) for nasal in "ㄴㅁ"},
    **{("ㄷ", nasal): ("ㄴ", nasal) for nasal in "ㄴㅁ"},
    **{("ㅂ", nasal): ("ㅁ", nasal) for nasal in "ㄴㅁ"},
    **{(coda, "ㄹ"): (nasal, "ㄴ") for coda, nasal in zip("ㄱㄷㅂㅇㅁ", "ㅇㄴㅁㅇㅁ", strict=True)},
    ("ㄴ", "ㄹ"): ("ㄹ", "ㄹ"),
    ("ㄹ", "ㄴ"): ("ㄹ", "ㄹ"),
}
_UNITS = "리동군도시구읍면역산"  # village, ward, county ...: hyphened to the name before them


@dataclass(frozen=True, slots=True)
class _System:
    initials: tuple[str, ...]
    voiced: tuple[str, ...]  # ㄱㄷㅂㅈ between vowels, n, m, ng, l
    vowels: tuple[str, ...]
    codas: tuple[str, ...]  # ㄱㄴㄷㄹㅁㅂㅇ
    double: str  # two ㄹ


_LATIN_CODAS = _row("k n t l m p ng")
_BREVES = _row("a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i")
_SYSTEMS = (
    _System(
        _row("g kk n d tt r m b pp s ss _ j jj ch k t p h"),
        tuple("gdbj"),
        _row("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"),
        _LATIN_CODAS,
        "ll",
    ),
    _System(
        _row("k kk n t tt r m p pp s ss _ ch tch ch' k' t' p' h"),
        tuple("gdbj"),
        _BREVES,
        _LATIN_CODAS,
        "ll",
    ),
    _System(
        _row("k kk n t tt r m p pp s ss _ j jj ch kh th ph h"),
        tuple("gdbj"),
        _BREVES,
        _LATIN_CODAS,
        "ll",
    ),
    _System(
        _row("к кк н т тт р м п пп с сс _ ч чч чх кх тх пх х"),
        ("г", "д", "б", "дж"),
        _row("а э я я о е ё е о ва вэ ве ё у во ве ви ю ы ый и"),
        _row("к н т ль м п н"),
        "лл",
    ),
)

_Syllable = tuple[str, int, str]  # initial, vowel, final


def is_hangul(name: str) -> bool:
    return bool(name) and all(_FIRST <= ord(letter) <= _LAST for letter in name)


def is_place(name: str) -> bool:
    """Whether it ends as villages, counties, ports and stations do."""
    return len(name) > 2 and name[-1] in _UNITS


def romanized(name: str) -> tuple[str, ...]:
    """All spellings of a name of whole Hangul syllables, each once, capitalised."""
    return tuple(dict.fromkeys(spelling.capitalize() for spelling in _spellings(name)))


def _spellings(name: str) -> Iterator[str]:
    syllables = [_cut(letter) for letter in name]
    has_unit = len(name) > 2 and name[-1] in _UNITS
    for system in _SYSTEMS:
        for flows in (True, False):
            yield _write(syllables, system, flows=flows)
            if has_unit:
                yield f"{_write(syllables[:-1], system, flows=flows)}-{_unit(syllables, system, flows=flows)}"


def _unit(syllables: list[_Syllable], system: _System, *, flows: bool) -> str:
    """The last syllable as it sounds after the one before it."""
    pair = [("ㅇ", 0, syllables[-2][2]), syllables[-1]]
    (_, _, coda), (initial, vowel, final) = _flow(pair) if flows else pair
    return _initial(initial, coda, system) + system.vowels[vowel] + _coda(final, system)


def _write(syllables: list[_Syllable], system: _System, *, flows: bool) -> str:
    spoken = _flow(syllables) if flows else syllables
    written = before = ""
    for initial, vowel, final in spoken:
        if before == initial == "ㄹ" and flows:
            written = written.removesuffix(system.codas[3]) + system.double
        elif written:
            written += _initial(initial, before, system)
        else:
            written = system.initials[_INITIALS.index(initial)]
        written += system.vowels[vowel] + _coda(final, system)
        before = final
    return written


def _flow(syllables: list[_Syllable]) -> list[_Syllable]:
    """The syllables as they are spoken one after another."""
    spoken = list(syllables)
    for at, ((initial, vowel, final), (following, next_vowel, next_final)) in enumerate(pairwise(syllables)):
        initial = spoken[at][0]
        if following == "ㅇ" and final and final != "ㅇ":
            coda, onset = final[:-1], "ㅇ" if final[-1] == "ㅎ" else final[-1]
        else:
            heard = _CODA.get(final[:1], "")
            coda, onset = _SPOKEN.get((heard, following), (heard, following))
        spoken[at] = (initial, vowel, coda)
        spoken[at + 1] = (onset, next_vowel, next_final)
    return spoken


def _initial(initial: str, before: str, system: _System) -> str:
    """`before`: the consonant that ends the syllable before it, or nothing."""
    if initial in "ㄱㄷㅂㅈ" and before in ("", "ㄴ", "ㄹ", "ㅁ", "ㅇ"):
        return system.voiced["ㄱㄷㅂㅈ".index(initial)]
    return system.initials[_INITIALS.index(initial)]


def _coda(final: str, system: _System) -> str:
    heard = _CODA.get(final[:1], "")
    return system.codas["ㄱㄴㄷㄹㅁㅂㅇ".index(heard)] if heard else ""


def _cut(letter: str) -> _Syllable:
    number = ord(letter) - _FIRST
    return _INITIALS[number // 588], number % 588 // 28, _FINALS[number % 28]
