"""How common words are in general, as shipped with the program."""

import gzip
from importlib.resources import files

from watcher.core.text import Frequencies

PARTS = 10_000  # the file counts in ten-thousandths of all documents


def load() -> Frequencies:
    packed = files("watcher.app").joinpath("data/frequencies.txt.gz").read_bytes()
    shares: dict[str, float] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        share, *words = line.split(" ")
        shares.update(dict.fromkeys(words, int(share) / PARTS))
    return Frequencies(shares)
