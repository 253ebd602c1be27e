"""What is known of words before any article is read, as shipped with the program."""

import gzip
from importlib.resources import files
from io import BytesIO

from watcher.core.stories.cluster import Index
from watcher.core.stories.concepts import Concepts, concepts
from watcher.core.words.text import Frequencies

PARTS = 10_000  # the file counts in ten-thousandths of all documents


def empty_index() -> Index:
    """No story yet, but an idea of which words are common and which mean the same."""
    return Index(load(), load_concepts())


def load() -> Frequencies:
    """How common words are in general."""
    shares: dict[str, float] = {}
    with gzip.open(BytesIO(_shipped("frequencies.txt.gz")), "rt", encoding="utf-8") as lines:  # never all at once
        for line in lines:
            share, *words = line.split()
            shares.update(dict.fromkeys(words, int(share) / PARTS))
    return Frequencies(shares)


def load_concepts() -> Concepts:
    return concepts(_shipped("concepts.txt").decode().splitlines())


def _shipped(name: str) -> bytes:
    return files("watcher.app").joinpath("data", name).read_bytes()
