"""The headline of a page: not the name of its site, and not what stands in its window's frame."""

import re

from watcher.sources.pages.doubt import folded, support
from watcher.sources.text import one_line

SHORTEST = 12  # characters; a shorter heading may be that of a section
SPOKEN_OF = 0.2  # share of a headline's words that its article repeats: with fewer it may be that of the whole site

_HEADING = re.compile(r"<h1\b[^>]*>(.{1,500}?)</h1", re.IGNORECASE | re.DOTALL)
_CALLED = re.compile(
    r"<(h[1-3]|th)\b[^>]{0,300}>(.{1,500}?)</\1"
    r"|<(?:div|p|span|td|strong)\b[^>]{0,200}class\s*=\s*[\"']?[^\"'>]{0,80}(?:title|headline|subject)[^>]{0,200}>([^<]{1,300})<",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(r"""["'](?:og:title|twitter:title|headline)["']""", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[-–—|·•»«:]+\s+|\s*[|｜：]\s*|--|[-_](?=[^-_\s]+$)")
_NO_NAME = re.compile(r"^the\s+|\.[a-z]{2,3}$", re.IGNORECASE)  # around the name of an outlet


def headline(title: str, markup: str, text: str) -> str:
    """The page's own heading, where the title is that and more, or is none."""
    headings = (one_line(heading[1]) for heading in _HEADING.finditer(markup))
    own = next((each for each in headings if len(each) >= SHORTEST and _holds(title, each)), title)
    if _NAMED.search(markup) or (len(own) >= SHORTEST and support(own, text) > SPOKEN_OF):
        return own
    called = (one_line(found[2] or found[3] or "") for found in _CALLED.finditer(markup))
    better = [each for each in called if len(each) >= SHORTEST and support(each, text) > SPOKEN_OF]
    return max(better, key=lambda each: support(each, text), default=own)


def _holds(title: str, heading: str) -> bool:
    """Whether a title begins with a heading, or ends with it after the name of a section or a site."""
    before, _, last = title.rpartition("|")
    return folded(title).startswith(folded(heading)) or (before != "" and folded(last) == folded(heading))


def without_outlet(title: str, outlet: str | None) -> str:
    """`Pier grows` for `Pier grows - The Morning Post`, where the page itself says that this is its name."""
    if not outlet:
        return title
    for separator in reversed(list(_SEPARATOR.finditer(title))):
        before, after = title[: separator.start()].strip(), title[separator.end() :].strip()
        if before and _is_name(after, outlet):
            return before
        if after and _is_name(before, outlet):
            return after
    return title


def _is_name(written: str, outlet: str) -> bool:
    said, name = (folded(_NO_NAME.sub("", each)) for each in (written, outlet))
    return said != "" and said in name
