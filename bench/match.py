"""How fast articles are matched, side by side in one run on generated text and rules.

    python bench/match.py [--rules 1000] [--terms 10] [--articles 2000] [--texts news.jsonl]

Our engine against one regular expression for each part of a rule and, where spaCy is installed, the PhraseMatcher of
its blank pipeline (phrases alone, without the Boolean rules over them). All must agree: on the rules that hold, and on
the phrases that occur. Then how the cost grows with rules nobody speaks of, to 100,000 phrases; how long the shipped
rules take to be read again after an edit; and how fast they read real news, one JSON object with `title` and `text` a
line. Prints articles per CPU second, medians of interleaved rounds. The words are made up, but as long and as often
used as English ones; a rule asks for one of five phrases, one of four others, and not a tenth.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import process_time

from watcher.app.files.aim import compile_aim, load_book
from watcher.app.files.folder import read_folder
from watcher.app.files.yamlfile import parse
from watcher.core.matching.evaluate import Reading
from watcher.core.matching.match import match
from watcher.core.news import Article
from watcher.core.rules.compile import compile_rulebook
from watcher.core.rules.rulebook import RuleBook
from watcher.core.words.fold import fold

LENGTH = 2300  # characters of an article
ROUNDS = 5
SLOW = 20  # articles are enough for what takes milliseconds each
AGREED = 200  # articles that all engines must agree on
SHIPPED = Path(__file__).parents[1] / "rules"
EDITED = {  # where a word more is written into a file
    "sohae.yaml": re.compile(r'\["@imagery-analyst", '),
    "words/concepts.yaml": re.compile(r"\|\n +"),
    "words/conditions.yaml": re.compile(r'\["@sent-up", '),
    "words/dprk.yaml": re.compile(r"\|\n +"),
    "words/launch.yaml": re.compile(r"\|\n +"),
    "words/sohae.yaml": re.compile(r"\|\n +"),
}
DAY = datetime(2025, 7, 17, tzinfo=UTC)


def invent(chance: random.Random, count: int) -> list[str]:
    """Different words; the first are the commonest, and short."""
    words: dict[str, None] = {}
    while len(words) < count:
        size = min(2 + len(words).bit_length() // 2 + chance.randrange(3), 12)
        words["".join(chance.choice("aeiou") if at % 2 else chance.choice("bcdfghklmnprstv") for at in range(size))] = (
            None
        )
    return list(words)


def articles(chance: random.Random, words: list[str], count: int) -> list[Article]:
    weights = [1 / (rank + 3) for rank in range(len(words))]  # Zipf
    texts = []
    for _ in range(count):
        said = chance.choices(words, weights, k=LENGTH // 5)
        marks = (". " if at % 14 == 13 else ", " if at % 9 == 8 else " " for at in range(len(said)))
        cased = (word.capitalize() if at % 14 == 0 else word for at, word in enumerate(said))
        text = "".join(f"{word}{mark}" for word, mark in zip(cased, marks, strict=True))
        texts.append(text[:LENGTH].strip())
    return [
        Article(url="", outlet="", title=text[:60].strip(), text=text, seen_at=DAY, fetched_at=DAY) for text in texts
    ]


def rules(chance: random.Random, words: list[str], count: int, terms: int) -> list[list[str]]:
    """Phrases of one to three words from the rarer nine tenths, as people choose them."""
    rare = words[len(words) // 10 :]
    return [[" ".join(chance.sample(rare, chance.choice((1, 2, 2, 3)))) for _ in range(terms)] for _ in range(count)]


def compiled(phrases: list[list[str]]) -> RuleBook:
    lines = ["rules:"]
    for number, terms in enumerate(phrases):
        half = len(terms) // 2
        any_of, and_of = f"[{', '.join(terms[:half])}]", f"[{', '.join(terms[half:-1])}]"
        lines.append(f"  - {{id: rule-{number}, when: {{all: [{any_of}, {and_of}], none: [{terms[-1]}]}}}}")
    return compile_rulebook({"rules/bench.yaml": parse("\n".join(lines), "rules/bench.yaml")})


def expressions(phrases: list[list[str]]) -> list[tuple[re.Pattern[str], ...]]:
    def one_of(terms: list[str]) -> re.Pattern[str]:
        return re.compile(r"\b(?:" + "|".join(map(re.escape, terms)) + r")\b", re.IGNORECASE)

    halves = [(terms[: len(terms) // 2], terms[len(terms) // 2 : -1], terms[-1:]) for terms in phrases]
    return [tuple(map(one_of, parts)) for parts in halves]


def by_rules(article: Article, book: RuleBook) -> list[int]:
    """The numbers of the rules that hold."""
    return [int(found.rule.removeprefix("rule-")) for found in match(article, book)]


def by_expressions(article: Article, patterns: list[tuple[re.Pattern[str], ...]]) -> list[int]:
    """Likewise."""
    text = said(article)
    held = enumerate(one.search(text) and two.search(text) and not no.search(text) for one, two, no in patterns)
    return [number for number, holds in held if holds]


def phrase_matcher(phrases: list[list[str]]) -> Callable[[Article], set[tuple[int, int]]] | None:
    """spaCy's, over all phrases: where any of them stands. None where it is not installed."""
    if not find_spec("spacy"):
        return None
    english = import_module("spacy").blank("en")
    matcher = import_module("spacy.matcher").PhraseMatcher(english.vocab, attr="LOWER")
    matcher.add("rule", list(english.tokenizer.pipe(phrase for terms in phrases for phrase in terms)))

    def places(article: Article) -> set[tuple[int, int]]:
        tokens = english.make_doc(said(article))
        return {(tokens[start].idx, tokens[end - 1].idx + len(tokens[end - 1])) for _, start, end in matcher(tokens)}

    return places


def places(article: Article, book: RuleBook) -> set[tuple[int, int]]:
    """Where we find any phrase: the texts fold character by character."""
    hits = Reading(article.title, article.text, book).terms.everywhere
    return {(hit.start, hit.end) for found in hits.values() for hit in found}


def said(article: Article) -> str:
    return f"{article.title}\n\n{article.text}"


def per_second(act: Callable[[Article], object], items: Sequence[Article]) -> float:
    start = process_time()
    for item in items:
        act(item)
    return len(items) / (process_time() - start)


def medians(acts: dict[str, tuple[Callable[[Article], object], Sequence[Article]]]) -> dict[str, float]:
    rates: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, (act, items) in acts.items():
            rates[name].append(per_second(act, items))
    for name, found in rates.items():
        print(f"{name:<36} {median(found):>10,.0f} articles per CPU second")
    return {name: median(found) for name, found in rates.items()}


def load(phrases: list[list[str]]) -> RuleBook:
    start = process_time()
    book = compiled(phrases)
    print(f"{len(phrases):,} rules over {sum(map(len, phrases)):,} phrases, read in {process_time() - start:.1f} s")
    return book


def side_by_side(news: list[Article], phrases: list[list[str]]) -> None:
    book, patterns, spacy = load(phrases), expressions(phrases), phrase_matcher(phrases)
    agree([(by_rules(article, book), by_expressions(article, patterns)) for article in news[:AGREED]], "rules held")
    if spacy:
        agree([(places(article, book), spacy(article)) for article in news[:AGREED]], "phrases of the PhraseMatcher")
    rates = medians(
        {
            "fold": (lambda article: fold(article.text), news),
            "fold and find what rules need": (lambda article: Reading(article.title, article.text, book), news),
            "match": (lambda article: match(article, book), news),
            "an expression for each part of a rule": (lambda article: by_expressions(article, patterns), news[:SLOW]),
            **({"PhraseMatcher of spaCy": (spacy, news[: 10 * SLOW])} if spacy else {}),
        }
    )
    times = rates["match"] / rates["an expression for each part of a rule"]
    print(f"{times:,.0f} times as fast as the expressions" + ("" if spacy else "; spaCy is not installed"))


def agree(pairs: list[tuple[Collection[object], Collection[object]]], what: str) -> None:
    """Raises SystemExit where two engines do not find the same: a faster answer to another question is none."""
    ours, theirs = (sum(map(len, found)) for found in zip(*pairs, strict=True))
    if any(mine != other for mine, other in pairs):
        raise SystemExit(f"{what} in {len(pairs)} articles: {ours:,} ours, {theirs:,} theirs; the engines do not agree")
    print(f"{what} in {len(pairs)} articles: {ours:,}; the engines agree")


def growth(chance: random.Random, words: list[str], news: list[Article]) -> None:
    """The same ten rules that are spoken of, among more and more that are not, though all their words are but one.

    So the automaton is led far into phrases that end otherwise. None of the silent rules is asked; the cost grows all
    the same, because the automaton outgrows the processor's cache: 0.6, 2.6 and 22 MB. Of one article, read again and
    again, it reads as many characters at 10,000 rules as at 1,000; of different ones half as many. A larger but plainer
    table (DFA) is read a quarter as fast from 1,000 rules on, one with more failing steps (non-contiguous) half as
    fast, bytes in place of characters as fast. Spellings in order read a tenth faster at 1,000 rules, a fifth at
    10,000.
    """
    spoken = rules(chance, words, 10, 10)
    for count in (100, 1_000, 10_000):
        silent = [[f"{phrase} zq" for phrase in terms] for terms in rules(chance, words, count, 10)]
        book = load([*spoken, *silent])
        medians({f"match, {count:,} rules more": (lambda article, book=book: match(article, book), news)})  # type: ignore[misc]


def reload() -> None:
    """The whole folder from its texts, as a running watcher does: at first, and after one word more in one file."""
    files = read_folder(SHIPPED)
    print(f"the shipped rules, {sum(map(len, files.values())):,} characters: {milliseconds(files):.0f} ms at first")
    passed = compile_aim(files).book
    for file, place in EDITED.items():
        edits = [place.subn(rf"\g<0>zq{at}, ", files[file], count=1) for at in range(2 * ROUNDS)]
        if not all(count for _, count in edits):
            raise SystemExit(f"{file} has no place for a word more: {place.pattern}")
        times = [milliseconds({**files, file: edited}, passed) for edited, _ in edits]
        print(f"an edit of {file} ({len(files[file]):,} characters): {median(times):.0f} ms, at best {min(times):.0f}")


def milliseconds(files: Mapping[str, str], passed: RuleBook | None = None) -> float:
    start = process_time()
    compile_aim(files, passed=passed)
    return (process_time() - start) * 1000


def shipped(file: Path) -> None:
    book = load_book(SHIPPED)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    news = [
        Article(url="", outlet="", title=row.get("title") or "", text=row["text"], seen_at=DAY, fetched_at=DAY)
        for row in rows
    ]
    length = sum(len(article.text) for article in news) / len(news)
    print(f"the shipped rules over {len(news):,} articles of {length:,.0f} characters")
    rates = medians({"match": (lambda article: match(article, book), news)})
    print(f"that is {rates['match'] * length / LENGTH:,.0f} of {LENGTH:,} characters")


def main() -> None:
    options = argparse.ArgumentParser()
    for name, default in (("rules", 1000), ("terms", 10), ("articles", 2000)):
        options.add_argument(f"--{name}", type=int, default=default)
    options.add_argument("--texts", type=Path)
    asked = options.parse_args()
    chance = random.Random(7)
    words = invent(chance, 20_000)
    news = articles(chance, words, asked.articles)
    side_by_side(news, rules(chance, words, asked.rules, asked.terms))
    growth(chance, words, news)
    reload()
    if asked.texts:
        shipped(asked.texts)


if __name__ == "__main__":
    main()
