"""One term as a rule's author wrote it: which spellings it stands for, and where it may begin and end."""

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import product
from math import fsum
from unicodedata import category

from watcher.core.words.fold import fold
from watcher.core.words.hangul import is_hangul
from watcher.core.words.script import Edge, edge_of, is_spaced
from watcher.core.words.sound import pattern_of, sounds

MOST_SPELLINGS = 64  # of one term; a phrase with more gaps keeps the separators as written
_SOUNDED = re.compile("[A-Za-z]{4,}")
_MISREADABLE = re.compile("[015I]")  # the characters that folding may read as another
FUZZY_SYLLABLES = 3
_MEMO = 1 << 16  # terms remembered, so that an edit of one file does not read those of all the others again
_TAILS = 4096  # that were met
_NAMES = 256  # whose misspellings are remembered, hundreds of each
_SETS = 4096  # of terms: those of a large folder, or of a small one through many edits
_LETTERS = 16.0  # how many equally likely letters would make a text as hard to guess as real ones are
_WORTH = 2  # letters to which one sign of Chinese, Japanese or Korean is equal
FUZZY_FROM = 5  # letters; a shorter name with one letter changed is mostly another name
FUZZY_PAIR_FROM = 8  # of two words: "So hae" with a letter dropped is "so he"
_SEEN_AS = {"m": ("rn",), "h": ("li",), "n": ("ri",), "d": ("cl",), "w": ("vv",)}  # by a scanner, in two letters
_ALPHABETS = {
    re.compile(r"[a-z]+"): "abcdefghijklmnopqrstuvwxyz",
    re.compile(r"[а-яїўђ-џ]+"): "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}
_LETTER = re.compile(r"[^\W_]")
_NONE: frozenset[str] = frozenset()
_ANY_WORD = r"\w+(?:['-]\w+)*"
_GAP = re.compile("([ '-])")
_GAPS = {" ": (" ",), "-": (" ", "", "  ", "   "), "'": ("'", "", " ")}  # Ab-cd is written Ab cd, Abcd, Ab- cd, Ab - cd


class Case(Enum):
    ANY = ""
    CAPITAL = "^"
    EXACT = "="


_CASES = {case.value: case for case in (Case.CAPITAL, Case.EXACT)}


@dataclass(eq=False, slots=True)  # frozen, each would take four times as long to make: a tenth of a first reading
class Term:
    """`spellings` are folded literals, all of one meaning; `tail` is what must follow one of them.

    A term is read once and then known as itself: to compare spellings, hundreds of a misspelling, is most of the time
    of joining many. Should one be read anew, both are looked for and find the same.

    Their hyphens are spaces, for either is written for the other; but one at an open end (*-ri) must be there.
    """

    written: str
    spellings: tuple[str, ...]
    left: Edge
    right: Edge
    tail: str = ""  # a pattern
    case: Case = Case.ANY
    exact: frozenset[str] = _NONE  # spellings in their own case, for Case.EXACT
    fuzzy: bool = False
    sound: re.Pattern[str] | None = None  # in place of spellings: what a word must sound like
    besides: frozenset[str] = _NONE  # folded words that sound like it and are not
    is_simple: bool = field(init=False)  # whether a spelling that stands by itself is all there is to it
    commonness: float = field(init=False)  # how often it may be met at a place of a text: a guess from its length
    alone: tuple["Term", ...] = field(init=False, repr=False)  # those of most of its spellings, made once for all books

    def __post_init__(self) -> None:
        signs = _LETTERS if self.spellings and is_spaced(self.spellings[0][0]) else _LETTERS**_WORTH
        self.is_simple = not self.tail and self.case is Case.ANY and not self.has_loose_hyphen
        self.commonness = sum([signs ** -len(spelling) for spelling in self.spellings])
        self.alone = (self,)

    def __lt__(self, other: "Term") -> bool:
        """What is spelled right comes before what is not, then what stands for less."""
        return self._rank < other._rank

    @property
    def _rank(self) -> tuple[bool, int, str, tuple[str, ...]]:
        return self.fuzzy, len(self.spellings), self.written, self.spellings

    @property
    def has_loose_hyphen(self) -> bool:
        return bool(self.spellings) and (self.spellings[0][0] == "-" or self.spellings[0][-1] == "-")

    @property
    def looked_for(self) -> tuple[str, ...]:
        """The spellings as an automaton knows them, each once: half as many where their hyphens are spaces."""
        if "-" not in "".join(self.spellings):
            return self.spellings
        return tuple(dict.fromkeys(map(unhyphened, self.spellings)))


@lru_cache(_SETS)
def commonness(terms: frozenset[Term]) -> float:
    """How often one of them may be met at a place of a text."""
    return fsum(term.commonness for term in terms)


class NotATerm(ValueError):
    """Why a text cannot be a term, and what would be right instead."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@lru_cache(_MEMO)
def read_term(written: str) -> Term:
    """Raises NotATerm."""
    _refuse(written)
    case = _CASES.get(written[:1], Case.ANY)
    body = fold(written if case is Case.ANY else written[1:], keeps_case=True).text.strip()
    open_left = body.startswith("*") and not body.startswith("* ")
    open_right = body.endswith("*") and not body.endswith(" *")
    words = body.lstrip("*").split(" ") if open_left else body.split(" ")
    if not words[0].strip("*-'") or words[-1] == "*":
        raise NotATerm(f"`{written}` begins or ends with a loose *", "write a word there, or `word*`")
    plain, rest = _before_wildcard(words)
    phrase = body.replace("*", "").lower()
    return Term(
        written=written,
        spellings=_as_read(plain),
        left=Edge.OPEN if open_left else edge_of(phrase, 0),
        right=Edge.OPEN if open_right else edge_of(phrase.rstrip(), -1),
        tail=_tail(rest) if rest else "",
        case=case,
        exact=frozenset(spellings(plain)) if case is Case.EXACT else _NONE,
    )


@lru_cache(_TAILS)
def compiled(tail: str) -> re.Pattern[str]:
    """Made when a text first leads there: few tails are ever met, and each takes as long as ten terms to read."""
    return re.compile(tail)


@lru_cache(_MEMO)
def read_mask(written: str) -> Term:
    """A longer phrase that cancels: in scripts without firm spaces it needs no edge (서해안 in 서해안고속도로)."""
    term = read_term(written)
    phrase = fold(written).text.strip("*=^ ")
    left = term.left if is_spaced(phrase[0]) else Edge.OPEN
    right = term.right if is_spaced(phrase[-1]) else Edge.OPEN
    return Term(written, term.spellings, left, right, term.tail, term.case, term.exact)


def fuzzy(term: Term, *, besides: frozenset[str]) -> Term | None:
    """The term with at most one letter wrong, never the first, without `besides`; None where it is too short.

    Two wrong letters are unusable: 391 false finds against 2 in 11,936 English texts.
    """
    if term.tail or term.case is not Case.ANY:
        return None
    return _fuzzy(term, besides & _misspelled(term.spellings))


@lru_cache(_MEMO)
def _fuzzy(term: Term, besides: frozenset[str]) -> Term | None:
    """Remembered by those of them that it could be taken for: no other word that is listed makes it another term."""
    edits = _misspelled(term.spellings) - besides
    return Term(term.written, tuple(sorted(edits)), term.left, term.right, fuzzy=True) if edits else None


def sounding(written: str, *, besides: frozenset[str]) -> Term:
    """A name by its sound, in whatever alphabet, but for the words `besides`. Raises NotATerm."""
    if not _SOUNDED.fullmatch(written):
        raise NotATerm(f"`{written}` is not a name in Latin letters", "sounds: [Tongchang]")
    said = pattern_of(written)
    return _sounding(written, frozenset(word for word in besides if any(map(said.fullmatch, sounds(word)))))


@lru_cache(_MEMO)
def _sounding(written: str, besides: frozenset[str]) -> Term:
    """Likewise remembered."""
    return Term(written, (), Edge.WORD, Edge.WORD, fuzzy=True, sound=pattern_of(written), besides=besides)


def spellings(phrase: str) -> tuple[str, ...]:
    """With and without apostrophes; space or nothing for a hyphen; Korean and Chinese spaced at will."""
    parts = _GAP.split(phrase)
    if len(parts) == 1:
        return (phrase,)
    options = [
        _options(part, parts[index - 1][-1:], parts[index + 1][:1]) if index % 2 else (part,)
        for index, part in enumerate(parts)
    ]
    count = 1
    for option in options:
        count *= len(option)
    if count > MOST_SPELLINGS:
        return (phrase.replace("-", " "),)
    return tuple(dict.fromkeys("".join(choice) for choice in product(*options)))


def _as_read(plain: str) -> tuple[str, ...]:
    """A digit may stand in a text as it is (L0PHT) or be taken for a scanner's slip (l0pht is read lopht)."""
    small = plain.lower().replace("ς", "σ")  # as a capital Σ that ends a Greek word is written small
    if not _MISREADABLE.search(plain):
        return spellings(small)
    readings = dict.fromkeys((small, fold(plain).text, fold(small).text))
    return tuple(dict.fromkeys(spelling for reading in readings for spelling in spellings(reading)))


def _options(gap: str, before: str, after: str) -> tuple[str, ...]:
    if not (_is_of_a_word(before) and _is_of_a_word(after)):
        return (gap,)
    if gap == " " and not (is_spaced(before) and is_spaced(after)):
        return (" ", "")
    return _GAPS[gap]


def _is_of_a_word(character: str) -> bool:
    """A letter, a digit, or the vowel sign that ends a syllable of Hindi."""
    return character.isalnum() or category(character or " ").startswith("M")


def _refuse(written: str) -> None:
    if not _LETTER.search(written):
        raise NotATerm(f"`{written}` has no letter to look for")
    if len(written) > 2 and written.startswith("/") and written.endswith("/"):
        raise NotATerm(f"`{written}` looks like a regular expression", "write words; `word*` leaves an end open")
    if "@" in written:
        raise NotATerm(f"`{written}` names an entity inside a phrase", "write near: {of: [...]} instead")
    if "\n" in written.strip():
        raise NotATerm(f"`{written.split()[0]} ...` goes over several lines", "a term is one phrase")


def _before_wildcard(words: list[str]) -> tuple[str, list[str]]:
    """The literal beginning of a phrase, and its words from the first open one on."""
    for index, word in enumerate(words):
        last = index == len(words) - 1
        if "*" in word.rstrip("*"):
            raise NotATerm(f"`{word}` has a * inside a word", "put it at an end of the word")
        if word == "*":
            return " ".join(words[:index]), ["", *words[index:]]
        if word.endswith("*"):
            literal = " ".join((*words[:index], word.rstrip("*")))
            return literal, [] if last else [r"\w*", *words[index + 1 :]]
    return " ".join(words), []


def _tail(rest: list[str]) -> str:
    """A pattern for what follows the literal beginning. It is made here, so that it can never backtrack for long."""
    return rest[0] + "".join("[ -]" + (_ANY_WORD if word == "*" else _open_word(word)) for word in rest[1:])


def _open_word(word: str) -> str:
    literal = "(?:" + "|".join(map(re.escape, _as_read(word.rstrip("*")))) + ")"
    return literal.replace(r"\ ", "[ -]") + (r"\w*" if word.endswith("*") else "")


@lru_cache(_NAMES)
def _misspelled(right: tuple[str, ...]) -> frozenset[str]:
    return frozenset(edit for spelling in right for edit in _edits(spelling)).difference(right)


def _edits(word: str) -> set[str]:
    """Of a word, or of two that a hyphen joined."""
    if is_hangul(word):
        return _edited_syllables(word)
    letters = word.replace(" ", "", 1)
    alphabet = next((known for script, known in _ALPHABETS.items() if script.fullmatch(letters)), "")
    if len(letters) < (FUZZY_FROM if letters == word else FUZZY_PAIR_FROM) or not alphabet:
        return set()
    cuts = [(word[:cut], word[cut:]) for cut in range(1, len(word) + 1)]
    dropped = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in alphabet}
    added = {a + letter + b for a, b in cuts for letter in alphabet}
    torn = {a + gap + b for a, b in cuts if b for gap in (" ", "  ")}  # by a scanner, or at the end of a line
    misread = {a + seen + b[1:] for a, b in cuts for seen in _SEEN_AS.get(b[:1], ())}
    return dropped | swapped | changed | added | torn | misread


def _edited_syllables(word: str) -> set[str]:
    """Each way to change, drop or add one letter of one Hangul syllable, except the first letter of the word."""
    edits: set[str] = set()
    for at, syllable in enumerate(word if len(word) >= FUZZY_SYLLABLES else ""):
        number = ord(syllable) - ord("가")
        initial, vowel, final = number // 588, number % 588 // 28, number % 28
        others = {chr(ord("가") + initial * 588 + other * 28 + final) for other in range(21)}
        others |= {chr(ord("가") + initial * 588 + vowel * 28 + other) for other in range(28)}
        others |= {chr(ord("가") + other * 588 + vowel * 28 + final) for other in range(19) if at}
        edits |= {word[:at] + other + word[at + 1 :] for other in others}
    return edits - {word}


def unhyphened(text: str) -> str:
    """As an automaton is given both spellings and texts."""
    return text.replace("-", " ")
