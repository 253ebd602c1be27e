"""What an article lacks for a rule that does not hold, in the words of the rule."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from watcher.core.matching.evaluate import Reading, beside, find
from watcher.core.matching.match import span
from watcher.core.news import Field
from watcher.core.rules.conditions import AllOf, AnyOf, AtLeast, Condition, In, Named, Near, NoneOf, Same, Words, leaves
from watcher.core.rules.lexicon import Hit
from watcher.core.rules.rulebook import Rule, Weak

_MOST_WORDS = 3


def said(hit: Hit, reading: Reading) -> str:
    start, end = reading.folded.span(hit.start, hit.end)
    found = span(hit, reading)
    shift = reading.text_start if found.field is Field.TEXT else 0
    return reading.folded.original[min(start, found.start + shift) : max(end, found.end + shift)]


@dataclass(frozen=True, slots=True)
class Lack:
    """One way in which a rule does not hold."""

    what: str = ""  # where `names` do not say it
    there: tuple[str, ...] = ()  # what is found of the rule beside it
    where: tuple[str, ...] = ()  # parts of the article, the outer before the inner
    names: tuple[str, ...] = ()  # of words and entities, none of which occurs
    cure: str = ""  # what an editor would do about it

    def __str__(self) -> str:
        what = ": ".join((*self.where, self.what or _absent(self.names)))
        unsaid = [place for place in self.there if place not in what]  # rules ask for the same in many parts
        return f"{', '.join(unsaid)}; {what}" if unsaid else what

    @property
    def is_of_something(self) -> bool:
        return "«" in str(self)


def lacks(rule: Rule, reading: Reading, *, hears: bool) -> list[Lack]:
    """The likeliest way to hold comes first: the one of which most is there."""
    if not hears:
        return [Lack("the rule does not listen to this outlet or language (lang, source, not_source)")]
    if find(rule.when, reading) is not None:
        return [Lack(f"its score is under `min_score: {rule.min_score:g}`", cure="lower it, or raise a weight")]
    found = _joined(_missing(rule.when, reading))
    return sorted(found, key=lambda lack: (not lack.is_of_something, -len(lack.there)))


def _joined(found: Iterable[Lack]) -> Iterable[Lack]:
    """Join alternatives that would complete the same thing into one lack: `none of these occurs`."""
    joined: dict[object, Lack] = {}
    for lack in found:
        key = (lack.there, lack.where) if lack.names else lack
        before = joined.get(key)
        names = dict.fromkeys((*before.names, *lack.names)) if before else ()
        joined[key] = replace(before, names=tuple(names)) if before and names else lack
    return joined.values()


def _missing(condition: Condition, reading: Reading) -> Iterator[Lack]:
    match condition:
        case Words():
            yield Lack(names=tuple(_written(condition)))
        case Named(entity):
            yield from _unrecognised(entity, reading)
        case In(part, of):
            inside = _missing(of, reading.narrowed(part))
            yield from (replace(lack, where=(part, *lack.where)) for lack in inside)
        case AnyOf(of):
            for child in of:
                yield from _missing(child, reading)
        case NoneOf(of):
            hits = next(hits for child in of if (hits := find(child, reading)) is not None)
            what = f"{_place(hits, reading)} must not occur" if hits else "something occurs that must not"
            yield Lack(what, cure="ask under `none` for less: in the title, or by an `unless` beside the form")
        case AllOf() | Near() | Same() | AtLeast():
            yield from _part_missing(condition, reading)


def _part_missing(condition: AllOf | Near | Same | AtLeast, reading: Reading) -> Iterator[Lack]:
    of = condition.reasons if isinstance(condition, AtLeast) else condition.of
    found = {child: find(child, reading) for child in of}
    there = tuple(dict.fromkeys(_place(hits, reading) for hits in found.values() if hits))
    missing = [child for child, hits in found.items() if hits is None]
    if not missing:
        yield Lack(f"{', '.join(there)}: but not {_together(condition)}", cure="ask for less nearness")
        return
    for child in missing:
        for lack in _missing(child, reading):
            yield replace(lack, there=tuple(dict.fromkeys((*there, *lack.there))))


def _absent(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"no spelling of {names[0]} occurs" if names[0].startswith("@") else f"no {names[0]}"
    return f"{_named(names, 'none of')} occurs"


def _together(condition: Condition) -> str:
    match condition:
        case Near(within, is_ordered, _):
            return f"within {within} words of each other{' in this order' if is_ordered else ''}"
        case Same(unit, _):
            return f"in one {unit}"
        case AtLeast():
            return "without what speaks against it"
    return "together as the rule wants them"


def _place(hits: Sequence[Hit], reading: Reading) -> str:
    found = span(hits[0], reading)
    return f"«{said(hits[0], reading)}» at {found.start}{' of the title' if found.field is Field.TITLE else ''}"


# --- an entity -----------------------------------------------------------------------------------------------------


def _unrecognised(id: str, reading: Reading) -> Iterator[Lack]:
    entity = reading.book.entities[id]
    waiting = [(weak, hit) for weak in entity.weak if (hit := _nearest_to_company(weak, reading)) is not None]
    for weak, hit in waiting:
        found = f"weak {_place([hit], reading)}"
        if weak.requires and beside(weak.requires, hit, reading, within=weak.within) is not None:
            cure = f"make `unless` or `mask` of that form narrower ({weak.place.in_line})"
            yield Lack(f"{found} is ruled out by `unless` or `mask`", cure=cure)
            continue
        reach = "in the article" if weak.within is None else f"within {weak.within} words"
        wanted = _named(_wanted(weak, hit, reading), "one of")
        cure = f"add to `requires` of that form what stands beside it here ({weak.place.in_line})"
        yield Lack(f"{found} wants {wanted} {reach}{_nearest(hit, weak, reading)}", cure=cure)
    if not waiting:
        cure = f"add to @{id} the spelling that this text uses ({entity.place.in_line})"
        yield Lack(names=(f"@{id}",), cure=cure)


def _nearest_to_company(weak: Weak, reading: Reading) -> Hit | None:
    """Of the places where a form stands, the one that came nearest to counting; None where nothing is asked."""
    if weak.requires is None:
        return None
    return min(reading.inside(reading.terms.of(weak.forms)), key=lambda hit: _apart(hit, weak, reading), default=None)


def _apart(hit: Hit, weak: Weak, reading: Reading) -> int:
    context = beside(weak.requires, hit, reading, within=None) if weak.requires else None
    return min((reading.layout.words_between(hit, other) for other in context or ()), default=1 << 30)


def _wanted(weak: Weak, hit: Hit, reading: Reading) -> list[str]:
    """In the script of the form first: a reader of an English article looks for English words."""
    is_plain = said(hit, reading).isascii()
    written = [word for leaf in leaves(weak.requires) for word in _written(leaf)] if weak.requires else []
    return sorted(written, key=lambda word: word.isascii() != is_plain)


def _written(leaf: Words | Named) -> list[str]:
    if isinstance(leaf, Named):
        return [f"@{leaf.entity}"]
    return [term.written for term in leaf.listed]


def _named(words: Sequence[str], several: str) -> str:
    more = f", {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
    return f"{several if len(words) > 1 else ''} {', '.join(words[:_MOST_WORDS])}{more}".strip()


def _nearest(hit: Hit, weak: Weak, reading: Reading) -> str:
    context = beside(weak.requires, hit, reading, within=None) if weak.requires and weak.within is not None else None
    if not context:
        return ""
    other = min(context, key=lambda other: reading.layout.words_between(hit, other))
    return f"; nearest is {_place([other], reading)}, {reading.layout.words_between(hit, other)} words on"
