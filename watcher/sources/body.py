"""Takes in a body step by step, so that neither wire nor memory carries more than was meant."""

import zlib
from collections.abc import AsyncIterator, Callable, Mapping

from watcher.sources.base import Unreachable


async def whole_body(chunks: AsyncIterator[bytes], headers: Mapping[str, str], most_bytes: int) -> bytes:
    """The body, inflated step by step, at most `most_bytes` of it on the wire and in memory."""
    inflate = _inflater(headers.get("content-encoding", ""))
    if int(headers.get("content-length", "0")) > most_bytes:
        raise _too_long(most_bytes)
    wire, body = 0, bytearray()
    async for chunk in chunks:
        wire += len(chunk)
        body += inflate(chunk, most_bytes + 1 - len(body))
        if max(wire, len(body)) > most_bytes:
            raise _too_long(most_bytes)
    body += inflate(b"", most_bytes + 1 - len(body))
    return bytes(body)


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


def _too_long(most_bytes: int) -> Unreachable:
    return Unreachable(f"longer than {most_bytes / 1_000_000:g} MB", permanent=True)
