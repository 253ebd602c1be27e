"""The rule language once more, slowly: every term is tried at every place, every condition asked of every article.

Nothing is compiled, gathered or skipped, and nothing of the engine is used but where sentences and parts end.
Conditions are what a file says: words, lists, tables. For texts of small and great letters, Hangul and Han, whose
folding moves no character.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from watcher.core.matching.layout import Layout
from watcher.core.rules.conditions import Part, Unit
from watcher.core.rules.lexicon import Hit

Place = tuple[int, int]
Places = set[Place]
PARTICLES = ("에서", "는", "의")  # of those that a Korean name may carry, the ones the tests write
FAR = 10**6

_HANGUL, _HAN = "가-힣", "一-鿿"
_LETTER = f"[^\\W{_HANGUL}{_HAN}]"
_WORD = re.compile(f"[{_HAN}]{{1,2}}|[^\\W{_HAN}]+")


class Slowly:
    def __init__(
        self, title: str, text: str, entities: Mapping[str, Mapping], definitions: Mapping[str, Any] | None = None
    ) -> None:
        self.layout = Layout(title, text)
        self.original = f"{title}\n\n{text}" if title else text
        self.text = re.sub(r"(?<!\n)\n(?!\n)", " ", self.original.lower())
        self.entities = entities
        self.definitions = {f"@{id}": when for id, when in (definitions or {}).items()}
        self.word_starts = [word.start() for word in _WORD.finditer(self.text)]
        self.term, self.entity = cache(self._term), cache(self._entity)  # a rule asks for the same a hundred times

    # --- terms -----------------------------------------------------------------------------------------------------

    def _term(self, written: str) -> Places:
        """An = asks for its very case, a ^ for a capital, a * leaves an end open; hyphens may be spaces or nothing.

        But for a hyphen at an open end.
        """
        body = written.strip("=^*")
        gaps = body.strip("-")
        pattern = "".join(_GAPS.get(character, character) for character in gaps.lower())
        pattern = re.sub(
            rf"(?<=[{_HANGUL}{_HAN}])\[ -\]|\[ -\](?=[{_HANGUL}{_HAN}])", "[ -]?", pattern
        )  # spaced at will
        pattern = body.replace(gaps, "") + pattern
        left = "" if written.startswith("*") else _BEFORE[_script(body, 0)]
        right = "" if written.endswith("*") else _AFTER[_script(body, -1)]
        looked_for = re.compile(f"{left}(?=({pattern}){right})")
        found = {match.span(1) for place in range(len(self.text)) if (match := looked_for.match(self.text, place))}
        if written[0] == "=":
            return {(start, end) for start, end in found if self.original[start:end].replace("\n", " ") == body}
        return {place for place in found if written[0] != "^" or not self.original[place[0]].islower()}

    def misspelled(self, form: str, besides: Iterable[str]) -> Places:
        """Of Latin words; what is shorter than five letters has no misspellings."""
        return {
            word.span()
            for word in re.finditer(f"{_LETTER}+", self.text)
            if len(form) >= 5
            and _is_one_edit(form.lower(), word[0])
            and word[0] not in {other.lower() for other in besides}
        }

    def terms(self, written: Iterable[str]) -> Places:
        return set().union(*map(self.term, written))

    # --- entities --------------------------------------------------------------------------------------------------

    def _entity(self, id: str) -> Places:
        entity = self.entities[id]
        masks = {
            (start, self._word_end(end) if mask.endswith("*") else end)
            for mask in entity.get("mask", ())
            for start, end in self.term(mask)
        }

        def is_bare(place: Place) -> bool:
            return not any(start <= place[0] and place[1] <= end for start, end in masks)

        certain = set(filter(is_bare, self.terms(entity.get("aliases", ()))))
        return certain.union(*(self._weak(weak, entity, is_bare, certain) for weak in entity.get("weak", ())))

    def _weak(self, weak: Mapping, entity: Mapping, is_bare: Callable[[Place], bool], certain: Places) -> Places:
        def counts(place: Place) -> bool:
            unless = weak.get("unless")
            reach = weak.get("unless_within", weak.get("within", 20))
            return is_bare(place) and (unless is None or self.beside(unless, place, reach) is None)

        def is_backed(place: Place, requires: object) -> bool:
            return requires is None or self.beside(requires, place, weak.get("within", 20)) is not None

        bare = set(filter(counts, self.terms(weak["forms"])))
        backed = {place for place in bare if is_backed(place, weak.get("requires"))}
        found = bare if certain or backed else set()
        if weak.get("fuzzy"):
            listed = [*entity.get("aliases", ()), *(form for other in entity["weak"] for form in other["forms"])]
            besides = [*listed, *weak.get("not_fuzzy", ())]
            edited = set().union(*(self.misspelled(form, besides) for form in weak["forms"]))
            requires = weak.get("fuzzy_requires", weak.get("requires"))
            found = found | {place for place in edited if counts(place) and is_backed(place, requires)}
        return found

    def beside(self, condition: object, place: Place, within: int | str) -> Places | None:
        match condition:
            case str() if condition in self.definitions:
                return self.beside(self.definitions[condition], place, within)
            case [*several]:
                return _any(self.beside(one, place, within) for one in several)
            case {"any": several}:
                return _any(self.beside(one, place, within) for one in several)
            case {"all": several}:
                return _all(self.beside(one, place, within) for one in several)
            case {"none": several}:
                return None if any(self.beside(one, place, within) for one in several) else set()
        unit = (
            Unit(condition["same"].get("unit", "sentence"))
            if isinstance(condition, dict) and "same" in condition
            else None
        )
        return {
            other
            for other in self.find(condition) or ()
            if (other[1] <= place[0] or place[1] <= other[0])
            and self._between(place, other) <= (FAR if within == "doc" else within)
            and (unit is None or self._unit(place, unit) == self._unit(other, unit))
        } or None

    # --- conditions ------------------------------------------------------------------------------------------------

    def find(self, condition: object, part: Place = (0, FAR)) -> Places | None:
        """The places where it holds, of those in the part; None where it does not hold."""
        match condition:
            case str() if condition in self.definitions:
                return self.find(self.definitions[condition], part)
            case str() if condition.startswith("@"):
                return _inside(self.entity(condition[1:]), part) or None
            case str():
                return _inside(self.term(condition), part) or None
            case [*several]:
                return _any(self.find(one, part) for one in several)
        return _all(self._keyed(key, of, part) for key, of in condition.items() if key != "weight")

    def _keyed(self, key: str, of: Any, part: Place) -> Places | None:
        if key in ("title", "lead", "opening"):
            first, last = self.layout.bounds(Part(key))
            return self.find(of, (max(first, part[0]), min(last, part[1])))
        found = [self.find(one, part) for one in (of if isinstance(of, list) else of["of"])]
        match key:
            case "all":
                return _all(found)
            case "none":
                return set() if _any(found) is None else None
            case "atleast":
                weights = [one.get("weight", 1) if isinstance(one, dict) else 1 for one in of["of"]]
                held = [(places, weight) for places, weight in zip(found, weights, strict=True) if places is not None]
                enough = sum(weight for _, weight in held) >= of["n"]
                return _any(places for places, weight in held if weight > 0) if enough else None
            case "near":
                return self._near(of, [one or set() for one in found])
            case "same":
                return self._same(Unit(of.get("unit", "sentence")), [one or set() for one in found])
        return _any(found)

    def _near(self, near: Mapping, found: list[Places]) -> Places | None:
        groups = [
            group
            for index, places in enumerate(found)
            for first in sorted(places)
            if not near.get("ordered") or index == 0
            for group in [_row(first, found[1:]) if near.get("ordered") else _company(first, index, found)]
            if group and self._between(first, max(group)) <= near.get("within", 20)
        ]
        return set().union(*groups) or None

    def _same(self, unit: Unit, found: list[Places]) -> Places | None:
        common = set.intersection(*({self._unit(place, unit) for place in places} for places in found))
        return {place for places in found for place in places if self._unit(place, unit) in common} or None

    # --- words and sentences ---------------------------------------------------------------------------------------

    def _between(self, one: Place, other: Place) -> int:
        (_, end), (start, _) = sorted((one, other))
        return sum(end <= word < start for word in self.word_starts)

    def _unit(self, place: Place, unit: Unit) -> int:
        return self.layout.unit(Hit(*place, 0), unit)

    def _word_end(self, end: int) -> int:
        while not _is_han(self.text[end - 1]) and re.match(_LETTER, self.text[end : end + 1]):
            end += 1
        return end


def _row(first: Place, others: list[Places]) -> Places:
    """The nearest of each, one after another; nothing where one is lacking."""
    row = [first]
    for places in others:
        after = [place for place in places if place[0] >= row[-1][1]]
        if not after:
            return set()
        row.append(min(after))
    return set(row)


def _company(first: Place, index: int, found: list[Places]) -> Places:
    others = [
        [place for place in places if place[0] >= first[1]] for other, places in enumerate(found) if other != index
    ]
    return {first, *map(min, others)} if all(others) else set()


def _any(found: Iterable[Places | None]) -> Places | None:
    holding = [places for places in found if places is not None]
    return set().union(*holding) if holding else None


def _all(found: Iterable[Places | None]) -> Places | None:
    several = list(found)
    return None if None in several else set().union(*several)


def _inside(places: Places, part: Place) -> Places:
    return {(start, end) for start, end in places if part[0] <= start and end <= part[1]}


def _script(body: str, side: int) -> str:
    if _is_han(body[side]):
        return "han" if len(body) > 1 else "lone"
    return "hangul" if re.match(f"[{_HANGUL}]", body[side]) else "letter"


def _is_han(character: str) -> bool:
    return bool(re.match(f"[{_HAN}]", character))


def _is_one_edit(form: str, word: str) -> bool:
    """A letter added, dropped or changed, or two neighbours exchanged; never the first."""
    if form == word or form[0] != word[0]:
        return False
    at = next((at for at, (one, other) in enumerate(zip(form, word, strict=False)) if one != other), None)
    at = min(len(form), len(word)) if at is None else at
    exchanged = form[:at] + form[at + 1 : at + 2] + form[at : at + 1] + form[at + 2 :]
    return (
        word in (exchanged, form[:at] + form[at + 1 :])
        or form == word[:at] + word[at + 1 :]
        or (len(form) == len(word) and form[at + 1 :] == word[at + 1 :])
    )


_GAPS = {" ": "[ -]", "-": "(?:-| |- | - |)"}
_BEFORE = {"letter": f"(?<!{_LETTER})", "hangul": f"(?<![{_HANGUL}])", "han": "", "lone": f"(?<![{_HANGUL}{_HAN}])"}
_AFTER = {
    "letter": f"(?!{_LETTER})",
    "hangul": f"(?:{'|'.join(PARTICLES)})*(?![{_HANGUL}])",
    "han": "",
    "lone": f"(?![{_HAN}])",
}
