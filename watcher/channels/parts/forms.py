"""What is told, in pieces: runs and parts cleaned of what strangers put into them, and the forms that parts take.

What comes from an outlet never carries markup, control characters or invisible ones, and is a link only if it is a web
address. Sizes are UTF-16 code units, as Telegram counts.
"""

import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from html import escape
from itertools import islice
from urllib.parse import urlsplit

URL_MOST = 1000
# Of one message of Telegram:
MOST_UNITS = 4096  # UTF-16 code units of what a reader sees; more is refused
MOST_ENTITIES = 100  # it drops the markup, and with it the links, of what comes after these


class Form(Enum):
    HEADLINE = 1
    GLOSS = 2
    STANDING = 3
    QUOTE = 4
    SOURCES = 5
    LINE = 6  # one story of several
    FOLLOW_UP = 7
    TAG = 8
    TEXT = 9
    STRUCK = 10  # a headline that stands no more


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    url: str | None = None
    mark: str = ""  # b, or s: struck out


@dataclass(frozen=True, slots=True)
class Part:
    form: Form
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


# --- foreign text --------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """One line without control, bidirectional, zero-width or private characters and half surrogates."""
    spaced = " ".join(text.split())
    kept = "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"})
    return " ".join(kept.split())


def shorten(text: str, most: int) -> str:
    """At most `most` units, cut at a word where one ends near."""
    if units(text) <= most:
        return text
    while units(text) > most - 1:
        text = text[: min(len(text) - 1, most - 1)]
    head, _, _ = text.rpartition(" ")
    return (head if len(head) > most // 2 else text).rstrip() + "…"


def link(url: str) -> str | None:
    """The address if it is one of the web and names nobody else (`https://bank.example@evil.example`), else None."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return url if is_plain and len(url) <= URL_MOST and clean(url) == url and " " not in url else None


# --- forms ---------------------------------------------------------------------------------------------------------


def units(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def size(parts: Sequence[Part]) -> int:
    """What a reader sees, without markup."""
    return units(join([part.text for part in parts], parts, close=_CLOSE | _BELOW_A_QUOTE))


def entities(parts: Sequence[Part]) -> int:
    """How many pieces of markup Telegram will count."""
    runs = sum((run.url is not None) + bool(run.mark) for part in parts for run in part.runs)
    return runs + sum(part.form in _TAGS for part in parts)


def html(parts: Sequence[Part]) -> str:
    """In the markup that Telegram reads."""
    dressed = [_TAGS.get(part.form, "{}").format("".join(map(_html_run, part.runs))) for part in parts]
    return join(dressed, parts, close=_CLOSE | _BELOW_A_QUOTE)


def plain(parts: Sequence[Part]) -> str:
    """Without any markup; the address of a headline or line stands below it."""
    return join([part.text + address(part) for part in parts], parts)


def address(part: Part) -> str:
    """Of a headline or line, for the place below it; else empty."""
    urls = (run.url for run in part.runs if run.url and part.form in (Form.HEADLINE, Form.LINE))
    return "".join(f"\n{url}" for url in islice(urls, 1))


_CLOSE = {
    (Form.STRUCK, Form.STANDING),
    (Form.HEADLINE, Form.GLOSS),
    (Form.HEADLINE, Form.STANDING),
    (Form.GLOSS, Form.STANDING),
    (Form.SOURCES, Form.STANDING),
    (Form.FOLLOW_UP, Form.FOLLOW_UP),
    (Form.FOLLOW_UP, Form.TAG),
}
_BELOW_A_QUOTE = {(Form.QUOTE, Form.SOURCES), (Form.QUOTE, Form.STANDING)}  # its markup sets it apart


def join(texts: Sequence[str], parts: Sequence[Part], *, close: AbstractSet[tuple[Form, Form]] = _CLOSE) -> str:
    """The parts' texts with the blank lines between them, but for the pairs in `close`."""
    told = texts[0]
    for text, before, part in zip(texts[1:], parts, parts[1:], strict=False):
        told += ("\n" if (before.form, part.form) in close else "\n\n") + text
    return told


_TAGS = {Form.HEADLINE: "<b>{}</b>", Form.STANDING: "<i>{}</i>", Form.QUOTE: "<blockquote>{}</blockquote>"}


def _html_run(run: Run) -> str:
    text = escape(run.text, quote=False)
    text = f"<{run.mark}>{text}</{run.mark}>" if run.mark else text
    return f'<a href="{escape(run.url, quote=True)}">{text}</a>' if run.url else text
