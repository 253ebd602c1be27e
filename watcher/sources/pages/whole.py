"""Restores what extractors lost, where the page holds it elsewhere, too."""

from watcher.sources.pages.doubt import folded, speaks_of, support
from watcher.sources.pages.payload import article_body, leads, prose
from watcher.sources.text import paragraphs

LOST = 1.25  # times the length of the text found; a text in the page's data this long has what was lost
SAME = 0.8  # share of the words found that the data say, too
LEAD_SIGNS = 40  # letters by which a paragraph is known again


def whole(text: str, markup: str) -> str:
    """The text completed: by that in the page's data if it has far more of it, or by the first paragraph."""
    body = article_body(markup)
    if len(body) > LOST * len(text) and support(text, body) >= SAME:
        return body
    lead = _lead(text, markup)
    return f"{lead}\n{text}" if lead else text


def held_in_scripts(text: str, title: str, markup: str) -> str:
    """The longest text in the page's scripts that speaks of its headline, where hardly any is shown; else ""."""
    told = (each for each in prose(markup) if len(each) > LOST * len(text) and speaks_of(title, each))
    return max(told, key=len, default="")


def _lead(text: str, markup: str) -> str:
    """The paragraph of the page's description, where it stands between the heading and the text that was found."""
    said = folded(text)
    described = [lead for each in leads(markup) if (lead := folded(each)) and lead[:LEAD_SIGNS] not in said]
    first = said[:LEAD_SIGNS]
    if not described or not first:
        return ""
    above = ""
    for line in paragraphs(markup).splitlines():
        shown = folded(line)
        if shown.startswith(first):
            return above
        if any(lead[:LEAD_SIGNS] in shown and len(shown) <= 2 * len(lead) for lead in described):
            above = line
    return ""
