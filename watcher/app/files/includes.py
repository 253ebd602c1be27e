"""Which files of the folder say what concerns us: the topics, and all that they include."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from watcher.app.files import yamlfile
from watcher.core.rules.document import Items, Level, Node, Place, Problem, Scalar, Table, UserProblems, did_you_mean

FEEDS, SUBSCRIPTIONS = "feeds.yaml", "subscriptions.yaml"
_ID = re.compile(r"""\bid["']?\s*:\s*["']?([^\s"',}#]+)""")
_TAGS = re.compile(r"""\btags["']?\s*:(.*?)(?:\w["']?\s*:|\Z)""", re.DOTALL)
_NAME = re.compile(r"[\w-]+")


def rule_documents(files: Mapping[str, str], folder_name: str) -> tuple[Mapping[str, Node], tuple[Problem, ...]]:
    """The tree of each rule file, by its path as people know it, and what is wrong with any.

    A file that cannot be read has no tree, but an error.
    """
    problems: list[Problem] = []
    found: dict[str, Node | None] = {}
    waiting = [name for name in files if _is_topic(name)]
    if not waiting:
        hint = f"write one, such as {folder_name}/harbour.yaml"
        problems.append(Problem(Place(folder_name, 0), "no file says what concerns us", hint))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            tree = found[name] = parsed(files[name], f"{folder_name}/{name}", problems)
            waiting += _included(name, tree, files, problems)
    documents = {f"{folder_name}/{name}": tree for name, tree in found.items() if tree}
    problems += _unread(files, found, folder_name)
    return documents, tuple(problems)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The ids and tags that unreadable files seem to define, so that nobody is told that these are missing."""
    found: set[str] = set()
    for text in texts:
        found.update(_ID.findall(text))
        found.update(name for tags in _TAGS.findall(text) for name in _NAME.findall(tags))
    return frozenset(found)


def parsed(text: str, file: str, problems: list[Problem]) -> Node | None:
    if is_blank(text, file, problems):
        return None
    try:
        return yamlfile.parse(text, file)
    except UserProblems as error:
        problems += error.problems
        return None


def is_blank(text: str, file: str, problems: list[Problem]) -> bool:
    """Whether nothing stands in it, as after a slip or on a full disk; that is refused, like a file that vanished."""
    if text.strip():
        return False
    nothing = {FEEDS: "write `feeds: []`", SUBSCRIPTIONS: "write `subscriptions: []`"}
    hint = nothing.get(posixpath.basename(file), "take the file away")
    problems.append(Problem(Place(file, 0), "this file is empty", f"{hint} if that is what you mean"))
    return True


def _is_topic(name: str) -> bool:
    return "/" not in name and name.endswith(".yaml") and name not in (FEEDS, SUBSCRIPTIONS)


def _included(name: str, tree: Node | None, files: Mapping[str, str], problems: list[Problem]) -> Iterator[str]:
    """The paths within the folder that a file includes; each is written relative to that file."""
    for node in _includes(tree):
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            problems.append(Problem(node.place, "`include` is a list of files", "write `include: [words/sohae.yaml]`"))
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), node.value))
        if posixpath.isabs(path) or path.startswith(".."):
            problems.append(Problem(node.place, f"`{node.value}` is outside the folder", "copy it into the folder"))
        elif path not in files:
            problems.append(Problem(node.place, f"there is no file `{node.value}`", did_you_mean(path, list(files))))
        else:
            yield path


def _includes(tree: Node | None) -> Sequence[Node]:
    node = tree.items.get("include") if isinstance(tree, Table) else None
    if isinstance(node, Items):
        return node.items
    return () if node is None else (node,)


def _unread(files: Mapping[str, str], found: Mapping[str, object], folder_name: str) -> Iterator[Problem]:
    for name in files:
        if name in found or name in (FEEDS, SUBSCRIPTIONS):
            continue
        hint = "no file includes it" if "/" in name else f"rename it to {name.removesuffix('.yml')}.yaml"
        yield Problem(Place(f"{folder_name}/{name}", 0), "this file is not read", hint, Level.WARNING)
