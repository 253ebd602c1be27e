"""What the operator's monitoring reads: figures from the memory, as they stand when somebody asks."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from tests.app.town import NOON, Item, Town
from tests.peers.botapi import DROP_AFTER, KICKED
from tests.peers.site import Answer
from watcher.app.heartbeat import beat
from watcher.app.looking.exposition import CONTENT_TYPE, Metric, exposition
from watcher.app.looking.metrics import METRICS
from watcher.app.running.opening import newsroom
from watcher.app.web.door import Door
from watcher.core.timing.cadence import SINGLE_CYCLE

MINUTE = timedelta(minutes=1)
FIGURE = re.compile(r'([a-z_]+)(?:\{([a-z_]+="(?:[^"\\\n]|\\[\\n"])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\n"])*")*)\})? (\S+)')
INSIDE = {"host": "localhost:8080"}


def asked(town: Town, path: str = "/metrics", *, peer: str = "127.0.0.1", **headers: str) -> httpx.Response:
    async def answer() -> httpx.Response:
        async with newsroom(town.settings, clock=lambda: NOON, pace=SINGLE_CYCLE, write=town.said.append) as room:
            app = Door(room, name="Sohae Watch", secret=b"s").app()
            transport = httpx.ASGITransport(app=app, client=(peer, 50_000))
            async with httpx.AsyncClient(transport=transport, base_url="http://watch.example") as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.get(path, headers=INSIDE | named)

    return asyncio.run(answer())


def figures(text: str) -> dict[str, float]:
    """As Prometheus reads them; a line that it could not read is an error."""
    found, types = {}, {}
    for line in text.splitlines():
        if line.startswith("# "):
            what, name, said = line.removeprefix("# ").split(" ", 2)
            types |= {name: said} if what == "TYPE" else {}
            continue
        read = FIGURE.fullmatch(line)
        assert read is not None, line
        assert types[read[1]] == ("counter" if read[1].endswith("_total") else "gauge")
        found[line.rpartition(" ")[0]] = float(read[3])
    return found


@pytest.fixture
def busy(town: Town) -> Town:
    """Three outlets: two tell one story, one has no news for us; one post was of unknown fate for a minute."""
    town.open("Harbour Wire", "Balkan Daily", "Capital Post")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.publish("Capital Post", Item("milk", "Milk prices fell", "Milk got cheap.", NOON))
    town.api.script("sendMessage", DROP_AFTER)
    town.once(NOON)
    town.publish("Balkan Daily", Item.of("quay-2"))
    town.once(NOON + MINUTE)
    return town


def test_what_was_read_judged_and_told_is_counted(busy: Town) -> None:
    found = figures(asked(busy).text)
    assert found["watcher_items_total"] == 3
    assert found["watcher_articles_total"] == 3
    assert found['watcher_articles_matched_total{severity="alert"}'] == 2
    assert found['watcher_articles_matched_total{severity="urgent"}'] == 0
    assert found["watcher_stories_total"] == 1
    assert found['watcher_deliveries_total{channel="telegram",kind="post",outcome="sent"}'] == 1
    assert found['watcher_deliveries_total{channel="file",kind="post",outcome="sent"}'] == 1
    assert found['watcher_probes_total{channel="telegram",verdict="present"}'] == 1


def test_every_poll_is_counted_by_what_came_of_it(busy: Town) -> None:
    busy.site.say("/harbour-wire/rss", Answer(status=403))
    busy.once(NOON + 2 * MINUTE)
    found = figures(asked(busy).text)
    polls = {name: n for name, n in found.items() if name.startswith("watcher_polls_total") and n}
    assert polls == {
        'watcher_polls_total{outcome="changed"}': 6,
        'watcher_polls_total{outcome="unchanged"}': 5,
        'watcher_polls_total{outcome="refused"}': 1,
    }
    assert sum(n for name, n in found.items() if name.startswith("watcher_feeds{")) == 3


def test_what_waits_is_counted_by_channel_and_has_an_age(town: Town) -> None:
    town.open("Harbour Wire")
    town.beside["WATCHER_TELEGRAM_TOKEN"] = ""
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(NOON - 5 * MINUTE)
    found = figures(asked(town).text)
    assert found['watcher_outbox_deliveries{channel="telegram",state="due"}'] == 1
    assert found['watcher_outbox_deliveries{channel="file",state="due"}'] == 0
    assert found["watcher_outbox_oldest_seconds"] == 300


def test_a_dead_letter_is_a_figure_until_it_is_given_up(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.api.script("sendMessage", KICKED)
    town.once(NOON)
    dead = 'watcher_outbox_deliveries{channel="telegram",state="dead"}'
    ended = 'watcher_deliveries_total{channel="telegram",kind="post",outcome="dead"}'
    before = figures(asked(town).text)
    [id] = [str(row["id"]) for row in town.outbox() if row["state"] == "dead"]
    town.watcher("outbox", "drop", id)
    after = figures(asked(town).text)
    assert (before[dead], after[dead]) == (1, 0)
    assert (before[ended], after[ended]) == (1, 1)


def test_the_watchers_own_state_is_shown(busy: Town) -> None:
    beat(busy.folder / "state", now=NOON)
    found = figures(asked(busy).text)
    assert found["watcher_heartbeat_timestamp_seconds"] == NOON.timestamp()
    assert found["watcher_faults"] == 0
    assert found['watcher_database_bytes{file="database"}'] > 100_000
    assert found["watcher_disk_free_bytes"] > 0
    assert [name for name in found if name.startswith('watcher_build_info{version="')]


def test_a_restart_forgets_no_count(busy: Town) -> None:
    before, after = (figures(asked(busy).text) for _ in range(2))
    assert {name: n for name, n in before.items() if "_total" in name} == {
        name: n for name, n in after.items() if "_total" in name
    }


def test_metrics_show_no_subscriber_and_no_address_of_a_feed(busy: Town) -> None:
    shown = asked(busy)
    assert shown.headers["content-type"] == CONTENT_TYPE
    assert "@watch" not in shown.text
    assert "127.0.0.1" not in shown.text


# --- who may ask ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/metrics", "/feeds"])
@pytest.mark.parametrize(
    "given",
    [
        {"peer": "93.184.216.34"},
        {"peer": "::ffff:93.184.216.34"},
        {"host": "watch.example"},
        {"host": "watch.example:443"},
        {"host": "93.184.216.34:8080"},
        {"host": ""},
        {"host": "[::1"},
        {"x_forwarded_for": "10.0.0.7"},
        {"forwarded": "for=10.0.0.7"},
        {"via": "1.1 proxy"},
        {"x_real_ip": "10.0.0.7"},
    ],
    ids=str,
)
def test_nobody_outside_and_no_proxy_is_told_of_the_machine(town: Town, path: str, given: dict[str, str]) -> None:
    town.open("Harbour Wire")
    answer = asked(town, path, **given)
    assert answer.status_code == 404
    assert answer.text == asked(town, "/made-up", **given).text


@pytest.mark.parametrize("path", ["/metrics", "/feeds"])
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"host": "127.0.0.1:8080"},
        {"host": "[::1]:8080", "peer": "::1"},
        {"host": "watcher:8080", "peer": "172.18.0.3"},
        {"host": "nas.local", "peer": "192.168.1.20"},
        {"host": "100.100.4.2:8080", "peer": "100.100.4.9"},
    ],
    ids=str,
)
def test_the_own_network_is_told(town: Town, path: str, given: dict[str, str]) -> None:
    town.open("Harbour Wire")
    assert asked(town, path, **given).status_code == 200


# --- the text ------------------------------------------------------------------------------------------------------


def told(read: Callable[[None], dict[tuple[str, ...], float]], *labels: str) -> str:
    return exposition([Metric("watcher_x", "A\\b\nc", read, labels)], None)


def test_labels_and_help_are_escaped_as_the_format_asks() -> None:
    assert told(lambda _: {('a"b\\c\nd',): 1}, "why") == (
        '# HELP watcher_x A\\\\b\\nc\n# TYPE watcher_x gauge\nwatcher_x{why="a\\"b\\\\c\\nd"} 1\n'
    )


@pytest.mark.parametrize(
    ("figure", "shown"), [(0, "0"), (2_192_470_016, "2192470016"), (1_930_478_400.25, "1930478400.25"), (0.1, "0.1")]
)
def test_figures_are_whole_where_they_can_be(figure: float, shown: str) -> None:
    assert told(lambda _: {(): figure}).splitlines()[-1] == f"watcher_x {shown}"


def test_names_keep_to_the_conventions() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert re.fullmatch(r"watcher_[a-z_]+", metric.name)
        assert metric.help.endswith(".")
