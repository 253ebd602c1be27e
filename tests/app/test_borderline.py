"""A report that joins so narrowly that it may tell another event is said aloud wherever its story is told."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tests.app.town import SUBSCRIPTIONS, Item, Town
from watcher.app.files.aim import load_book
from watcher.app.files.shipped import empty_index
from watcher.app.replay.backtest import Replayed, Row, replay
from watcher.core.matching.match import match, vocabulary
from watcher.core.news import Article, Relation
from watcher.core.rules.rulebook import RuleBook

NOW = datetime(2031, 3, 4, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOLD = (
    "Crane rises on pier at Sohae",
    "A yellow crane now stands on the pier of the Sohae launch site, and two barges are moored beside it. "
    "The crane came from Nampo on Sunday and can lift sixty tons. "
    "Nobody has seen so large a crane on that coast before, the harbour office said.",
)
SHIPPED = Path(__file__).parents[2] / "rules"
FLASHES = (
    ("ko", "[속보] 합참 “북, 우주발사체 1발 남쪽으로 발사”", "군은 자세한 내용을 분석하고 있다고 했다."),
    ("ja", "北朝鮮が衛星を発射か　沖縄に避難の呼びかけ", "政府は午前7時42分、建物の中に入るよう呼びかけた。"),
    ("en", "North Korea puts rocket with satellite into the air", "It left Sohae a few minutes ago, Seoul says."),
)
LIST = "  - {id: list, via: file, to: lists, send: daily 07:00, zone: UTC}\n"
DOUBTFUL = (
    "Ferries wait at Sohae",
    "At Sohae a crane stands on the pier of the launch site. Fog has kept the ferries in port for two days. "
    "Passengers slept in the school, and the baker gave away his bread. The wind may turn on Thursday.",
)


def report(outlet: str, lang: str, title: str, text: str, at: datetime) -> Row:
    return Row(outlet, Article(url="", outlet=outlet, title=title, text=text, lang=lang, seen_at=at, fetched_at=at))


def relation(book: RuleBook, hours: int) -> Relation | None:
    """What the doubtful report is so many hours after the first one: the later it comes, the less it joins."""
    rows = [
        report(outlet, "en", title, f"{title}\n{text}", NOW + after * HOUR)  # as it is read from the page
        for outlet, (title, text), after in (("Harbour Wire", TOLD, 0), ("Quay Courier", DOUBTFUL, hours))
    ]
    return replayed(rows, book)[-1].relation


def replayed(rows: list[Row], book: RuleBook) -> list[Replayed]:
    told = replay(rows, match=partial(match, book=book), vocabulary=partial(vocabulary, book), index=empty_index())
    return list(told)


def close_call(book: RuleBook) -> int:
    """The last hour in which the doubtful report joins."""
    joins, leaves = 1, 24 * 3
    while leaves - joins > 1:
        middle = (joins + leaves) // 2
        joins, leaves = (joins, middle) if relation(book, middle) is Relation.NEW else (middle, leaves)
    return joins


def test_a_close_call_is_a_reply_to_the_post_and_a_line_in_the_list(town: Town) -> None:
    town.subscribe(SUBSCRIPTIONS + LIST)
    town.open("Harbour Wire", "Quay Courier", at=NOW - HOUR)
    book = load_book(town.folder / "rules")
    hours = close_call(book)
    later = NOW + hours * HOUR
    assert relation(book, hours) is Relation.UPDATE
    town.publish("Harbour Wire", Item("crane", *TOLD, NOW))
    town.once(NOW)
    town.publish("Quay Courier", Item("ferries", *DOUBTFUL, later))
    town.once(later)
    [story] = town.stories()
    assert [(article["relation"], article["narrowly"]) for article in story["articles"]] == [
        ("new", False),
        ("update", True),
    ]
    assert "Quay Courier (update, narrowly)" in town.watcher("stories").stdout
    address = town.site.url("/quay-courier/ferries.html")
    said = town.watcher("explain", address).stdout
    assert "joined narrowly: likeness 0." in said
    assert "shares with the article before it: of its headline Sohae" in said
    assert "English" in said.splitlines()[1]
    assert re.search(r"channel +sent .* reply t\.me/watch/\d+\n", said)
    assert json.loads(town.watcher("explain", "--json", address).stdout)["narrowly"] is True
    post, reply = town.posts()
    assert post.startswith("Crane rises on pier at Sohae\n2 outlets")
    assert reply.startswith("Update: Ferries wait at Sohae\n")
    [listed] = (town.folder / "state/lists").glob("*.md")
    assert "[Update: Ferries wait at Sohae](" in listed.read_text("utf-8")


def test_the_flashes_of_a_launch_are_one_story_in_three_languages() -> None:
    rows = [report(lang, lang, title, text, NOW + at * HOUR / 10) for at, (lang, title, text) in enumerate(FLASHES)]
    told = replayed(rows, load_book(SHIPPED))
    assert len({each.story for each in told}) == 1
