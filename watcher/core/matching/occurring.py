"""Where in an article the terms of the rules occur, whatever they may mean there."""

from functools import cached_property

from watcher.core.matching.hits import NOWHERE, Hits
from watcher.core.matching.layout import Layout
from watcher.core.rules.lexicon import Hit, Lexicon
from watcher.core.rules.terms import Term
from watcher.core.words.aside import asides, leads_elsewhere


class Occurring:
    """Those without which no rule holds are searched at once, the others on demand."""

    def __init__(self, layout: Layout, lexicon: Lexicon) -> None:
        self.lexicon, self.folded, self.text_start = lexicon, layout.folded, layout.text_start
        self.first = lexicon.first.hits(self.folded)

    def of(self, terms: frozenset[Term]) -> Hits:
        """Every occurrence of these terms, in order of place."""
        found = [self.hits[term] for term in terms & self._present]
        if len(found) > 1:
            return sorted(hit for hits in found for hit in hits)
        return found[0] if found else NOWHERE

    @cached_property
    def everywhere(self) -> dict[Term, list[Hit]]:
        return self.first | self.lexicon.rest.hits(self.folded)

    @cached_property
    def hits(self) -> dict[Term, list[Hit]]:
        """All hits except those inside links to other stories."""
        return self._of_the_article(self.everywhere)

    @cached_property
    def _present(self) -> frozenset[Term]:
        """The terms of `hits` as a set: of two sets Python walks the smaller one, beside a dict always the dict."""
        return frozenset(self.hits)

    @cached_property
    def heard(self) -> dict[Term, list[Hit]]:
        """Hits of names by their sound: slow to find, and seldom needed."""
        return self._of_the_article(self.lexicon.heard(self.folded))

    def _of_the_article(self, found: dict[Term, list[Hit]]) -> dict[Term, list[Hit]]:
        if not self._links:
            return found
        kept = {
            term: [hit for hit in hits if not any(first <= hit.start < last for first, last in self._links)]
            for term, hits in found.items()
        }
        return {term: hits for term, hits in kept.items() if hits}

    @cached_property
    def _links(self) -> list[tuple[int, int]]:
        """Where the text leads to other stories, in folded offsets."""
        openings, turns = (self._places(terms) for terms in (self.lexicon.openings, self.lexicon.turns))
        position, start = self.folded.position, self.text_start
        found = asides(self.folded.original[start:], _within(openings, start), _within(turns, start))
        links = [(position(start + first), position(start + last)) for first, last in found]
        return [(0, position(start)), *links] if leads_elsewhere(self.folded.original[:start], openings) else links

    def _places(self, terms: frozenset[Term]) -> list[tuple[int, int]]:
        """Where these terms stand in title and text as they were written."""
        present = self.everywhere.keys() & terms
        return sorted(self.folded.span(hit.start, hit.end) for term in present for hit in self.everywhere[term])


def _within(places: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    return [(first - start, last - start) for first, last in places if first >= start]
