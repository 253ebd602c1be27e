"""How fast articles are matched: our engine against one regular expression per rule, on generated text.

    python bench/match.py [--rules 1000] [--terms 10] [--articles 2000]

Prints articles per CPU second, medians of interleaved rounds. The words are made up, but as long and as often used
as English ones; a rule asks for one of five phrases, one of four others, and not a tenth.
"""

import argparse
import random
import re
from datetime import UTC, datetime
from statistics import median
from time import process_time

from watcher.app.yamlfile import parse
from watcher.core.evaluate import Reading
from watcher.core.fold import fold
from watcher.core.match import match
from watcher.core.news import Article
from watcher.core.rulebook import RuleBook
from watcher.core.rules import compile_rulebook

LENGTH = 2300  # characters of an article
ROUNDS = 5
SLOW = 20  # articles are enough for what takes milliseconds each
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


def by_expressions(article: Article, patterns: list[tuple[re.Pattern[str], ...]]) -> int:
    text = f"{article.title}\n\n{article.text}"
    return sum(bool(one.search(text) and two.search(text) and not no.search(text)) for one, two, no in patterns)


def per_second(act: object, items: list[Article]) -> float:
    start = process_time()
    for item in items:
        act(item)  # type: ignore[operator]
    return len(items) / (process_time() - start)


def main() -> None:
    options = argparse.ArgumentParser()
    for name, default in (("rules", 1000), ("terms", 10), ("articles", 2000)):
        options.add_argument(f"--{name}", type=int, default=default)
    asked = options.parse_args()
    chance = random.Random(7)
    words = invent(chance, 20_000)
    news, phrases = articles(chance, words, asked.articles), rules(chance, words, asked.rules, asked.terms)
    start = process_time()
    book = compiled(phrases)
    print(f"{asked.rules} rules over {asked.rules * asked.terms} phrases, compiled in {process_time() - start:.2f} s")
    patterns = expressions(phrases)
    ours = [[found.rule for found in match(article, book)] for article in news[:SLOW]]
    theirs = [by_expressions(article, patterns) for article in news[:SLOW]]
    print(f"matches in the first {SLOW} articles: {sum(map(len, ours))} ours, {sum(theirs)} by expressions")
    acts = {
        "fold": (lambda article: fold(article.text), news),
        "fold and find all terms": (lambda article: Reading(article.title, article.text, book), news),
        "match": (lambda article: match(article, book), news),
        "an expression per rule": (lambda article: by_expressions(article, patterns), news[:SLOW]),
    }
    rates: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, (act, items) in acts.items():
            rates[name].append(per_second(act, items))
    for name, found in rates.items():
        print(f"{name:<26} {median(found):>10,.0f} articles per CPU second")


if __name__ == "__main__":
    main()
