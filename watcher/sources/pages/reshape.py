"""A page's tree, put so that extractors see its text: they take paragraphs, and many sites write none."""

from typing import Any

LEAST_BREAKS = 2  # of lines, in one place, for its lines to be paragraphs
LEAST_LAID = 400  # characters in one cell of a table that is no table
CONTAINERS = ("div", "article", "section", "td", "main", "span")
INLINE = frozenset(("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub",
                    "sup", "time", "u"))  # fmt: skip


def reshaped(tree: Any) -> Any:
    """The tree itself, changed."""
    for table in list(tree.iter("table")):
        if _lays_out(table):
            _unlaid(table)
    for element in list(tree.iter(*CONTAINERS)):
        if sum(1 for _ in element.iterchildren("br")) >= LEAST_BREAKS:
            _paragraphed(element)
    return tree


def _lays_out(table: Any) -> bool:
    """Whether a table only puts a page together: one of its cells holds most of what it says."""
    sizes = [len(cell.text_content()) for cell in table.iter("td")]
    return max(sizes, default=0) >= max(LEAST_LAID, sum(sizes) / 2)


def _unlaid(table: Any) -> None:
    for part in table.iter("table", "tbody", "thead", "tr", "td", "th", "caption"):
        part.tag = "div"


def _paragraphed(element: Any) -> None:
    """Each line between breaks becomes a paragraph; what is no text between them stays where it is."""
    parts: list[Any] = []
    line = _begun(element.text)
    element.text = None
    for child in list(element):
        tail, child.tail = child.tail, None
        element.remove(child)
        if child.tag == "br":
            parts.append(line)
            line = _begun(tail)
        elif child.tag in INLINE:
            line.append(child)
            child.tail = tail
        else:
            parts.extend((line, child))
            line = _begun(tail)
    parts.append(line)
    element.extend(part for part in parts if part.tag != "p" or len(part) or (part.text or "").strip() or part.attrib)


def _begun(text: str | None) -> Any:
    from lxml import etree  # in the worker only: 5 MB

    line = etree.Element("p")
    line.text = text
    return line
