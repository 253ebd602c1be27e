"""Instants as text, always in UTC: one way for machines, one for people."""

from datetime import UTC, datetime


def utc_text(at: datetime) -> str:
    """ISO 8601, with Z, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def stamp(at: datetime) -> str:
    """To the minute, for who reads it: `2025-07-17 10:00 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
