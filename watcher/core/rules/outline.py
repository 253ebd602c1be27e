"""Tells an edit of words, by far the most frequent, from an edit of what is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import zip_longest

from watcher.core.rules.conditions import AnyOf, Words
from watcher.core.rules.document import Place
from watcher.core.rules.rulebook import Ground
from watcher.core.rules.terms import Term

_MEMO = 256  # pairs remembered: those of one edit, as many rules rest on the same
_NO_WORDS = Words(frozenset(), ())
_Lists = list[frozenset[object]]


def changed_words(now: Iterable[Ground], before: Iterable[Ground]) -> frozenset[Term] | None:
    """The terms that came into any list or left one; None where more has changed, or a name that is known by its sound.

    Where none of them stands in a text, the text is judged as before: of each list only those count that stand there.
    """
    changed = frozenset[Term]()
    for ground, other in zip_longest(now, before):
        if ground is None or other is None or (terms := _changed(ground, other)) is None:
            return None
        changed |= terms
    return None if any(term.sound for term in changed) else changed


@lru_cache(_MEMO)
def _changed(now: Ground, before: Ground) -> frozenset[Term] | None:
    if now.version == before.version:
        return frozenset()
    lists, others = _Lists(), _Lists()
    if _outline(now.said, lists) != _outline(before.said, others):
        return None
    return frozenset(term for one, two in zip(lists, others, strict=True) for term in one ^ two if type(term) is Term)


def _outline(value: object, lists: _Lists) -> object:
    """What it says but for places and lists of words; those come into `lists`, in order."""
    match value:
        case Words(terms):
            lists.append(frozenset(terms))
            return Words
        case AnyOf(of) if not isinstance(of[0], Words):  # a choice of names, until words are added to it
            return _outline(AnyOf((_NO_WORDS, *of)), lists)
        case frozenset():
            lists.append(value)
            return frozenset
        case Place():
            return Place
        case tuple():
            return [_outline(part, lists) for part in value]
        case Mapping():
            return dict(value)
    if is_dataclass(value):
        return type(value), [_outline(getattr(value, field.name), lists) for field in fields(value)]
    return value
