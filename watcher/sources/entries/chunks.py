"""Cuts a feed into its items without understanding them, so that those known already need not be parsed again."""

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from xml.parsers import expat

from watcher.core.news import Entry
from watcher.core.timing.window import HALF, window

UNCUT = bytes(HALF)  # stands for an item that could not be cut out, and so is never like one known already
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(
    rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    rb"|(?P<end>/?)(?:[^\s<>/:]+:)?(?:item|entry)(?:\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)?(?P<empty>/?)>)",
    re.DOTALL,
)


def cut(markup: bytes) -> Sequence[slice]:
    """Where each item stands, with all items inside it; empty where that is uncertain.

    It is in a broken document, and in one with entities of its own.
    """
    if _DECLARES.search(markup) or not _is_well_formed(markup):
        return ()
    places, depth, begins = [], 0, 0
    for tag in _TAG.finditer(markup):
        if tag["end"] is None:  # a comment, an instruction, or words that only look like tags
            continue
        if not tag["end"]:
            begins = begins if depth else tag.start()
            depth += 1
        if tag["end"] or tag["empty"]:
            depth -= 1
            if depth == 0:
                places.append(slice(begins, tag.end()))
    return places


def _is_well_formed(markup: bytes) -> bool:
    try:
        expat.ParserCreate("utf-8", " ").Parse(markup, True)
    except expat.ExpatError:
        return False
    return True


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
