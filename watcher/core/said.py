"""What outlets said, as posts and lists carry it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    text: str
    outlet: str
    label: str | None = None
    lang: str | None = None  # where it is not the reader's


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A story that media of one state opened."""

    outlet: str
    state: str  # country code
    alone: bool  # nobody outside that state's control carries it
