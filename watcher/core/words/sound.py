"""Names by their sound: a name written in Latin letters is found in whatever alphabet a text spells it.

No table of alphabets: the Unicode name of a letter begins with its sound (GEORGIAN LETTER SAN, BENGALI LETTER CA,
HEBREW LETTER SHIN). What comes out is rough, and the pattern of a name is as rough: voiced and voiceless are one,
vowels may be missing, as Arabic and Hebrew leave them out. So a name by its sound wants company.
"""

import re
from functools import lru_cache
from unicodedata import name as name_of

_VOWELS = "aeiou"
_INHERENT = "~"  # the vowel that an Indian letter carries unless another sign follows
_CUT = "|"
_UNWRITTEN = re.compile(r"~?\|")
_NAMED = re.compile(
    r"(?:LETTER|CHARACTER|SIGN) (?:SHORT |FINAL |FARSI |SMALL |DOTLESS |UKRAINIAN |BYELORUSSIAN-UKRAINIAN )*([A-Z]+)"
)
_SILENT = ("VIRAMA", "SOFT", "HARD", "MAI", "NUKTA", "VISARGA", "HALANT", "HAMZA")
_NASAL = ("ANUSVARA", "CANDRABINDU", "TIPPI", "BINDI")
_ODD = {"chi": "h", "vav": "w", "ain": "a", "ayin": "a", "yeru": "i", "io": "yo"}
_MEMO = 8192  # words remembered; a language uses about as many

_CH = "(?:tsch|dsch|tsh|tch|cch|csh|ch|cs|cz|ts|sh|zh|dj|c|j|q)h?"
# Each sound of a Korean name in Latin letters, and how other alphabets and spellings may give it.
_SOUNDS = {
    "ng": "n(?:gk|gh|g|k|y)?",
    "ch": _CH,
    "j": _CH,
    "ae": "[aeiyh~]{1,4}",
    "yo": "[iyjg]{0,3}[eouwv~][eouwv]?",
    "ye": "[iyjgeah~]{0,4}",
    "a": "[a~y]{0,3}",
    "e": "[eaiy~]{0,2}",
    "i": "[iey]{1,2}",
    "o": "[ouwv~]{1,2}",
    "u": "[uowv~]{1,2}",
    **dict.fromkeys("td", "(?:th|dh|t|d)h?"),
    **dict.fromkeys("kg", "(?:kch|gk|kh|gh|k|g|q)h?"),
    **dict.fromkeys("pb", "(?:pch|mp|bh|ph|p|b)h?"),
    "s": "(?:sz|ss|sh|s)",
    "h": "(?:kh|gh|h|x)h?",
    "l": "[lr]{1,2}",
    "r": "[rl]{1,2}",
    "m": "m{1,2}",
    "n": "n{1,2}",
}
_SOUND = re.compile("|".join(_SOUNDS))
_SHORT = 5  # letters; where vowels are left out, a shorter name could be many words
_LONGEST_ENDING = 4  # letters of case that may follow a name
_LEADING = 2  # letters of "and", "in", "the" that Arabic and Hebrew write before it


def pattern_of(name: str) -> re.Pattern[str]:
    """What `sound` must give for a spelling of the name, cases and all."""
    heard = [_SOUNDS[sound] for sound in _SOUND.findall(name.lower())]
    sounds = "".join(heard).replace("~", "") if len(name) <= _SHORT else "~?".join(heard)
    return re.compile(rf"{sounds}[a-z~]{{0,{_LONGEST_ENDING}}}")


@lru_cache(_MEMO)
def sounds(word: str) -> tuple[str, ...]:
    """How a folded word may sound; Arabic and Hebrew may have written "and", "in" or "the" into it."""
    said = sound(word)
    return (said, *(said[lead:] for lead in range(1, _LEADING + 1))) if _is_semitic(word) else (said,)


def sound(word: str) -> str:
    """A word of any alphabet in rough Latin letters."""
    return word if word.isascii() else _UNWRITTEN.sub("", "".join(map(_letter, word)))


@lru_cache(_MEMO)
def _letter(letter: str) -> str:
    if letter.isascii():
        return letter
    called = name_of(letter, "")
    named = _NAMED.search(called)
    if not named or named[1] in _SILENT:
        return _CUT if named else ""
    if named[1] in _NASAL:
        return "n"
    heard = named[1].lower()
    if heard in _ODD:
        return _ODD[heard]
    if called.startswith("CYRILLIC"):
        return heard.strip(_VOWELS) or heard
    if "VOWEL" in called:
        return _CUT + heard[0]
    leading = re.match(f"[^{_VOWELS}]+", heard)
    said = re.sub(r"(.)\1+", r"\1", leading[0] if leading else heard[0])
    return said + _INHERENT if leading and _is_indian(letter) else said


def _is_indian(letter: str) -> bool:
    return "\u0900" <= letter <= "\u0dff"


def _is_semitic(word: str) -> bool:
    return "\u0590" <= word[0] <= "\u06ff"
