"""How well citations and new facts are found: one row per set of labelled reports.

    python -m bench.pairs [PAIRS STREAM]

Without arguments: the labels of tests/data/pairs.jsonl, whose texts lie beside them or in ../shared/data beside the
checkout. A label says of a report that joined a story whom its headline and lead cite, and whether its headline or
first paragraph states something of the event that no earlier report of the story had.
`new fact` is what is found, whoever else carries it; `speaks` is what of it two outlets carry, or one that cites none
of the earlier ones.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from watcher.app.replay.backtest import Row, read_rows
from watcher.core.news import Article, ArticleId, Member, Relation
from watcher.core.stories.citing import cited
from watcher.core.stories.facts import new_facts, opening
from watcher.core.stories.voices import Names
from watcher.core.words.text import words

ROOT = Path(__file__).parents[1]
PAIRS = ROOT / "tests/data/pairs.jsonl"
BESIDE = (ROOT / "tests/data", ROOT.parent / "shared/data/stories")
NOVEL = 0.3  # share of new words in the first sentence from which it says something new
STEM = 5  # letters by which two forms of a word are one


@dataclass(slots=True)
class Count:
    """Of what is claimed and what is true: how much is both."""

    right: int = 0
    claimed: int = 0
    true: int = 0

    def add(self, claimed: frozenset[str], true: frozenset[str]) -> None:
        self.right += len(claimed & true)
        self.claimed += len(claimed)
        self.true += len(true)

    def __str__(self) -> str:
        precision = self.right / self.claimed if self.claimed else 1.0
        recall = self.right / self.true if self.true else 1.0
        return f"{self.claimed:4} of {self.true:3}  {precision:.3f} / {recall:.3f}"


@dataclass(slots=True)
class Score:
    pairs: int = 0
    citing: Count = field(default_factory=Count)
    new_fact: Count = field(default_factory=Count)
    speaks: Count = field(default_factory=Count)


@dataclass(frozen=True, slots=True)
class Pair:
    """A report, and all of its story that came before it."""

    id: str
    member: Member
    before: tuple[Member, ...]


def pairs_of(rows: list[Row], stories: dict[str, str], names: Names) -> Iterator[Pair]:
    told: dict[str, tuple[Member, ...]] = {}
    for number, row in enumerate(rows):
        before = told.get(stories[row.id], ())
        member = member_of(number, row.article, names, is_first=not before)
        told[stories[row.id]] = (*before, member)
        if before:
            yield Pair(row.id, member, before)


def member_of(number: int, article: Article, names: Names, *, is_first: bool) -> Member:
    relation = Relation.NEW if is_first else Relation.GROWS
    return Member(id=ArticleId(number), article=article, relation=relation, cited=cited(article, names))


def score(labels: dict[str, dict[str, object]], stream: Path) -> Score:
    rows = read_rows([stream])
    stories = {str(row["id"]): str(row["story"]) for row in map(json.loads, stream.read_text("utf-8").splitlines())}
    names = Names.of(row.article.outlet for row in rows)
    found = Score()
    for pair in pairs_of(rows, stories, names):
        label = labels.get(pair.id)
        if label is None:
            continue
        found.pairs += 1
        own = names.of_outlet(pair.member.article.outlet)
        whom = frozenset(names.of_outlet(str(name)) for name in list(label["cites"] or ())) - {own}
        found.citing.add(frozenset(one.name for one in pair.member.cited), whom)
        true = frozenset({pair.id} if label["new_fact"] else ())
        found.new_fact.add(frozenset({pair.id} if brings_news(pair.member, pair.before) else ()), true)
        found.speaks.add(frozenset({pair.id} if carries_news(pair.member, pair.before, names) else ()), true)
    return found


def rows_of(file: Path) -> Iterable[dict[str, object]]:
    return (json.loads(line) for line in file.read_text("utf-8").splitlines())


def main() -> None:
    print("set        pairs   citing: found, P / R       new fact: found, P / R     speaks: found, P / R")
    if sys.argv[1:]:
        pairs, stream = map(Path, sys.argv[1:])
        sets = {stream.stem: ({str(row["id"]): row for row in rows_of(pairs)}, stream)}
    else:
        sets = dict(own_sets())
    for name, (labels, stream) in sets.items():
        found = score(labels, stream)
        print(f"{name:10} {found.pairs:5}   {found.citing}    {found.new_fact}    {found.speaks}")


def own_sets() -> Iterator[tuple[str, tuple[dict[str, dict[str, object]], Path]]]:
    labels = list(rows_of(PAIRS))
    for name in dict.fromkeys(str(row["stream"]) for row in labels):
        stream = next((path for folder in BESIDE if (path := folder / f"{name}.jsonl").exists()), None)
        if stream is None:
            print(f"{name}: its texts are not here", file=sys.stderr)
            continue
        yield name, ({str(row["id"]): row for row in labels if row["stream"] == name}, stream)


# --- what would speak, were it right more often ----------------------------------------------------------------------


def brings_news(member: Member, before: Sequence[Member]) -> bool:
    """Whether it opens with a fact that the story did not have, in words that the story did not use."""
    return novelty(member.article, _articles(before)) >= NOVEL and bool(new_facts(member.article, _articles(before)))


def carries_news(member: Member, before: Sequence[Member], names: Names) -> bool:
    """Whether what it brings is more than one outlet's word.

    That is so where it cites none of those who reported before, or where one that did had brought the same fact.
    """
    if not brings_news(member, before):
        return _seconds(member, before, names)
    return not _leans(member, before, names)


def _leans(member: Member, before: Sequence[Member], names: Names) -> bool:
    """Whether it cites an outlet that reported before."""
    earlier = {names.of_outlet(other.article.outlet) for other in before}
    return any(one.name in earlier for one in member.cited)


def _seconds(member: Member, before: Sequence[Member], names: Names) -> bool:
    """Whether it is the second outlet with a fact that leaned on others until now."""
    for number, other in enumerate(before):
        earlier = before[:number]
        if other.article.outlet == member.article.outlet or not earlier or not _leans(other, earlier, names):
            continue
        if brings_news(other, earlier) and _facts(other, earlier) & _facts(member, (*earlier, *before[number + 1 :])):
            return True
    return False


def _facts(member: Member, before: Sequence[Member]) -> set[str]:
    return {fact.casefold() for fact in new_facts(member.article, _articles(before))}


def _articles(members: Sequence[Member]) -> list[Article]:
    return [member.article for member in members]


def novelty(article: Article, before: Sequence[Article]) -> float:
    """How much of its first sentence is in words that no earlier report in its language used, 0..1; 0 without one."""
    like = (other for other in before if other.tongue == article.tongue)
    known = {stem for other in like for stem in _stems(other.whole)}
    _, *sentences = opening(article)
    said = _stems(sentences[0]) if sentences and known else set()
    return len(said - known) / len(said) if said else 0.0


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in words(text) if not word.isdigit() and (len(word) > 3 or not word.isascii())}


if __name__ == "__main__":
    main()
