"""Reads a `.env` file: one `NAME=value` a line, comments, quotes. No variables are put in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from watcher.core.rules.document import Place, Problem

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<inside>.*)(?P=quote)\s*(#.*)?""")


@dataclass(frozen=True, slots=True)
class Written:
    """A setting as somebody wrote it, and where."""

    text: str
    place: Place


def parse(text: str, file: str) -> tuple[Mapping[str, Written], tuple[Problem, ...]]:
    found: dict[str, Written] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        place = Place(file, number, line.index(stripped) + 1)
        match = _LINE.fullmatch(stripped)
        if not match:
            problems.append(Problem(place, "not a setting", "write `NAME=value`"))
        elif match["name"] in found:
            first = found[match["name"]].place.line
            problems.append(Problem(place, f"{match['name']} stands twice", f"first at line {first}"))
        else:
            found[match["name"]] = Written(_value(match["value"]), place)
    return found, tuple(problems)


def _value(text: str) -> str:
    """What is between the quotes; without quotes, what stands before ` #`."""
    quoted = _QUOTED.fullmatch(text)
    return quoted["inside"] if quoted else re.split(r"(?:^|\s)#", text, maxsplit=1)[0].strip()
