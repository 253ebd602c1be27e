"""Inflates a body under a limit, so that memory carries no more than was meant."""

import zlib
from collections.abc import Mapping

from watcher.sources.base import Unreachable


def inflated(body: bytes, headers: Mapping[str, str], most_bytes: int) -> bytes:
    """The body as it was meant. Raises Unreachable beyond `most_bytes`: a thousand bytes may say a million."""
    coding = headers.get("content-encoding", "").strip().lower()
    match coding:
        case "" | "identity":
            meant = body
        case "gzip" | "x-gzip":
            meant = _unpacked(body, most_bytes + 1)
        case _:
            raise Unreachable(f"answers in a coding that was not asked for: {coding[:40]}")
    if len(meant) > most_bytes:
        raise too_long(most_bytes)
    return meant


def _unpacked(body: bytes, most: int) -> bytes:
    """At most `most` bytes. Members one after another, as RFC 1952 allows; what follows the last one is padding."""
    grown, rest = bytearray(), body
    while rest and len(grown) < most and (rest is body or rest.startswith(b"\x1f")):
        member = zlib.decompressobj(wbits=31)
        try:
            grown += member.decompress(rest, most - len(grown))
        except zlib.error as error:
            raise Unreachable("says gzip, but is not") from error
        if not member.eof and len(grown) < most:
            raise Unreachable("the answer broke off")
        rest = member.unused_data
    return bytes(grown)


def too_long(most_bytes: int) -> Unreachable:
    return Unreachable(f"longer than {most_bytes / 1_000_000:g} MB", permanent=True)
