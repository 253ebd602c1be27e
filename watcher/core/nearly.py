"""How near an article came to a rule that does not hold, and the smallest edit of the rules that would catch it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from watcher.core.conditions import (
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
from watcher.core.document import Place
from watcher.core.evaluate import Reading, beside, find
from watcher.core.lexicon import Hit
from watcher.core.match import judge, span
from watcher.core.news import Field
from watcher.core.rulebook import Rule, RuleBook, Weak

_MOST_WORDS = 3
_FURTHEST = 80  # words: an edit that looks further takes every text for near


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A limit to be raised."""

    place: Place  # of the weak form or the rule
    within: int
    enough: int  # the least limit with which the rule holds

    @property
    def steps(self) -> int:
        return self.enough - self.within


def said(hit: Hit, reading: Reading) -> str:
    start, end = reading.folded.span(hit.start, hit.end)
    found = span(hit, reading)
    shift = reading.text_start if found.field is Field.TEXT else 0
    return reading.folded.original[min(start, found.start + shift) : max(end, found.end + shift)]


def lacks(rule: Rule, reading: Reading, *, hears: bool) -> list[str]:
    if not hears:
        return ["the rule does not listen to this outlet or language (lang, source, not_source)"]
    if find(rule.when, reading) is not None:
        return [f"its score is under `min_score: {rule.min_score:g}`"]
    lines = list(dict.fromkeys(line for leaf in leaves(rule.when) for line in _lack(leaf, reading)))
    terms = sum(len(leaf.terms) for leaf in leaves(rule.when) if isinstance(leaf, Words))
    if terms and not any(find(leaf, reading) for leaf in leaves(rule.when) if isinstance(leaf, Words)):
        lines.append(f"none of its {terms} words occurs" if terms > 1 else "its word does not occur")
    return lines or ["its words occur, but not together as the rule wants them"]


def _lack(leaf: Condition, reading: Reading) -> Iterator[str]:
    if not isinstance(leaf, Named) or reading.entity(leaf.entity):
        return
    waiting = [
        (hit, weak)
        for weak in reading.book.entities[leaf.entity].weak
        for hit in reading.of(weak.forms)
        if weak.requires
    ]
    for hit, weak in waiting:
        reach = "in the article" if weak.within is None else f"within {weak.within} words"
        found = f"weak «{said(hit, reading)}» at {span(hit, reading).start}"
        yield f"{found} wants {_wanted(weak, reading.book)} {reach}{_nearest(hit, weak, reading)}"
    if not waiting:
        yield f"no spelling of @{leaf.entity} occurs"


def _wanted(weak: Weak, book: RuleBook) -> str:
    written: list[str] = []
    for leaf in leaves(weak.requires) if weak.requires else ():
        if isinstance(leaf, Named):
            written.append(f"@{leaf.entity}")
        else:
            written += [book.lexicon.terms[term].written for term in sorted(leaf.terms)]
    more = f", {len(written) - _MOST_WORDS} more" if len(written) > _MOST_WORDS else ""
    return ("one of " if len(written) > 1 else "") + ", ".join(written[:_MOST_WORDS]) + more


def _nearest(hit: Hit, weak: Weak, reading: Reading) -> str:
    context = beside(weak.requires, hit, reading, within=None) if weak.requires and weak.within is not None else None
    if not context:
        return ""
    apart = {reading.layout.words_between(hit, other): other for other in reversed(context)}
    other = apart[min(apart)]
    return f"; nearest is «{said(other, reading)}» at {span(other, reading).start}, {min(apart)} on"


# --- the smallest edit ---------------------------------------------------------------------------------------------


def smallest_edit(rule: Rule, title: str, text: str, book: RuleBook) -> Edit | None:
    """The least raise of one `within` with which the rule holds; None where no such edit helps."""
    reading = Reading(title, text, book)
    edits = [*_raised_weaks(rule, reading), *_raised_nears(rule, reading)]
    return min(edits, key=lambda edit: edit.steps, default=None)


def _raised_weaks(rule: Rule, reading: Reading) -> Iterator[Edit]:
    """Each edit is tried: further company of one form need not be all that is lacking."""
    book, text_start = reading.book, reading.text_start
    whole = reading.folded.original
    named = dict.fromkeys(leaf.entity for leaf in leaves(rule.when) if isinstance(leaf, Named))
    for entity in (book.entities[id] for id in named):
        for index, weak in enumerate(entity.weak):
            enough = _enough(weak, reading)
            if weak.within is None or enough is None:
                continue
            raised = [*entity.weak]
            raised[index] = replace(weak, within=enough)
            wider = replace(book, entities={**book.entities, entity.id: replace(entity, weak=tuple(raised))})
            if judge(rule, Reading(whole[: max(0, text_start - 2)], whole[text_start:], wider)):
                yield Edit(place=weak.place, within=weak.within, enough=enough)


def _enough(weak: Weak, reading: Reading) -> int | None:
    """The least distance in words at which a form finds its company; None where it finds none within reason."""
    requires = weak.requires
    if requires is None:
        return None
    reaches = []
    for hit in reading.of(weak.forms):
        context = beside(requires, hit, reading, within=None) or ()
        apart = sorted({reading.layout.words_between(hit, other) for other in context})
        reaches += [reach for reach in apart if beside(requires, hit, reading, within=reach) is not None][:1]
    return min((reach for reach in reaches if reach <= _FURTHEST), default=None)


def _raised_nears(rule: Rule, reading: Reading) -> Iterator[Edit]:
    for near in _nears(rule.when):
        for enough in range(near.within + 1, _FURTHEST + 1) if find(replace(near, within=_FURTHEST), reading) else ():
            when = _exchanged(rule.when, near, replace(near, within=enough))
            if find(when, reading) is not None:
                yield Edit(place=rule.place, within=near.within, enough=enough)
                break


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
