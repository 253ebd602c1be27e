"""What a robots.txt says is heard."""

from datetime import UTC, datetime, timedelta

import pytest

from watcher.sources.asking.robots import Robots, allows
from watcher.sources.base import Request, Response, Unreachable

RULES = b"User-agent: *\nDisallow: /paid/\nAllow: /paid/free*\nDisallow: /*?print="
NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)


class Site:
    def __init__(self, *answers: bytes | int | None) -> None:
        """What it answers in turn: a file, a status, or nothing at all."""
        self.answers, self.asked, self.now = list(answers), list[str](), NOON
        self.robots = Robots(self.get, self.judge, lambda: self.now)

    async def get(self, request: Request) -> Response:
        self.asked.append(request.url)
        match self.answers.pop(0):
            case bytes() as body:
                return Response(request.url, 200, {}, body)
            case status:
                raise Unreachable("no", status=status)

    async def judge(self, robots: bytes, url: str) -> bool:
        return allows(robots, url)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/news/1", True), ("/paid/1", False), ("/paid/free-1", True), ("/news/1?print=1", False)],
)
def test_the_rules_of_a_site_are_heard_wildcards_and_all(path: str, allowed: bool) -> None:
    assert allows(RULES, f"https://post.example{path}") is allowed


def test_a_word_for_us_counts_more_than_one_for_all() -> None:
    assert not allows(b"User-agent: *\nAllow: /\n\nUser-agent: sohae-watch\nDisallow: /", "https://post.example/1")


async def test_a_site_is_asked_once_a_day() -> None:
    site = Site(RULES, b"")
    assert not await site.robots.allow("https://post.example/paid/1")
    assert await site.robots.allow("https://post.example/2")
    assert site.asked == ["https://post.example/robots.txt"]
    site.now += timedelta(days=1)
    assert await site.robots.allow("https://post.example/paid/1")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_site_without_rules_allows_all(status: int) -> None:
    assert await Site(status).robots.allow("https://post.example/1")


@pytest.mark.parametrize("status", [500, 503, 429, None])
async def test_a_site_in_trouble_is_left_alone_and_asked_again(status: int | None) -> None:
    site = Site(status, b"")
    with pytest.raises(Unreachable):
        await site.robots.allow("https://post.example/1")
    assert await site.robots.allow("https://post.example/1")
