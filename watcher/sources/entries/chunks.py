"""Cuts a feed into its items without understanding them, so that those known already need not be parsed again."""

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from xml.parsers import expat

from watcher.core.news import Entry
from watcher.core.timing.window import HALF, window

UNCUT = bytes(HALF)  # stands for an item that could not be cut out, and so is never like one known already
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ITEMS = ("item", "entry")


def cut(markup: bytes) -> Sequence[slice]:
    """Where each item stands; empty where that is uncertain: a broken document, or one with entities of its own."""
    if _DECLARES.search(markup):
        return ()
    parser = expat.ParserCreate("utf-8", " ")
    items = _Items(markup, parser)
    parser.StartElementHandler, parser.EndElementHandler = items.start, items.end
    try:
        parser.Parse(markup, True)
    except expat.ExpatError:
        return ()
    return items.places


class _Items:
    """Collects where items begin and end; an item inside another is part of it."""

    def __init__(self, markup: bytes, parser: expat.XMLParserType) -> None:
        self.places: list[slice] = []
        self._markup, self._parser = markup, parser
        self._depth = self._begins = 0

    def start(self, name: str, _: object) -> None:
        if name.endswith(_ITEMS) and name.rpartition(" ")[2] in _ITEMS:
            self._depth += 1
            if self._depth == 1:
                self._begins = self._parser.CurrentByteIndex

    def end(self, name: str) -> None:
        if name.endswith(_ITEMS) and name.rpartition(" ")[2] in _ITEMS:
            self._depth -= 1
            if self._depth == 0:
                closed = self._markup.index(b">", self._parser.CurrentByteIndex) + 1
                self.places.append(slice(self._begins, closed))


def without(markup: bytes, places: Iterable[slice]) -> bytes:
    """The document that is left when some items are taken out."""
    left, at = [], 0
    for place in places:
        left.append(markup[at : place.start])
        at = place.stop
    return b"".join((*left, markup[at:]))


def writing(chunk: bytes) -> bytes:
    return blake2b(chunk, digest_size=HALF).digest()


def id_of(entry: Entry) -> bytes:
    return id_of_guid(entry.guid)


def id_of_guid(guid: str) -> bytes:
    return blake2b(guid.encode("utf-8", "replace"), digest_size=HALF).digest()


def window_of(entries: Sequence[Entry], writings: Sequence[bytes] = ()) -> bytes:
    """The marks of entries. Where not every entry has its `writings`, all of them are read anew the next time."""
    if len(writings) != len(entries):
        writings = [UNCUT] * len(entries)
    return window(zip(writings, map(id_of, entries), strict=True))
