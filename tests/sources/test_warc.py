import gzip
import io
from datetime import UTC, datetime

import pytest

from watcher.sources.pages import warc
from watcher.sources.pages.warc import Archived, BrokenArchive, is_archive

PAGE = b"<html><p>A quay</p></html>"


def record(block: bytes, *, kind: str = "response", url: str = "https://garam.example/1", date: str = "") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date or '2025-07-17T10:00:00Z'}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = "".join(f"{line}\r\n" for line in headers or ("Content-Type: text/html; charset=utf-8",))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def read(data: bytes) -> list[Archived]:
    return list(warc.pages(io.BufferedReader(io.BytesIO(data))))


def test_a_page_comes_out_as_it_was_answered() -> None:
    assert read(record(answer(PAGE))) == [
        Archived(
            url="https://garam.example/1",
            at=datetime(2025, 7, 17, 10, tzinfo=UTC),
            content_type="text/html; charset=utf-8",
            body=PAGE,
        )
    ]


def test_an_archive_may_be_packed_record_by_record() -> None:
    packed = gzip.compress(record(b"", kind="warcinfo")) + gzip.compress(record(answer(PAGE)))
    assert [page.body for page in read(packed)] == [PAGE]
    assert is_archive(packed)
    assert is_archive(record(b""))
    assert not is_archive(b'{"id": 1}')


@pytest.mark.parametrize(
    "block",
    [
        answer(PAGE, "Content-Type: image/png"),
        answer(PAGE, status="404 Not Found"),
        b"",
        b"not an answer",
    ],
)
def test_what_is_no_page_is_left_out(block: bytes) -> None:
    assert [page.url for page in read(record(block) + record(answer(PAGE), url="https://b.example/"))] == [
        "https://b.example/"
    ]


def test_a_request_is_no_page() -> None:
    assert read(record(answer(PAGE), kind="request")) == []


def test_pieces_are_put_together_and_unpacked() -> None:
    html = "Content-Type: text/html"
    chunked = b"7\r\n<html><\r\n13;x=y\r\np>A quay</p></html>\r\n0\r\n\r\n"
    assert read(record(answer(chunked, html, "Transfer-Encoding: chunked")))[0].body == PAGE
    assert read(record(answer(PAGE, html, "Transfer-Encoding: chunked")))[0].body == PAGE  # put together already
    assert read(record(answer(gzip.compress(PAGE), html, "Content-Encoding: gzip")))[0].body == PAGE


def test_a_bomb_is_not_unpacked_whole() -> None:
    bomb = answer(gzip.compress(b"a" * (warc.MOST_BYTES + 1000)), "Content-Type: text/html")
    assert len(read(record(bomb))[0].body) <= warc.MOST_BYTES


@pytest.mark.parametrize("cut", [20, 100, 200])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_that_breaks_off_gives_what_came_before(pack, cut: int) -> None:
    data = pack(record(answer(PAGE))) + pack(record(answer(PAGE)))[:cut]
    pages = warc.pages(io.BufferedReader(io.BytesIO(data)))
    assert next(pages).body == PAGE
    with pytest.raises(BrokenArchive):
        list(pages)


def test_what_is_no_archive_is_said() -> None:
    with pytest.raises(BrokenArchive, match="no web archive"):
        read(b"<html></html>")
