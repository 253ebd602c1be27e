"""What a page says beside its text, and what of it completes the text."""

import json

from watcher.sources.pages.article import Page, read
from watcher.sources.pages.payload import article_body

HEADING = "The ferry is repaired at the quay of Sindo"
LINES = [
    f"The ferry of Sindo was lifted at dock {number}, and {number + 3} workers of the yard began to repair the ferry."
    for number in range(1, 9)
]


def a_page(*, text: list[str], head: str = "", above: str = "") -> bytes:
    shown = "".join(f"<p>{line}</p>" for line in text)
    return (
        f"<html><head><title>{HEADING}</title>{head}</head><body><h1>{HEADING}</h1>{above}"
        f"<article>{shown}</article></body></html>"
    ).encode()


def data(body: str) -> str:
    node = {"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "articleBody": body}]}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_the_half_that_was_lost_is_taken_from_the_pages_data() -> None:
    found = read(Page(url="https://port.example/ferry", body=a_page(text=LINES[:3], head=data("\n".join(LINES)))))
    assert found.text.splitlines() == LINES


def test_data_of_something_else_are_left_alone() -> None:
    other = " ".join(["Bakers in Tallinn march for better pay at night and bread rises slowly."] * 20)
    found = read(Page(url="https://port.example/ferry", body=a_page(text=LINES[:4], head=data(other))))
    assert found.text.splitlines() == LINES[:4]


def test_the_first_paragraph_is_known_by_the_pages_description() -> None:
    lead = "After eleven weeks on the sandbank it moves again, and its captain says that he slept aboard."
    page = a_page(
        text=LINES[:4],
        head=f'<meta property="og:description" content="{lead[:60]}">',
        above=f"<header><div>By Aino Lind</div><div class=dek>{lead}</div></header>",
    )
    assert read(Page(url="https://port.example/ferry", body=page)).text.splitlines() == [lead, *LINES[:4]]


def test_a_description_that_the_page_does_not_show_is_no_paragraph() -> None:
    head = '<meta name="description" content="All the news of the port of Sindo, every day from six in the morning.">'
    page = a_page(text=LINES[:4], head=head)
    assert read(Page(url="https://port.example/ferry", body=page)).text.splitlines() == LINES[:4]


def test_broken_data_are_no_data() -> None:
    assert article_body('<script type="application/ld+json">{"articleBody": "cut</script>') == ""
    assert article_body('<script type="application/ld+json">' * 50_000) == ""
    assert article_body(f'<script type="application/ld+json">{"[" * 100_000}</script>') == ""
