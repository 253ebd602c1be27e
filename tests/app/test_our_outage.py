"""The watcher itself is away for a day: what it finds on its return is told by its age, at once and in few words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.app.test_launch_day import OUTLETS, ROWS, RULES, STATE_MEDIA
from tests.app.town import DAWN, Item, Town
from tests.peers.botapi import BotApi, error
from tests.peers.site import Site
from watcher.app.running import cycle, outside
from watcher.sources.asking.http import Http

BACK = DAWN + timedelta(days=1, hours=4, minutes=30)
SUBSCRIPTIONS = """
subscriptions:
  - {id: channel, via: telegram, to: "@watch", zone: UTC}
  - {id: morning, via: file, send: daily 08:00, zone: UTC}
"""


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Site() as site, BotApi() as api, pytest.MonkeyPatch.context() as patch:
        patch.setattr(outside, "Http", partial(Http, page_pause=timedelta(0)))
        patch.setattr(cycle, "READERS", 1)  # what came first is not left to the machine
        town = Town(tmp_path_factory.mktemp("outage"), site, api)
        be_away(town)
        yield town


def be_away(town: Town) -> None:
    """From dawn until the next forenoon, while twelve stories came; one post of before still waits."""
    (town.folder / "rules/sohae.yaml").write_text(RULES, "utf-8")
    town.subscribe(SUBSCRIPTIONS)
    town.about = dict.fromkeys(["Red Peak News", "Red Peak Radio"], STATE_MEDIA)
    town.open(*OUTLETS)
    town.api.script("sendMessage", *[error(502, "Bad Gateway")] * 9)
    town.publish(
        "Harbour Wire", Item("ferry", "Ferry sticks off Sohae", "A ferry is stuck off Sohae since dawn.", DAWN)
    )
    town.once(DAWN + timedelta(minutes=1))
    town.api._faults["sendMessage"].clear()
    for row in ROWS:
        town.publish(row["outlet"], Item(row["id"], row["title"], row["text"], datetime.fromisoformat(row["ts"])))
    for minute in (0, 2):
        town.once(BACK + timedelta(minutes=minute))


def untold(town: Town, text: str, *, since: datetime) -> list[list[str]]:
    """The stories with a report of since then, by their headlines, none of which the text names."""
    stories = [
        [article["title"] for article in story["articles"]]
        for story in town.stories()
        if any(datetime.fromisoformat(article["published"]) >= since for article in story["articles"])
    ]
    return [titles for titles in stories if not any(title in text for title in titles)]


def test_what_is_still_news_is_told_and_nobody_is_flooded(returned: Town) -> None:
    assert 2 <= len(returned.posts()) <= 5
    assert len(untold(returned, "", since=BACK - timedelta(days=1))) > 2
    assert untold(returned, "\n".join(returned.posts()), since=BACK - timedelta(days=1)) == []


def test_what_waited_from_before_is_told_and_says_how_old_it_is(returned: Town) -> None:
    assert sum("Ferry sticks off Sohae" in post for post in returned.posts()) == 1


def test_one_list_tells_all_that_came_meanwhile(returned: Town) -> None:
    """But a page that could not be read in time, which the next one tells."""
    returned.once(BACK + timedelta(days=1))
    lists = sorted((returned.folder / "state/digests").iterdir())
    assert [path.stem for path in lists] == ["morning-2031-03-05", "morning-2031-03-06"]
    assert untold(returned, "\n".join(path.read_text("utf-8") for path in lists), since=DAWN) == []
    assert {row["state"] for row in returned.outbox()} <= {"sent", "dropped"}
