"""The folder that people edit: its files as texts, and whether they changed."""

import os
from collections.abc import Iterator
from pathlib import Path

from watcher.core.rules.document import Place, Problem, UserProblems

MOST_BYTES, MOST_IN_ALL = 4_000_000, 16_000_000  # of one file, of a folder; 100,000 phrases are 2 MB

Stamp = frozenset[tuple[str, int, int, int]]


def read_folder(folder: Path) -> dict[str, str]:
    """The text of each YAML file, by its path within the folder; hidden folders are left alone. Raises UserProblems."""
    if not folder.is_dir():
        raise UserProblems([Problem(Place(str(folder), 0), "there is no such folder", "WATCHER_RULES names it")])
    files: dict[str, str] = {}
    problems = []
    for path in sorted(_paths(folder)):
        try:
            files[path.relative_to(folder).as_posix()] = _text_of(path)
        except UnicodeDecodeError as error:
            place = Place(str(path), error.object[: error.start].count(b"\n") + 1)
            problems.append(Problem(place, "not UTF-8 text", "save the file as UTF-8"))
        except OSError as error:
            problems.append(Problem(Place(str(path), 0), "cannot be read", error.strerror or str(error)))
    if sum(map(len, files.values())) > MOST_IN_ALL:
        problems.append(Problem(Place(str(folder), 0), f"more than {MOST_IN_ALL // 1_000_000} MB in all"))
    if problems:
        raise UserProblems(problems)
    return files


class RulesFolder:
    """Tells that the files changed and came to rest: a file half written is never taken up.

    Names, sizes, times and inodes are compared at each look: editors that put a new file in the place of the old one
    are noticed, as is a folder that vanished or was mounted anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = self._last = self._look()

    def changed(self) -> bool:
        """Whether the files are others than when this last was true, and rested since the look before this one."""
        now, before = self._look(), self._last
        self._last = now
        if now != before or now == self._taken:
            return False
        self._taken = now
        return True

    def _look(self) -> Stamp:
        found = set()
        for path in _paths(self._folder):
            try:
                stat = path.stat()
            except OSError:  # replaced between the listing and the look, or a link that leads nowhere
                continue
            found.add((str(path), stat.st_size, stat.st_mtime_ns, stat.st_ino))
        return frozenset(found)


def _paths(folder: Path) -> Iterator[Path]:
    """What is named like a YAML file; links to folders are not followed, they might run in a ring."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(parent, name)


def _text_of(path: Path) -> str:
    """Raises UnicodeDecodeError and OSError."""
    if not path.exists():
        raise OSError("a link that leads nowhere")
    if not path.is_file():
        raise OSError("neither a file nor a link to one")
    if path.stat().st_size > MOST_BYTES:
        raise OSError(f"longer than {MOST_BYTES // 1_000_000} MB")
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
