"""A text that is read from its beginning to its end, and the place that has been reached."""

import re

from watcher.core.rules.document import Place

_END = "\0"  # behind the text, so that there is always a next character
_BEFORE_CONTENT = re.compile(r"(?: *(?:#[^\n]*)?\n)* *")
_LINE_END = re.compile(r" *(?:(?<= )#[^\n]*)?\n")


class NotPlain(Exception):
    """Something here is wrong, or is written as only a parser of all YAML understands it."""


def must(is_so: bool) -> None:
    """Raises NotPlain where it is not."""
    if not is_so:
        raise NotPlain


class Cursor:
    """A text, and how far it has been read."""

    def __init__(self, text: str, file: str, *, line: int = 0) -> None:
        """`line`: of the file, from 0, in which the text begins."""
        self.text, self.file, self.line = text + _END, file, line
        self.at = self.line_start = 0

    @property
    def place(self) -> Place:
        return Place(self.file, self.line + 1, self.at - self.line_start + 1)

    @property
    def column(self) -> int:
        """From 0; at the end of the text -1, which is less than the column of anything."""
        return self.at - self.line_start if self.text[self.at] != _END else -1

    @property
    def is_at_end(self) -> bool:
        return self.ahead == _END

    @property
    def ahead(self) -> str:
        return self.text[self.at]

    def sees(self, *starts: str) -> bool:
        return self.text.startswith(starts, self.at)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.at)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Reads on past what must stand here, counting its lines. Raises NotPlain where something else does."""
        found = pattern.match(self.text, self.at)
        if found is None:
            raise NotPlain
        end = found.end()
        if lines := self.text.count("\n", self.at, end):
            self.line, self.line_start = self.line + lines, self.text.rindex("\n", self.at, end) + 1
        self.at = end
        return found

    def end_line(self) -> None:
        """Reads on to the first word of a later line. Raises NotPlain where something is left in this one."""
        self.take(_LINE_END)
        self.skip()

    def skip(self) -> None:
        """Reads on past blank lines and comments to what comes next."""
        self.take(_BEFORE_CONTENT)
