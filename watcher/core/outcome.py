"""What came of an attempt to send, and what a probe saw: all that a channel may answer."""

from dataclasses import dataclass
from datetime import timedelta

REPEAT = timedelta(seconds=60)  # what may have arrived is repeated no earlier than this after the claim

# --- the eight outcomes of a send ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """The far end asks for patience; the whole address pauses."""

    after: timedelta
    error: str = "asked to wait"


@dataclass(frozen=True, slots=True)
class Unsent:
    """It certainly did not arrive: no connection, no name, no pool."""

    error: str
    after: timedelta | None = None  # when to try again, where the channel has its own custom


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: time ran out after the write, the answer was lost, a 5xx."""

    error: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """The far end cannot read this form of it."""

    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    address: str
    error: str = "the chat moved"


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: trying again cannot help."""

    error: str


@dataclass(frozen=True, slots=True)
class Unauthorised:
    """Our own credentials are bad: nothing can be sent this way until the operator acts."""

    error: str


Outcome = Sent | Wait | Unsent | Unknown | Malformed | Moved | Refused | Unauthorised


# --- what a probe saw ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Present:
    receipt: str


@dataclass(frozen=True, slots=True)
class Absent:
    pass


@dataclass(frozen=True, slots=True)
class Undecidable:
    why: str
    settle: timedelta = REPEAT  # after the claim: repeated no earlier


@dataclass(frozen=True, slots=True)
class Later:
    """The far end could not be asked: nothing is known yet, and nothing may be repeated."""

    after: timedelta
    why: str


Finding = Present | Absent | Undecidable | Later
