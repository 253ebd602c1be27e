"""Compiles the rule files of a folder into one RuleBook, or says all that is wrong with them."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from hashlib import sha256

from watcher.core.aside import OPENINGS, TURNS
from watcher.core.clauses import CASE_KEYS, ENTITY_KEYS, RULE_KEYS, TEST_KEYS, WEAK_KEYS, read_entity, read_rule
from watcher.core.conditions import Condition, Named, leaves
from watcher.core.document import Items, Level, Node, Place, Problem, Scalar, Table, UserProblems, did_you_mean
from watcher.core.gate import Gate
from watcher.core.lexicon import build
from watcher.core.news import Severity
from watcher.core.reading import Reader
from watcher.core.rulebook import Entity, Rule, RuleBook, spelled
from watcher.core.wording import (
    ATLEAST_KEYS,
    CONDITION_KEYS,
    NEAR_KEYS,
    SAME_KEYS,
    WITHIN,
    Wording,
)

_FILE_KEYS = ("version", "include", "defaults", "entities", "rules")
_DEFAULT_KEYS = ("severity", "within")
KEYS: Mapping[str, tuple[str, ...]] = {
    "file": _FILE_KEYS,
    "defaults": _DEFAULT_KEYS,
    "entity": ENTITY_KEYS,
    "weak": WEAK_KEYS,
    "rule": RULE_KEYS,
    "condition": CONDITION_KEYS,
    "near": NEAR_KEYS,
    "same": SAME_KEYS,
    "atleast": ATLEAST_KEYS,
    "tests": TEST_KEYS,
    "test": CASE_KEYS,
}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def compile_rulebook(documents: Mapping[str, Node]) -> RuleBook:
    """`documents` by file name as the user knows it, the included ones among them. Raises UserProblems with all."""
    book, problems = draft(documents)
    if any(problem.level is Level.ERROR for problem in problems):
        raise UserProblems(problems)
    return book


def draft(documents: Mapping[str, Node], *, is_whole: bool = True) -> tuple[RuleBook, tuple[Problem, ...]]:
    """A book of the rules that nothing is wrong with, nor with any entity they rest on; and all that is wrong.

    So the tests of sound rules can be tried although a neighbour is broken. Where a file could not be read
    (not `is_whole`), nobody is told that an entity is missing: it may stand there.
    """
    reader = Reader()
    folder = _Folder(reader)
    for document in documents.values():
        folder.read(document)
    names = folder.names
    needs = {id: _reachable(names, id) for id in names}
    _check_references(reader, folder, needs)
    if is_whole:
        _check_names(reader, folder)
        _warn_of_the_unused(reader, folder)
    entities, terms = _masked(_sound_entities(folder, needs)), folder.wording.terms.all
    rules = tuple(rule for rule in folder.rules.values() if folder.is_sound(rule) and _names(rule) <= entities.keys())
    gate = Gate(terms, entities, rules)
    triggered = _triggered(rules, gate)
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.place))
    book = RuleBook(
        version=_version(documents),
        rules=rules,
        entities=entities,
        lexicon=build(terms, first=frozenset(triggered), openings=OPENINGS, turns=TURNS),
        triggered=triggered,
        spelled=spelled(entities.values()),
        needs=tuple(gate.needs(rule.when) for rule in rules),
        versions={rule.id: _version_of(rule, folder, needs) for rule in rules},
        warnings=tuple(problem for problem in problems if problem.level is Level.WARNING),
    )
    return book, problems


class _Folder:
    """What was read so far; ids are unique across all files."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.wording = Wording(reader)
        self.entities: dict[str, Entity] = {}
        self.rules: dict[str, Rule] = {}
        self.written: dict[Place, str] = {}  # the values of each entity and rule: layout and comments do not count
        self.broken: set[Place] = set()  # of the entities and rules that something is wrong with
        self.severity = Severity.ALERT

    def read(self, document: Node) -> None:
        table = self.reader.table(document, "a rule file", _FILE_KEYS)
        version = table.items.get("version")
        if version and not (isinstance(version, Scalar) and version.value == 1):
            self.reader.wrong(version.place, "this program reads `version: 1`")
        self._defaults(table.items.get("defaults"))
        for item in self._list(table, "entities"):
            self._add_entity(item)
        for item in self._list(table, "rules"):
            self._add_rule(item)

    def _defaults(self, node: Node | None) -> None:
        self.severity, self.wording.within = Severity.ALERT, WITHIN
        if node is None:
            return
        table = self.reader.table(node, "`defaults`", _DEFAULT_KEYS)
        if "severity" in table.items:
            self.severity = self.reader.choice(table.items["severity"], "severity", Severity)
        if "within" in table.items:
            self.wording.within = self.reader.count(table.items["within"], "`within`")

    def _list(self, table: Table, key: str) -> Iterable[Node]:
        node = table.items.get(key)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.reader.wrong(node.place, f"`{key}` must be a list", f"{key}: [{{id: ...}}]")
            return ()
        return node.items

    def _add_entity(self, node: Node) -> None:
        before = len(self.reader.problems)
        table = self.reader.table(node, "an entity", ENTITY_KEYS)
        id = _read_id(self.reader, table, "entity")
        self.wording.owner = f"entity `{id}`"
        if id in self.entities:
            first = self.entities[id].place
            self.reader.wrong(table.place, f"second entity called `{id}`", f"the first is at {first.file}:{first.line}")
        self.entities[id] = read_entity(self.reader, self.wording, table, id)
        self.written[table.place] = repr((_values(table), self.wording.within))
        self._judge(table.place, before)

    def _add_rule(self, node: Node) -> None:
        before = len(self.reader.problems)
        table = self.reader.table(node, "a rule", RULE_KEYS)
        id = _read_id(self.reader, table, "rule")
        self.wording.owner = f"rule `{id}`"
        if id in self.rules:
            first = self.rules[id].place
            self.reader.wrong(table.place, f"second rule called `{id}`", f"the first is at {first.file}:{first.line}")
        self.rules[id] = read_rule(self.reader, self.wording, table, id, self.severity)
        self.written[table.place] = repr((_values(table), self.wording.within, self.severity))
        self._judge(table.place, before)

    def _judge(self, place: Place, before: int) -> None:
        """`before`: how many problems there were before it was read."""
        if any(problem.level is Level.ERROR for problem in self.reader.problems[before:]):
            self.broken.add(place)

    def is_sound(self, what: Entity | Rule) -> bool:
        return what.place not in self.broken

    @property
    def names(self) -> Mapping[str, set[str]]:
        """The entities that each entity's weak forms look for."""
        return {
            id: {name for weak in entity.weak for name in _named(weak.requires, weak.unless, weak.fuzzy_requires)}
            for id, entity in self.entities.items()
        }


# --- the whole -----------------------------------------------------------------------------------------------------


def _read_id(reader: Reader, table: Table, what: str) -> str:
    node = table.items.get("id")
    if node is None:
        reader.wrong(table.place, f"{'an' if what[0] in 'aeiou' else 'a'} {what} lacks `id`", "id: a-short-name")
        return f"{what} at {table.place}"
    id = reader.text(node, "`id`")
    if id and not _ID.fullmatch(id):
        reader.wrong(node.place, f"`{id}` is no id", "small letters a-z, digits and hyphens")
    return id


def _check_references(reader: Reader, folder: _Folder, needs: Mapping[str, Set[str]]) -> None:
    for id, needed in sorted(needs.items()):
        if id in needed:
            what = f"entity `{id}` needs itself to be recognised"
            reader.wrong(folder.entities[id].place, what, "its `requires` lead back to it")
    ids = set(folder.rules)
    for rule in folder.rules.values():
        for tag in sorted(rule.tags & ids):
            reader.wrong(rule.place, f"tag `{tag}` is also the id of a rule", "a subscription could mean either")


def _check_names(reader: Reader, folder: _Folder) -> None:
    known = sorted(folder.entities)
    for reference in folder.wording.references:
        if reference.entity not in folder.entities:
            what = f"{reference.by} names @{reference.entity}, which no file defines"
            hint = did_you_mean(reference.entity, known).replace("`", "").replace("mean ", "mean @")
            reader.wrong(reference.place, what, hint)


def _warn_of_the_unused(reader: Reader, folder: _Folder) -> None:
    """A folder without rules is a list of words for other folders; a broken rule may have meant to name it."""
    if not folder.rules or any(problem.level is Level.ERROR for problem in reader.problems):
        return
    used = {reference.entity for reference in folder.wording.references}
    for id, entity in folder.entities.items():
        if id not in used:
            reader.warn(entity.place, f"entity `{id}` is named by no rule and no entity", "name it, or take it away")


def _sound_entities(folder: _Folder, needs: Mapping[str, Set[str]]) -> Mapping[str, Entity]:
    """Those that can be recognised: all that they need is there, is sound, and does not need itself."""
    sound = {id for id, entity in folder.entities.items() if folder.is_sound(entity) and id not in needs[id]}
    return {id: entity for id, entity in folder.entities.items() if id in sound and needs[id] <= sound}


def _names(rule: Rule) -> Set[str]:
    return set(_named(rule.when, rule.urgent_if, rule.alert_if))


def _named(*conditions: Condition | None) -> Iterable[str]:
    found = (leaf for condition in conditions if condition for leaf in leaves(condition))
    return (leaf.entity for leaf in found if isinstance(leaf, Named))


def _reachable(names: Mapping[str, set[str]], start: str) -> Set[str]:
    reached: set[str] = set()
    ahead = list(names[start])
    while ahead:
        id = ahead.pop()
        if id not in reached:
            reached.add(id)
            ahead += names.get(id, ())
    return reached


def _masked(entities: Mapping[str, Entity]) -> Mapping[str, Entity]:
    """With the spellings of the entities that were named among their masks."""
    return {
        id: replace(
            entity, masks=entity.masks.union(*(entities[by].aliases for by in entity.masked_by if by in entities))
        )
        for id, entity in entities.items()
    }


def _triggered(rules: Iterable[Rule], gate: Gate) -> Mapping[int, tuple[int, ...]]:
    rules_of: dict[int, list[int]] = {}
    for place, rule in enumerate(rules):
        for term in gate.add(rule.when) if rule.enabled else ():
            rules_of.setdefault(term, []).append(place)
    return {term: tuple(places) for term, places in rules_of.items()}


def _version(documents: Mapping[str, Node]) -> str:
    """12 hex digits over the values of all files; comments and layout do not count."""
    return _digest(repr([(name, _values(node)) for name, node in sorted(documents.items())]))


def _version_of(rule: Rule, folder: _Folder, needs: Mapping[str, Set[str]]) -> str:
    """Changes with the rule and with every entity that it rests on."""
    named = _names(rule)
    entities = sorted(set(named).union(*(needs[id] for id in named)))
    return _digest(
        "".join(folder.written[place] for place in (rule.place, *(folder.entities[id].place for id in entities)))
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _values(node: Node) -> object:
    match node:
        case Table():
            return [(key, _values(value)) for key, value in node.items.items()]
        case Items():
            return [_values(item) for item in node]
    return node.value
