"""What is stored, found by words: they are read as a rule of their own."""

import re
from collections.abc import Callable, Mapping, Sequence

from watcher.app.files.includes import rule_documents
from watcher.core.matching.match import match
from watcher.core.news import Article, Match
from watcher.core.rules.compile import compile_rulebook
from watcher.core.rules.document import Items, Node, Place, Problem, Scalar, Table, UserProblems
from watcher.core.rules.rulebook import RuleBook

_RULE = "search"  # the id of the rule that the words become
_IS_QUERY = re.compile(r"\b(?:AND|OR|NOT|NEAR)\b|[()]|^(?:title|lead):")
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))  # as telephones write them
_HERE = Place("words", 0)


class Unclear(Exception):
    """The words cannot be looked for; `str()` says why."""


def parted(line: str) -> tuple[str, ...]:
    """The words of one line; those in double quotes stand together, and a query is left whole."""
    line = line.translate(_QUOTES)
    if _IS_QUERY.search(line):
        return (line,)
    found = (quoted or word for quoted, word in _WORD.findall(line))
    return tuple(filter(None, map(str.strip, found)))


def sought(words: Sequence[str], files: Callable[[], Mapping[str, str]]) -> RuleBook:
    """All of the words, beside the entities of the rule files where they name any.

    Raises Unclear.
    """
    documents = _entities(files()) if any("@" in word for word in words) else {}
    when = Table({"all": _list(*map(_condition, words))}, {}, _HERE)
    rule = Table({"id": _word(_RULE), "when": when, "tests": Table({}, {}, _HERE)}, {}, _HERE)
    try:
        return compile_rulebook({**documents, "words": Table({"rules": _list(rule)}, {}, _HERE)})
    except UserProblems as error:
        raise Unclear("\n".join(map(_said, error.problems))) from error


def found(article: Article, book: RuleBook) -> Match | None:
    """Where an article says it."""
    return next(iter(match(article, book)), None)


def _said(problem: Problem) -> str:
    """Whoever types words wrote no rule."""
    what = problem.what.replace(f"rule `{_RULE}` names @", "you named @")
    return f"{what} ({problem.hint})" if problem.hint else what


def _entities(files: Mapping[str, str]) -> dict[str, Node]:
    documents, problems = rule_documents(files, "rules")
    del problems  # what can be read is enough
    return {
        name: Table({key: tree.items[key] for key in _NAMES if key in tree.items}, {}, tree.place)
        for name, tree in documents.items()
        if isinstance(tree, Table)
    }


_NAMES = ("entities", "conditions")  # an entity may ask for what a condition names


def _condition(word: str) -> Node:
    return Table({"query": _word(word)}, {}, _HERE) if _IS_QUERY.search(word) else _word(word)


def _word(text: str) -> Scalar:
    return Scalar(text, _HERE, source=text)


def _list(*nodes: Node) -> Items:
    return Items(nodes, _HERE)
