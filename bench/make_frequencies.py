"""Makes watcher/app/data/frequencies.txt.gz from the word lists of the `wordfreq` package.

    python -m venv /tmp/w && /tmp/w/bin/pip install wordfreq==3.1.1
    PYTHONPATH=. /tmp/w/bin/python bench/make_frequencies.py

A word of frequency f (share of running words) is taken to occur in 1 - exp(-300 f) of all documents: 300 words is the
length of a short news report. Where languages share a spelling, the most common use counts. Lines are
`<share in 1/10000> <word> <word> ...`, most common first.
"""

import gzip
from collections import defaultdict
from math import exp
from pathlib import Path

import wordfreq

from watcher.core.words.text import words

REPORT_WORDS = 300
MOST = {  # words of a language
    "en": 20_000,
    "ru": 6_000,
    "ja": 6_000,
    "zh": 6_000,
    "es": 5_000,
    "fr": 5_000,
    "de": 5_000,
    "pt": 5_000,
    "bg": 4_000,
    "ko": 4_000,
    **dict.fromkeys(("ar", "cs", "el", "fa", "fi", "hu", "id", "it", "nl", "pl", "ro", "sv", "tr", "uk", "vi"), 1_500),
}
OUT = Path(__file__).parents[1] / "watcher/app/data/frequencies.txt.gz"


def frequencies(lang: str) -> dict[str, float]:
    """Our words of a language (so: pairs of characters for Chinese) and how often each is said."""
    found: dict[str, float] = defaultdict(float)
    for word, frequency in wordfreq.get_frequency_dict(lang).items():
        for piece in words(word):
            if not piece[0].isdigit():  # the lists write every digit as 0
                found[piece] += frequency
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[: MOST[lang]])


def main() -> None:
    shares: dict[str, int] = {}
    for lang in MOST:
        for word, frequency in frequencies(lang).items():
            share = round(10_000 * (1 - exp(-REPORT_WORDS * frequency)))
            shares[word] = max(share, shares.get(word, 0))
    lines: dict[int, list[str]] = defaultdict(list)
    for word in sorted(shares):
        if shares[word]:
            lines[shares[word]].append(word)
    body = "".join(f"{share} {' '.join(lines[share])}\n" for share in sorted(lines, reverse=True))
    OUT.write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    print(f"{sum(map(len, lines.values()))} words, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
