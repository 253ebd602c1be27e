"""Reads web archives (WARC, ISO 28500), packed or not, record by record: whatever their size, one page is held."""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedIOBase, BufferedReader
from typing import cast

GZIP, WARC = b"\x1f\x8b", b"WARC/"
MOST_BYTES = 10_000_000  # of one record; longer ones are skipped
_PIECE = 1 << 16
_MOST_LINE = 1 << 16


class BrokenArchive(ValueError):
    """It ends in the middle of a record, or is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A page as a web server answered."""

    url: str
    at: datetime
    content_type: str
    body: bytes


def is_archive(start: bytes) -> bool:
    """`start`: the first five bytes or more."""
    return start.startswith((GZIP, WARC))


def pages(file: BufferedReader) -> Iterator[Archived]:
    """The HTML pages that were answered well, in order. Raises BrokenArchive, after the pages before the fault."""
    packed = file.peek(2)[:2] == GZIP
    stream = cast(BufferedIOBase, gzip.GzipFile(fileobj=file)) if packed else file
    try:
        while (fields := _head(stream)) is not None:
            page = _page(fields, _block(stream, fields))
            if page is not None:
                yield page
    except (EOFError, OSError, zlib.error) as error:
        raise BrokenArchive(f"the archive breaks off: {error}") from error


def _head(stream: BufferedIOBase) -> Mapping[str, str] | None:
    """The fields of the next record; None at the end."""
    line = stream.readline(_MOST_LINE)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_MOST_LINE)
    if not line:
        return None
    if not line.startswith(WARC):
        raise BrokenArchive("this is no web archive (WARC)")
    return _fields(iter(lambda: stream.readline(_MOST_LINE), b""))


def _fields(lines: Iterator[bytes]) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields[name.strip().lower()] = value.strip()
    return fields


def _block(stream: BufferedIOBase, fields: Mapping[str, str]) -> bytes:
    """Empty where it is no answer, or too long."""
    try:
        length = int(fields.get("content-length", ""))
    except ValueError as error:
        raise BrokenArchive("a record does not say how long it is") from error
    is_wanted = fields.get("warc-type") == "response" and length <= MOST_BYTES
    block = bytearray()
    while length > 0:
        piece = stream.read(min(length, _PIECE))
        if not piece:
            raise BrokenArchive("the archive breaks off")
        length -= len(piece)
        block += piece if is_wanted else b""
    return bytes(block)


def _page(fields: Mapping[str, str], block: bytes) -> Archived | None:
    head, _, body = block.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    answered = _fields(iter(lines))
    if status.split(b" ")[1:2] != [b"200"] or "html" not in answered.get("content-type", "").lower():
        return None
    at = _instant(fields.get("warc-date", ""))
    url = fields.get("warc-target-uri", "").strip("<>")
    if at is None or not url:
        return None
    body = _whole(body) if answered.get("transfer-encoding", "").lower() == "chunked" else body
    return Archived(url=url, at=at, content_type=answered["content-type"], body=_inflated(body))


def _whole(body: bytes) -> bytes:
    """The body of a chunked answer in one piece. Some archives already joined it, but kept the header that says so."""
    pieces, at = bytearray(), 0
    while at < len(body):
        size, mark, _ = body[at : at + 20].partition(b"\r\n")
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError:
            return bytes(pieces) or body
        at += len(size) + len(mark)
        pieces += body[at : at + length]
        at += length + 2
    return bytes(pieces)


def _inflated(body: bytes) -> bytes:
    """Unpacked if its first bytes say gzip: the header may only tell how it was sent, not how it was archived."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
