"""The edit that would mend a failed test."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from watcher.core.matching.evaluate import Reading
from watcher.core.matching.hits import Hits
from watcher.core.matching.lacks import Lack, said
from watcher.core.matching.match import span
from watcher.core.matching.nearly import smallest_edit
from watcher.core.news import Field
from watcher.core.rules.conditions import Named, leaves
from watcher.core.rules.lexicon import Hit
from watcher.core.rules.rulebook import Rule, RuleBook, Weak
from watcher.core.rules.terms import Term
from watcher.core.words.script import WORDS

_LIKE = 0.75  # of two spellings, 0..1, from which on one may be a slip of the other
_SHORTEST = 4  # letters; shorter words are like too many


def what_would_let_in(rule: Rule, reading: Reading, lacking: Sequence[Lack]) -> str:
    """A limit to be raised, a spelling to be added, else what the likeliest lack asks for."""
    whole, start = reading.folded.original, reading.text_start
    edit = smallest_edit(rule, whole[: max(0, start - 2)], whole[start:], reading.book).edit
    if edit:
        return f"raise `within: {edit.within}` to {edit.enough} ({edit.place.in_line})"
    slip = next(_slips(rule, reading), "")
    return slip or next((lack.cure for lack in lacking if lack.cure), "")


def _slips(rule: Rule, reading: Reading) -> Iterator[str]:
    """Words that are nearly a spelling of what the rule asks for by name, and of which nothing is found."""
    words = [word[0] for word in WORDS.finditer(reading.folded.text) if len(word[0]) >= _SHORTEST]
    for id in dict.fromkeys(leaf.entity for leaf in leaves(rule.when) if isinstance(leaf, Named)):
        entity = reading.book.entities[id]
        if reading.entity(id):
            continue
        spelled = {spelling for term in entity.terms for spelling in term.looked_for}
        for word in words if spelled.isdisjoint(words) else ():
            alike = [other for other in spelled if other[:1] == word[:1] and abs(len(other) - len(word)) < 2]
            if near := get_close_matches(word, sorted(alike), n=1, cutoff=_LIKE):
                yield f"`{word}` is nearly `{near[0]}`: add it to @{id} ({entity.place.in_line})"


def what_would_keep_out(hits: Hits, reading: Reading) -> str:
    """What would keep this text out and is no guess about others: the very phrase the spelling stands in."""
    for hit in hits:
        weak, entity = weak_of(hit.term, reading.book), _entity_of(hit.term, reading.book)
        after = _word_after(hit, reading)
        if entity is None or not after:
            continue
        phrase = f'mask "{said(hit, reading)} {after}"'
        if weak:
            return f"add {after} to `unless` of that form ({weak.place.in_line}), or {phrase}"
        return f"{phrase} of entity `{entity}`"
    return ""


def _word_after(hit: Hit, reading: Reading) -> str:
    found = span(hit, reading)
    start = found.end + (reading.text_start if found.field is Field.TEXT else 0)
    rest = reading.folded.original[start:]
    word = rest.split()[0].strip(".,;:!?()\"'«»") if rest[:1] == " " and rest.split() else ""
    return word if word[:1].isupper() else ""


# --- where a term comes from ---------------------------------------------------------------------------------------


def weak_of(term: Term, book: RuleBook) -> Weak | None:
    forms = (weak for entity in book.entities.values() for weak in entity.weak)
    return next((weak for weak in forms if term in weak.forms or term in weak.fuzzy), None)


def _entity_of(term: Term, book: RuleBook) -> str | None:
    return next((entity.id for entity in book.entities.values() if term in entity.terms), None)
