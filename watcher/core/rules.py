"""Compiles the rule files of a folder into one RuleBook, or says all that is wrong with them."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from watcher.core.clauses import CASE_KEYS, ENTITY_KEYS, RULE_KEYS, TEST_KEYS, WEAK_KEYS, read_entity, read_rule
from watcher.core.conditions import Named, leaves, triggers
from watcher.core.document import Items, Level, Node, Scalar, Table, UserProblems, did_you_mean
from watcher.core.lexicon import build
from watcher.core.news import Severity
from watcher.core.reading import Reader, members
from watcher.core.rulebook import Entity, Rule, RuleBook, Weak
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
    reader = Reader()
    folder = _Folder(reader)
    for name, document in documents.items():
        folder.read(name, document, documents)
    _check_references(reader, folder)
    if any(problem.level is Level.ERROR for problem in reader.problems):
        raise UserProblems(reader.problems)
    _warn_of_the_unused(reader, folder)
    terms_of = {entity.id: entity.terms for entity in folder.entities.values()}
    return RuleBook(
        version=_version(documents),
        rules=tuple(folder.rules.values()),
        entities=folder.entities,
        lexicon=build(folder.wording.terms.all),
        triggered=_triggered(folder.rules.values(), terms_of),
        warnings=tuple(sorted(reader.problems, key=lambda problem: problem.place)),
    )


class _Folder:
    """What was read so far; ids are unique across all files."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.wording = Wording(reader)
        self.entities: dict[str, Entity] = {}
        self.rules: dict[str, Rule] = {}
        self.severity = Severity.ALERT

    def read(self, name: str, document: Node, documents: Mapping[str, Node]) -> None:
        table = self.reader.table(document, "a rule file", _FILE_KEYS)
        version = table.items.get("version")
        if version and not (isinstance(version, Scalar) and version.value == 1):
            self.reader.wrong(version.place, "this program reads `version: 1`")
        for item in members(table.items["include"]) if "include" in table.items else ():
            self._include(name, item, documents)
        self._defaults(table.items.get("defaults"))
        for item in self._list(table, "entities"):
            self._add_entity(item)
        for item in self._list(table, "rules"):
            self._add_rule(item)

    def _include(self, name: str, item: Node, documents: Mapping[str, Node]) -> None:
        folder = name.rpartition("/")[0]
        wanted = self.reader.text(item, "a file name")
        inside = [known.removeprefix(f"{folder}/") for known in documents]
        if wanted and wanted not in inside:
            self.reader.wrong(item.place, f"there is no file `{wanted}` beside this one", did_you_mean(wanted, inside))

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
        table = self.reader.table(node, "an entity", ENTITY_KEYS)
        id = _read_id(self.reader, table, "entity")
        self.wording.owner = f"entity `{id}`"
        if id in self.entities:
            first = self.entities[id].place
            self.reader.wrong(table.place, f"second entity called `{id}`", f"the first is at {first.file}:{first.line}")
        self.entities[id] = read_entity(self.reader, self.wording, table, id)

    def _add_rule(self, node: Node) -> None:
        table = self.reader.table(node, "a rule", RULE_KEYS)
        id = _read_id(self.reader, table, "rule")
        self.wording.owner = f"rule `{id}`"
        if id in self.rules:
            first = self.rules[id].place
            self.reader.wrong(table.place, f"second rule called `{id}`", f"the first is at {first.file}:{first.line}")
        self.rules[id] = read_rule(self.reader, self.wording, table, id, self.severity)


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


def _check_references(reader: Reader, folder: _Folder) -> None:
    known = sorted(folder.entities)
    for reference in folder.wording.references:
        if reference.entity not in folder.entities:
            what = f"{reference.by} names @{reference.entity}, which no file defines"
            reader.wrong(
                reference.place, what, did_you_mean(reference.entity, known).replace("`", "").replace("mean ", "mean @")
            )
    names = {
        id: {leaf.entity for weak in entity.weak for leaf in _named(weak) if leaf.entity in folder.entities}
        for id, entity in folder.entities.items()
    }
    for id in known:
        if id in _reachable(names, id):
            what = f"entity `{id}` needs itself to be recognised"
            reader.wrong(folder.entities[id].place, what, "its `requires` lead back to it")
    ids = set(folder.rules)
    for rule in folder.rules.values():
        for tag in sorted(rule.tags & ids):
            reader.wrong(rule.place, f"tag `{tag}` is also the id of a rule", "a subscription could mean either")


def _warn_of_the_unused(reader: Reader, folder: _Folder) -> None:
    """A folder without rules is a list of words for other folders."""
    used = {reference.entity for reference in folder.wording.references}
    for id, entity in folder.entities.items() if folder.rules else ():
        if id not in used:
            reader.warn(entity.place, f"entity `{id}` is named by no rule and no entity", "name it, or take it away")


def _named(weak: Weak) -> Iterable[Named]:
    conditions = (weak.requires, weak.unless, weak.fuzzy_requires)
    found = (leaf for condition in conditions if condition for leaf in leaves(condition))
    return (leaf for leaf in found if isinstance(leaf, Named))


def _reachable(names: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    ahead = list(names[start])
    while ahead:
        id = ahead.pop()
        if id not in reached:
            reached.add(id)
            ahead += names[id]
    return reached


def _triggered(rules: Iterable[Rule], terms_of: Mapping[str, frozenset[int]]) -> Mapping[int, tuple[int, ...]]:
    rules_of: dict[int, list[int]] = {}
    for place, rule in enumerate(rules):
        for term in triggers(rule.when, terms_of) or () if rule.enabled else ():
            rules_of.setdefault(term, []).append(place)
    return {term: tuple(places) for term, places in rules_of.items()}


def _version(documents: Mapping[str, Node]) -> str:
    """12 hex digits over the values of all files; comments and layout do not count."""
    return sha256(repr([(name, _values(node)) for name, node in sorted(documents.items())]).encode()).hexdigest()[:12]


def _values(node: Node) -> object:
    match node:
        case Table():
            return [(key, _values(value)) for key, value in node.items.items()]
        case Items():
            return [_values(item) for item in node]
    return node.value
