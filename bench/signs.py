"""Fits the weights in rules/words/signs.yaml to the labelled texts in tests/data/rules, by logistic regression.

    python bench/signs.py [--leave-out FILE]...  > rules/words/signs.yaml

The signs stay as they stand there; what they weigh is learned anew. `--leave-out` (kinds, torn ...): the texts of that
file are not learned from, and stderr says how well the signs alone tell them apart.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

from likeness import solved

from watcher.app.files.aim import load_book
from watcher.core.matching.evaluate import Reading, find
from watcher.core.news import RuleId
from watcher.core.rules.conditions import AllOf, AtLeast, Condition, children
from watcher.core.rules.rulebook import RuleBook

HOME = Path(__file__).parents[1]
TEXTS = HOME / "tests" / "data" / "rules"
SIGNS = HOME / "rules" / "words" / "signs.yaml"
# How likely it must be by its signs. They are heard beside conditions that miss little: what they add must be right.
ASKED = {RuleId("nk-launch"): 0.7, RuleId("nk-launch-notice"): 0.93, RuleId("nk-space"): 0.85}
STEPS = 8  # of Newton's method
KEEP = 1.0  # how strongly weights are held small
FEWEST = 20  # parts of a condition that weighs signs

Case = tuple[list[int], bool]  # the signs that hold, and whether the rule should
Fit = tuple[list[float], float]  # what each sign weighs, and how much it takes


@dataclass(frozen=True)
class Text:
    reading: Reading
    judged: dict[str, bool]  # by rule: whether it should hold


def read(book: RuleBook, left_out: Sequence[str], *, is_left: bool) -> Iterator[Text]:
    for file in sorted(TEXTS.glob("*.jsonl")):
        rows = map(json.loads, file.read_text("utf-8").splitlines())
        for row in rows if (file.stem in left_out) is is_left else ():
            judged = {rule: key == "match" for key in ("match", "no_match") for rule in row.get(key, ())}
            yield Text(Reading(row["title"], row["text"], book), judged)


def weighed(condition: Condition) -> Iterator[AllOf]:
    """The conditions that weigh signs, each with what it asks besides."""
    if isinstance(condition, AllOf) and any(
        isinstance(part, AtLeast) and len(part.of) > FEWEST for part in condition.of
    ):
        yield condition
    for child in children(condition):
        yield from weighed(child)


def signs_of(condition: AllOf) -> AtLeast:
    return next(part for part in condition.of if isinstance(part, AtLeast))


def cases(rule: str, condition: AllOf, texts: Sequence[Text]) -> list[Case]:
    """Of the texts that say something of the rule, and that its signs could tell."""
    signs = signs_of(condition)
    besides = [part for part in condition.of if part is not signs]
    found: list[Case] = []
    for text in texts:
        if rule in text.judged and all(find(part, text.reading) is not None for part in besides):
            holding = [at for at, part in enumerate(signs.of) if find(part, text.reading) is not None]
            found.append((holding, text.judged[rule]))
    return found


def fit(found: Sequence[Case], size: int, asked: float) -> Fit:
    weights = [0.0] * (size + 1)  # the last is what speaks for it without any sign
    for _ in range(STEPS):
        slope = [*(-KEEP * weight for weight in weights[:-1]), 0.0]
        bend = [[KEEP * (i == j < size) for j in range(size + 1)] for i in range(size + 1)]
        for holding, is_so in found:
            present = [*holding, size]
            likely = 1 / (1 + exp(-sum(weights[at] for at in present)))
            for number, i in enumerate(present):
                slope[i] += is_so - likely
                for j in present[number:]:
                    bend[i][j] += likely * (1 - likely)
        weights = [weight + step for weight, step in zip(weights, solved(bend, slope), strict=True)]
    return weights[:-1], log(asked / (1 - asked)) - weights[-1]


def score(found: Sequence[Case], fitted: Fit) -> str:
    weights, enough = fitted
    told = [is_so for holding, is_so in found if sum(weights[at] for at in holding) >= enough]
    wanted = sum(is_so for _, is_so in found)
    return f"precision {sum(told) / max(1, len(told)):.3f}, recall {sum(told) / max(1, wanted):.3f} of {wanted}"


def written(file: str, signs: AtLeast, fitted: Fit) -> str:
    """The file with what was learned of one of its conditions, which is found by what stands there now."""
    old = "".join(rf".*weight: {weight:.1f}}}\n" for weight in signs.weights)
    found = re.search(rf"n: {signs.n:.1f}\n +of:\n{old}", file)
    assert found, "the file is not the one that was read"
    weights = iter((f"n: {fitted[1]:.1f}", *(f"weight: {weight:.1f}" for weight in fitted[0])))
    return (
        file[: found.start()]
        + re.sub(r"n: [\d.]+$|weight: [-\d.]+", lambda _: next(weights), found[0], flags=re.M)
        + file[found.end() :]
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--leave-out", action="append", default=[])
    left_out = options.parse_args().leave_out
    book = load_book(HOME / "rules")
    learned, others = (list(read(book, left_out, is_left=is_left)) for is_left in (False, True))
    whens = {rule.id: list(weighed(rule.when)) for rule in book.rules if rule.id in ASKED}
    file = SIGNS.read_text("utf-8")
    known: list[AtLeast] = []  # the rule of the programme asks for those of launches and notices, too
    for rule, asked in ASKED.items():
        condition = next(one for one in whens[rule] if signs_of(one) not in known)
        known.append(signs_of(condition))
        found = cases(rule, condition, learned)
        fitted = fit(found, len(known[-1].of), asked)
        print(rule, score(found, fitted), file=sys.stderr)
        if others:
            print("left out:", score(cases(rule, condition, others), fitted), file=sys.stderr)
        file = written(file, known[-1], fitted)
    print(file, end="")


if __name__ == "__main__":
    main()
