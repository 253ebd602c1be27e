"""Inflates a body under a limit, so that memory carries no more than was meant."""

import zlib
from collections.abc import Callable, Mapping

from watcher.sources.base import Unreachable


def inflated(body: bytes, headers: Mapping[str, str], most_bytes: int) -> bytes:
    """The body as it was meant, at most `most_bytes` of it: a thousand bytes may say a million times as many."""
    inflate = _inflater(headers.get("content-encoding", ""))
    grown = inflate(body, most_bytes + 1)
    if len(grown) > most_bytes:
        raise too_long(most_bytes)
    return grown + inflate(b"", 0)


def _inflater(coding: str) -> Callable[[bytes, int], bytes]:
    match coding.strip().lower():
        case "" | "identity":
            return lambda chunk, _: chunk
        case "gzip" | "x-gzip":
            return _Gzip().inflate
    raise Unreachable(f"answers in a coding that was not asked for: {coding[:40]}")


class _Gzip:
    """Members one after another, as RFC 1952 allows; what follows the last one is padding."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)
        self._began = False

    def inflate(self, chunk: bytes, most: int) -> bytes:
        """At most `most` bytes more; no chunk means the end, which must be the end of a member."""
        if not chunk:
            if self._began and not self._stream.eof:
                raise Unreachable("the answer broke off")
            return b""
        grown = bytearray()
        try:
            while chunk and len(grown) < most:
                if self._stream.eof:
                    if not chunk.startswith(b"\x1f"):
                        break
                    self._stream = zlib.decompressobj(wbits=31)
                self._began = True
                grown += self._stream.decompress(chunk, most - len(grown))
                chunk = self._stream.unconsumed_tail or self._stream.unused_data
        except zlib.error as error:
            raise Unreachable("says gzip, but is not") from error
        return bytes(grown)


def too_long(most_bytes: int) -> Unreachable:
    return Unreachable(f"longer than {most_bytes / 1_000_000:g} MB", permanent=True)
