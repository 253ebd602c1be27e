"""What a page says of its article in metadata: in its head, and in the data of its scripts."""

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from watcher.sources.text import one_line, paragraphs

SHORTEST_LEAD = 30  # characters; a shorter description is a slogan
MOST_NODES = 20_000  # of a page's data
MOST_VALUES = 20  # that a page's scripts set
LEAST_PROSE = 50  # characters of a text worth looking at
LEAST_PARAGRAPH = 60  # characters that one of its paragraphs has at least, and most of the text is in such

_DATA = re.compile(r"<script[^>]{1,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]{0,2000}>", re.IGNORECASE)
_VALUE = re.compile(r"(?:^|=|\(|,)\s*(?=[{\[])")
_PROSE = ("articleBody", "body", "content", "html", "text", "value", "paragraph", "bodyHtml", "body_html", "rendered")
_PARTS = ("content", "children", "nodes", "elements", "blocks", "body")  # of a paragraph made of pieces
_META = re.compile(r"<meta\b[^>]{1,4000}>", re.IGNORECASE)
_DESCRIPTION = re.compile(r"""["'](?:og:description|description|twitter:description)["']""", re.IGNORECASE)
_CONTENT = re.compile(r"""content\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"'>]+))""", re.IGNORECASE)


def article_body(markup: str) -> str:
    """The longest text that the page's data gives as its article's (schema.org), a paragraph a line; "" without."""
    bodies = (body for value in data(markup) for node in nodes(value) if (body := _body(node)))
    return max((paragraphs(html.unescape(body)) for body in bodies), key=len, default="")


def data(markup: str) -> Iterator[Any]:
    """What a page tells machines of itself (schema.org)."""
    for script in _scripts(markup, _DATA):
        try:
            yield json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue


def prose(markup: str) -> Iterator[str]:
    """Each running text in the page's scripts, a paragraph a line: for pages that are only drawn in the browser."""
    for script in _scripts(markup, _SCRIPT):
        for value in _values(script):
            for node in nodes(value):
                text = _prose_of(node)
                if len(text) >= LEAST_PROSE:
                    yield text


def leads(markup: str) -> list[str]:
    """The descriptions of the article in the page's head, which may be its first paragraph, or a part of it."""
    described = (one_line(written) for written in metas(markup, _DESCRIPTION))
    return [lead for lead in dict.fromkeys(described) if len(lead) >= SHORTEST_LEAD]


def metas(markup: str, named: re.Pattern[str]) -> Iterator[str]:
    for meta in _META.finditer(markup):
        if named.search(meta[0]) and (content := _CONTENT.search(meta[0])):
            yield content[1] or content[2] or content[3]


def _scripts(markup: str, opened: re.Pattern[str]) -> Iterator[str]:
    for opening in opened.finditer(markup):
        end = markup.find("</script", opening.end())
        if end < 0:
            return
        yield markup[opening.end() : end]


def _body(node: Any) -> str:
    body = node.get("articleBody") if isinstance(node, dict) else ""
    return body if isinstance(body, str) else ""


def _values(script: str) -> Iterator[Any]:
    """The JSON values in a script: the script itself, or what it assigns to variables."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(MOST_VALUES):
        found = _VALUE.search(script, at)
        if not found:
            return
        try:
            value, at = decoder.raw_decode(script, found.end())
        except (ValueError, RecursionError):
            at = found.end() + 1
        else:
            yield value


def nodes(value: Any) -> Iterator[Any]:
    """Lists and objects, the value itself first and then level by level, at most `MOST_NODES`."""
    waiting = deque([value])
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        yield node
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting.extend(child for child in children if isinstance(child, list | dict))


def _prose_of(node: Any) -> str:
    """The text of an object that has one as a whole, or of a list of paragraphs."""
    if isinstance(node, dict):
        return max((paragraphs(html.unescape(text)) for text in _own_texts(node)), key=len, default="")
    if not isinstance(node, list):
        return ""
    lines = [paragraphs(html.unescape(_joined(part))) for part in node]
    long = sum(len(line) for line in lines if len(line) >= LEAST_PARAGRAPH)
    return "\n".join(filter(None, lines)) if 2 * long > sum(map(len, lines)) else ""


def _own_texts(node: dict[str, Any]) -> Iterator[str]:
    return (text for name in _PROSE if isinstance(text := node.get(name), str) and len(text) >= LEAST_PROSE)


def _joined(part: Any, depth: int = 4) -> str:
    """The words of a paragraph, however deep they lie."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or not depth:
        return ""
    own = next((text for name in _PROSE if isinstance(text := part.get(name), str)), "")
    inner = next((pieces for name in _PARTS if isinstance(pieces := part.get(name), list)), [])
    return own or "".join(_joined(piece, depth - 1) for piece in inner)
