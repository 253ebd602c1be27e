"""Reads the one-line Boolean form that analysts know into the tree that the longer form stands for.

    ("spy satellite" OR satell*) AND @dprk NOT title:quiz
    launch* NEAR/5 (pier OR jetty)

NOT binds closest, then NEAR, AND, OR. Two words side by side are refused: some search engines take them for AND,
others for OR, and in both a phrase without its quotes finds what nobody meant.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from watcher.core.rules.document import Items, Node, Place, Scalar, Table, did_you_mean
from watcher.core.rules.reading import Reader

DEEPEST = 40  # brackets, NOT and title: within each other
_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))
    |(?P<near>NEAR(?:/(?P<words>\d+))?)(?=[\s()]|$)
    |(?P<operator>AND|OR|NOT)(?=[\s()"]|$)
    |(?P<part>title|lead|opening):(?=\S)
    |"(?P<phrase>[^"]*)"
    |(?P<word>[^\s()"]+))""",
    re.VERBOSE,
)
_PARTS = ("title", "lead", "opening")
_PART_LOOKALIKE = re.compile(r"([A-Za-z]+):(?!//)")
_NEAR_LOOKALIKE = re.compile(r"(?:NEAR|near|Near|NEXT|W|PRE)(?:[/~:]\w*)?")
_NEAR = "write NEAR/5 for at most five words between"


class NotAQuery(ValueError):
    """What is wrong at character `at` (from 0), and what would be right."""

    def __init__(self, what: str, at: int, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.at, self.hint = what, at, hint


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def at_length(query: Node, reader: Reader) -> Node | None:
    """The one-line form as the tree it stands for; None where it cannot be read, which the reader then knows."""
    problems = len(reader.problems)
    text = reader.text(query, "a query")
    if len(reader.problems) > problems:
        return None
    place, inset = query.place, query.inset if isinstance(query, Scalar) else None
    try:
        return read_query(text, replace(place, column=place.column + (inset or 0)))
    except NotAQuery as wrong:
        if inset is None:
            reader.wrong(place, f"not a query: {wrong.what} (character {wrong.at + 1} of the query)", wrong.hint)
        else:
            where = replace(place, column=place.column + inset + wrong.at)
            reader.wrong(where, f"not a query: {wrong.what}", wrong.hint)
        return None


def read_query(text: str, place: Place) -> Node:
    """The condition as a rule's author would have written it at length. `place` is that of the first character.

    Raises NotAQuery.
    """
    line = _Grammar(_tokens(text), place)
    node = line.either()
    if line.ahead.kind == "close":
        raise NotAQuery("`)` closes nothing", line.ahead.at, "take it away, or open it before")
    if line.ahead.kind != "end":
        raise _side_by_side(line.ahead)
    return node


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, last = 0, len(text.rstrip())
    while at < last:
        found = _TOKEN.match(text, at)
        if found is None:
            start = last - len(text[at:last].lstrip())
            raise NotAQuery("a quotation mark that is not closed", start, 'write "the phrase"')
        kind = found.lastgroup or ""
        kind = "near" if kind == "words" else kind
        said = found["words"] or "" if kind == "near" else found[kind]
        tokens.append(_Token(kind, said, found.start(kind) - (kind == "phrase")))
        at = found.end()
    return [*tokens, _Token("end", "", last)]


class _Grammar:
    def __init__(self, tokens: list[_Token], place: Place) -> None:
        self.tokens, self.place = tokens, place
        self.next = self.depth = 0

    @property
    def ahead(self) -> _Token:
        return self.tokens[self.next]

    def either(self) -> Node:
        return self._joined("OR", "any", self.both)

    def both(self) -> Node:
        """Parts joined by AND; `this NOT that` means `this AND NOT that`."""
        parts, start = [self.close()], self.ahead.at
        while self._is("AND") or self._is("NOT"):
            if self._is("AND"):
                self._take()
            parts.append(self.close())
        return parts[0] if len(parts) == 1 else self._table("all", parts, start)

    def close(self) -> Node:
        left, chained = self.one(), 0
        while self.ahead.kind == "near":
            near, chained = self._take(), chained + 1
            if chained > DEEPEST:
                raise NotAQuery(f"more than {DEEPEST} times NEAR in a row", near.at)
            within = [("within", self._scalar(int(near.text), near.at))] if near.text else []
            of = ("of", Items((left, self.one()), self._at(near.at)))
            left = self._keyed("near", self._mapping(dict([*within, of]), near.at), near.at)
        return left

    def one(self) -> Node:
        token = self._take()
        match token.kind:
            case "operator" if token.text == "NOT":
                return self._table("none", [self._within(token, self.one)], token.at)
            case "part":
                return self._keyed(token.text, self._within(token, self.one), token.at)
            case "open":
                return self._bracket(token)
            case "phrase" | "word":
                return self._term(token)
        raise NotAQuery("a word is missing here", token.at, "an operator stands between two terms")

    def _bracket(self, opened: _Token) -> Node:
        inner = self._within(opened, self.either)
        if self.ahead.kind == "end":
            raise NotAQuery("this bracket is not closed", opened.at, "write `)` where it ends")
        if self.ahead.kind != "close":
            raise _side_by_side(self.ahead)
        self._take()
        return inner

    def _within(self, opened: _Token, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotAQuery(f"more than {DEEPEST} brackets or NOT within each other", opened.at)
        inner = read()
        self.depth -= 1
        return inner

    def _term(self, token: _Token) -> Node:
        if token.kind == "word" and _NEAR_LOOKALIKE.fullmatch(token.text):
            raise NotAQuery(f"`{token.text}` is no operator", token.at, _NEAR)
        if token.kind == "word" and (part := _PART_LOOKALIKE.match(token.text)):
            raise _no_part(part[1], token)
        if not token.text.strip():
            raise NotAQuery("nothing stands between the quotation marks", token.at)
        return self._scalar(token.text, token.at)

    def _joined(self, operator: str, key: str, read: Callable[[], Node]) -> Node:
        parts, start = [read()], self.ahead.at
        while self._is(operator):
            self._take()
            parts.append(read())
        return parts[0] if len(parts) == 1 else self._table(key, parts, start)

    def _is(self, operator: str) -> bool:
        return self.ahead.kind == "operator" and self.ahead.text == operator

    def _take(self) -> _Token:
        token = self.ahead
        self.next = min(self.next + 1, len(self.tokens) - 1)
        return token

    def _at(self, at: int) -> Place:
        return Place(self.place.file, self.place.line, self.place.column + at)

    def _scalar(self, value: str | int, at: int) -> Scalar:
        return Scalar(value, self._at(at), source=str(value))

    def _table(self, key: str, parts: list[Node], at: int) -> Table:
        return self._keyed(key, Items(tuple(parts), self._at(at)), at)

    def _keyed(self, key: str, node: Node, at: int) -> Table:
        return self._mapping({key: node}, at)

    def _mapping(self, items: Mapping[str, Node], at: int) -> Table:
        return Table(items, dict.fromkeys(items, self._at(at)), self._at(at))


def _no_part(word: str, token: _Token) -> NotAQuery:
    if word in _PARTS:
        return NotAQuery(f"nothing stands behind `{word}:`", token.at, f"write {word}:quay, without a space")
    cure = did_you_mean(word.lower(), _PARTS) or f"known are {', '.join(_PARTS)}"
    what = f"`{word}:` is no part of an article"
    return NotAQuery(what, token.at, f'{cure}; or put quotes around the word: "{token.text}"')


def _side_by_side(token: _Token) -> NotAQuery:
    cure = "AND, OR, or quotes around both"
    if token.text.lower() in ("and", "or", "not"):
        cure = "write AND or OR in capitals"
    elif _NEAR_LOOKALIKE.fullmatch(token.text):
        cure = _NEAR
    return NotAQuery(f"nothing says how `{token.text or token.kind}` belongs to what stands before it", token.at, cure)
