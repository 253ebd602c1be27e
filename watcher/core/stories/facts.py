"""What is new in a report of a story that is already known: numbers, days and names in how it opens.

Read of headline and first paragraph, without what recalls another day. A number written in words or rounded, a day by
its weekday, and a name in other letters are the same fact.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watcher.core.news import Article
from watcher.core.stories import anchors
from watcher.core.words.opening import first_sentences

ROUNDED = 0.06  # numbers closer than this share are the same: `68 metres`, `some 70 metres`
COMMON = frozenset({"0", "1", "2", "3"})  # numbers that are no facts: `two trucks`, `the third time`

_ONES = "four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONE = {word: number for number, word in enumerate(_ONES.split(), start=4)} | {"one": 1, "two": 2, "three": 3}
_TEN = {word: number for number, word in zip(range(20, 100, 10), _TENS.split(), strict=True)}
_SPELLED = rf"(?:{'|'.join(_TEN)})(?:[- ](?:{'|'.join(_ONE)}))?|{_ONES.replace(' ', '|')}"  # less is said in passing
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_NUMBER = re.compile(rf"{_MONTH} \d{{1,2}}\b|\b\d{{1,2}} {_MONTH}|\b\d+(?:[.,:]\d+)*|\b(?i:{_SPELLED})\b")
# A capital proves a name only inside a sentence.
_NAME = re.compile(rf"(?<=[\w,;:–—] )(?!{_MONTH}(?: \d|\W|$))[^\W\d_a-z]\w+(?:[ -][^\W\d_a-z]\w+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states, as keys that translation survives."""

    numbers: frozenset[str]
    days: frozenset[str]
    names: frozenset[str]


def facts(title: str, text: str) -> tuple[str, ...]:
    """Numbers, days (`9 July`) and names, as written, each once, the headline's numbers first.

    A name is a run of capitalised words inside a sentence of the text; scripts without capitals give none.
    """
    stated = (
        _NUMBER.findall(title) + _NUMBER.findall(text) + [name for name in _NAME.findall(text) if name[0].isupper()]
    )
    return tuple(dict.fromkeys(stated))


def opening(article: Article) -> tuple[str, ...]:
    """The headline, and the sentences of the first paragraph."""
    return (article.title, *first_sentences(article.text))


def new_facts(article: Article, before: Sequence[Article]) -> tuple[str, ...]:
    """What its opening states that no earlier report of the story did, as written."""
    told = [_stated(other.whole, other) for other in before]
    title, *sentences = opening(article)
    fresh = (fact for fact in facts(title, "\n".join(sentences)) if not _is_told(fact, article, told))
    return tuple(fresh)


def _stated(text: str, article: Article) -> Stated:
    day = anchors.day_of(article)
    return Stated(frozenset(_numbers(text)), frozenset(anchors.days(text, arrived=day)), frozenset(anchors.names(text)))


def _is_told(fact: str, article: Article, told: Sequence[Stated]) -> bool:
    own = _stated(fact, article)
    if own.days:
        arrived = anchors.day_of(article)
        today = f"{arrived.month}-{arrived.day}"
        return all(day == today or any(day in other.days for other in told) for day in own.days)
    if own.numbers:
        known = {number for other in told for number in other.numbers}
        dates = {piece for other in told for day in other.days for piece in day.split("-")}
        return all(number in COMMON | known | dates or _is_near(number, known) for number in own.numbers)
    return not own.names or any(own.names & other.names for other in told)


def _numbers(text: str) -> set[str]:
    """Without years, and without the pieces of an hour."""
    found = anchors.numbers(text)
    pieces = {
        piece for number in found if ":" in number for piece in (*number.split(":"), number.split(":")[0].zfill(2))
    }
    spelled = {_spelled(words) for words in re.findall(rf"\b(?:{_SPELLED})\b", text.lower())}
    return {number for number in found - pieces | spelled if not _YEAR.fullmatch(number)}


def _spelled(words: str) -> str:
    return str(sum(_TEN.get(word) or _ONE[word] for word in re.findall(r"[a-z]+", words)))


def _is_near(number: str, known: Iterable[str]) -> bool:
    value = _value(number)
    return value is not None and any(
        other is not None and abs(value - other) <= ROUNDED * other for other in map(_value, known)
    )


def _value(number: str) -> float | None:
    return float(number) if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", number) else None
