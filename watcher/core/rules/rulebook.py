"""The rules of a folder, compiled: what `match` works with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from watcher.core.news import RuleId, Severity
from watcher.core.rules.conditions import Condition
from watcher.core.rules.document import Place
from watcher.core.rules.lexicon import Lexicon
from watcher.core.rules.terms import Term

Of = TypeVar("Of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """Ambiguous spellings of an entity, which count only in the right company."""

    forms: frozenset[Term]
    fuzzy: frozenset[Term] = frozenset()  # the same with a letter wrong, and names by their sound
    has_sounds: bool = False
    requires: Condition | None = None
    within: int | None = None  # words; None: anywhere in the article
    unless: Condition | None = None
    unless_within: int | None = None
    fuzzy_requires: Condition | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing and all its spellings."""

    id: str
    names: Mapping[str, str]  # by language; "" is the name for everyone else
    aliases: frozenset[Term] = frozenset()
    weak: tuple[Weak, ...] = ()
    masks: frozenset[Term] = frozenset()
    masked_by: tuple[str, ...] = ()  # entities whose certain spellings are masks too
    terms: frozenset[Term]  # all that can be the entity
    place: Place

    @property
    def has_sounds(self) -> bool:
        return any(weak.has_sounds for weak in self.weak)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A condition that has a name, for others to ask for."""

    id: str
    condition: Condition
    place: Place


def by_term(sets: Iterable[tuple[frozenset[Term], tuple[Of, ...]]]) -> dict[Term, tuple[Of, ...]]:
    """What the sets that a term is in stand for, in order."""
    found: dict[Term, tuple[Of, ...]] = {}
    for terms, of in sets:
        for term in terms:
            found[term] = found[term] + of if term in found else of
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A test written in a rule."""

    title: str = ""
    text: str = ""
    lang: str | None = None
    source: str | None = None
    matches: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    condition: Condition
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What makes an article concern us."""

    id: RuleId
    title: str
    severity: Severity
    when: Condition
    parts: tuple[Weighed, ...]  # the top-level conditions of `when`, for the score
    min_score: float = 0.0
    urgent_if: Condition | None = None
    alert_if: Condition | None = None
    langs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    one_event: bool = False  # what it finds within half a day tells one event
    tags: frozenset[str] = frozenset()
    hashtag: str | None = None  # below its posts, without the #
    enabled: bool = True
    tests: tuple[Case, ...] = ()
    place: Place

    @property
    def may_be_urgent(self) -> bool:
        return self.severity is Severity.URGENT or self.urgent_if is not None


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """A rule, or an entity or condition that it rests on, as its file says it: one object for all rules of a book."""

    said: Entity | Definition | Rule
    version: str  # changes with its values; layout and comments do not count


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules, compiled, with a version that changes when their meaning may have changed."""

    version: str
    rules: tuple[Rule, ...]
    entities: Mapping[str, Entity]
    lexicon: Lexicon = field(repr=False)
    triggered: Mapping[Term, tuple[int, ...]] = field(repr=False)  # term -> places in `rules` that it may make hold
    needs: tuple[tuple[frozenset[Term], ...], ...] = field(repr=False)  # of each rule: one of each set must occur
    spelled: Mapping[Term, tuple[str, ...]] = field(repr=False)  # term -> entities that it may mean
    heard: frozenset[str] = field(repr=False)  # entities that may be meant by a word that only sounds like them
    one_event: frozenset[RuleId] = frozenset()
    looked_for: dict[RuleId, frozenset[str]] = field(default_factory=dict, repr=False)  # words; filled when asked for
    grounds: Mapping[RuleId, tuple[Ground, ...]] = field(default_factory=dict, repr=False)  # each rule's own is first
    versions: Mapping[RuleId, str] = field(default_factory=dict, repr=False)  # of each rule with all that it rests on
