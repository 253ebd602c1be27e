"""The folder that people edit, as one value: what concerns us, whom we listen to, whom we tell."""

import hashlib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from watcher.app.files import plugs
from watcher.app.files.feedfile import feeds_of
from watcher.app.files.folder import read_folder
from watcher.app.files.includes import FEEDS, SUBSCRIPTIONS, is_blank, names_in, parsed, rule_documents
from watcher.app.files.subscriptionfile import Choices, Topics, read_subscriptions
from watcher.core.feeds import Feed, FeedId
from watcher.core.matching.trial import run_tests, swallowed
from watcher.core.news import RuleId
from watcher.core.rules.compile import draft
from watcher.core.rules.document import Items, Level, Node, Place, Problem, Scalar, Table, UserProblems
from watcher.core.rules.rulebook import RuleBook
from watcher.core.telling import Subscription, SubscriptionId
from watcher.core.timing.polling import Load, load
from watcher.sources.address import site


@dataclass(frozen=True, kw_only=True)  # no slots: what is worked out from it stays with it
class Aim:
    book: RuleBook
    feeds: tuple[Feed, ...]
    subscriptions: tuple[Subscription, ...]
    version: str  # 12 hexadecimal digits that change with any of the texts
    files: Mapping[str, str]  # path within the folder: text; enough to compile it again
    warnings: tuple[Problem, ...] = ()

    @cached_property
    def load(self) -> Load:
        return load(self.feeds)

    @cached_property
    def hosts(self) -> Mapping[FeedId, str]:
        return {feed.id: site(feed.urls[0]) for feed in self.feeds}

    @cached_property
    def feed_by_id(self) -> Mapping[FeedId, Feed]:
        return {feed.id: feed for feed in self.feeds}

    def without(self, left: Container[SubscriptionId]) -> "Aim":
        """As it concerns those who still want to hear."""
        return replace(self, subscriptions=tuple(each for each in self.subscriptions if each.id not in left))


def load_aim(folder: Path, *, after: Mapping[str, str] | None = None, passed: RuleBook | None = None) -> Aim:
    """Raises UserProblems with all that is wrong in the folder.

    `passed`: the book in force, which is taken over as far as it holds: what was compiled, and tests that passed.
    `after`: the files in force. If subscriptions.yaml was among them and is gone, that is refused: it may have vanished
    by mistake, and whatever waits for its readers would be dropped. Who wants no readers writes an empty list.
    """
    files = read_folder(folder)
    if SUBSCRIPTIONS in (after or {}) and SUBSCRIPTIONS not in files:
        hint = "write `subscriptions: []` into it if nobody is to be told anything"
        raise UserProblems([Problem(Place(f"{folder}/{SUBSCRIPTIONS}", 0), "this file has vanished", hint)])
    return compile_aim(files, str(folder), passed=passed)


def load_book(path: Path) -> RuleBook:
    """The rules alone, of a folder or of one file. Raises UserProblems."""
    folder = path.parent if path.is_file() else path
    files = read_folder(folder)
    if path.is_file():
        files = {name: text for name, text in files.items() if name == path.name or "/" in name}
    book, problems, _ = _book(files, str(folder))
    if _are_errors(problems):
        raise UserProblems(problems)
    return book


def compile_aim(files: Mapping[str, str], folder_name: str = "rules", *, passed: RuleBook | None = None) -> Aim:
    """The aim that these texts say. Raises UserProblems with what is wrong in any file, and the tests that fail.

    `passed`: as in `load_aim`.
    """
    book, problems, topics = _book(files, folder_name, passed)
    feeds = _feeds(files, folder_name, problems)
    subscriptions = _subscriptions(files, folder_name, topics, problems)
    if _are_errors(problems):
        raise UserProblems(problems)
    if not book.rules:
        problems.append(Problem(Place(folder_name, 0), "no rules: nothing concerns us", level=Level.WARNING))
    return Aim(
        book=book,
        feeds=feeds,
        subscriptions=subscriptions,
        version=version_of(files),
        files=dict(files),
        warnings=tuple(sorted(problems, key=lambda problem: problem.place)),
    )


def version_of(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for part in chain.from_iterable(sorted(files.items())):
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()[:12]


def _book(
    files: Mapping[str, str], folder_name: str, passed: RuleBook | None = None
) -> tuple[RuleBook, list[Problem], Topics]:
    """The rules that are sound, all that is wrong, and what may be asked for."""
    documents, problems = rule_documents(files, folder_name)
    unread = _unread(files, documents, folder_name) if _are_errors(problems) else None
    book, found = draft(documents, unread=unread, before=passed)
    topics = {**dict.fromkeys(unread or (), frozenset[RuleId]()), **_topics(documents)}
    return book, [*problems, *found, *swallowed(book), *run_tests(book, passed=passed)], topics


def _unread(files: Mapping[str, str], documents: Container[str], folder_name: str) -> frozenset[str]:
    """The names that files seem to define which could not be read, or which no file includes, perhaps by a slip."""
    others = (name for name in files if f"{folder_name}/{name}" not in documents)
    return names_in(files[name] for name in others if name not in (FEEDS, SUBSCRIPTIONS))


def _are_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.level is Level.ERROR for problem in problems)


def _feeds(files: Mapping[str, str], folder_name: str, problems: list[Problem]) -> tuple[Feed, ...]:
    place = Place(f"{folder_name}/{FEEDS}", 0)
    if FEEDS not in files:
        problems.append(Problem(place, "this file is missing", "list in it the feeds to read"))
        return ()
    if is_blank(files[FEEDS], place.file, problems):
        return ()
    try:
        feeds, found = feeds_of(files[FEEDS], place.file, tuple(plugs.source_kinds()))
    except UserProblems as error:
        problems += error.problems
        return ()
    if not feeds and not found:
        problems.append(Problem(place, "no feeds: nothing is read", level=Level.WARNING))
    problems += found
    return feeds


def _subscriptions(
    files: Mapping[str, str], folder_name: str, topics: Topics, problems: list[Problem]
) -> tuple[Subscription, ...]:
    place = Place(f"{folder_name}/{SUBSCRIPTIONS}", 0)
    tree = parsed(files.get(SUBSCRIPTIONS, "subscriptions: []"), place.file, problems)
    if tree is None:
        return ()
    choices = Choices(channels=plugs.channel_kinds(), address=plugs.address, topics=topics, languages=plugs.languages())
    subscriptions, found = read_subscriptions(tree, choices)
    if not subscriptions and not found:
        problems.append(Problem(place, "no subscriptions: nobody is told anything", level=Level.WARNING))
    problems += found
    return subscriptions


def _topics(documents: Mapping[str, Node]) -> Topics:
    """What a subscription may ask for: each id and tag with the rules it means.

    Taken from the files as written: a subscription to a rule that is broken now is no mistake.
    """
    topics: dict[str, frozenset[RuleId]] = {}
    for rule in chain.from_iterable(map(_rules, documents.values())):
        rule_id = _word(rule.items.get("id"))
        tags = rule.items.get("tags")
        for name in [rule_id, *map(_word, tags if isinstance(tags, Items) else [tags])]:
            if name and rule_id:
                topics[name] = topics.get(name, frozenset()) | {RuleId(rule_id)}
    return topics


def _rules(document: Node) -> list[Table]:
    rules = document.items.get("rules") if isinstance(document, Table) else None
    return [rule for rule in rules if isinstance(rule, Table)] if isinstance(rules, Items) else []


def _word(node: Node | None) -> str:
    return node.source or str(node.value) if isinstance(node, Scalar) else ""
