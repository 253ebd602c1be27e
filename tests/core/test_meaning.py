"""What the engine finds is what the rules mean: random rules over random texts, against a reading by the letter."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.rulefiles import an_article, book
from tests.core.slowly import PARTICLES, Slowly
from watcher.core.evaluate import Reading, find
from watcher.core.match import match, named
from watcher.core.rulebook import RuleBook

WORDS = [
    "Gull",
    "gulls",
    "GULL",
    "Bay",
    "fort",
    "Fort",
    "Skarn",
    "Skarnholm",
    "quay",
    "동창",
    "동창리",
    "西海",
    "海",
    "军",
]
SPOILED = ["Skrnholm", "Skarnholmm", "Skanrholm", "Skarnhelm", "Skarmhelm", "Tkarnholm"]
SEPARATORS = [" ", " ", " ", "-", ", ", ". ", "\n", ".\n", "\n\n"]
TERMS = [*WORDS, "gull bay", "Gull-Bay", "fort*", "*holm", "*ar*", "=GULL", "^Fort", "西*", "bay skarn", "동창리 fort"]


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(
        st.lists(st.tuples(st.sampled_from([*WORDS, *WORDS, *SPOILED, *PARTICLES]), st.sampled_from(["", *SEPARATORS])))
    )
    return "".join(word + separator for word, separator in pieces).strip(" ,.-\n")


def listed(children: st.SearchStrategy, *, least: int = 1) -> st.SearchStrategy:
    return st.lists(children, min_size=least, max_size=3)


def placed(leaf: st.SearchStrategy) -> st.SearchStrategy:
    """Conditions that are found somewhere, as `near` and `same` want them."""
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            listed(inner),
            st.fixed_dictionaries({"all": listed(inner)}),
            st.fixed_dictionaries({"near": near(inner)}),
            st.fixed_dictionaries({"same": same(inner)}),
        ),
        max_leaves=4,
    )


def near(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {"of": listed(inner, least=2)}, optional={"within": st.integers(0, 5), "ordered": st.booleans()}
    )


def same(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {"of": listed(inner, least=2)}, optional={"unit": st.sampled_from(["sentence", "paragraph"])}
    )


def conditions(leaf: st.SearchStrategy) -> st.SearchStrategy:
    """Of all kinds; such as say only what must not occur stand beside a word."""
    return st.recursive(
        placed(leaf),
        lambda inner: st.one_of(
            st.builds(lambda word, none: {"all": [word, {"none": none}]}, leaf, listed(inner)),
            st.fixed_dictionaries({"any": listed(inner)}),
            st.sampled_from(["title", "lead", "opening"]).flatmap(lambda key: st.fixed_dictionaries({key: inner})),
            listed(inner, least=2).flatmap(
                lambda of: st.fixed_dictionaries(
                    {"atleast": st.fixed_dictionaries({"n": st.integers(1, len(of)), "of": st.just(of)})}
                )
            ),
        ),
        max_leaves=6,
    )


def entity(id: str, leaf: st.SearchStrategy) -> st.SearchStrategy:
    context = st.one_of(placed(leaf), st.builds(lambda words: {"none": words}, listed(leaf)))
    reach = st.one_of(st.just("doc"), st.integers(0, 6))
    weak = st.fixed_dictionaries(
        {"forms": st.lists(st.sampled_from(["Gull", "Skarnholm", "동창리", "西海", "quay"]), min_size=1, max_size=2)},
        optional={
            "requires": context,
            "unless": context,
            "within": reach,
            "unless_within": reach,
            "fuzzy_requires": context,
            "not_fuzzy": st.just(["Skarnhelm"]),
        },
    )
    fuzzy = st.builds(lambda form, requires: {**form, "fuzzy": 1, "requires": requires}, weak, context)
    return st.fixed_dictionaries(
        {"id": st.just(id), "aliases": st.lists(st.sampled_from(TERMS), min_size=1, max_size=2)},
        optional={
            "weak": st.lists(st.one_of(weak, fuzzy), min_size=1, max_size=2),
            "mask": st.lists(st.sampled_from(["Gull Bay", "quay fort", "gull*", "bay*", "fort"]), max_size=2),
        },
    )


@st.composite
def folders(draw: st.DrawFn) -> tuple[dict, dict]:
    """Entities that rest on one another, and rules over them: as a file says them."""
    terms = st.sampled_from(TERMS)
    entities = [draw(entity("a", terms)), draw(entity("b", st.one_of(terms, st.just("@a"))))]
    leaf = st.one_of(terms, st.sampled_from(["@a", "@b"]))
    rules = [{"id": f"rule-{number}", "when": when} for number, when in enumerate(draw(listed(conditions(leaf))))]
    return {entity["id"]: entity for entity in entities}, {rule["id"]: rule["when"] for rule in rules}


def compiled(entities: dict, rules: dict) -> RuleBook:
    said = {"entities": list(entities.values()), "rules": [{"id": id, "when": when} for id, when in rules.items()]}
    return book(topic=json.dumps(said, ensure_ascii=False))


@settings(max_examples=50)
@given(folders(), st.one_of(st.just(""), texts()), texts())
def test_what_is_found_is_what_the_rules_mean(folder: tuple[dict, dict], title: str, text: str) -> None:
    entities, rules = folder
    compiled_rules = compiled(entities, rules)
    reading, slowly = Reading(title, text, compiled_rules), Slowly(title, text, entities)
    for rule in compiled_rules.rules:
        found = find(rule.when, reading)
        meant = slowly.find(rules[rule.id])
        assert (found is None) == (meant is None), rule.id
        assert {(hit.start, hit.end) for hit in found or ()} == (meant or set()), rule.id
    matching = {str(one.rule) for one in match(an_article(text, title=title), compiled_rules)}
    assert matching == {id for id, when in rules.items() if slowly.find(when) is not None}
    assert named(compiled_rules, an_article(text, title=title)) == {id for id in entities if slowly.entity(id)}
