"""Replays articles through match and stories as if they arrived again. Starts from nothing, keeps nothing."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from watcher.core.editing.forecast import Volume, forecast
from watcher.core.editing.relation import relation_of
from watcher.core.matching.excerpt import said
from watcher.core.news import Article, ArticleId, Match, Member, Relation, Span, StoryId, Vocabulary
from watcher.core.rules.document import Place, Problem, UserProblems
from watcher.core.stories.citing import cited
from watcher.core.stories.cluster import Index
from watcher.core.stories.facts import new_facts
from watcher.core.stories.voices import Names
from watcher.core.telling import Subscription
from watcher.sources.address import site
from watcher.store import articles
from watcher.store.db import Db

STDIN = "-"

Matcher = Callable[[Article], tuple[Match, ...]]
Lookup = Callable[[Article, tuple[Match, ...]], Vocabulary]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an input file."""

    id: str
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What became of a row; `story` and `copy_of` are ids of rows."""

    row: Row
    matches: tuple[Match, ...]
    story: str | None = None  # None: unmatched
    relation: Relation | None = None
    copy_of: str | None = None
    facts: tuple[str, ...] = ()  # not in its story before
    alert: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.row.id,
            "matched": [_match_as_json(match, self.row.article) for match in self.matches],
            "story": self.story,
            "relation": self.relation or "unmatched",
            "copy_of": self.copy_of,
            "alert": self.alert,
        }


def replay(
    rows: Iterable[Row], *, match: Matcher, vocabulary: Lookup, index: Index, unfiltered: bool = False
) -> Iterator[Replayed]:
    """What becomes of each row, in the order given. `index`: empty; `unfiltered`: all are placed, matched or not."""
    replayed = _Replay(index)
    for row in rows:
        matches = match(row.article)
        if matches or unfiltered:
            speaks = unfiltered or any(found.severity.speaks for found in matches)
            yield replayed.place(row, matches, vocabulary(row.article, matches), speaks=speaks)
        else:
            replayed.pass_over(row)
            yield Replayed(row=row, matches=matches)


class _Replay:
    """The stories that the rows so far have told. An article has the number of its row, a story that of its first."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ids: list[str] = []  # of the rows, by number
        self._members: dict[StoryId, list[Member]] = {}
        self._voices = Names.of()

    def pass_over(self, row: Row) -> None:
        self._ids.append(row.id)
        self._index.learn(row.article)

    def place(self, row: Row, matches: tuple[Match, ...], words: Vocabulary, *, speaks: bool) -> Replayed:
        """`speaks`: whether it is severe enough to be an alert, if it brings news."""
        id, article = ArticleId(len(self._ids)), row.article
        self._ids.append(row.id)
        placement = self._index.place(article, vocabulary=words, now=article.seen_at)
        story = StoryId(id) if placement.story is None else placement.story
        told = self._members.setdefault(story, [])
        voices = cited(article, self._voices)
        member = Member(id=id, article=article, relation=placement.relation, cited=voices, matches=matches)
        relation = relation_of(placement, member, told)
        stated = new_facts(article, [other.article for other in told]) if relation is Relation.UPDATE else ()
        told.append(member)
        self._voices = self._voices.and_of(article.outlet)
        self._index.add(id, story, article, copy_of=placement.copy_of, vocabulary=words)
        return Replayed(
            row=row,
            matches=matches,
            story=self._ids[story],
            relation=relation,
            copy_of=None if placement.copy_of is None else self._ids[placement.copy_of],
            facts=stated,
            alert=speaks and relation in (Relation.NEW, Relation.UPDATE),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """That an article would be matched by a rule from now on, or no more."""

    row: Row
    match: Match
    is_added: bool

    def as_json(self) -> dict[str, object]:
        article = self.row.article
        change = {"change": "added" if self.is_added else "lost"}
        return {"id": self.row.id, "url": article.url, "outlet": article.outlet, "title": article.title} | (
            change | _match_as_json(self.match, article)
        )


def changes(rows: Iterable[Row], *, before: Matcher, after: Matcher) -> Iterator[Change]:
    """What other rules would find more and no more, article by article."""
    for row in rows:
        old = {found.rule: found for found in before(row.article)}
        new = {found.rule: found for found in after(row.article)}
        yield from (Change(row, found, True) for rule, found in new.items() if rule not in old)
        yield from (Change(row, found, False) for rule, found in old.items() if rule not in new)


def stored_rows(db: Db, since: datetime) -> list[Row]:
    """The articles of the memory whose texts are kept."""
    return [Row(str(id), article) for id, article in articles.since(db, since)]


def volumes(told: Sequence[Replayed], subscriptions: Sequence[Subscription]) -> tuple[Volume, ...]:
    """What each subscription would have heard of a replay."""
    seen = {each.row.id: (number, each.row.article.seen_at) for number, each in enumerate(told)}
    return forecast(
        (
            (StoryId(seen[each.story][0]), _member(each, seen))
            for each in told
            if each.story is not None and each.relation is not None
        ),
        subscriptions,
    )


def _member(each: Replayed, seen: Mapping[str, tuple[int, datetime]]) -> Member:
    return Member(
        id=ArticleId(seen[each.row.id][0]),
        article=each.row.article,
        relation=each.relation or Relation.NEW,
        copied_at=seen[each.copy_of][1] if each.copy_of else None,
        facts=each.facts,
        matches=each.matches,
    )


def read_rows(files: Sequence[Path]) -> list[Row]:
    """The rows of all files as one stream, by time of arrival, then as they stand. Raises UserProblems."""
    rows: list[Row] = []
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    for file in files:
        for place, line in _lines(file, problems):
            try:
                row = _row(_parsed(line))
            except ValueError as error:
                problems.append(Problem(place, str(error)))
                continue
            if row.id in places:
                problems.append(Problem(place, f"the id `{row.id}` stands twice", f"first at {places[row.id]}"))
            places[row.id] = place
            rows.append(row)
    if problems:
        raise UserProblems(problems)
    return sorted(rows, key=lambda row: row.article.seen_at)


def _lines(file: Path, problems: list[Problem]) -> Iterator[tuple[Place, str]]:
    try:
        with _opened(file) as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield Place(str(file), number), line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
    except OSError as error:
        problems.append(Problem(Place(str(file)), f"cannot be read: {error.strerror}"))


def _opened(file: Path) -> BinaryIO:
    return sys.stdin.buffer if str(file) == STDIN else file.open("rb")


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error


def _row(given: object) -> Row:
    """Raises ValueError that says what is wrong with the line."""
    if not isinstance(given, dict):
        raise ValueError("not an object: each line is {id, ts, title, text}")
    missing = [key for key in ("id", "ts") if key not in given]
    if not given.keys() & {"title", "text"}:
        missing += ["title", "text"]
    if missing:
        raise ValueError(f"without {', '.join(missing)}")
    url = _text(given, "url")
    arrived = _instant(given["ts"])
    article = Article(
        url=url,
        outlet=_text(given, "outlet") or site(url),
        title=_text(given, "title"),
        text=_text(given, "text"),
        lang=_text(given, "lang") or None,
        seen_at=arrived,
        fetched_at=arrived,
        published_at=arrived,
    )
    return Row(_id(given["id"]), article)


def _text(given: dict[str, object], key: str) -> str:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"`{key}` is not text")
    return _sound(value or "")


def _sound(text: str) -> str:
    """With a `?` for each half of a character (`\\ud800`): JSON can carry them, but no file or terminal."""
    return text.encode("utf-8", "replace").decode()


def _id(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError("`id` is not a name or number")
    return _sound(str(value))


def _instant(value: object) -> datetime:
    """UTC where no offset is given."""
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"`ts` is no instant: {value!r} (2025-07-17T10:00:00Z is one)") from error
    if not 1900 < instant.year < 9000:
        raise ValueError(f"`ts` is out of reach: {value}")
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _match_as_json(match: Match, article: Article) -> dict[str, object]:
    return {
        "rule": match.rule,
        "severity": match.severity,
        "score": match.score,
        "spans": [_span_as_json(span, article) for span in match.spans],
    }


def _span_as_json(span: Span, article: Article) -> dict[str, object]:
    text = said(article, span)
    return {"field": span.field, "start": span.start, "end": span.end, "text": text, "term": span.term}
