"""What is kept of an article to tell which event it reports."""

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from watcher.core import anchors
from watcher.core.copies import shingles, wording
from watcher.core.fingerprint import Fingerprint, Pool, code
from watcher.core.furniture import Furniture
from watcher.core.news import Article, Vocabulary
from watcher.core.sentences import sentences
from watcher.core.text import words

SHORT = 25  # words: a shorter text proves nothing without its headline
LEAD = 350  # characters
MOST_TEXT = 20_000  # characters read of one article
ANCHORED = 1_500  # characters read for numbers, days and names
_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3]{4}")),
    ("ja", re.compile("[\u3041-\u30ff]{2}")),
    ("zh", re.compile("[\u4e00-\u9fff]{4}")),
    ("ru", re.compile("[а-я]{4}")),
)
ABROAD = timedelta(hours=9)  # the day of an article is that of Seoul, where most of the events are


@dataclass(frozen=True, slots=True)
class Gist:
    """`anchors`: what survives translation. `shingles` are sorted."""

    outlet: str
    tongue: str
    title: "array[int]"  # codes of words
    length: int  # words
    words: Fingerprint
    anchors: Fingerprint
    days: frozenset[str]  # named in headline and lead
    shingles: "array[int]"
    wording: int | None  # of the text

    @property
    def is_short(self) -> bool:
        return self.length < SHORT


@dataclass(frozen=True, slots=True)
class Read:
    """An article's gist, and what it taught."""

    article: Article
    vocabulary: Vocabulary
    gist: Gist
    said: set[str]


def read(article: Article, vocabulary: Vocabulary, *, pool: Pool, furniture: Furniture) -> Read:
    headline = furniture.strip(article.outlet, article.title)
    text = furniture.strip(article.outlet, article.text[:MOST_TEXT])
    title, body = words(headline or _opening(text)), words(text)
    said = Counter(body)
    if headline:
        said.update(title)
    prominent = frozenset(title).union(words(text[:LEAD]))
    day = (article.seen_at + ABROAD).date()
    opening, lead = f"{headline}\n{text[:ANCHORED]}", f"{headline}\n{text[:LEAD]}"
    days = anchors.days(lead, arrived=day)
    named = frozenset(f"@{entity}" for entity in vocabulary.entities)
    stated = {
        *named,
        *(f"#{number}" for number in anchors.numbers(opening)),
        *(f"~{name}" for name in anchors.names(opening)),
        *(f"={day}" for day in days),
    }
    gist = Gist(
        outlet=article.outlet,
        tongue=_tongue(article.lang, text),
        title=array("I", sorted({code(word) for word in title})),
        length=len(body),
        words=pool.weigh(said, prominent=prominent, own=vocabulary.words),
        anchors=pool.weigh(Counter(stated), prominent=(), own=named),
        days=frozenset(days),
        shingles=shingles(body),
        wording=wording(body),
    )
    return Read(article, vocabulary, gist, stated.union(said))


def _opening(text: str) -> str:
    """The first sentence, which stands for a headline where there is none."""
    head = text[:LEAD]
    return next((head[start:end] for start, end in sentences(head)), "")


def _tongue(lang: str | None, text: str) -> str:
    """The language without its region, else what the script tells; "" for one that Latin letters may hide."""
    if lang:
        return lang.partition("-")[0].lower()
    opening = text[:LEAD]
    return "" if opening.isascii() else next((tongue for tongue, script in _SCRIPTS if script.search(opening)), "")
