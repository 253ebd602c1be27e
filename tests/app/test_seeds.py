"""The founding case: three outlets rewrote one report on a pier at Sohae in July 2025."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.app.town import REPOSITORY, Item, Town

SEEDS = REPOSITORY.parent / "shared/data/seeds"
NOW = datetime(2025, 7, 17, 12, tzinfo=UTC)
HEADLINES = {  # ours: the texts came without
    "Valley Courier": "Pier at North Korean rocket site is ready, satellite picture shows",
    "Balkan Daily": "New sea pier at North Korea's Sohe range",
    "Harbour Wire": "Sohae pier opens the way for larger rockets",
}


@pytest.fixture
def articles(town: Town) -> dict[str, Item]:
    paths = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    if len(paths) != len(HEADLINES):
        pytest.skip("the founding articles are not in ../shared/data/seeds")
    town.aim_as_shipped()
    return {
        outlet: Item(f"pier-{number}", title, text_of(path), NOW - timedelta(hours=4 - number))
        for number, ((outlet, title), path) in enumerate(zip(HEADLINES.items(), paths, strict=True))
    }


def text_of(path: Path) -> str:
    return "\n\n".join(filter(None, path.read_text("utf-8").split("\n")))


def test_the_three_founding_articles_are_one_story_and_one_living_post(town: Town, articles: dict[str, Item]) -> None:
    town.open(*articles, "Capital Post", at=NOW - timedelta(days=1))
    town.publish("Capital Post", Item.of("bridge-1", published=NOW - timedelta(hours=1)))
    for number, (outlet, article) in enumerate(articles.items(), start=1):
        town.publish(outlet, article)
        town.once(NOW + timedelta(minutes=10 * number))
        [post] = town.posts()
        assert (f"{number} outlets" if number > 1 else "One outlet so far") in post
    calls = len(town.api.calls)
    for _ in range(2):
        town.once(NOW + timedelta(minutes=30))
    assert len(town.api.calls) == calls
    [story] = town.stories()
    assert story["outlets"] == list(HEADLINES)
    assert story["citing"] == {"ICEYE": 3, "Reuters": 1}
    assert "sohae-site" in story["rules"]


def test_found_in_one_cycle_they_are_one_post_from_the_start(town: Town, articles: dict[str, Item]) -> None:
    town.open(*articles, at=NOW - timedelta(days=1))
    for outlet, article in articles.items():
        town.publish(outlet, article)
    town.once(NOW)
    [post] = town.posts()
    assert "3 outlets" in post
    assert [call.method for call in town.api.calls] == ["sendMessage"]
