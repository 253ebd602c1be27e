"""Spellings that Korean names have in other letters and that their entities lack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from watcher.core.matching.evaluate import Reading
from watcher.core.rules.document import Place
from watcher.core.rules.rulebook import Entity, RuleBook
from watcher.core.words.hangul import is_hangul, is_place, romanized

_SYLLABLES = range(2, 7)  # of a name; what is longer is hardly ever written in Latin letters as one word
_SHOWN = 4  # spellings of a name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Of one name of one entity; `lacking` is what news may write and the entity does not know."""

    place: Place  # of the entity, or of the weak group in which the name stands
    entity: str
    name: str
    known: tuple[str, ...]
    lacking: tuple[str, ...]


def suggestions(book: RuleBook) -> Iterator[Suggestion]:
    """Only names: a word is taken for one if any of its spellings is known, or if it ends like a place."""
    for entity in book.entities.values():
        groups = [(entity.place, entity.aliases), *((weak.place, weak.forms) for weak in entity.weak)]
        asked: set[str] = set()
        for place, terms in groups:
            for name in _names(terms, book):
                if name not in asked:
                    asked.add(name)
                    yield from _suggestion(name, entity, place, book)


def _names(terms: Iterable[int], book: RuleBook) -> Iterator[str]:
    written = (book.lexicon.terms[term].written for term in sorted(terms))
    return (name for name in written if is_hangul(name) and len(name) in _SYLLABLES)


def _suggestion(name: str, entity: Entity, place: Place, book: RuleBook) -> Iterator[Suggestion]:
    spellings = romanized(name)
    known = tuple(spelling for spelling in spellings if _is_known(spelling, entity, book))
    lacking = tuple(spelling for spelling in spellings if spelling not in known)
    if lacking and (known or is_place(name)):
        yield Suggestion(place, entity.id, name, known, lacking)


def _is_known(spelling: str, entity: Entity, book: RuleBook) -> bool:
    """By whatever term of the entity, a misspelling or its sound among them, as long as it is the whole word."""
    reading = Reading("", spelling, book)
    hits = (hit for found in (reading.hits, reading.heard) for term in entity.terms for hit in found.get(term, ()))
    return any(hit.start == 0 and hit.end == len(reading.folded.text) for hit in hits)


def listed(found: Iterable[Suggestion]) -> Iterator[str]:
    """Lines for a terminal, with the one to add for each place."""
    by_place: dict[tuple[Place, str], list[Suggestion]] = {}
    for suggestion in found:
        by_place.setdefault((suggestion.place, suggestion.entity), []).append(suggestion)
    for (place, entity), several in by_place.items():
        yield f"@{entity} ({place.file}:{place.line}) lacks"
        for suggestion in several:
            more = len(suggestion.lacking) - _SHOWN
            shown = ", ".join(suggestion.lacking[:_SHOWN]) + (f", {more} more" if more > 0 else "")
            yield f"    {suggestion.name:<8} {shown}"
        yield f"  all of them by  romanize: [{', '.join(suggestion.name for suggestion in several)}]"
