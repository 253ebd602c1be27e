"""What is kept of an article to tell which event it reports."""

import re
from array import array
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from watcher.core.news import Article, Vocabulary
from watcher.core.stories import anchors
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.copies import opening, shingles, wording
from watcher.core.stories.fingerprint import Fingerprint, Pool, code
from watcher.core.stories.furniture import Furniture
from watcher.core.stories.genre import is_report
from watcher.core.stories.pleas import without_pleas
from watcher.core.words.sentences import sentences
from watcher.core.words.text import words

SHORT = 25  # words: a shorter text proves nothing without its headline
LEAD = 350  # characters
MOST_TEXT = 20_000  # characters read of one article
ANCHORED = 1_500  # characters read for numbers, days and names
_MEMO = 500  # languages
_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3]{4}")),
    ("ja", re.compile("[\u3041-\u30ff]{2}")),
    ("zh", re.compile("[\u4e00-\u9fff]{4}")),
    ("ru", re.compile("[а-я]{4}")),
)


@dataclass(frozen=True, slots=True)
class Gist:
    """`words`: of title and text; `anchors`: what survives translation; the rest from headline and lead."""

    outlet: int
    tongue: str
    is_report: bool  # of an event
    is_matched: bool  # by rules: those around it speak of the same subject
    length: int  # words
    words: Fingerprint
    anchors: Fingerprint
    title: Fingerprint
    days: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    shingles: "array[int]"
    opening: "array[int]"  # shingles
    wording: int | None  # of the text

    @property
    def is_short(self) -> bool:
        return self.length < SHORT


@dataclass(frozen=True, slots=True)
class Read:
    """An article's gist, and the words it was taken from, each once."""

    gist: Gist
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stated:
    """What headline and lead state, and the numbers and names of the paragraphs after them."""

    days: set[str]
    numbers: set[str]
    names: set[str]
    concepts: Set[str]

    def marked(self, entities: frozenset[str]) -> dict[str, set[str]]:
        """Everything by kind, each marked so that no kind is taken for another."""
        return {
            "@": {f"@{entity}" for entity in entities},
            "#": {f"#{number}" for number in self.numbers},
            "~": {f"~{name}" for name in self.names},
            "+": {f"+{concept}" for concept in self.concepts},
        }


def read(article: Article, vocabulary: Vocabulary, *, pool: Pool, furniture: Furniture, concepts: Concepts) -> Read:
    headline, title = _own(furniture.strip(article.outlet, article.title))
    text, body = _own(furniture.strip(article.outlet, article.text[:MOST_TEXT]))
    title = title if headline else words(_opening(text))
    said = Counter(body)
    if headline:
        said.update(title)
    for word in words(article.outlet):  # who says it is no part of what is said
        said.pop(word, None)
    lead = words(text[:LEAD])
    prominent = frozenset(title).union(lead)
    headlined = concepts.of(headline, title) if headline else set[str]()
    stated = _stated(article, headline, text, headlined | concepts.of(text[:LEAD], lead))
    marked = stated.marked(vocabulary.entities)
    everything = frozenset[str]().union(*marked.values())
    gist = Gist(
        outlet=code(article.outlet),
        tongue=_tongue(article.lang, text),
        is_report=is_report(article.title),
        is_matched=bool(vocabulary.words),
        length=len(body),
        words=pool.weigh(said, prominent=prominent, own=vocabulary.words),
        anchors=pool.weigh(
            dict.fromkeys(everything, 1),
            prominent=frozenset(f"+{concept}" for concept in headlined),
            own=frozenset(marked["@"]),
        ),
        title=pool.weigh(dict.fromkeys(title, 1), own=vocabulary.words),
        days=frozenset(stated.days),
        numbers=frozenset(number for number in stated.numbers if len(number) > 1),
        names=frozenset(stated.names),
        shingles=shingles(body),
        opening=opening(body),
        wording=wording(body),
    )
    return Read(gist, (*said, *everything))


def _own(text: str) -> tuple[str, list[str]]:
    """What is left without pleas, and its words."""
    said = words(text)
    left = without_pleas(text, said)
    return (text, said) if left == text else (left, words(left))


def _stated(article: Article, headline: str, text: str, concepts: Set[str]) -> _Stated:
    opening, lead = f"{headline}\n{text[:ANCHORED]}", f"{headline}\n{text[:LEAD]}"
    if not opening.isascii():
        opening, lead = normalize("NFKC", opening), normalize("NFKC", lead)
    return _Stated(
        days=anchors.days(lead, arrived=anchors.day_of(article)),
        numbers=anchors.numbers(opening),
        names=anchors.names(opening),
        concepts=concepts,
    )


def _opening(text: str) -> str:
    """The first sentence, which stands for a headline where there is none."""
    head = text[:LEAD]
    return next((head[start:end] for start, end in sentences(head)), "")


def _tongue(lang: str | None, text: str) -> str:
    """The language without its region, else what the script tells; "" for one that Latin letters may hide."""
    if lang:
        return _without_region(lang)
    opening = text[:LEAD]
    return "" if opening.isascii() else next((tongue for tongue, script in _SCRIPTS if script.search(opening)), "")


@lru_cache(_MEMO)
def _without_region(lang: str) -> str:
    """The same string each time: fifty thousand are kept."""
    return lang.partition("-")[0].lower()
