"""Notices that the rules folder changed."""

from pathlib import Path

Stamp = frozenset[tuple[str, int, int]]


class RulesFolder:
    """Compares names, sizes and times: editors that replace a file are noticed, and a folder that vanished too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp = self._look()

    def changed(self) -> bool:
        """Whether it differs from the last time it was asked."""
        stamp = self._look()
        changed, self._stamp = stamp != self._stamp, stamp
        return changed

    def _look(self) -> Stamp:
        found = set()
        for path in self._folder.rglob("*.y*ml"):
            try:
                stat = path.stat()
            except FileNotFoundError:  # replaced between the listing and the look
                continue
            found.add((str(path), stat.st_size, stat.st_mtime_ns))
        return frozenset(found)
