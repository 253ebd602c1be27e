"""Reads one entity, condition or rule of a file, noting what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from watcher.core.news import RuleId, Severity
from watcher.core.rules.cases import read_tests
from watcher.core.rules.conditions import AllOf, Condition
from watcher.core.rules.document import Items, Node, Scalar, Table
from watcher.core.rules.listing import is_text, spellings_of, whole, words_of
from watcher.core.rules.query import at_length
from watcher.core.rules.reading import Reader, members
from watcher.core.rules.rulebook import Definition, Entity, Rule, Weak, Weighed
from watcher.core.rules.terms import Term
from watcher.core.rules.wording import Wording, all_of, any_of
from watcher.core.words.fold import fold
from watcher.core.words.hangul import is_hangul, romanized

ENTITY_KEYS = ("id", "name", "type", "geo", "notes", "aliases", "romanize", "weak", "mask")
WEAK_KEYS = (
    *("forms", "romanize", "sounds", "requires", "within", "unless", "unless_within"),
    *("fuzzy", "fuzzy_requires", "not_fuzzy"),
)
DEFINITION_KEYS = ("id", "when", "query")
RULE_KEYS = (
    *("id", "title", "severity", "when", "query", "min_score", "urgent_if", "alert_if", "lang", "source", "not_source"),
    *("one_event", "tags", "hashtag", "enabled", "tests"),
)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def read_id(reader: Reader, table: Table, what: str) -> str:
    node = table.items.get("id")
    if node is None:
        reader.wrong(table.place, f"{'an' if what[0] in 'aeiou' else 'a'} {what} lacks `id`", "id: a-short-name")
        return f"{what} at {table.place}"
    id = reader.text(node, "`id`")
    if id and not _ID.fullmatch(id):
        reader.wrong(node.place, f"`{id}` is no id", "small letters a-z, digits and hyphens")
    return id


# --- entities ------------------------------------------------------------------------------------------------------


def read_entity(reader: Reader, wording: Wording, table: Table, id: str) -> Entity:
    items = table.items
    if not items.keys() & {"aliases", "romanize", "weak"}:
        reader.wrong(table.place, f"entity `{id}` has no spelling", "list some under `aliases`")
    aliases = _listed(reader, wording, table, "aliases", alone=True)
    masks, masked_by = _read_masks(wording, items["mask"]) if "mask" in items else ((), ())
    for spelling in sorted(whole(aliases) & whole(masks)):
        reader.warn(items["mask"].place, f"the mask `{spelling}` is also an alias and cancels it", "keep one of them")
    weak = _read_weaks(reader, wording, members(items["weak"]), aliases) if "weak" in items else ()
    return Entity(
        id=id,
        names=_names(reader, items.get("name")),
        aliases=frozenset(aliases),
        weak=weak,
        masks=frozenset(masks),
        masked_by=masked_by,
        terms=frozenset(aliases).union(*(one.forms | one.fuzzy for one in weak)),
        place=table.place,
    )


def _read_masks(wording: Wording, node: Node) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The masks: terms, and entities, whose spellings are masks then, too."""
    names: list[Scalar] = []
    masks: list[Term] = []
    for part in node.items.values() if isinstance(node, Table) else (node,):
        if is_text(part) and "@" not in str(part.value):
            masks += wording.terms.listed(part, mask=True)
            continue
        listed = words_of(part) if is_text(part) else members(part)
        named = [child for child in listed if isinstance(child, Scalar) and str(child.value).startswith("@")]
        masks += wording.terms.listed(
            Items(tuple(child for child in listed if child not in named), part.place), mask=True
        )
        names += named
    referred = (wording.refer(name, str(name.value), is_spelling=True) for name in names)
    return tuple(dict.fromkeys(masks)), tuple(referred)


def _listed(reader: Reader, wording: Wording, table: Table, key: str, *, alone: bool = False) -> tuple[Term, ...]:
    """The terms under a key, with the romanised spellings of Hangul names if those are asked for beside it."""
    items = table.items
    listed = wording.terms.listed(items[key], alone=alone) if key in items else ()
    names = members(items["romanize"]) if "romanize" in items else ()
    return tuple(dict.fromkeys((*listed, *(term for name in names for term in _romanized(reader, wording, name)))))


def _romanized(reader: Reader, wording: Wording, node: Node) -> Iterator[Term]:
    name = reader.text(node, "a name")
    if not is_hangul(name):
        reader.wrong(node.place, f"`{name}` is not a name in Hangul", "romanize: [동창리]")
        return
    for spelling in romanized(name):
        term = wording.terms.read(Scalar(spelling, node.place))
        if term is not None:
            yield term


def _names(reader: Reader, node: Node | None) -> Mapping[str, str]:
    match node:
        case None:
            return {}
        case Table():
            return {lang: reader.text(name, "a name") for lang, name in node.items.items()}
    return {"": reader.text(node, "a name")}


def _read_weaks(
    reader: Reader, wording: Wording, nodes: tuple[Node, ...], aliases: tuple[Term, ...]
) -> tuple[Weak, ...]:
    """Read the groups of weak spellings. What any of them lists is never taken for a misspelling of another."""
    tables = [reader.table(node, "a weak form", WEAK_KEYS) for node in nodes]
    forms = [_listed(reader, wording, table, "forms") for table in tables]
    listed = spellings_of(chain(aliases, *forms))
    return tuple(
        _read_weak(reader, wording, table, of_one, listed) for table, of_one in zip(tables, forms, strict=True)
    )


def _read_weak(reader: Reader, wording: Wording, table: Table, forms: tuple[Term, ...], listed: frozenset[str]) -> Weak:
    items = table.items
    if not forms and "sounds" not in items:
        reader.wrong(table.place, "a weak form lacks `forms`", "forms: [the ambiguous spellings]")
    if not items.keys() & {"requires", "unless", "fuzzy_requires"}:
        reader.warn(table.place, "a weak form without `requires` counts wherever it stands", "say what must be near")
    within = _within(reader, items.get("within"), wording.within)
    conditions = {
        key: wording.condition(items[key]) for key in ("requires", "unless", "fuzzy_requires") if key in items
    }
    company = conditions.get("fuzzy_requires", conditions.get("requires"))
    if "sounds" in items and company:  # the company is searched for: a sound has no spelling that could be
        what = "a name by its sound needs company, not only what must be absent"
        wording.demand(company, items["sounds"].place, what, "add `fuzzy_requires`, with the country at least")
    is_fuzzy, other_words = _is_fuzzy(reader, table), _not_fuzzy(reader, table)
    besides = listed | other_words if is_fuzzy or "sounds" in items else other_words
    sounds = wording.terms.sounding(members(items["sounds"]), besides=besides) if "sounds" in items else frozenset()
    return Weak(
        forms=frozenset(forms),
        fuzzy=wording.terms.edits(forms, besides=besides) | sounds if is_fuzzy else sounds,
        has_sounds=bool(sounds),
        requires=conditions.get("requires"),
        within=within,
        unless=conditions.get("unless"),
        unless_within=_within(reader, items.get("unless_within"), within),
        fuzzy_requires=company,
        place=table.place,
    )


def _within(reader: Reader, node: Node | None, default: int | None) -> int | None:
    if isinstance(node, Scalar) and node.value == "doc":
        return None
    return reader.count(node, "`within`") if node else default


def _is_fuzzy(reader: Reader, table: Table) -> bool:
    node = table.items.get("fuzzy")
    letters = reader.count(node, "`fuzzy`") if node else 0
    if node and letters > 1:
        reader.wrong(node.place, "`fuzzy` is 0 or 1", "with two letters wrong nearly all that is found is false")
    alone = node if node and letters else table.items.get("sounds")
    if alone and not table.items.keys() & {"requires", "fuzzy_requires"}:
        reader.wrong(alone.place, "a misspelling needs company", "add `fuzzy_requires`, with the country at least")
    return letters == 1


def _not_fuzzy(reader: Reader, table: Table) -> frozenset[str]:
    node = table.items.get("not_fuzzy")
    return frozenset(fold(word).text for word in reader.texts(node, "a word")) if node else frozenset()


# --- conditions that have a name -----------------------------------------------------------------------------------


def read_definition(reader: Reader, wording: Wording, table: Table, id: str) -> Definition:
    node = _asked(reader, table, f"condition `{id}`")
    return Definition(id=id, condition=wording.condition(node) if node else AllOf(()), place=table.place)


# --- rules ---------------------------------------------------------------------------------------------------------


def read_rule(reader: Reader, wording: Wording, table: Table, id: str, severity: Severity) -> Rule:
    items = table.items
    node = _asked(reader, table, f"rule `{id}`")
    if "tests" not in items and "id" in items:  # a rule without an id is a problem already
        reader.warn(table.place, f"rule `{id}` has no tests", "tests: {match: [...], no_match: [...]}")
    when, parts = _read_when(reader, wording, node) if node else (AllOf(()), ())
    return Rule(
        id=RuleId(id),
        title=reader.text(items["title"], "a title") if "title" in items else id,
        severity=reader.choice(items["severity"], "severity", Severity) if "severity" in items else severity,
        when=when,
        parts=parts,
        min_score=_min_score(reader, items["min_score"], parts) if "min_score" in items else 0.0,
        urgent_if=wording.condition(items["urgent_if"]) if "urgent_if" in items else None,
        alert_if=wording.condition(items["alert_if"]) if "alert_if" in items else None,
        langs=_langs(reader, items["lang"]) if "lang" in items else (),
        sources=_outlets(reader, items["source"]) if "source" in items else (),
        not_sources=_outlets(reader, items["not_source"]) if "not_source" in items else (),
        one_event=reader.flag(items["one_event"], "`one_event`") if "one_event" in items else False,
        tags=frozenset(reader.texts(items["tags"], "a tag")) if "tags" in items else frozenset(),
        hashtag=_hashtag(reader, items["hashtag"]) if "hashtag" in items else None,
        enabled=reader.flag(items["enabled"], "`enabled`") if "enabled" in items else True,
        tests=read_tests(reader, items["tests"]) if "tests" in items else (),
        place=table.place,
    )


def _min_score(reader: Reader, node: Node, parts: tuple[Weighed, ...]) -> float:
    least, most = reader.number(node, "`min_score`"), sum(part.weight for part in parts)
    if parts and least > most:
        reader.wrong(node.place, "`min_score` is never reached", f"all weights together are {most:g}")
    return least


def _outlets(reader: Reader, node: Node) -> tuple[str, ...]:
    outlets = reader.texts(node, "an outlet")
    for outlet in outlets:
        if "://" in outlet:
            host = outlet.partition("://")[2].partition("/")[0].removeprefix("www.")
            reader.wrong(node.place, f"`{outlet}` is neither an outlet's name nor a host", f"write `{host}`")
    return outlets


def _langs(reader: Reader, node: Node) -> tuple[str, ...]:
    """The languages of a rule; an unknown code is a problem, as such a rule would never hold."""
    langs = reader.texts(node, "a language")
    for lang in langs:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang):
            reader.wrong(node.place, f"`{lang}` is not a language", "write its code: `ko`, `en`, `zh-Hant`")
    return langs


def _hashtag(reader: Reader, node: Node) -> str:
    problems, word = len(reader.problems), reader.text(node, "a hashtag").removeprefix("#")
    if len(reader.problems) == problems and not re.fullmatch(r"\w*[^\W\d]\w*", word):
        reader.wrong(node.place, f"`{word}` is not one word, and no channel would make it a link", "hashtag: Sohae")
    return word


def _asked(reader: Reader, table: Table, whose: str) -> Node | None:
    """What is asked for, at length; a query under `when` is told apart from words by its key."""
    asked = [key for key in ("when", "query") if key in table.items]
    if len(asked) != 1:
        what = f"{whose} has both `when` and `query`" if asked else f"{whose} lacks `when`"
        reader.wrong(table.place, what, "keep one of them" if asked else "when: [the words to look for]")
    if not asked:
        return None
    key, node = asked[0], table.items[asked[0]]
    if key == "when" and isinstance(node, Table) and [*node.items] == ["query"]:
        key, node = "query", node.items["query"]
    return at_length(node, reader) if key == "query" else node


def _read_when(reader: Reader, wording: Wording, node: Node) -> tuple[Condition, tuple[Weighed, ...]]:
    """The condition, and its top-level parts with their weights."""
    key = next(iter(node.items), "") if isinstance(node, Table) and len(node.items) == 1 else ""
    inner = node.items[key] if isinstance(node, Table) and key in ("any", "all") else node
    splits = key in ("any", "all") or isinstance(node, Items)
    nodes = members(inner) if splits else (node,)
    parts = tuple(
        Weighed(
            condition=wording.condition(child, alone=key != "all", weighed=True),
            weight=wording.weight(child),
        )
        for child in nodes
    )
    if not parts:
        reader.wrong(node.place, "an empty list asks for nothing")
    conditions = tuple(part.condition for part in parts)
    when = all_of(conditions) if key == "all" else any_of(conditions)
    wording.demand(when, node.place, "only says what must not occur", "say what must: all: [..., {none: [...]}]")
    return when, parts
