"""The text of a short report: what stands below the heading, in the smallest part of the page that holds both.

Extractors look for the place with the most text. Around a report of three sentences, that is another place.
"""

import re
from typing import Any

from watcher.sources.pages.doubt import folded, size, speaks_of
from watcher.sources.pages.reshape import reshaped

SHORT = 600  # characters; a shorter text is replaced by what stands below the heading, unless that is far less
LONG = 1_500  # characters of a text that needs no second look
INSIDE = 0.6  # share of a text that must stand beside its heading
MUCH = 0.3  # least length of what stands below the heading, as a share of a short text found otherwise
PART = 0.1  # likewise, of a longer one
LEAST = 40  # characters of a text
LEAST_TITLE = 6  # letters of a heading that can be known again
SENTENCE = 40  # characters; a shorter line is a label, unless it ends as sentences do
BREAK = "\u2028"  # marks the end of a line; line ends of the markup itself mean nothing
LINKED = 0.5  # share of a block that may be links

_BLOCKS = ("p", "div", "li", "blockquote", "td", "h2", "h3", "pre")
_HEADINGS = ("h1", "h2", "h3", "b", "strong", "div", "span", "p", "td", "th")
_AROUND = re.compile(
    r"comment|share|sharing|social|sns|newsletter|subscri|related|recommend|promo|byline|author|copyright|footer|cookie"
    r"|consent|breadcrumb|sidebar|(?:^|[\s_-])(?:tags?|nav|menu|aside|ads?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OTHER_REPORT = "descendant-or-self::*[self::h1 or self::h2 or self::h3 or self::h4]//a | self::aside"
_ENDS = re.compile(r"[.!?…。！？」』”\"»)]\s*$")


def anchored(text: str, title: str, tree: Any) -> str:
    """The text below the heading; `text`, found otherwise, where that is long or stands beside the heading itself."""
    heading = _heading(tree, title) if len(text) <= LONG else None
    first = _first_below(heading) if heading is not None else None
    if heading is None or first is None:
        return text
    shared = _widened(_shared(heading, first))
    lines, found = _lines(shared, folded(title)), folded(text)
    below, inside = "\n".join(lines), _inside(text, folded(shared.text_content()))
    if size(below) < LEAST or not speaks_of(title, below):
        return text
    if inside and any(folded(line) not in found for line in lines):  # they are two parts of one report
        return text
    is_enough = size(below) >= (MUCH if not inside or len(text) < SHORT else PART) * size(text)
    return below if is_enough and (inside < INSIDE or len(text) < SHORT) else text


def _heading(tree: Any, title: str) -> Any:
    wanted = folded(title)
    for line_end in reshaped(tree).iter("br"):
        line_end.tail = BREAK + (line_end.tail or "")
    for name in _HEADINGS if len(wanted) >= LEAST_TITLE else ():
        for element in tree.iter(name):
            if len(element) <= 2 and folded(element.text_content()) == wanted:
                return element
    return None


def _first_below(heading: Any) -> Any:
    for element in heading.xpath("following::*"):
        if element.tag in _BLOCKS and _is_leaf(element) and _says(_words(element), element):
            return element
    return None


def _shared(heading: Any, first: Any) -> Any:
    above = set(heading.iterancestors())
    return next(each for each in first.iterancestors() if each in above)


def _widened(shared: Any) -> Any:
    """The part around one that holds only heading and lead, as long as no other report stands in it."""
    parent = shared.getparent()
    while parent is not None and parent.tag != "body":
        others = [each for each in parent if each is not shared and isinstance(each.tag, str)]
        if any(each.xpath(_OTHER_REPORT) for each in others) or not all(map(_tells, others)):
            break
        shared, parent = parent, parent.getparent()
    return shared


def _tells(element: Any) -> bool:
    """Whether a part holds sentences, or nothing."""
    words = _words(element)
    return not words or (len(words) >= SENTENCE and _says(words, element))


def _lines(shared: Any, heading: str) -> list[str]:
    lines = list[str]()
    for element in shared.iter(*_BLOCKS):
        words = _words(element)
        if _is_leaf(element) and folded(words) != heading and _says(words, element) and not _is_around(element, shared):
            lines.extend(filter(None, (" ".join(line.split()) for line in element.text_content().split(BREAK))))
    return lines


def _is_leaf(element: Any) -> bool:
    return next(element.iterdescendants(*_BLOCKS, "table", "ul", "ol", "article", "section"), None) is None


def _says(words: str, element: Any) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return (len(words) >= SENTENCE or bool(_ENDS.search(words))) and linked <= LINKED * len(words) and len(words) > 1


def _is_around(element: Any, shared: Any) -> bool:
    for each in (element, *element.iterancestors()):
        if each is shared:
            return False
        called = f"{each.get('class', '')} {each.get('id', '')}"
        if each.tag in ("aside", "nav", "footer", "form") or _AROUND.search(called):
            return True
    return False


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _inside(text: str, beside: str) -> float:
    lines = [line for line in map(folded, text.splitlines()) if line]
    return sum(len(line) for line in lines if line in beside) / max(1, sum(map(len, lines)))
