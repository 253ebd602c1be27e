"""All that the files of a folder define, by name: who names whom, and what is wrong with that."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain

from watcher.core.news import Severity
from watcher.core.rules.document import Items, Node, Place, Scalar, Table
from watcher.core.rules.piece import Piece, definition_of, entity_of, rule_of
from watcher.core.rules.reading import Reader
from watcher.core.rules.rulebook import Definition, Entity, Rule
from watcher.core.rules.terms import Term
from watcher.core.rules.wording import WITHIN, Reference

FILE_KEYS = ("version", "include", "defaults", "entities", "conditions", "rules")
DEFAULT_KEYS = ("severity", "within")
Made = Entity | Definition | Rule


class Register:
    """What was read so far; ids are unique across all files, and entities and conditions share theirs."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.entities: dict[str, tuple[Entity, Piece]] = {}
        self.definitions: dict[str, tuple[Definition, Piece]] = {}
        self.rules: dict[str, tuple[Rule, Piece]] = {}
        self._unsound: set[Place] = set()

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

    @property
    def defined(self) -> Mapping[str, tuple[Entity | Definition, Piece]]:
        """What each `@id` means."""
        return {**self.entities, **self.definitions}

    def _named(self, id: str) -> tuple[Made, Piece] | None:
        return self.entities.get(id) or self.definitions.get(id)

    def _take(self, kind: str, what: Made, piece: Piece, other: tuple[Made, Piece] | None) -> None:
        """`other`: what was called so before."""
        self.reader.problems += piece.problems
        if other:
            hint = f"the first is at {other[0].place.in_line}"
            self.reader.wrong(what.place, f"second {kind} called `{what.id}`", hint)
            self.set_aside(what)

    # --- what is sound ---------------------------------------------------------------------------------------------

    def needs(self) -> Mapping[str, Set[str]]:
        """All that each entity and condition rests on: what it names, what those name, and so on."""
        named = {id: piece.names for id, (_, piece) in self.defined.items()}
        return {id: _reachable(named, id) for id in named}

    def sound(self, needs: Mapping[str, Set[str]]) -> Set[str]:
        """The sound entities and conditions: all that they rest on exists, is sound, and does not lead back to them."""
        of = self.defined.items()
        sound = {id for id, (what, piece) in of if self._is_sound(what, piece) and id not in needs[id]}
        return {id for id in sound if needs[id] <= sound}

    def sound_rules(self, sound: Set[str]) -> Iterator[tuple[Rule, Piece]]:
        """`sound`: what they may name."""
        for rule, piece in self.rules.values():
            if self._is_sound(rule, piece) and piece.names <= sound:
                yield rule, piece

    def terms(self, sound: Set[str]) -> frozenset[Term]:
        """All that is looked for."""
        named = (piece for id, (_, piece) in self.defined.items() if id in sound)
        rules = (piece for _, piece in self.sound_rules(sound))
        return frozenset[Term]().union(*(piece.terms for piece in chain(named, rules)))

    def set_aside(self, what: Made) -> None:
        """It may be sound by itself, but is not beside the others."""
        self._unsound.add(what.place)

    def _is_sound(self, what: Made, piece: Piece) -> bool:
        return piece.is_sound and what.place not in self._unsound

    @property
    def named(self) -> Counter[str]:
        """How often each entity and each condition is asked for."""
        return Counter(reference.name for reference in self.references if not reference.is_spelling)

    @property
    def pieces(self) -> Iterator[Piece]:
        return (piece for _, piece in self.made)

    @property
    def made(self) -> Iterator[tuple[Made, Piece]]:
        return chain(self.entities.values(), self.definitions.values(), self.rules.values())

    @property
    def references(self) -> Iterator[Reference]:
        return chain.from_iterable(piece.references for piece in self.pieces)


def _reachable(named: Mapping[str, Set[str]], start: str) -> Set[str]:
    reached: set[str] = set()
    ahead = list(named[start])
    while ahead:
        id = ahead.pop()
        if id not in reached:
            reached.add(id)
            ahead += named.get(id, ())
    return reached
