"""Web archives as material of a backtest."""

import gzip
import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.town import STREAM, Town
from tests.core.rules.rulefiles import an_article, words
from tests.sources.test_warc import answer, record
from watcher.app.replay.archive import said
from watcher.core.matching.match import match, may_match
from watcher.sources.pages.article import Page, read
from watcher.sources.pages.warc import Archived

HTML = Path(__file__).parents[3] / "shared" / "data" / "pages" / "html"
NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
RULE = words("spy satellite", "위성발사장", "Sohae*")
TAGS = st.sampled_from(["", "<b>", "</b>", "<i class='x'>", "\n\n   ", " <br/>\n", "<!-- note -->", "<wbr>"])


def page(html: str, url: str = "https://garam.example/1") -> Archived:
    return Archived(url=url, at=NOON, content_type="text/html; charset=utf-8", body=html.encode())


def told(id: str) -> str:
    row = STREAM[id]
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in row["text"].split("\n"))
    return (
        f"<html><head><title>{escape(row['title'])}</title></head><body><article>{paragraphs}</article></body></html>"
    )


@given(st.lists(TAGS, min_size=9, max_size=9), st.booleans())
def test_a_phrase_is_found_in_a_page_however_tags_and_blanks_cut_it(tags: list[str], spelled: bool) -> None:
    phrase = "&#115;py&nbsp;satellit&#101;" if spelled else "spy satellite"
    cut = "".join(letter + tag for letter, tag in zip(["a ", *phrase.split(" "), " rose"], tags, strict=False))
    html = f"<html><body><p>On Monday {phrase} {cut}</p></body></html>"
    assert may_match(said(page(html)), RULE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>So<b>ha</b>e</p>",
        "<p>서해 <em>위성</em>발사장</p>".replace("서해 ", ""),
        "<p>spy\n\n\n satellite</p>",
        '<meta property="og:title" content="A spy satellite">',
        "<meta name=x content='Sohae'>",
        '<script type="application/ld+json">{"articleBody": "\\u0053ohae grows"}</script>',
        "<script>var a = '<p>'</script><p>Sohae</p>",
        "<script>never closed <p>Sohae</p>",
        "<SCRIPT>a</script><p>Sohae</p>",
        "&lt;Sohae&gt;",
        "a < b <p>Sohae",
    ],
)
def test_wherever_a_reader_may_find_it_it_is_found(html: str) -> None:
    assert may_match(said(page(html)), RULE)


@pytest.mark.parametrize(
    "html", ["<p>A quay</p>", "<script>Sohae()</script>", "<style>.sohae {}</style>", "", "<" * 9999]
)
def test_what_no_reader_sees_makes_no_candidate(html: str) -> None:
    assert not may_match(said(page(html)), RULE)


def test_no_phrase_of_a_paragraph_of_a_real_page_is_lost() -> None:
    """Every seventh run of three words of what is extracted, looked for in the page before it is taken apart."""
    files = sorted(HTML.rglob("*.html.gz"))[::15]
    if not files:
        pytest.skip("the shared pages are not here")
    for file in files:
        body = gzip.decompress(file.read_bytes())
        extract = read(Page(url="https://x.example/", body=body, content_type="text/html"))
        lines = list(map(str.split, extract.text.splitlines()))
        runs = [line[at : at + 3] for line in lines for at in range(0, len(line), 7)]
        phrases = [" ".join(run) for run in runs if all(word.isalpha() for word in run)][:20]
        seen = said(Archived(url="https://x.example/", at=NOON, content_type="text/html", body=body))
        for phrase in phrases:
            rule = words(phrase)
            assert not match(an_article(extract.text), rule) or may_match(seen, rule), (file.name, phrase)


# --- the command ---------------------------------------------------------------------------------------------------


def archive(folder: Path, *ids: str, cut: int | None = None) -> Path:
    blocks = [
        record(answer(told(id).encode()), url=f"https://garam.example/{id}", date=f"2031-03-04T1{n}:00:00Z")
        for n, id in enumerate(ids)
    ]
    (folder / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, blocks))[:cut])
    return folder / "crawl.warc.gz"


def test_the_pages_of_an_archive_are_replayed(town: Town, tmp_path: Path) -> None:
    town.publish("Harbour Wire")
    done = town.watcher("backtest", "--json", "--input", str(archive(tmp_path, "quay-1", "milk-1", "quay-2", "quay-1")))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"].rpartition("/")[2] for row in rows] == ["quay-1", "quay-2", "quay-1#2"]
    assert {row["story"] for row in rows} == {"https://garam.example/quay-1"}
    assert done.stderr == "4 pages in archives, 3 may concern us\n"


def test_unfiltered_every_page_is_read(town: Town, tmp_path: Path) -> None:
    town.publish("Harbour Wire")
    file = str(archive(tmp_path, "quay-1", "milk-1"))
    assert len(town.watcher("backtest", "--json", "--unfiltered", "--input", file).stdout.splitlines()) == 2


def test_an_archive_that_breaks_off_is_an_error_with_its_name(town: Town, tmp_path: Path) -> None:
    town.publish("Harbour Wire")
    done = town.watcher("backtest", "--input", str(archive(tmp_path, "quay-1", cut=300)))
    assert done.returncode == 1
    assert "crawl.warc.gz: error: the archive breaks off" in done.stderr
