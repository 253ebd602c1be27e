"""When a page was published, by all the ways in which pages say so."""

from datetime import UTC, datetime

import pytest

from watcher.sources.pages.dateline import published

AT = datetime(2025, 7, 17, 6, 30, tzinfo=UTC)
DAY = datetime(2025, 7, 17, tzinfo=UTC)
LATER = '"2025-07-19T01:00:00Z"'


def meta(name: str, content: str = "2025-07-17T06:30:00Z", key: str = "name") -> str:
    return f'<head><meta {key}="{name}" content="{content}"></head><h1>Pier</h1>'


def beside(markup: str) -> str:
    return f"<nav>1 May 2024</nav><h1>A pier grows</h1><div>{markup}</div><p>It grows.</p><footer>© 2026</footer>"


@pytest.mark.parametrize(
    "markup",
    [
        meta("article:published_time", key="property"),
        meta("og:article:published_time", "2025-07-17T15:30:00+09:00", key="property"),
        meta("datePublished", key="itemprop"),
        meta("pubdate", "2025-07-17T02:30:00-04:00"),
        meta("DC.date.issued"),
        meta("sailthru.date", "2025-07-17 06:30:00 +0000"),
        meta("publish-date", "Thu, 17 Jul 2025 06:30:00 GMT"),
        meta("article:published_time", "1752733800", key="property"),
        "<META NAME=Date CONTENT=2025-07-17T06:30:00Z>",
        '<script type="application/ld+json">{"dateModified":"2025-07-19","datePublished":"2025-07-17T06:30Z"}</script>',
        '<script type="application/ld+json">[{"@type":"WebPage","datePublished":"2020-01-01"},'
        '{"@type":"NewsArticle","datePublished":1752733800000}]</script>',
        '<script>var page={"publishedAt":"2025-07-17T06:30:00Z","updatedAt":' + LATER + "}</script>",
        beside(f'<time itemprop="dateModified" datetime={LATER}>x</time><time itemprop="datePublished" '
               'datetime="2025-07-17T06:30:00Z">two days ago</time>'),
        beside(f'Updated <time datetime={LATER}>July 19</time> <time datetime="2025-07-17T06:30:00Z">July 17</time>'),
        beside('<span class="stamp" data-date-time="2025-07-17 06:30:00">x</span>'),
    ],
)  # fmt: skip
def test_a_page_tells_machines_when_it_was_published(markup: str) -> None:
    assert published(markup) == AT


@pytest.mark.parametrize(
    "written",
    [
        "Updated: July 19, 2025 | Published: July 17, 2025",
        "17 July 2025",
        "Stand: 19. Juli 2025, erstellt 17. Juli 2025",
        "승인 2025.07.17",
        "수정 2025.07.18 입력 2025.07.17",
        "発行 令和7年7月17日",
        "公開日時 2025年07月17日 更新日時 2025年07月19日",
        "发布时间：2025年07月17日",
        "Опубликовано 17 июля 2025 г.",
        "17 يوليو 2025",
        "17/7/2025",
    ],
)
def test_what_stands_beside_the_heading_is_its_date(written: str) -> None:
    assert published(beside(written)) == DAY


@pytest.mark.parametrize("path", ["2025/07/17/pier", "news/20250717/pier.html", "world/2025/jul/17/pier"])
def test_an_address_may_hold_the_day(path: str) -> None:
    assert published("<h1>Pier</h1>", f"https://post.example/{path}") == DAY


def test_a_date_far_from_the_one_in_the_address_is_of_something_else() -> None:
    assert published(beside("4 March 2019"), "https://post.example/2025/07/17/pier") == DAY


def test_the_date_of_a_neighbour_is_not_ours() -> None:
    neighbour = '<aside><time datetime="2026-01-05T00:00:00Z">5 Jan</time> Another story</aside>'
    assert published(beside("17 July 2025") + neighbour) == DAY


def test_a_year_in_a_notice_of_rights_is_no_date() -> None:
    assert published("<h1>Pier</h1><footer>© 2019-2026</footer>", guess="2026-01-01") is None
    assert published("<h1>Pier</h1>", guess="2025-07-17") == DAY
