"""Compiles the rule files of a folder into one RuleBook, or says all that is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import chain

from watcher.core.aside import OPENINGS, TURNS
from watcher.core.clauses import CASE_KEYS, ENTITY_KEYS, RULE_KEYS, TEST_KEYS, WEAK_KEYS
from watcher.core.conditions import Condition, Named, leaves
from watcher.core.document import Items, Level, Node, Place, Problem, Scalar, Table, UserProblems, did_you_mean
from watcher.core.gate import Gate
from watcher.core.lexicon import build
from watcher.core.news import Severity
from watcher.core.piece import Numbers, Piece, entity_of, rule_of, values
from watcher.core.reading import Reader
from watcher.core.rulebook import Entity, Rule, RuleBook, spelled
from watcher.core.wording import ATLEAST_KEYS, CONDITION_KEYS, NEAR_KEYS, SAME_KEYS, WITHIN, Reference

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
_FILES = 64  # whose digests are remembered


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
    needs = folder.needs
    _check_references(reader, folder, needs)
    if is_whole:
        _check_names(reader, folder)
        _warn_of_the_unused(reader, folder)
    numbers = Numbers()
    entities = _masked({id: numbers.entity(*folder.entities[id]) for id in _recognised(folder, needs)})
    rules = tuple(
        numbers.rule(rule, piece)
        for rule, piece in folder.rules.values()
        if folder.is_sound(rule, piece) and _names(rule) <= entities.keys()
    )
    terms = numbers.terms
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
        heard=frozenset(id for id, entity in entities.items() if entity.has_sounds),
        needs=tuple(gate.needs(rule.when) for rule in rules),
        versions={rule.id: _version_of(rule, folder, needs) for rule in rules},
        warnings=tuple(problem for problem in problems if problem.level is Level.WARNING),
    )
    return book, problems


class _Folder:
    """What was read so far; ids are unique across all files."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.entities: dict[str, tuple[Entity, Piece]] = {}
        self.rules: dict[str, tuple[Rule, Piece]] = {}
        self.second: set[Place] = set()  # of the entities and rules whose id was taken

    def read(self, document: Node) -> None:
        table = self.reader.table(document, "a rule file", _FILE_KEYS)
        version = table.items.get("version")
        if version and not (isinstance(version, Scalar) and version.value == 1):
            self.reader.wrong(version.place, "this program reads `version: 1`")
        within, severity = self._defaults(table.items.get("defaults"))
        for item in self._list(table, "entities"):
            entity, piece = entity_of(item, within)
            self._take("entity", entity.id, entity.place, piece, self.entities.get(entity.id))
            self.entities[entity.id] = entity, piece
        for item in self._list(table, "rules"):
            rule, piece = rule_of(item, within, severity)
            self._take("rule", rule.id, rule.place, piece, self.rules.get(rule.id))
            self.rules[rule.id] = rule, piece

    def _defaults(self, node: Node | None) -> tuple[int, Severity]:
        table = self.reader.table(node, "`defaults`", _DEFAULT_KEYS) if node else Table({}, {}, Place(""))
        within, severity = table.items.get("within"), table.items.get("severity")
        return (
            self.reader.count(within, "`within`") if within else WITHIN,
            self.reader.choice(severity, "severity", Severity) if severity else Severity.ALERT,
        )

    def _list(self, table: Table, key: str) -> Iterable[Node]:
        node = table.items.get(key)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.reader.wrong(node.place, f"`{key}` must be a list", f"{key}: [{{id: ...}}]")
            return ()
        return node.items

    def _take(self, kind: str, id: str, place: Place, piece: Piece, other: tuple[Entity | Rule, Piece] | None) -> None:
        """`other`: what was called so before."""
        self.reader.problems += piece.problems
        if other:
            first = other[0].place
            self.reader.wrong(place, f"second {kind} called `{id}`", f"the first is at {first.file}:{first.line}")
            self.second.add(place)

    def is_sound(self, what: Entity | Rule, piece: Piece) -> bool:
        return piece.is_sound and what.place not in self.second

    @property
    def references(self) -> Iterator[Reference]:
        pieces = chain(self.entities.values(), self.rules.values())
        return chain.from_iterable(piece.references for _, piece in pieces)

    @property
    def needs(self) -> Mapping[str, Set[str]]:
        """The entities that each entity's weak forms look for, and those that theirs look for, and so on."""
        names = {
            id: {name for weak in entity.weak for name in _named(weak.requires, weak.unless, weak.fuzzy_requires)}
            for id, (entity, _) in self.entities.items()
        }
        return {id: _reachable(names, id) for id in names}


# --- the whole -----------------------------------------------------------------------------------------------------


def _check_references(reader: Reader, folder: _Folder, needs: Mapping[str, Set[str]]) -> None:
    for id, needed in sorted(needs.items()):
        if id in needed:
            what = f"entity `{id}` needs itself to be recognised"
            reader.wrong(folder.entities[id][0].place, what, "its `requires` lead back to it")
    ids = set(folder.rules)
    for rule, _ in folder.rules.values():
        for tag in sorted(rule.tags & ids):
            reader.wrong(rule.place, f"tag `{tag}` is also the id of a rule", "a subscription could mean either")


def _check_names(reader: Reader, folder: _Folder) -> None:
    known = sorted(folder.entities)
    for reference in folder.references:
        if reference.entity not in folder.entities:
            what = f"{reference.by} names @{reference.entity}, which no file defines"
            hint = did_you_mean(reference.entity, known).replace("`", "").replace("mean ", "mean @")
            reader.wrong(reference.place, what, hint)


def _warn_of_the_unused(reader: Reader, folder: _Folder) -> None:
    """A folder without rules is a list of words for other folders; a broken rule may have meant to name it."""
    if not folder.rules or any(problem.level is Level.ERROR for problem in reader.problems):
        return
    used = {reference.entity for reference in folder.references}
    for id, (entity, _) in folder.entities.items():
        if id not in used:
            reader.warn(entity.place, f"entity `{id}` is named by no rule and no entity", "name it, or take it away")


def _recognised(folder: _Folder, needs: Mapping[str, Set[str]]) -> list[str]:
    """The entities that can be: all that they need is there, is sound, and does not need itself."""
    sound = {id for id, read in folder.entities.items() if folder.is_sound(*read) and id not in needs[id]}
    return [id for id in folder.entities if id in sound and needs[id] <= sound]


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
    return _digest(repr([(name, _written(node)) for name, node in sorted(documents.items())]))


@lru_cache(_FILES)
def _written(document: Node) -> str:
    return _digest(repr(values(document)))


def _version_of(rule: Rule, folder: _Folder, needs: Mapping[str, Set[str]]) -> str:
    """Changes with the rule and with every entity that it rests on, or that masks one."""
    named = _names(rule)
    entities = set(named).union(*(needs[id] for id in named))
    entities |= {by for id in entities for by in folder.entities[id][0].masked_by if by in folder.entities}
    pieces = [folder.rules[rule.id][1], *(folder.entities[id][1] for id in sorted(entities))]
    return _digest("".join(piece.written for piece in pieces))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
