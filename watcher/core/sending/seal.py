"""Seals: short proofs that we wrote a link, and for whom."""

import hashlib
import hmac

DIGITS = 32  # hexadecimal: 128 bits


def seal(secret: bytes, *parts: str) -> str:
    """HMAC-SHA256 over the parts, each with its length: no two lists of parts read the same."""
    told = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:DIGITS]


def leaving(secret: bytes, *, address: str, subscription: str, epoch: int) -> str:
    """What stands in the link by which one address leaves one list."""
    return f"{subscription}.{seal(secret, 'leave', address, subscription, str(epoch))}"


def same(one: str, other: str) -> bool:
    """Compared in constant time: how long it takes says nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
