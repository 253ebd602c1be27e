"""Compiles the rule files of a folder into one RuleBook, or says all that is wrong with them."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from hashlib import sha256

from watcher.core.news import RuleId
from watcher.core.rules import together
from watcher.core.rules.cases import CASE_KEYS, TEST_KEYS
from watcher.core.rules.clauses import DEFINITION_KEYS, ENTITY_KEYS, RULE_KEYS, WEAK_KEYS
from watcher.core.rules.document import Level, Node, Problem, UserProblems
from watcher.core.rules.gate import Gate
from watcher.core.rules.lexicon import Lexicon, build
from watcher.core.rules.piece import Meanings, Piece
from watcher.core.rules.reading import Reader
from watcher.core.rules.register import DEFAULT_KEYS, FILE_KEYS, Register
from watcher.core.rules.rulebook import Entity, Ground, RuleBook, by_term
from watcher.core.rules.terms import Term
from watcher.core.rules.wording import ATLEAST_KEYS, CONDITION_KEYS, NEAR_KEYS, SAME_KEYS
from watcher.core.words.elsewhere import OPENINGS, TURNS

KEYS: Mapping[str, tuple[str, ...]] = {
    "file": FILE_KEYS,
    "defaults": DEFAULT_KEYS,
    "entity": ENTITY_KEYS,
    "weak": WEAK_KEYS,
    "definition": DEFINITION_KEYS,
    "rule": RULE_KEYS,
    "condition": CONDITION_KEYS,
    "near": NEAR_KEYS,
    "same": SAME_KEYS,
    "atleast": ATLEAST_KEYS,
    "tests": TEST_KEYS,
    "test": CASE_KEYS,
}


def compile_rulebook(documents: Mapping[str, Node], *, before: RuleBook | None = None) -> RuleBook:
    """`documents` by file name as the user knows it, the included ones among them. Raises UserProblems with all."""
    book, problems = draft(documents, before=before)
    if any(problem.level is Level.ERROR for problem in problems):
        raise UserProblems(problems)
    return book


def draft(
    documents: Mapping[str, Node], *, unread: Set[str] | None = None, before: RuleBook | None = None
) -> tuple[RuleBook, tuple[Problem, ...]]:
    """A book of the rules that nothing is wrong with, nor with any entity they rest on; and all that is wrong.

    So the tests of sound rules can be tried although a neighbour is broken. `unread`: the names that files which could
    not be read seem to define, so that nobody is told that these are missing; None where all files were read.
    `before`: the book in force, of which all that did not change is taken over.
    """
    reader = Reader()
    register = Register(reader)
    for document in documents.values():
        register.read(document)
    needs = register.needs()
    together.check(register, needs, unread=unread)
    sound = register.sound(needs)
    meanings = Meanings({id: definition for id, (definition, _) in register.definitions.items() if id in sound})
    entities = _masked({id: meanings.entity(*made) for id, made in register.entities.items() if id in sound})
    rules = tuple(meanings.rule(rule) for rule, _ in register.sound_rules(sound))
    gate = Gate(entities, register.named)
    triggered = by_term((gate.add(rule.when), (place,)) for place, rule in enumerate(rules) if rule.enabled)
    grounds = _grounds(register, sound, needs)
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.place))
    book = RuleBook(
        version=_joined(register.pieces),
        rules=rules,
        entities=entities,
        lexicon=_lexicon(register.terms(sound), first=frozenset(triggered), before=before),
        triggered=triggered,
        spelled=by_term((entity.terms, (entity.id,)) for entity in entities.values()),
        heard=frozenset(id for id, entity in entities.items() if entity.has_sounds),
        one_event=frozenset(rule.id for rule in rules if rule.one_event),
        needs=tuple(gate.needs(rule.when) for rule in rules),
        grounds=grounds,
        versions={id: _joined(of) for id, of in grounds.items()},
    )
    return book, problems


def _lexicon(terms: frozenset[Term], *, first: frozenset[Term], before: RuleBook | None) -> Lexicon:
    known = before.lexicon if before else None
    return build(terms, first=first, openings=OPENINGS, turns=TURNS, before=known)


def _masked(entities: Mapping[str, Entity]) -> Mapping[str, Entity]:
    """With the spellings of the entities that were named among their masks."""
    return {
        id: replace(
            entity, masks=entity.masks.union(*(entities[by].aliases for by in entity.masked_by if by in entities))
        )
        for id, entity in entities.items()
    }


def _grounds(register: Register, sound: Set[str], needs: Mapping[str, Set[str]]) -> Mapping[RuleId, tuple[Ground, ...]]:
    """Each rule, and all that it rests on, or that masks an entity of it."""
    entities = register.entities
    grounds = {id: Ground(said, piece.version) for id, (said, piece) in register.defined.items()}
    found: dict[RuleId, tuple[Ground, ...]] = {}
    for rule, piece in register.sound_rules(sound):
        under = piece.names.union(*(needs[id] for id in piece.names))
        under |= {by for id in under & entities.keys() for by in entities[id][0].masked_by if by in entities}
        found[rule.id] = (Ground(rule, piece.version), *(grounds[id] for id in sorted(under)))
    return found


def _joined(pieces: Iterable[Piece | Ground]) -> str:
    """12 hexadecimal digits that change with any of their versions."""
    return sha256("".join(piece.version for piece in pieces).encode()).hexdigest()[:12]
