"""Instants: what tells them, and how they are written in UTC, one way for machines and one for people."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # tells the present instant, aware; whoever needs to know it is given one


def utc_text(at: datetime) -> str:
    """ISO 8601, with Z, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def stamp(at: datetime) -> str:
    """To the minute, for who reads it: `2025-07-17 10:00 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
