"""What an article lacks for a rule that does not hold, in the words of the rule."""

from collections.abc import Iterator, Sequence

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


def lacks(rule: Rule, reading: Reading, *, hears: bool) -> list[str]:
    """The likeliest way to hold comes first: the one of which something is there."""
    if not hears:
        return ["the rule does not listen to this outlet or language (lang, source, not_source)"]
    if find(rule.when, reading) is not None:
        return [f"its score is under `min_score: {rule.min_score:g}`"]
    lines = list(dict.fromkeys(_missing(rule.when, reading)))
    return sorted(lines, key=lambda line: "«" not in line)


def _missing(condition: Condition, reading: Reading) -> Iterator[str]:
    match condition:
        case Words(terms):
            yield f"{_named(_written(condition, reading), 'none of', 'no')}{' occurs' if len(terms) > 1 else ''}"
        case Named(entity):
            yield from _unrecognised(entity, reading)
        case In(part, of):
            yield from (f"{part}: {line}" for line in _missing(of, reading.narrowed(part)))
        case AnyOf(of):
            for child in of:
                yield from _missing(child, reading)
        case NoneOf(of):
            hits = next(hits for child in of if (hits := find(child, reading)) is not None)
            yield f"{_place(hits, reading)} must not occur" if hits else "something occurs that must not"
        case AllOf(of) | Near(_, _, of) | Same(_, of) | AtLeast(_, of):
            yield from _part_missing(condition, of, reading)


def _part_missing(condition: Condition, of: Sequence[Condition], reading: Reading) -> Iterator[str]:
    found = {child: find(child, reading) for child in of}
    there = list(dict.fromkeys(_place(hits, reading) for hits in found.values() if hits))
    missing = [child for child, hits in found.items() if hits is None]
    if not missing:
        yield f"{', '.join(there)}: but not {_together(condition)}"
        return
    for child in missing:
        for line in _missing(child, reading):
            unsaid = [place for place in there if place not in line]  # rules ask for the country at every turn
            yield f"{', '.join(unsaid)}; {line}" if unsaid else line


def _together(condition: Condition) -> str:
    match condition:
        case Near(within, is_ordered, _):
            return f"within {within} words of each other{' in this order' if is_ordered else ''}"
        case Same(unit, _):
            return f"in one {unit}"
    return "together as the rule wants them"


def _place(hits: Sequence[Hit], reading: Reading) -> str:
    found = span(hits[0], reading)
    return f"«{said(hits[0], reading)}» at {found.start}{' of the title' if found.field is Field.TITLE else ''}"


# --- an entity -----------------------------------------------------------------------------------------------------


def _unrecognised(entity: str, reading: Reading) -> Iterator[str]:
    weaks = [weak for weak in reading.book.entities[entity].weak if weak.requires]
    waiting = [(weak, hit) for weak in weaks if (hit := _nearest_to_company(weak, reading)) is not None]
    for weak, hit in waiting:
        found = f"weak {_place([hit], reading)}"
        if weak.requires and beside(weak.requires, hit, reading, within=weak.within) is not None:
            yield f"{found} is ruled out by `unless` or `mask`"
            continue
        reach = "in the article" if weak.within is None else f"within {weak.within} words"
        wanted = _named(_wanted(weak, hit, reading), "one of", "")
        yield f"{found} wants {wanted} {reach}{_nearest(hit, weak, reading)}"
    if not waiting:
        yield f"no spelling of @{entity} occurs"


def _nearest_to_company(weak: Weak, reading: Reading) -> Hit | None:
    """Of the places where a form stands, the one that came nearest to counting."""
    return min(reading.inside(reading.of(weak.forms)), key=lambda hit: _apart(hit, weak, reading), default=None)


def _apart(hit: Hit, weak: Weak, reading: Reading) -> int:
    context = beside(weak.requires, hit, reading, within=None) if weak.requires else None
    return min((reading.layout.words_between(hit, other) for other in context or ()), default=1 << 30)


def _wanted(weak: Weak, hit: Hit, reading: Reading) -> list[str]:
    """In the script of the form first: a reader of an English article looks for English words."""
    is_plain = said(hit, reading).isascii()
    written = [word for leaf in leaves(weak.requires) for word in _written(leaf, reading)] if weak.requires else []
    return sorted(written, key=lambda word: word.isascii() != is_plain)


def _written(leaf: Words | Named, reading: Reading) -> list[str]:
    if isinstance(leaf, Named):
        return [f"@{leaf.entity}"]
    return [reading.book.lexicon.terms[term].written for term in sorted(leaf.terms)]


def _named(words: Sequence[str], several: str, one: str) -> str:
    more = f", {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
    return f"{several if len(words) > 1 else one} {', '.join(words[:_MOST_WORDS])}{more}".strip()


def _nearest(hit: Hit, weak: Weak, reading: Reading) -> str:
    context = beside(weak.requires, hit, reading, within=None) if weak.requires and weak.within is not None else None
    if not context:
        return ""
    other = min(context, key=lambda other: reading.layout.words_between(hit, other))
    return f"; nearest is {_place([other], reading)}, {reading.layout.words_between(hit, other)} words on"
