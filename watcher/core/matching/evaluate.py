"""Holds an article against conditions: which hold, and where."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cached_property
from math import fsum

from watcher.core.matching.hits import NOWHERE, Hits, between, every, groups, in_order, rows, union
from watcher.core.matching.layout import Layout
from watcher.core.matching.occurring import Occurring
from watcher.core.rules.conditions import AllOf, AnyOf, AtLeast, Condition, In, Named, Near, NoneOf, Part, Same, Words
from watcher.core.rules.lexicon import Hit, Masks
from watcher.core.rules.rulebook import Entity, Rule, RuleBook, Weak

_DECIMALS = 6  # of what weights come to: .7 and .1 are .8
_LONGEST = 200  # characters of the longest term: a term may begin so far before a window and still reach into it


class Reading:
    """One article as the rules see it: title and text joined, and what its words may mean; most of it on demand."""

    def __init__(self, title: str, text: str, book: RuleBook) -> None:
        self.book = book
        self.layout = Layout(title, text)
        self.folded, self.text_start = self.layout.folded, self.layout.text_start
        self.terms = Occurring(self.layout, book.lexicon)
        self._entities: dict[str, Hits] = {}
        self.found: dict[int, tuple[Condition, Hits | None]] = {}  # by id(): rules share many conditions
        self._whole = self
        self._parts: dict[tuple[int, int], Reading] = {}
        self._limits: tuple[int, int] | None = None  # where conditions look; context may lie outside

    def worth_judging(self) -> Iterator[Rule]:
        """The rules, in order, that could hold: a first term of theirs is there, and one of each set that they need."""
        book, first = self.book, self.terms.first
        for place in sorted({place for term in first.keys() & book.triggered.keys() for place in book.triggered[term]}):
            if not any(self.terms.everywhere.keys().isdisjoint(terms) for terms in book.needs[place]):
                yield book.rules[place]

    def narrowed(self, part: Part) -> "Reading":
        """A view of the same article in which conditions find only what lies in one part (title, lead ...)."""
        first, last = self.layout.bounds(part)
        limits = (max(first, self._limits[0]), min(last, self._limits[1])) if self._limits else (first, last)
        if limits not in self._parts:
            view = self._parts[limits] = copy(self._whole)
            view.found, view._limits = {}, limits
        return self._parts[limits]

    def under(self, book: RuleBook) -> "Reading":
        """The same article under another book with the same terms, whose hits are taken over."""
        other = copy(self._whole)
        other.book, other._whole = book, other
        other.found, other._entities, other._parts = {}, {}, {}
        return other

    def inside(self, hits: Hits) -> Hits:
        if self._limits is None:
            return hits
        first, last = self._limits
        return [hit for hit in hits if first <= hit.start and hit.end <= last]

    @cached_property
    def may_be_named(self) -> AbstractSet[str]:
        """The entities that could be named: a spelling occurs, certain or not, or they may be found by sound."""
        meant = self.book.spelled
        spelled = {id for term in self.terms.hits.keys() & meant.keys() for id in meant[term]}
        return spelled | self.book.heard if self.terms.hits else spelled

    def entity(self, id: str) -> Hits:
        if id not in self._whole.may_be_named:
            return NOWHERE
        if id not in self._entities:
            self._entities[id] = tuple(in_order(_spellings(self._whole, self.book.entities[id])))
        return self._entities[id]

    def is_named(self, id: str) -> bool:
        """Whether an entity is meant anywhere. Stops at the first spelling that counts."""
        if id in self._entities or id not in self._whole.may_be_named:
            return bool(self.entity(id))
        return any(_spellings(self._whole, self.book.entities[id]))

    def around(self, condition: Condition, hit: Hit, within: int | None) -> Hits:
        """Roughly where the condition holds within so many words of a place: all that do, and a few that do not."""
        found = find(condition, self._whole) or NOWHERE
        if within is None or not found:
            return found
        first, last = self.layout.window(hit, within)
        return between(found, first - _LONGEST, last)

    def misspelled(self, weak: Weak) -> Hits:
        """Hits of misspelled forms, and of names by their sound if what they require occurs anywhere in the article."""
        written = self.terms.of(weak.fuzzy)
        if not weak.has_sounds or (weak.fuzzy_requires and not find(weak.fuzzy_requires, self._whole)):
            return written
        heard = self.terms.heard
        return in_order([*written, *(hit for term in heard.keys() & weak.fuzzy for hit in heard[term])])


# --- conditions ----------------------------------------------------------------------------------------------------


def find(condition: Condition, reading: Reading) -> Hits | None:
    """Where the condition holds, empty where it holds nowhere in particular, None where it does not."""
    known = reading.found.get(id(condition))
    if known is None:  # the condition is kept, too, so that no other object can get its id()
        known = reading.found[id(condition)] = condition, _FINDERS[type(condition)](condition, reading)
    return known[1]


def _find_words(condition: Words, reading: Reading) -> Hits | None:
    return reading.inside(reading.terms.of(condition.terms)) or None


def _find_named(condition: Named, reading: Reading) -> Hits | None:
    return reading.inside(reading.entity(condition.entity)) or None


def _find_any(condition: AnyOf, reading: Reading) -> Hits | None:
    return union(find(part, reading) for part in condition.of)


def _find_all(condition: AllOf, reading: Reading) -> Hits | None:
    return every(find(part, reading) for part in condition.of)


def _find_none(condition: NoneOf, reading: Reading) -> Hits | None:
    return NOWHERE if all(find(part, reading) is None for part in condition.of) else None


def _find_atleast(condition: AtLeast, reading: Reading) -> Hits | None:
    found = [(weight, find(part, reading)) for part, weight in zip(condition.of, condition.weights, strict=True)]
    weighs = round(fsum(weight for weight, hits in found if hits is not None), _DECIMALS)
    return union(hits for weight, hits in found if weight > 0) if weighs >= condition.n else None


def _find_in(condition: In, reading: Reading) -> Hits | None:
    """Look only at what lies in a part of the article; the context of an entity may lie elsewhere."""
    if _is_plain(condition.of) and find(condition.of, reading) is None:
        return None  # nowhere at all: no need to know where the part ends
    return find(condition.of, reading.narrowed(condition.part))


def _is_plain(condition: Condition) -> bool:
    """Whether it is only a choice of words and entities."""
    return isinstance(condition, Words | Named) or (isinstance(condition, AnyOf) and all(map(_is_plain, condition.of)))


def _find_same(condition: Same, reading: Reading) -> Hits | None:
    found = [find(part, reading) for part in condition.of]
    units = [{reading.layout.unit(hit, condition.unit) for hit in hits or ()} for hits in found]
    common = set.intersection(*units) if units else set()
    inside = (hit for hits in found for hit in hits or () if reading.layout.unit(hit, condition.unit) in common)
    return in_order(inside) or None


def _find_near(condition: Near, reading: Reading) -> Hits | None:
    found: list[Hits] = []
    for part in condition.of:
        hits = find(part, reading)
        if not hits:
            return None
        found.append(hits)
    groups_found = rows(found) if condition.ordered else groups(found)
    close = (group for group in groups_found if reading.layout.words_between(group[0], group[-1]) <= condition.within)
    return in_order(hit for group in close for hit in group) or None


# --- entities ------------------------------------------------------------------------------------------------------


def _spellings(reading: Reading, entity: Entity) -> Iterator[Hit]:
    """Where the entity is meant. Once a certain spelling occurs, its ambiguous ones count too."""
    swallowed = Masks(reading.terms.of(entity.masks), reading.folded.text)
    certain = [hit for hit in reading.terms.of(entity.aliases) if not swallowed.cover(hit)]
    yield from certain
    for weak in entity.weak:
        yield from _weak_spellings(reading, weak, swallowed, certain)


def _weak_spellings(reading: Reading, weak: Weak, swallowed: Masks, certain: Hits) -> Iterator[Hit]:
    """Hits of ambiguous spellings that count. What they require is asked first: mostly it is missing, and few terms."""
    bare = [hit for hit in reading.terms.of(weak.forms) if not swallowed.cover(hit)]
    named: set[int] = set()
    for hit in bare:
        if (backed := _backed(reading, hit, weak.requires, weak)) and not _is_refused(reading, hit, weak):
            named.add(hit.start)
            yield backed
    if certain or named:
        yield from (hit for hit in bare if hit.start not in named and not _is_refused(reading, hit, weak))
    for hit in reading.misspelled(weak):
        if swallowed.cover(hit) or _is_refused(reading, hit, weak):
            continue
        if edited := _backed(reading, hit, weak.fuzzy_requires, weak):
            yield edited


def _is_refused(reading: Reading, hit: Hit, weak: Weak) -> bool:
    return weak.unless is not None and is_beside(weak.unless, hit, reading, within=weak.unless_within)


def _backed(reading: Reading, hit: Hit, requires: Condition | None, weak: Weak) -> Hit | None:
    """The hit with the context that bears it out."""
    if requires is None:
        return hit
    context = beside(requires, hit, reading, within=weak.within)
    if context is None:
        return None
    return hit._replace(beside=min(context, key=lambda other: reading.layout.words_between(hit, other), default=None))


def beside(condition: Condition, hit: Hit, reading: Reading, *, within: int | None) -> Hits | None:
    """Where the condition holds within so many words of a place (None: anywhere), that place itself left out.

    `same` holds in the sentence or paragraph of that place.
    """
    match condition:
        case AnyOf(of):
            return union(beside(part, hit, reading, within=within) for part in of)
        case AllOf(of):
            return every(beside(part, hit, reading, within=within) for part in of)
        case NoneOf(of):
            return None if any(beside(part, hit, reading, within=within) for part in of) else NOWHERE
    others = reading.around(condition, hit, within)
    if not others:
        return None
    near = reading.layout.beside(hit, within, condition.unit if isinstance(condition, Same) else None)
    return [other for other in others if near(other)] or None


def is_beside(condition: Condition, hit: Hit, reading: Reading, *, within: int | None) -> bool:
    """Like `beside`, but only whether there is any: stops at the first alternative that holds."""
    if isinstance(condition, AnyOf):
        return any(is_beside(part, hit, reading, within=within) for part in condition.of)
    return beside(condition, hit, reading, within=within) is not None


_FINDERS: dict[type, Callable[..., Hits | None]] = {
    Words: _find_words,
    Named: _find_named,
    AnyOf: _find_any,
    AllOf: _find_all,
    NoneOf: _find_none,
    AtLeast: _find_atleast,
    In: _find_in,
    Same: _find_same,
    Near: _find_near,
}
