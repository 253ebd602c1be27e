"""What it costs to place an article, by how many are remembered: articles a CPU second, and bytes of memory.

    python bench/place.py [ARTICLES]

Invented articles of some 330 words: most words by how common they are, a quarter from the event they tell, with names,
numbers and days, an outlet's furniture, one in ten a copy of an earlier text. They arrive within one window, so that
all stories stay open. In columns, each on top of those before it: `index` finds and remembers; `+ read` takes the gist
of the text; `+ rules` matches the shipped rules, names entities and reads who is cited. The first two are taken over
all articles since the line before: unreachable objects are looked for seldom, and then for the time of 200 articles.
Beside it, in the same run and on the same articles: TF-IDF cosine over an inverted index of plain dicts, which finds
the nearest article and no more; and datasketch's MinHash LSH over shingles of three words, where it is installed.
"""

import gc
import random
import resource
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import accumulate
from math import log, sqrt
from pathlib import Path
from time import process_time
from typing import Any

from watcher.app.files.aim import load_book
from watcher.app.files.shipped import empty_index, frequencies
from watcher.app.running.opening import SEARCHED_AFTER
from watcher.core.matching.match import match, vocabulary
from watcher.core.news import Article, ArticleId, StoryId, Vocabulary
from watcher.core.stories.citing import cited
from watcher.core.stories.cluster import Index
from watcher.core.stories.voices import Names
from watcher.core.words.text import words

MARKS = (1_000, 5_000, 20_000, 50_000)
BATCH = 500  # articles before each mark that are matched, too, and that are timed of peers
BEGUN, WEEK = datetime(2031, 3, 4, tzinfo=UTC), timedelta(days=7)
OUTLETS = 60
SYLLABLES = "ba|do|ka|li|mo|na|pe|ri|so|tu|va|ze|cho|gar|len|mir|nok|pol|san|tor|ul|yon"
ABOUT_US = ["North", "Korea", "Sohae", "satellite", "launching", "station", "Tongchang-ri", "rocket", "engine", "test"]


@dataclass(slots=True)
class World:
    """Invents events, and articles that tell them."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))
    common: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    telling: list[tuple[list[str], int]] = field(default_factory=list)  # events: their words, and articles to come
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        shares = frequencies().shares
        ranked = sorted((word for word in shares if word.isascii() and word.isalpha()), key=lambda w: -shares[w])
        self.common = ranked[:30_000]
        self.names = ["".join(self.chance.choices(SYLLABLES.split("|"), k=3)).capitalize() for _ in range(20_000)]

    def articles(self, count: int) -> Iterator[Article]:
        for number in range(count):
            at = BEGUN + number * WEEK / count
            headline, text = self._report()
            outlet = f"outlet {self.chance.randrange(OUTLETS)}"
            text += f"\nSign up for the letter of {outlet}.\nFollow {outlet} wherever you are, all day and all night."
            yield Article(url="", outlet=outlet, title=headline, text=text, lang="en", seen_at=at, fetched_at=at)

    def _report(self) -> tuple[str, str]:
        event = self._event()
        headline = " ".join(self.chance.sample(event, 7)).capitalize()
        if self.texts and self.chance.random() < 0.1:
            return headline, self.chance.choice(self.texts[-300:])
        text = "\n".join(" ".join(self._sentence(event) for _ in range(2)) for _ in range(10))
        self.texts = [*self.texts[-300:], text]
        return headline, text

    def _event(self) -> list[str]:
        if len(self.telling) < 200 or self.chance.random() < 0.6:
            told = self.chance.choices(self.common[300:], k=24) + self.chance.choices(self.names, k=4)
            told += [str(self.chance.randrange(4, 900)), f"{self.chance.randrange(1, 8)} March"]
            told += ABOUT_US if self.chance.random() < 0.03 else []
            self.telling.append((told, self.chance.choice((1, 1, 1, 1, 2, 3, 8))))
        at = self.chance.randrange(len(self.telling))
        event, left = self.telling.pop(at)
        if left > 1:
            self.telling.append((event, left - 1))
        return event

    def _sentence(self, event: list[str]) -> str:
        length = self.chance.randrange(12, 22)
        ranks = (int(len(self.common) ** self.chance.random()) for _ in range(length))  # as often as 1 / rank
        said = [self.chance.choice(event) if self.chance.random() < 0.25 else self.common[rank - 1] for rank in ranks]
        end = ", according to Reuters." if self.chance.random() < 0.03 else "."
        return " ".join(said).capitalize() + end


@dataclass(slots=True)
class Watch:
    """CPU seconds by column, and of how many articles."""

    spent: Counter[str] = field(default_factory=Counter)
    timed: Counter[str] = field(default_factory=Counter)

    def time(self, column: str, act: Callable[[], Any]) -> Any:
        start = process_time()
        found = act()
        self.spent[column] += process_time() - start
        self.timed[column] += 1
        return found

    def each(self, column: str) -> float:
        return self.spent[column] / self.timed[column]


class Ours:
    def __init__(self) -> None:
        self.index: Index = empty_index()
        self.names = Names.of()
        self.number = 0

    def hear(self, article: Article, watch: Watch, *, by_rules: bool) -> None:
        own = Vocabulary()
        if by_rules:
            own = watch.time("rules", lambda: self._asked(article))
        watch.time("read", lambda: self.index._lore.gist(article, own))  # kept for what follows
        watch.time("index", lambda: self._placed(article, own))

    def _asked(self, article: Article) -> Vocabulary:
        cited(article, self.names)
        return vocabulary(BOOK, article, match(article, BOOK))

    def _placed(self, article: Article, own: Vocabulary) -> None:
        placement = self.index.place(article, vocabulary=own, now=article.seen_at)
        story = StoryId(self.number) if placement.story is None else placement.story
        self.index.add(ArticleId(self.number), story, article, copy_of=placement.copy_of, vocabulary=own)
        self.number += 1


class Cosine:
    """TF-IDF over an inverted index: exact, one dict of postings a word, one dict of weights an article."""

    def __init__(self) -> None:
        self.postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self.number = 0

    def hear(self, article: Article) -> int | None:
        said = Counter(words(f"{article.title} {article.text}"))
        known = self.number + 1
        weights = {word: (1 + log(n)) * log(known / (1 + len(self.postings[word])) + 1) for word, n in said.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        scores: defaultdict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            if len(self.postings[word]) < known / 20 + 50:  # else too common to tell
                for other, theirs in self.postings[word].items():
                    scores[other] += weight / length * theirs
        for word, weight in weights.items():
            self.postings[word][self.number] = weight / length
        self.number += 1
        return max(scores, key=scores.__getitem__, default=None)


class MinHashed:
    """datasketch: 128 permutations, Jaccard .5."""

    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH

        self.sketch, self.lsh, self.number = MinHash, MinHashLSH(threshold=0.5, num_perm=128), 0

    def hear(self, article: Article) -> list[int]:
        said = words(article.text)
        sketch = self.sketch(num_perm=128)
        sketch.update_batch([" ".join(said[at : at + 3]).encode() for at in range(len(said) - 2)])
        found = self.lsh.query(sketch)
        self.lsh.insert(self.number, sketch)
        self.number += 1
        return found


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def measure_ours(most: int) -> None:
    ours, watch, empty = Ours(), Watch(), resident()
    print("remembered      index   + read  + rules    bytes each   process MB")
    for number, article in enumerate(World().articles(most), start=1):
        mark = next((mark for mark in MARKS if mark >= number), number)
        ours.hear(article, watch, by_rules=mark - number < BATCH)
        if mark == number:
            spent = accumulate(map(watch.each, ("index", "read", "rules")))
            rates = [f"{1 / seconds:8.0f}" for seconds in spent]
            watch, held = Watch(), resident()
            print(f"{number:10,} {'  '.join(rates)}  {(held - empty) / number:11.0f} {held / 1e6:10.0f}", flush=True)


def measure_peer(name: str, most: int) -> None:
    peer = PEERS[name]()
    empty, spent = resident(), 0.0
    for number, article in enumerate(World().articles(most), start=1):
        mark = next((mark for mark in MARKS if mark >= number), number)
        start = process_time()
        peer.hear(article)
        spent += process_time() - start
        if mark - number == BATCH:
            spent = 0.0
        if mark == number:
            print(f"{number:10,}  {name:26} {BATCH / spent:8.0f} {(resident() - empty) / number:11.0f}", flush=True)


def main() -> None:
    gc.set_threshold(SEARCHED_AFTER)  # as the watcher does
    most = int(sys.argv[1]) if sys.argv[1:] else MARKS[-1]
    if sys.argv[2:]:
        measure_peer(sys.argv[2], most)
        return
    measure_ours(most)
    print("\nremembered  peer                     a CPU second  bytes each", flush=True)
    for name in PEERS:  # each in a process of its own, that memory tells
        if name != "datasketch MinHash LSH" or find_spec("datasketch"):
            subprocess.run([sys.executable, __file__, str(most), name], check=True)


PEERS: dict[str, Callable[[], Any]] = {"TF-IDF cosine, dicts": Cosine, "datasketch MinHash LSH": MinHashed}
BOOK = load_book(Path(__file__).parents[1] / "rules")

if __name__ == "__main__":
    main()
