"""All that the files of a folder define, by name: who names whom, and what is wrong with that."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain

from watcher.core.news import Severity
from watcher.core.rules.conditions import Condition, extent, has_place
from watcher.core.rules.document import Items, Level, Node, Place, Scalar, Table, did_you_mean
from watcher.core.rules.piece import Piece, definition_of, entity_of, rule_of
from watcher.core.rules.reading import Reader
from watcher.core.rules.rulebook import Definition, Entity, Rule
from watcher.core.rules.terms import Term
from watcher.core.rules.wording import WITHIN, Reference

FILE_KEYS = ("version", "include", "defaults", "entities", "conditions", "rules")
DEFAULT_KEYS = ("severity", "within")
MOST_PARTS, DEEPEST = 10_000, 100  # of a condition, with all that it names written out
_Made = Entity | Definition | Rule


class Register:
    """What was read so far; ids are unique across all files, and entities and conditions share theirs."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.entities: dict[str, tuple[Entity, Piece]] = {}
        self.definitions: dict[str, tuple[Definition, Piece]] = {}
        self.rules: dict[str, tuple[Rule, Piece]] = {}
        self._unsound: set[Place] = set()  # of what is sound by itself, but not beside the others

    def read(self, document: Node) -> None:
        table = self.reader.table(document, "a rule file", FILE_KEYS)
        version = table.items.get("version")
        if version and not (isinstance(version, Scalar) and version.value == 1):
            self.reader.wrong(version.place, "this program reads `version: 1`")
        within, severity = self._defaults(table.items.get("defaults"))
        for item in self._list(table, "entities"):
            entity, piece = entity_of(item, within)
            self._take("entity", entity, piece, self._named(entity.id))
            self.entities[entity.id] = entity, piece
        for item in self._list(table, "conditions"):
            definition, piece = definition_of(item, within)
            self._take("condition", definition, piece, self._named(definition.id))
            self.definitions[definition.id] = definition, piece
        for item in self._list(table, "rules"):
            rule, piece = rule_of(item, within, severity)
            self._take("rule", rule, piece, self.rules.get(rule.id))
            self.rules[rule.id] = rule, piece

    def _defaults(self, node: Node | None) -> tuple[int, Severity]:
        table = self.reader.table(node, "`defaults`", DEFAULT_KEYS) if node else Table({}, {}, Place(""))
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

    def _named(self, id: str) -> tuple[_Made, Piece] | None:
        """What `@id` means."""
        return self.entities.get(id) or self.definitions.get(id)

    def _take(self, kind: str, what: _Made, piece: Piece, other: tuple[_Made, Piece] | None) -> None:
        """`other`: what was called so before."""
        self.reader.problems += piece.problems
        if other:
            first = other[0].place
            hint = f"the first is at {first.file}:{first.line}"
            self.reader.wrong(what.place, f"second {kind} called `{what.id}`", hint)
            self._unsound.add(what.place)

    # --- beside one another ----------------------------------------------------------------------------------------

    def check(self, needs: Mapping[str, Set[str]], *, unread: Set[str] | None) -> None:
        """`unread`: names that files which could not be read seem to define; None where all were read."""
        self._check_that_none_needs_itself(needs)
        self._check_extents(needs)
        self._check_places()
        self._check_tags()
        self._check_names(unread or frozenset())
        if unread is None:
            self._warn_of_the_unused()

    def needs(self) -> Mapping[str, Set[str]]:
        """All that each entity and condition rests on: what it names, what those name, and so on."""
        named = {id: made[id][1].names for made in (self.entities, self.definitions) for id in made}
        return {id: _reachable(named, id) for id in named}

    def sound(self, needs: Mapping[str, Set[str]]) -> Set[str]:
        """The sound entities and conditions: all that they rest on exists, is sound, and does not lead back to them."""
        made: dict[str, tuple[_Made, Piece]] = {**self.entities, **self.definitions}
        sound = {id for id, (what, piece) in made.items() if self._is_sound(what, piece) and id not in needs[id]}
        return {id for id in sound if needs[id] <= sound}

    def sound_rules(self, sound: Set[str]) -> Iterator[tuple[Rule, Piece]]:
        """`sound`: what they may name."""
        for rule, piece in self.rules.values():
            if self._is_sound(rule, piece) and piece.names <= sound:
                yield rule, piece

    def terms(self, sound: Set[str]) -> frozenset[Term]:
        """All that is looked for."""
        named = (made[id][1] for made in (self.entities, self.definitions) for id in made if id in sound)
        rules = (piece for _, piece in self.sound_rules(sound))
        return frozenset[Term]().union(*(piece.terms for piece in chain(named, rules)))

    def _is_sound(self, what: _Made, piece: Piece) -> bool:
        return piece.is_sound and what.place not in self._unsound

    @property
    def named(self) -> Counter[str]:
        """How often each entity and each condition is asked for."""
        return Counter(reference.name for reference in self._references if not reference.is_spelling)

    @property
    def pieces(self) -> Iterator[Piece]:
        return (piece for _, piece in self._all)

    @property
    def _all(self) -> Iterator[tuple[_Made, Piece]]:
        return chain(self.entities.values(), self.definitions.values(), self.rules.values())

    @property
    def _references(self) -> Iterator[Reference]:
        return chain.from_iterable(piece.references for piece in self.pieces)

    def _check_that_none_needs_itself(self, needs: Mapping[str, Set[str]]) -> None:
        for id in sorted(id for id, needed in needs.items() if id in needed):
            if id in self.entities:
                what, hint = f"entity `{id}` needs itself to be recognised", "its `requires` lead back to it"
                self.reader.wrong(self.entities[id][0].place, what, hint)
            else:
                what, hint = f"condition `{id}` asks for itself", "what it names leads back to it"
                self.reader.wrong(self.definitions[id][0].place, what, hint)

    def _check_extents(self, needs: Mapping[str, Set[str]]) -> None:
        """Names of names may unfold without end, though none leads back to itself. Said where it becomes too much."""
        reached: dict[str, tuple[int, int]] = {}
        named: dict[str, tuple[_Made, Piece]] = {**self.entities, **self.definitions}
        for id in sorted(named, key=lambda id: len(needs[id])):  # what is named before what names it
            if found := self._extent("condition" if id in self.definitions else "entity", named[id], reached):
                reached[id] = found
        for made in self.rules.values():
            self._extent("rule", made, reached)

    def _extent(
        self, kind: str, made: tuple[_Made, Piece], reached: Mapping[str, tuple[int, int]]
    ) -> tuple[int, int] | None:
        """None where it is too much, or where something is wrong with what it names."""
        what, piece = made
        if not piece.names <= reached.keys():
            return None
        of = [extent(condition, reached) for condition in _conditions(what)]
        parts, depth = sum(each for each, _ in of), 1 + max((each for _, each in of), default=0)
        if parts > MOST_PARTS or depth > DEEPEST:
            name = f"{kind} `{what.id}` is too much with all that it names written out"
            self.reader.wrong(what.place, name, f"{MOST_PARTS:,} parts at most, {DEEPEST} deep in one another")
            self._unsound.add(what.place)
            return None
        return (1 if isinstance(what, Entity) else parts), depth  # an entity is looked for once, whoever names it

    def _check_places(self) -> None:
        nowhere = self._nowhere()
        for what, piece in self._all:
            lacking = [one.problem for one in piece.demands if not has_place(one.condition, nowhere)]
            if lacking:
                self.reader.problems += dict.fromkeys(lacking)
                self._unsound.add(what.place)

    def _nowhere(self) -> Set[str]:
        """The conditions that only say what must not occur, themselves or through what they name."""
        nowhere: set[str] = set()
        waiting = {id: definition.condition for id, (definition, _) in self.definitions.items()}
        while found := {id for id, condition in waiting.items() if not has_place(condition, nowhere)}:
            nowhere |= found
            waiting = {id: condition for id, condition in waiting.items() if id not in found}
        return nowhere

    def _check_tags(self) -> None:
        for rule, _ in self.rules.values():
            for tag in sorted(rule.tags & self.rules.keys()):
                self.reader.wrong(
                    rule.place, f"tag `{tag}` is also the id of a rule", "a subscription could mean either"
                )

    def _check_names(self, unread: Set[str]) -> None:
        known = sorted({*self.entities, *self.definitions, *unread})
        for reference in self._references:
            if reference.is_spelling and reference.name in self.definitions:
                what = f"{reference.by} names @{reference.name} among spellings, which is a condition"
                self.reader.wrong(reference.place, what, "name an entity there")
            elif reference.name not in known:
                what = f"{reference.by} names @{reference.name}, which no file defines"
                hint = did_you_mean(reference.name, known).replace("`", "").replace("mean ", "mean @")
                self.reader.wrong(reference.place, what, hint)

    def _warn_of_the_unused(self) -> None:
        """Not in a folder without rules, which other folders include; nor beside broken rules, which may name it."""
        if not self.rules or any(problem.level is Level.ERROR for problem in self.reader.problems):
            return
        used = {reference.name for reference in self._references}
        for kind, made in (("entity", self.entities), ("condition", self.definitions)):
            for id, (what, _) in made.items():
                if id not in used:
                    unused = f"{kind} `{id}` is named by no rule, entity or condition"
                    self.reader.warn(what.place, unused, "name it, or take it away")


def _conditions(what: _Made) -> Iterator[Condition]:
    match what:
        case Definition():
            said: Iterable[Condition | None] = [what.condition]
        case Rule():
            said = [what.when, what.urgent_if, what.alert_if]
        case Entity():
            said = [each for weak in what.weak for each in (weak.requires, weak.unless, weak.fuzzy_requires)]
    return (condition for condition in said if condition is not None)


def _reachable(named: Mapping[str, Set[str]], start: str) -> Set[str]:
    reached: set[str] = set()
    ahead = list(named[start])
    while ahead:
        id = ahead.pop()
        if id not in reached:
            reached.add(id)
            ahead += named.get(id, ())
    return reached
