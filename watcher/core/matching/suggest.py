"""Spellings that Korean names have in other letters and that their entities lack."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from watcher.core.matching.evaluate import Reading
from watcher.core.rules.document import Place
from watcher.core.rules.rulebook import Entity, RuleBook
from watcher.core.rules.terms import Term, read_term
from watcher.core.words.hangul import is_hangul, is_place, romanized

_SYLLABLES = range(2, 7)  # of a name; what is longer is hardly ever written in Latin letters as one word
_SHOWN = 4  # spellings of a name
_FEW = 4  # Korean words; more of them, and some are no names


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Of one name of one entity; `lacking` is what news may write and the entity does not know."""

    place: Place  # of the entity, or of the weak group in which the name stands
    entity: str
    name: str
    known: tuple[str, ...]
    lacking: tuple[str, ...]


def suggestions(book: RuleBook) -> Iterator[Suggestion]:
    """Only of entities that are called by names, and only what is not found already."""
    for entity in book.entities.values():
        groups = [(entity.place, entity.aliases), *((weak.place, weak.forms) for weak in entity.weak)]
        written = [term.written for _, terms in groups for term in sorted(terms)]
        if not _has_names(written):
            continue
        asked: set[str] = set()
        for place, terms in groups:
            for name in _names(terms):
                if name not in asked:
                    asked.add(name)
                    yield from _suggestion(name, entity, place, book, is_one_of_few=_are_few(written))


def _has_names(written: Sequence[str]) -> bool:
    """Whether what it is called in Latin letters has capitals: a concept (launch*, liftoff) has none."""
    latin = [word.lstrip("*=^")[:1] for word in written if word.lstrip("*=^")[:1].isascii()]
    return sum(letter.isupper() for letter in latin) >= len(latin) / 2


def _are_few(written: Sequence[str]) -> bool:
    return sum(map(is_hangul, written)) <= _FEW


def _names(terms: Iterable[Term]) -> Iterator[str]:
    written = (term.written for term in sorted(terms))
    return (name for name in written if is_hangul(name) and len(name) in _SYLLABLES)


def _suggestion(
    name: str, entity: Entity, place: Place, book: RuleBook, *, is_one_of_few: bool
) -> Iterator[Suggestion]:
    """A word is a name if a spelling of it is known, be it without its `county`; or a place, where words are few."""
    spellings = romanized(name)
    known = tuple(spelling for spelling in spellings if _is_known(spelling, entity, book))
    lacking = tuple(_distinct([spelling for spelling in spellings if spelling not in known]))
    stem = romanized(name[:-1]) if is_place(name) else ()
    is_name = known or any(_is_known(spelling, entity, book) for spelling in stem)
    if lacking and (is_name or (is_one_of_few and is_place(name))):
        yield Suggestion(place, entity.id, name, known, lacking)


def _distinct(spellings: Sequence[str]) -> list[str]:
    """Without those that a rule finds by another: Tongch'ang-ri is also Tongchangri."""
    found: set[str] = set()
    distinct: list[str] = []
    for spelling in sorted(spellings, key=lambda one: -len(read_term(one).spellings)):
        also = set(read_term(spelling).spellings)
        if not also <= found:
            distinct.append(spelling)
        found |= also
    return sorted(distinct, key=spellings.index)


def _is_known(spelling: str, entity: Entity, book: RuleBook) -> bool:
    """By whatever term of the entity, a misspelling or its sound among them, as long as it is the whole word."""
    reading = Reading("", spelling, book)
    hits = (
        hit
        for found in (reading.terms.hits, reading.terms.heard)
        for term in entity.terms
        for hit in found.get(term, ())
    )
    return any(hit.start == 0 and hit.end == len(reading.folded.text) for hit in hits)


def listed(found: Iterable[Suggestion]) -> Iterator[str]:
    """Lines for a terminal, with the one to add for each place."""
    by_place: dict[tuple[Place, str], list[Suggestion]] = {}
    for suggestion in found:
        by_place.setdefault((suggestion.place, suggestion.entity), []).append(suggestion)
    for (place, entity), several in by_place.items():
        yield f"@{entity} ({place.in_line}) lacks"
        for suggestion in several:
            more = len(suggestion.lacking) - _SHOWN
            shown = ", ".join(suggestion.lacking[:_SHOWN]) + (f", {more} more" if more > 0 else "")
            yield f"    {suggestion.name:<8} {shown}"
        yield f"  all of them by  romanize: [{', '.join(suggestion.name for suggestion in several)}]"
