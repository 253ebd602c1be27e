"""The smallest edit of the rules that would catch an article which they miss."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from watcher.core.matching.evaluate import Reading, beside, find
from watcher.core.matching.match import judge
from watcher.core.news import Span
from watcher.core.rules.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    In,
    Named,
    Near,
    NoneOf,
    Same,
    Words,
    children,
    leaves,
)
from watcher.core.rules.document import Place
from watcher.core.rules.rulebook import Definition, Rule, RuleBook, Weak

_EFFORT, _LEAST_TRIES = 600_000, 2  # characters judged again for one rule; edits tried however long the text
_FURTHEST = 80  # words: an edit that looks further takes every text for near


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A limit to be raised, and what the rules would be."""

    place: Place  # of the weak form, the rule, or the condition that it names
    within: int
    enough: int  # the least limit with which the rule holds
    rule: Rule = field(repr=False)  # as it would be
    book: RuleBook = field(repr=False)
    spans: tuple[Span, ...] = ()  # what the rule would find in the article

    @property
    def steps(self) -> int:
        return self.enough - self.within


def catches(edit: Edit, title: str, text: str) -> bool:
    """Whether the rule holds of an article as it would be."""
    reading = Reading(title, text, edit.book)
    may = not edit.book.triggered.keys().isdisjoint(reading.terms.first)
    return may and judge(edit.rule, reading) is not None


@dataclass(frozen=True, slots=True)
class Search:
    """What came of the search for an edit."""

    edit: Edit | None = None
    untried: int = 0  # edits, the larger ones, for which a text so long left no effort


def smallest_edit(rule: Rule, title: str, text: str, book: RuleBook) -> Search:
    """The least raise of one `within` with which the rule holds; no edit where none helps."""
    reading = Reading(title, text, book)
    weaks = _raised_weaks(rule, reading)
    edits = [*([weaks.edit] if weaks.edit else []), *_raised_nears(rule, reading)]
    return replace(weaks, edit=min(edits, key=lambda edit: edit.steps, default=None))


def _raised_weaks(rule: Rule, reading: Reading) -> Search:
    """The smallest are tried first; further company of one form need not be all that is lacking."""
    raises = sorted(_raises(rule, reading), key=lambda each: each[0])
    most = max(_LEAST_TRIES, _EFFORT // max(1, len(reading.folded.original)))
    for _, weak, enough, wider in raises[:most]:
        if found := judge(rule, reading.under(wider)):
            place, within = weak.place, weak.within or 0
            return Search(Edit(place=place, within=within, enough=enough, rule=rule, book=wider, spans=found.spans))
    return Search(untried=max(0, len(raises) - most))


def _raises(rule: Rule, reading: Reading) -> Iterator[tuple[int, Weak, int, RuleBook]]:
    """By how much a limit is to be raised, that of which form, to what, and the book with it."""
    book = reading.book
    named = dict.fromkeys(leaf.entity for leaf in leaves(rule.when) if isinstance(leaf, Named))
    for entity in (book.entities[id] for id in named):
        for index, weak in enumerate(entity.weak):
            enough = _enough(weak, reading)
            if enough is None or weak.within is None:
                continue
            raised = [*entity.weak]
            raised[index] = replace(weak, within=enough)
            wider = replace(book, entities={**book.entities, entity.id: replace(entity, weak=tuple(raised))})
            yield enough - weak.within, weak, enough, wider


def _enough(weak: Weak, reading: Reading) -> int | None:
    """The least distance in words at which a form finds its company; None where it finds none within reason."""
    requires, least = weak.requires, _FURTHEST + 1
    if requires is None or weak.within is None:
        return None
    for hit in reading.terms.of(weak.forms):
        context = beside(requires, hit, reading, within=least - 1)
        if context is None or beside(requires, hit, reading, within=weak.within) is not None:
            continue  # too far, or company enough: what this place lacks is something else
        apart = sorted({reading.layout.words_between(hit, other) for other in context})
        further = (reach for reach in apart if weak.within < reach < least)
        reached = (reach for reach in further if beside(requires, hit, reading, within=reach) is not None)
        least = next(reached, least)
    return least if least <= _FURTHEST else None


def _raised_nears(rule: Rule, reading: Reading) -> Iterator[Edit]:
    for near in _nears(rule.when):
        for enough in range(near.within + 1, _FURTHEST + 1) if find(replace(near, within=_FURTHEST), reading) else ():
            wider = replace(rule, when=_exchanged(rule.when, near, replace(near, within=enough)))
            if found := judge(wider, reading):
                place, book, spans = _place_of(near, rule, reading.book), reading.book, found.spans
                yield Edit(place=place, within=near.within, enough=enough, rule=wider, book=book, spans=spans)
                break


def _place_of(near: Near, rule: Rule, book: RuleBook) -> Place:
    """Of the rule, or of the condition that it names, in whose own words the limit stands."""
    for ground in book.grounds.get(rule.id, ()):
        match ground.said:
            case Rule(when=written, place=place) | Definition(condition=written, place=place):
                if any(_says(each, near, book) for each in _nears(written)):
                    return place
    return rule.place


def _says(written: Near, near: Near, book: RuleBook) -> bool:
    """Whether `near` is what was written, with its names written out."""
    same = (written.within, written.ordered, len(written.of)) == (near.within, near.ordered, len(near.of))
    return same and _entities(written, book) <= _entities(near, book)


def _entities(condition: Condition, book: RuleBook) -> set[str]:
    return {leaf.entity for leaf in leaves(condition) if isinstance(leaf, Named) and leaf.entity in book.entities}


def _nears(condition: Condition) -> Iterator[Near]:
    if isinstance(condition, Near):
        yield condition
    for child in children(condition):
        yield from _nears(child)


def _exchanged(condition: Condition, old: Near, new: Near) -> Condition:
    if condition is old:
        return new
    match condition:
        case Words() | Named():
            return condition
        case In(part, of):
            return In(part, _exchanged(of, old, new))
        case AnyOf() | AllOf() | NoneOf() | Near() | Same() | AtLeast():
            return replace(condition, of=tuple(_exchanged(child, old, new) for child in condition.of))
