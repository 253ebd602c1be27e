"""What is shipped beside the code: what is known of words before any article is read, and the schema of rule files."""

import gzip
import json
from importlib.resources import files
from io import BytesIO

from watcher.core.stories.cluster import Index
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.concepts import concepts as read_concepts
from watcher.core.stories.forest import Forest, forest_of
from watcher.core.stories.subject import NAMES
from watcher.core.words.text import Frequencies

PARTS = 10_000  # the file counts in ten-thousandths of all documents


def empty_index() -> Index:
    """No story yet, but an idea of which words are common, which mean the same, and what makes reports one story."""
    return Index(frequencies(), concepts(), forest())


def frequencies() -> Frequencies:
    """How common words are in general."""
    shares: dict[str, float] = {}
    with gzip.open(BytesIO(_bytes_of("frequencies.txt.gz")), "rt", encoding="utf-8") as lines:  # never all at once
        for line in lines:
            share, *words = line.split()
            shares.update(dict.fromkeys(words, int(share) / PARTS))
    return Frequencies(shares)


def concepts() -> Concepts:
    """Which words of a dozen languages mean the same."""
    return read_concepts(_bytes_of("concepts.txt").decode().splitlines())


def forest() -> Forest:
    """The trees that tell stories of one subject apart."""
    return forest_of(json.loads(_bytes_of("likeness.json")), NAMES)


def rules_schema() -> str:
    """The JSON schema of rule files, by which editors complete their keys."""
    return _bytes_of("rules.schema.json").decode()


def _bytes_of(name: str) -> bytes:
    return files("watcher.app").joinpath("data", name).read_bytes()
