"""The doctor names what is wrong with an installation, whatever it is, and how to mend it."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner, Result

from tests.app.town import Item, Town
from tests.peers.botapi import DROP_BEFORE, TOKEN
from tests.peers.site import Answer, Manner
from tests.peers.smtp import Post, office_nearby
from watcher.app.checkup.doctor import examine
from watcher.app.checkup.verdict import Verdict
from watcher.app.commands import Invocation
from watcher.app.commands.doctor import command
from watcher.app.files import settings as settings_file
from watcher.app.heartbeat import beat
from watcher.app.running.lock import sole
from watcher.app.running.outside import http
from watcher.sources.asking.http import Http
from watcher.store.db import mend_of

NOW = datetime(2025, 7, 17, 6, 30, 20, tzinfo=UTC)  # what the servers of the town say it is, and a little
HOUR = timedelta(hours=1)
CHECKS = (
    "settings",
    "rules",
    "state",
    "space",
    "growth",
    "database",
    "lock",
    "heartbeat",
    "telegram",
    "chat @watch",
    "mail",
)
ABROAD = ("names", "feed", "page", "clock")

Row = dict[str, str | None]


@pytest.fixture
def home(town: Town) -> Iterator[Town]:
    """A sound installation in which a watcher works."""
    town.publish("Harbour Wire", Item.of("quay-1", published=NOW - HOUR))
    (town.folder / "state").mkdir()
    beat(town.folder / "state", now=NOW)
    with sole(town.folder / "state"):
        yield town


def doctor(town: Town, *arguments: str, now: datetime = NOW, **environment: str) -> Result:
    invocation = Invocation(lambda: now, lambda: settings_file.read({**town.environment, **environment}, None))
    return CliRunner().invoke(command, [*arguments], obj=invocation, standalone_mode=False)


def verdicts(town: Town, *arguments: str, now: datetime = NOW, **environment: str) -> dict[str | None, Row]:
    done = doctor(town, "--json", *arguments, now=now, **environment)
    rows: list[Row] = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(row.keys() == {"check", "state", "message", "mend"} for row in rows)
    assert all(row["state"] == "ok" or row["mend"] for row in rows)
    assert done.return_value == (1 if any(row["state"] == "fault" for row in rows) else 0)
    return {row["check"]: row for row in rows}


def only_fault(rows: dict[str | None, Row]) -> Row:
    [row] = [row for row in rows.values() if row["state"] == "fault"]
    return row


async def examined(town: Town, reading: Http, *, deadline: timedelta) -> dict[str, Verdict]:
    try:
        found = await examine(town.settings, clock=lambda: NOW, http=reading, least_free_bytes=1, deadline=deadline)
    finally:
        await reading.close()
    return {verdict.check: verdict for verdict in found}


def test_a_sound_installation_is_sound_in_every_check_while_a_watcher_runs(home: Town) -> None:
    rows = verdicts(home)
    assert {check: row["state"] for check, row in rows.items()} == dict.fromkeys((*CHECKS, *ABROAD), "ok")
    assert rows["lock"]["message"] == f"a watcher works in {home.folder}/state: process {os.getpid()}"
    assert doctor(home).stdout.count("\n") == len(CHECKS + ABROAD)


def test_nothing_is_left_behind_in_the_state(home: Town) -> None:
    before = sorted(home.folder.rglob("*"))
    verdicts(home)
    assert sorted(home.folder.rglob("*")) == before


def test_a_setting_that_cannot_be_read_is_named(home: Town) -> None:
    row = only_fault(verdicts(home, WATCHER_GATHER="soon"))
    assert row["message"] == "environment: WATCHER_GATHER: `soon` is not a length of time"
    assert row["mend"] == "write `90s`, `30m`, `2h` or `1d`"


def test_broken_rules_are_named_with_their_place(home: Town) -> None:
    (home.folder / "rules/sohae.yaml").write_text("rules: [{id: quay, when: quay, titel: Quay}]\n")
    row = only_fault(verdicts(home))
    assert row["check"] == "rules"
    assert "rules/sohae.yaml:1:32: unknown key `titel`" in str(row["message"])


def test_a_rules_folder_that_is_not_there_is_named(home: Town) -> None:
    row = only_fault(verdicts(home, WATCHER_RULES="/nowhere/rules"))
    assert (row["check"], row["message"]) == ("rules", "1 error, first /nowhere/rules: there is no such folder")


def test_a_state_that_cannot_be_a_folder_is_named(home: Town, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    row = only_fault(verdicts(home, WATCHER_STATE=str(tmp_path / "notes.txt/state")))
    assert row["check"] == "state"
    assert "nothing can be written" in str(row["message"])


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_state_that_is_read_only_is_named(home: Town) -> None:
    (home.folder / "state").chmod(0o500)
    row = verdicts(home)["state"]
    (home.folder / "state").chmod(0o700)
    assert row["state"] == "fault"
    assert "Permission denied" in str(row["message"])


def test_a_disk_that_is_nearly_full_is_named(home: Town) -> None:
    row = only_fault(verdicts(home, "--least-free", "999999999"))
    assert row["check"] == "space"
    assert "of the disk are free" in str(row["message"])


def test_a_memory_that_is_whole_is_called_so(town: Town) -> None:
    town.publish("Harbour Wire")
    town.once(NOW)
    assert str(verdicts(town)["database"]["message"]).endswith("watcher.db is whole")


def test_a_damaged_memory_is_named(town: Town) -> None:
    town.publish("Harbour Wire")
    town.once(NOW)
    with (town.folder / "state/watcher.db").open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xa5" * 4096 * 8)
    row = verdicts(town)["database"]
    assert row["state"] == "fault"
    assert "watcher.db is damaged" in str(row["message"])
    assert "backup" in str(row["mend"])


def test_a_memory_that_is_another_kind_of_file_is_named(home: Town) -> None:
    (home.folder / "state/watcher.db").write_text("mine, " * 999)
    assert verdicts(home)["database"]["state"] == "fault"


def test_a_memory_of_a_newer_version_asks_for_a_newer_watcher(home: Town) -> None:
    with closing(sqlite3.connect(home.folder / "state/watcher.db")) as db:
        db.execute("PRAGMA user_version = 99")
    row = only_fault(verdicts(home))
    assert (row["check"], row["mend"]) == ("database", "update the watcher")


def test_a_memory_that_is_empty_or_cannot_be_opened_needs_no_backup(home: Town) -> None:
    path = home.folder / "state/watcher.db"
    path.touch()
    assert verdicts(home)["database"]["mend"] == "start the watcher"
    path.unlink()
    path.mkdir()
    assert verdicts(home)["database"]["mend"] == "give the file and its folder to the user that runs the watcher"


def test_a_full_disk_asks_for_room_and_not_for_a_backup() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as full:
            db.execute("CREATE TABLE t (x)")
    assert mend_of(full.value) == "make room on the disk; the file itself is sound"


def test_a_proxy_that_does_not_answer_is_named_by_its_setting(home: Town) -> None:
    row = verdicts(home, WATCHER_PROXY="http://127.0.0.1:1", WATCHER_ALLOW_PRIVATE_HOSTS="127.0.0.1")["feed"]
    assert "the proxy does not answer for it" in str(row["message"])
    assert "WATCHER_PROXY" in str(row["mend"])


def test_an_address_in_our_own_network_is_named_with_the_setting_that_lets_it_in(home: Town) -> None:
    row = verdicts(home, WATCHER_ALLOW_PRIVATE_HOSTS="other.example")["feed"]
    assert "WATCHER_ALLOW_PRIVATE_HOSTS" in str(row["mend"])


def test_a_file_of_a_secret_that_is_missing_has_a_mend_in_words(home: Town) -> None:
    row = verdicts(home, WATCHER_SECRET_FILE="/nowhere/secret")["settings"]
    assert str(row["message"]).endswith("the file /nowhere/secret cannot be read: No such file or directory")
    assert row["mend"] == "put it there, or correct WATCHER_SECRET_FILE"


def test_who_only_uses_once_is_told_that_nothing_beats(town: Town) -> None:
    town.publish("Harbour Wire")
    town.once(NOW)
    assert "only `watcher once` was used" in str(verdicts(town)["heartbeat"]["message"])


def test_a_watcher_that_hangs_is_named(home: Town) -> None:
    beat(home.folder / "state", now=NOW - 2 * HOUR)
    row = only_fault(verdicts(home))
    assert row["check"] == "heartbeat"
    assert row["message"] == f"the last sign of life was 2 h ago: process {os.getpid()} hangs"


def test_that_no_watcher_runs_is_told_and_is_no_fault(town: Town) -> None:
    town.publish("Harbour Wire")
    rows = verdicts(town)
    assert (rows["lock"]["state"], rows["lock"]["mend"]) == ("warn", "start it with `watcher run`")
    town.once(NOW)
    beat(town.folder / "state", now=NOW - HOUR)
    assert verdicts(town)["heartbeat"]["state"] == "warn"


def test_a_wrong_token_is_named(home: Town) -> None:
    row = only_fault(verdicts(home, WATCHER_TELEGRAM_TOKEN="1:wrong"))
    assert (row["check"], row["message"]) == ("telegram", "Telegram does not know this token")


def test_a_token_that_is_missing_is_told_with_who_waits_for_it(home: Town) -> None:
    row = verdicts(home, WATCHER_TELEGRAM_TOKEN="")["telegram"]
    assert (row["state"], row["message"]) == ("warn", "no token is set: what is for @watch waits")


def test_a_mail_server_that_is_missing_is_told_with_who_waits_for_it(home: Town) -> None:
    home.subscribe("subscriptions: [{id: seoul, via: email, to: reader@example.org, send: daily 07:00}]\n")
    row = verdicts(home)["mail"]
    assert (row["state"], row["message"]) == ("warn", "WATCHER_SMTP_URL is not set: what is for r…@example.org waits")


def test_the_mail_server_is_asked_for_entry_and_nothing_is_sent(home: Town) -> None:
    with office_nearby(Post()) as post:
        url = f"smtp://localhost:{post.port}?starttls=never"
        row = verdicts(home, WATCHER_SMTP_URL=url, WATCHER_MAIL_FROM="digest@watch.example")["mail"]
    assert (row["state"], post.taken) == ("ok", [])
    assert row["message"] == f"we are let in at localhost:{post.port}, NOT encrypted, without a login"


def test_a_mail_server_that_does_not_let_us_in_is_named(home: Town) -> None:
    with office_nearby(Post()) as post:
        url = f"smtp://localhost:{post.port}"
        row = only_fault(verdicts(home, WATCHER_SMTP_URL=url, WATCHER_MAIL_FROM="digest@watch.example"))
    assert row["check"] == "mail"
    assert "offers no encryption (STARTTLS)" in str(row["message"])


def test_telegram_out_of_reach_is_named(home: Town) -> None:
    home.api.script("getMe", DROP_BEFORE)
    assert only_fault(verdicts(home))["message"] == "Telegram cannot be reached"


@pytest.mark.parametrize("there", ["member", "left", "kicked"])
def test_a_channel_where_the_bot_is_no_administrator_is_named(home: Town, there: str) -> None:
    home.api.appoint("@watch", there)
    row = only_fault(verdicts(home))
    assert row["check"] == "chat @watch"
    assert "administrator" in str(row["mend"])


def test_a_right_that_the_bot_lacks_is_named(home: Town) -> None:
    home.api.appoint("@watch", "administrator", "can_edit_messages")
    assert only_fault(verdicts(home))["message"] == "the bot may not post in @watch"
    home.api.appoint("@watch", "administrator", "can_post_messages")
    assert verdicts(home)["chat @watch"]["state"] == "warn"


def test_a_chat_that_telegram_does_not_know_is_named(home: Town) -> None:
    home.subscribe('subscriptions: [{id: typo, via: telegram, to: "@wacth"}]\n')
    row = only_fault(verdicts(home))
    assert (row["check"], row["message"]) == ("chat @wacth", "Telegram knows no such chat")


def test_a_feed_that_is_not_found_is_named(home: Town) -> None:
    home.site.say("/harbour-wire/rss", Answer(status=404))
    row = only_fault(verdicts(home))
    assert (row["check"], row["message"]) == ("feed", "0 of 1 asked answered; harbour-wire: answers 404: not found")


def test_an_address_that_gives_no_feed_is_named(home: Town) -> None:
    home.site.say("/harbour-wire/rss", b"<!doctype html><html><title>Harbour Wire</title></html>")
    assert "harbour-wire: a web page, not a feed" in str(only_fault(verdicts(home))["message"])


def test_one_feed_of_two_that_fails_is_a_warning(home: Town) -> None:
    home.publish("Balkan Daily")
    home.site.say("/balkan-daily/rss", Answer(status=503))
    row = verdicts(home)["feed"]
    assert (row["state"], row["message"]) == (
        "warn",
        "1 of 2 asked answered; balkan-daily: answers 503: service unavailable",
    )


def test_pages_that_are_refused_are_named_with_what_spares_the_asking(home: Town) -> None:
    home.site.say("/harbour-wire/quay-1.html", Answer(status=403))
    row = verdicts(home)["page"]
    assert row["state"] == "warn"
    assert str(row["message"]).endswith("/harbour-wire/quay-1.html: answers 403: forbidden")
    assert "`text: feed` on harbour-wire" in str(row["mend"])


@pytest.mark.parametrize(("off", "state"), [(HOUR, "fault"), (-HOUR, "fault"), (3 * HOUR / 60, "warn")])
def test_a_clock_that_is_off_is_named(home: Town, off: timedelta, state: str) -> None:
    row = verdicts(home, now=NOW + off)["clock"]
    assert row["state"] == state
    assert "2025-07-17 06:30 UTC at a server" in str(row["message"])


def test_an_answer_that_a_store_kept_for_an_hour_says_nothing_against_the_clock(home: Town) -> None:
    feed = Answer(b'<rss version="2.0"><channel><title>Wire</title></channel></rss>', headers={"age": "3600"})
    home.site.say("/harbour-wire/rss", feed)
    assert verdicts(home, now=NOW + HOUR)["clock"]["state"] == "ok"


def test_growth_is_told_in_megabytes_a_day_after_the_first_day(town: Town) -> None:
    town.publish("Harbour Wire")
    town.once(NOW)
    assert "are known after the first day" in str(verdicts(town)["growth"]["message"])
    later = verdicts(town, now=NOW + timedelta(days=10))["growth"]
    assert "MB a day since 2025-07-17" in str(later["message"])


async def nowhere(host: str, port: int) -> Sequence[str]:
    raise OSError("unknown")


async def test_names_that_cannot_be_looked_up_are_named(town: Town) -> None:
    (town.folder / "rules/feeds.yaml").write_text(
        "feeds: [{id: bay, name: Bay, url: https://bay.example/rss}, {id: sea, name: Sea, url: https://sea.example/}]\n"
    )
    reading = Http(user_agent="test", clock=lambda: NOW, look_up=nowhere)
    found = await examined(town, reading, deadline=timedelta(seconds=10))
    assert found["names"].state == "fault"
    assert found["names"].message == "no name can be looked up; bay: the name bay.example is not known"
    assert found["names"].mend == "look to the DNS of this machine"


async def test_a_server_that_hangs_costs_its_own_check_its_deadline_and_no_other(home: Town) -> None:
    home.publish("Balkan Daily")
    home.site.say("/balkan-daily/rss", Answer(manner=Manner.HANG))
    found = await examined(home, http(home.settings, lambda: NOW), deadline=timedelta(seconds=2))
    assert found["feed"].message == "1 of 2 asked answered; balkan-daily: gave no complete answer within 2 s"
    assert found["clock"].state == found["page"].state == found["chat @watch"].state == "ok"


async def test_a_fault_of_ours_in_one_check_is_told_and_the_others_speak(
    home: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(state: Path, *, least_bytes: int) -> list[Verdict]:
        raise KeyError("nobody thought of it")

    monkeypatch.setattr("watcher.app.checkup.home.space", broken)
    found = await examined(home, http(home.settings, lambda: NOW), deadline=timedelta(seconds=10))
    assert found["space"].message.startswith("a fault of ours: KeyError")
    assert {check for check, verdict in found.items() if verdict.state == "ok"} == {*CHECKS, *ABROAD} - {"space"}


async def test_a_disk_that_hangs_costs_its_own_check_its_deadline_and_no_other(
    home: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wakes = Event()
    monkeypatch.setattr("watcher.app.checkup.home.memory", lambda state: [str(wakes.wait(60))])
    found = await examined(home, http(home.settings, lambda: NOW), deadline=timedelta(seconds=2))
    wakes.set()
    assert found["database"].message == "gave no answer within 2 s"
    assert {check for check, verdict in found.items() if verdict.state == "ok"} == {*CHECKS, *ABROAD} - {"database"}


def test_all_that_is_wrong_is_named_at_once(home: Town) -> None:
    home.site.say("/harbour-wire/rss", Answer(status=404))
    home.api.appoint("@watch", "kicked")
    rows = verdicts(home, "--least-free", "999999999", WATCHER_KEEP_DAYS="0")
    assert [row["check"] for row in rows.values() if row["state"] == "fault"] == [
        *("settings", "space", "chat @watch", "feed"),
    ]


def test_the_token_is_never_shown(home: Town) -> None:
    home.api.script("getMe", DROP_BEFORE)
    assert TOKEN not in doctor(home).output
