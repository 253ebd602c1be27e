"""What the engine finds is what the rules mean: random rules over random texts, against a reading by the letter."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.core.rules.rulefiles import an_article
from tests.core.rules.slowly import PARTICLES, Slowly
from watcher.core.matching.evaluate import Reading, find
from watcher.core.matching.match import match, named
from watcher.core.rules.compile import compile_rulebook
from watcher.core.rules.document import Items, Node, Place, Scalar, Table

FOLDERS, TEXTS = 40, 3  # of each seed, and of each folder
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
SEPARATORS = ["", " ", " ", " ", " ", "-", ", ", ". ", "\n", ".\n", "\n\n"]
TERMS = ["gull", "bay", "fort", "skarn", "quay", "동창리", "西海", "海", "军", "gull bay", "Gull-Bay", "bay fort"]
MARKED = ["fort*", "*holm", "*ar*", "=GULL", "^Fort", "西*", "bay skarn", "동창리 fort", "*-bay"]
FORMS = ["Gull", "Skarnholm", "동창리", "西海", "quay"]
MASKS = ["Gull Bay", "quay fort", "gull*", "bay*", "fort"]

Leaf = Callable[[], str]


class Chance:
    """Texts, entities and rules as a file says them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def text(self) -> str:
        words = self.random.choices([*WORDS, *WORDS, *SPOILED, *PARTICLES], k=self.random.randrange(20))
        return "".join(word + self.random.choice(SEPARATORS) for word in words).strip(" ,.-\n")

    def term(self) -> str:
        return self.random.choice(TERMS if self.random.random() < 0.7 else MARKED)

    def leaf(self) -> str:
        return self.one_of(self.term, self.term, lambda: self.random.choice(["@a", "@b", "@c", "@d"]))

    def entities(self) -> dict[str, dict]:
        """The second may rest on the first, and on a condition that has a name."""
        return {
            "a": self.entity("a", self.term),
            "b": self.entity("b", lambda: self.one_of(self.term, lambda: "@a", lambda: "@c")),
        }

    def definitions(self) -> dict[str, Any]:
        """Likewise."""
        return {
            "c": self.placed(lambda: self.one_of(self.term, lambda: "@a"), 2),
            "d": self.placed(lambda: self.one_of(self.term, lambda: "@b", lambda: "@c"), 2),
        }

    def entity(self, id: str, leaf: Leaf) -> dict:
        said: dict[str, Any] = {"id": id, "aliases": self.several(self.term, 1, 2)}
        if self.is_so():
            said["weak"] = self.several(lambda: self.weak(leaf), 1, 2)
        return said | ({"mask": self.random.sample(MASKS, 2)} if self.is_so() else {})

    def weak(self, leaf: Leaf) -> dict:
        def company() -> object:
            return self.placed(leaf, 2) if self.random.random() < 0.8 else {"none": self.several(leaf, 1, 2)}

        def reach() -> object:
            return self.random.choice(["doc", 0, 1, 2, 4, 6])

        said: dict[str, Any] = {"forms": self.random.sample(FORMS, 2)}
        if self.is_so():
            said |= {"fuzzy": 1, "requires": company()}
        asked = {"requires": company, "unless": company, "within": reach, "unless_within": reach}
        asked["fuzzy_requires"] = company
        said |= {key: say() for key, say in asked.items() if self.random.random() < 0.4}
        return said | ({"not_fuzzy": ["Skarnhelm"]} if self.is_so() else {})

    def condition(self, leaf: Leaf, depth: int) -> Any:
        """Of any kind; what says only what must not occur stands beside a word."""

        def inner() -> Any:
            return self.condition(leaf, depth - 1)

        match self.random.randrange(7) if depth else 0:
            case 1:
                return {"all": [leaf(), {"none": self.several(inner, 1, 2)}]}
            case 2:
                return {"any": self.several(inner, 1, 3)}
            case 3 | 4:
                return {self.random.choice(["title", "lead", "opening"]): inner()}
            case 5:
                of = self.several(inner, 2, 3)
                if self.is_so():
                    of[0] = {"any": [of[0]], "weight": self.random.choice([-1, 2])}
                most = sum(max(0, one.get("weight", 1)) if isinstance(one, dict) else 1 for one in of)
                return {"atleast": {"n": self.random.randint(1, most), "of": of}}
        return self.placed(leaf, depth)

    def placed(self, leaf: Leaf, depth: int) -> Any:
        """Found somewhere, as `near` and `same` want it."""

        def inner() -> Any:
            return self.placed(leaf, depth - 1)

        match self.random.randrange(6) if depth else 0:
            case 1:
                return self.several(inner, 1, 3)
            case 2:
                return {"all": self.several(inner, 2, 3)}
            case 3 | 4:
                said = {"of": self.several(inner, 2, 3), "within": self.random.randrange(6)}
                return {"near": said | ({"ordered": True} if self.is_so() else {})}
            case 5:
                said = {"of": self.several(inner, 2, 3)}
                return {"same": said | ({"unit": "paragraph"} if self.is_so() else {})}
        return leaf()

    def several(self, one: Callable[[], Any], least: int, most: int) -> list:
        return [one() for _ in range(self.random.randint(least, most))]

    def one_of(self, *several: Leaf) -> str:
        return self.random.choice(several)()

    def is_so(self) -> bool:
        return self.random.random() < 0.5


def tree(value: Any, line: int = 1) -> Node:
    """What a file says, read."""
    place = Place("rules/topic.yaml", line)
    match value:
        case dict():
            return Table({key: tree(of, line) for key, of in value.items()}, dict.fromkeys(value, place), place)
        case list():
            return Items(tuple(tree(of, line + at) for at, of in enumerate(value)), place)
    return Scalar(value, place)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_the_rules_mean(seed: int) -> None:
    chance = Chance(seed)
    for _ in range(FOLDERS):
        entities, definitions = chance.entities(), chance.definitions()
        rules = {f"rule-{number}": chance.condition(chance.leaf, 3) for number in range(6)}
        listed = [[{"id": id, "when": when} for id, when in asked.items()] for asked in (definitions, rules)]
        file = {"entities": [*entities.values()], "conditions": listed[0], "rules": listed[1]}
        book = compile_rulebook({"rules/topic.yaml": tree(file)})
        for title, text in [(chance.one_of(chance.text, lambda: ""), chance.text()) for _ in range(TEXTS)]:
            reading, slowly = Reading(title, text, book), Slowly(title, text, entities, definitions)
            meant = {id: slowly.find(when) for id, when in rules.items()}
            found = {str(rule.id): find(rule.when, reading) for rule in book.rules}
            places = {id: None if hits is None else {hit[:2] for hit in hits} for id, hits in found.items()}
            assert places == meant, (entities, definitions, rules, title, text)
            matching = {str(one.rule) for one in match(an_article(text, title=title), book)}
            assert matching == {id for id, places in meant.items() if places is not None}
            assert named(book, an_article(text, title=title)) == {id for id in entities if slowly.entity(id)}
