"""Tries the tests that rules carry, and explains the ones that fail."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from watcher.core.matching.cure import weak_of, what_would_keep_out, what_would_let_in
from watcher.core.matching.evaluate import Reading, find
from watcher.core.matching.excerpt import marked
from watcher.core.matching.hits import Hits
from watcher.core.matching.lacks import lacks, said
from watcher.core.matching.layout import Layout
from watcher.core.matching.match import hears, judge, span
from watcher.core.news import Article, Field, Span
from watcher.core.rules.document import Level, Problem
from watcher.core.rules.lexicon import Hit, build
from watcher.core.rules.outline import changed_words
from watcher.core.rules.rulebook import Case, Rule, RuleBook
from watcher.core.rules.terms import Term

_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # a test has no date; nothing in a rule asks for one
_MOST_REASONS = 3
_MEMO = 1024  # entities remembered that have masks


def run_tests(book: RuleBook, *, passed: RuleBook | None = None) -> tuple[Problem, ...]:
    """The tests that fail, of all rules, each at its own place; none where all pass.

    `passed`: a book that is known to pass its own.
    """
    tried = (_try(case, rule, book) for rule in book.rules for case in _in_doubt(rule, book, passed))
    return tuple(problem for problem in tried if problem)


def _in_doubt(rule: Rule, book: RuleBook, passed: RuleBook | None) -> Iterable[Case]:
    """The tests of a rule that may end otherwise than they did: a word that came or went stands in their text."""
    changed = changed_words(book.grounds[rule.id], passed.grounds.get(rule.id, ())) if passed else None
    if changed is None:
        return rule.tests
    words = build(changed)
    return (case for case in rule.tests if words.hits(Layout(case.title, case.text).folded))


def swallowed(book: RuleBook) -> Iterator[Problem]:
    """Aliases that can never be found: written by themselves, they lie inside a mask of their own entity."""
    for entity in (entity for entity in book.entities.values() if entity.masks):
        for alias in _around(entity.masks, entity.aliases):
            reading = Reading("", alias.spellings[0], book)
            if alias in reading.terms.hits and not reading.entity(entity.id):
                what = f"the alias `{alias.written}` of `{entity.id}` lies inside a mask of it: it is never found"
                yield Problem(entity.place, what, "make the mask longer, or take one of them away", Level.WARNING)


@lru_cache(_MEMO)
def _around(masks: frozenset[Term], aliases: frozenset[Term]) -> tuple[Term, ...]:
    """The aliases in which a mask begins; an equal mask is said where it stands."""
    heads = {spelling for mask in masks for spelling in mask.spellings}
    spelled = {alias: alias.spellings[0] for alias in aliases if alias.is_simple}
    all_spelled = "\n".join(spelled.values())
    inside = [head for head in heads if head in all_spelled]  # few are: to ask each alias is slow
    found = (alias for alias, said in spelled.items() if said not in heads and any(head in said for head in inside))
    return tuple(sorted(found))


def count_tests(book: RuleBook) -> int:
    return sum(len(rule.tests) for rule in book.rules)


def _try(case: Case, rule: Rule, book: RuleBook) -> Problem | None:
    reading = Reading(case.title, case.text, book)
    article = Article(
        url="",
        outlet=case.source or "",
        title=case.title,
        text=case.text,
        lang=case.lang,
        seen_at=_SOME_DAY,
        fetched_at=_SOME_DAY,
    )
    found = judge(rule, reading) if hears(rule, article) else None
    if (found is not None) == case.matches:
        return None
    shown = found.spans if found else ()
    if case.matches:
        what = "does not match, and should"
        lacking = lacks(rule, reading, hears=hears(rule, article))[:_MOST_REASONS]
        because, hint = [str(lack) for lack in lacking], what_would_let_in(rule, reading, lacking)
    else:
        what = "matches, and should not"
        hits = find(rule.when, reading) or ()
        because, hint = [_reason(hit, reading) for hit in _telling(hits)], what_would_keep_out(hits, reading)
    details = [f"text      {_marked(case, shown)}"]
    details += [f"{'because' if not index else '':<9} {line}" for index, line in enumerate(because)]
    details += [f"hint      {hint}"] if hint else []
    return Problem(case.place, f"test of `{rule.id}` failed: {what}", details=tuple(details))


def _marked(case: Case, spans: Iterable[Span]) -> str:
    found = list(spans)
    parts = (
        marked(said, [(span.start, span.end) for span in found if span.field is field])
        for field, said in ((Field.TITLE, case.title), (Field.TEXT, case.text))
    )
    return " / ".join(" ".join(part.split()) for part in parts if part)


def _telling(hits: Hits) -> list[Hit]:
    """One for each term, the first few."""
    return list({hit.term: hit for hit in reversed(hits)}.values())[::-1][:_MOST_REASONS]


def _reason(hit: Hit, reading: Reading) -> str:
    term, weak = hit.term, weak_of(hit.term, reading.book)
    found = f"«{said(hit, reading)}» at {span(hit, reading).start}"
    if weak is None:
        return f"{found} ({term.written})"
    kind = "misspelling" if term.fuzzy else "weak"
    if hit.beside is None:
        return f"{kind} {found} ({term.written}, which needs no company here)"
    other = hit.beside.term
    apart = reading.layout.words_between(hit, hit.beside)
    reach = "anywhere" if weak.within is None else f"{weak.within} words"
    words = f"{apart} word{'' if apart == 1 else 's'} away"
    return f"{kind} {found}, with «{said(hit.beside, reading)}» {words} ({other.written}, {reach})"
