"""When next: polls and retries. Chance and the present moment are arguments."""

from datetime import timedelta


def backoff(attempt: int, *, first: timedelta, most: timedelta, jitter: float) -> timedelta:
    """Delay before retry number `attempt` (1-based): doubles, bounded, spread by `jitter` in 0..1."""
    doubled = first * (1 << min(max(attempt, 1) - 1, 16))
    return min(doubled, most) * (0.5 + jitter / 2)
