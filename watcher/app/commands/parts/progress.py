"""A bar for the person who waits at a terminal."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

LONG = 1_000  # things: worth a bar

Thing = TypeVar("Thing")


def watched(things: Sequence[Thing], what: str) -> Iterable[Thing]:
    """The things as they are; on stderr how far they are used up, where somebody looks and it takes long."""
    console = Console(stderr=True)
    if not console.is_terminal or len(things) < LONG:
        return things
    return track(things, what, console=console, transient=True)


def counted(things: Iterable[Thing], what: str) -> Iterable[Thing]:
    """As `watched`, where nobody knows how many there are."""
    console = Console(stderr=True)
    return track(things, what, total=None, console=console, transient=True) if console.is_terminal else things
