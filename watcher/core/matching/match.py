"""Decides whether an article concerns us, and shows the words that made it so."""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from watcher.core.matching.evaluate import Reading, find
from watcher.core.matching.hits import Hits
from watcher.core.matching.layout import LEAD
from watcher.core.news import Article, Field, Match, RuleId, Severity, Span, Vocabulary, loudest
from watcher.core.rules.conditions import Condition, Named, Unit, leaves
from watcher.core.rules.lexicon import Hit
from watcher.core.rules.rulebook import Rule, RuleBook
from watcher.core.rules.terms import Term
from watcher.core.words.script import Edge, word_around

MOST_SPANS = 12  # of one match: enough to show why, few enough to read
_MEMO = 16  # sets of rules that match together


def match(article: Article, book: RuleBook) -> tuple[Match, ...]:
    """One per rule that holds, in the order of the rules."""
    reading = Reading(article.title, article.text, book)
    judged = ((rule, judge(rule, reading)) for rule in reading.worth_judging())
    return tuple(match for rule, match in judged if match and hears(rule, article))


def may_match(text: str, book: RuleBook) -> bool:
    """Whether any rule could hold of an article that says no more than this; far cheaper than to match it."""
    return not book.triggered.keys().isdisjoint(Reading("", text, book).terms.first)


def hears(rule: Rule, article: Article) -> bool:
    """Whether the rule listens to this outlet and language; an unknown language is never a reason not to."""
    if rule.langs and article.lang and not any(_covers(lang, article.lang) for lang in rule.langs):
        return False
    if rule.sources and not any(_is_from(source, article) for source in rule.sources):
        return False
    return not any(_is_from(source, article) for source in rule.not_sources)


def judge(rule: Rule, reading: Reading) -> Match | None:
    found = find(rule.when, reading)
    if found is None:
        return None
    score = sum(part.weight for part in rule.parts if find(part.condition, reading) is not None)
    if score < rule.min_score:
        return None
    return Match(rule=rule.id, severity=_severity(rule, reading), score=score, spans=_spans(found, reading))


def vocabulary(book: RuleBook, article: Article, matches: tuple[Match, ...]) -> Vocabulary:
    """What the matching rules look for, their context included, and which entities headline and lead name."""
    return vocabulary_of(book, article, frozenset(found.rule for found in matches))


def vocabulary_of(book: RuleBook, article: Article, rules: frozenset[RuleId]) -> Vocabulary:
    """The same for an article of which it is known which rules matched it."""
    return Vocabulary(_words(book, rules), named(book, article), book.one_event & rules)


def named(book: RuleBook, article: Article) -> frozenset[str]:
    """The entities of the rules that headline and lead name, whether or not a rule holds."""
    reading = Reading(article.title, article.text[:LEAD], book)
    return frozenset(filter(reading.is_named, reading.may_be_named))


def _words(book: RuleBook, rule_ids: frozenset[RuleId]) -> frozenset[str]:
    return _joined(frozenset(_looked_for(rule, book) for rule in book.rules if rule.id in rule_ids))


@lru_cache(_MEMO)
def _joined(parts: frozenset[frozenset[str]]) -> frozenset[str]:
    """Remembered: these are thousands of words, and mostly the same few rules match together."""
    return frozenset[str]().union(*parts)


def _looked_for(rule: Rule, book: RuleBook) -> frozenset[str]:
    """The single words of all that a rule looks for."""
    known = book.looked_for.get(rule.id)
    if known is None:
        written = (normalize("NFKC", term.written).casefold() for term in _terms(rule, book))
        words = frozenset(word for phrase in written for word in re.findall(r"\w+", phrase))
        known = book.looked_for[rule.id] = words
    return known


def _terms(rule: Rule, book: RuleBook) -> set[Term]:
    conditions = [rule.when]
    terms: set[Term] = set()
    entities: set[str] = set()
    while conditions:
        for leaf in leaves(conditions.pop()):
            if not isinstance(leaf, Named):
                terms.update(leaf.terms)
            elif leaf.entity not in entities:
                entities.add(leaf.entity)
                terms |= book.entities[leaf.entity].terms
                conditions += _company(leaf.entity, book)
    return terms


def _company(entity: str, book: RuleBook) -> Iterator[Condition]:
    for weak in book.entities[entity].weak:
        yield from (condition for condition in (weak.requires, weak.fuzzy_requires) if condition)


def _covers(lang: str, spoken: str) -> bool:
    """zh covers zh-Hans and zh-Hant. What is only known to be zh may be either."""
    rule, article = f"{lang.casefold()}-", f"{spoken.casefold()}-"
    return article.startswith(rule) or rule.startswith(article)


def _is_from(source: str, article: Article) -> bool:
    """By the outlet's name, or by the host of the address."""
    host = article.url.partition("://")[2].partition("/")[0].casefold()
    name = source.casefold()
    return name == article.outlet.casefold() or host == name or host.endswith(f".{name}")


def _severity(rule: Rule, reading: Reading) -> Severity:
    reached = [rule.severity]
    if rule.alert_if and find(rule.alert_if, reading) is not None:
        reached.append(Severity.ALERT)
    if rule.urgent_if and find(rule.urgent_if, reading) is not None:
        reached.append(Severity.URGENT)
    return loudest(reached)


# --- what is shown -------------------------------------------------------------------------------------------------


def _spans(found: Hits, reading: Reading) -> tuple[Span, ...]:
    """The best few places: long before short, none inside another, one of each sentence before a second of any."""
    evidence = set(found) | {hit.beside for hit in found if hit.beside}
    apart = _apart(evidence)
    first_of = {reading.layout.unit(hit, Unit.SENTENCE): hit for hit in reversed(apart)}
    leading = set(first_of.values())
    best = sorted(apart, key=lambda hit: hit not in leading)[:MOST_SPANS]  # stable: each half in order of place
    return tuple(span(hit, reading) for hit in sorted(best, key=lambda hit: hit.start))


def _apart(hits: set[Hit]) -> list[Hit]:
    """Of places that overlap, the longest, and of equals the one spelled right; in order of place."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term)):
        if not kept or kept[-1].end <= hit.start:
            kept.append(hit)
        elif hit.end - hit.start > kept[-1].end - kept[-1].start:
            kept[-1] = hit
    return kept


def span(hit: Hit, reading: Reading) -> Span:
    """The place in the article as it was written; an open end is drawn to the end of its word."""
    term = hit.term
    open_left, open_right = term.left is Edge.OPEN, term.right is Edge.OPEN
    first, last = word_around(reading.folded.text, hit.start, hit.end, left=open_left, right=open_right)
    start, end = reading.folded.span(first, last)
    if start < reading.text_start:
        return Span(Field.TITLE, start, end, term.written)
    return Span(Field.TEXT, start - reading.text_start, end - reading.text_start, term.written)
