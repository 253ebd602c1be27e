"""What is wrong with entities, conditions and rules together, however sound each is by itself."""

from collections.abc import Iterable, Iterator, Mapping, Set

from watcher.core.rules.conditions import Condition, extent, has_place
from watcher.core.rules.document import Level, did_you_mean
from watcher.core.rules.piece import Piece
from watcher.core.rules.register import Made, Register
from watcher.core.rules.rulebook import Definition, Entity, Rule

MOST_PARTS, DEEPEST = 10_000, 100  # of a condition, with all that it names written out


def check(register: Register, needs: Mapping[str, Set[str]], *, unread: Set[str] | None) -> None:
    """Says it to the register's reader, and sets aside what cannot stand.

    `needs`: what each rests on; `unread`: names that files which could not be read seem to define; None where all were
    read.
    """
    _check_that_none_needs_itself(register, needs)
    _check_extents(register, needs)
    _check_places(register)
    _check_tags(register)
    _check_names(register, unread or frozenset())
    if unread is None:
        _warn_of_the_unused(register)


def _check_that_none_needs_itself(register: Register, needs: Mapping[str, Set[str]]) -> None:
    for id in sorted(id for id, needed in needs.items() if id in needed):
        if id in register.entities:
            what, hint = f"entity `{id}` needs itself to be recognised", "its `requires` lead back to it"
            register.reader.wrong(register.entities[id][0].place, what, hint)
        else:
            what, hint = f"condition `{id}` asks for itself", "what it names leads back to it"
            register.reader.wrong(register.definitions[id][0].place, what, hint)


def _check_extents(register: Register, needs: Mapping[str, Set[str]]) -> None:
    """Names of names may unfold without end, though none leads back to itself. Said where it becomes too much."""
    reached: dict[str, tuple[int, int]] = {}
    named = register.defined
    for id in sorted(named, key=lambda id: len(needs[id])):  # what is named before what names it
        if found := _extent(register, "condition" if id in register.definitions else "entity", named[id], reached):
            reached[id] = found
    for made in register.rules.values():
        _extent(register, "rule", made, reached)


def _extent(
    register: Register, kind: str, made: tuple[Made, Piece], reached: Mapping[str, tuple[int, int]]
) -> tuple[int, int] | None:
    """None where it is too much, or where something is wrong with what it names."""
    what, piece = made
    if not piece.names <= reached.keys():
        return None
    of = [extent(condition, reached) for condition in _conditions(what)]
    parts, depth = sum(each for each, _ in of), 1 + max((each for _, each in of), default=0)
    if parts > MOST_PARTS or depth > DEEPEST:
        name = f"{kind} `{what.id}` is too much with all that it names written out"
        register.reader.wrong(what.place, name, f"{MOST_PARTS:,} parts at most, {DEEPEST} deep in one another")
        register.set_aside(what)
        return None
    return (1 if isinstance(what, Entity) else parts), depth  # an entity is looked for once, whoever names it


def _check_places(register: Register) -> None:
    nowhere = _nowhere(register)
    for what, piece in register.made:
        lacking = [one.problem for one in piece.demands if not has_place(one.condition, nowhere)]
        if lacking:
            register.reader.problems += dict.fromkeys(lacking)
            register.set_aside(what)


def _nowhere(register: Register) -> Set[str]:
    """The conditions that only say what must not occur, themselves or through what they name."""
    nowhere: set[str] = set()
    waiting = {id: definition.condition for id, (definition, _) in register.definitions.items()}
    while found := {id for id, condition in waiting.items() if not has_place(condition, nowhere)}:
        nowhere |= found
        waiting = {id: condition for id, condition in waiting.items() if id not in found}
    return nowhere


def _check_tags(register: Register) -> None:
    for rule, _ in register.rules.values():
        for tag in sorted(rule.tags & register.rules.keys()):
            register.reader.wrong(
                rule.place, f"tag `{tag}` is also the id of a rule", "a subscription could mean either"
            )


def _check_names(register: Register, unread: Set[str]) -> None:
    known = sorted({*register.defined, *unread})
    for reference in register.references:
        if reference.is_spelling and reference.name in register.definitions:
            what = f"{reference.by} names @{reference.name} among spellings, which is a condition"
            register.reader.wrong(reference.place, what, "name an entity there")
        elif reference.name not in known and reference.name in register.rules:
            what = f"{reference.by} names @{reference.name}, which is a rule"
            register.reader.wrong(reference.place, what, "give what both ask an `id` under `conditions`")
        elif reference.name not in known:
            what = f"{reference.by} names @{reference.name}, which no file defines"
            hint = did_you_mean(reference.name, known).replace("`", "").replace("mean ", "mean @")
            register.reader.wrong(reference.place, what, hint)


def _warn_of_the_unused(register: Register) -> None:
    """Not in a folder without rules, which other folders include; nor beside broken rules, which may name it."""
    if not register.rules or any(problem.level is Level.ERROR for problem in register.reader.problems):
        return
    used = {reference.name for reference in register.references}
    for kind, made in (("entity", register.entities), ("condition", register.definitions)):
        for id, (what, _) in made.items():
            if id not in used:
                unused = f"{kind} `{id}` is named by no rule, entity or condition"
                register.reader.warn(what.place, unused, "name it, or take it away")


def _conditions(what: Made) -> Iterator[Condition]:
    match what:
        case Definition():
            said: Iterable[Condition | None] = [what.condition]
        case Rule():
            said = [what.when, what.urgent_if, what.alert_if]
        case Entity():
            said = [each for weak in what.weak for each in (weak.requires, weak.unless, weak.fuzzy_requires)]
    return (condition for condition in said if condition is not None)
