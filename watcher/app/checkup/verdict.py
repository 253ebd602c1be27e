"""What a check of the installation found."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    OK = "ok"
    WARN = "warn"  # works, but not as it could
    FAULT = "fault"  # does not work until it is mended


@dataclass(frozen=True, slots=True)
class Verdict:
    check: str
    state: Health
    message: str
    mend: str = ""  # what to do about it


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a server does not do what we ask, in words, and what mends it."""

    what: str
    mend: str
    code: int = 1


def ok(check: str, message: str) -> Verdict:
    return Verdict(check, Health.OK, message)


def warn(check: str, message: str, mend: str) -> Verdict:
    return Verdict(check, Health.WARN, message, mend)


def fault(check: str, message: str, mend: str) -> Verdict:
    return Verdict(check, Health.FAULT, message, mend)
