import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.app.town import NOON as TOWN_NOON
from tests.app.town import SOHAE, Item, Town
from watcher.app.commands import Invocation
from watcher.app.commands.check import command, mail_notes
from watcher.app.files import settings
from watcher.app.files.aim import load_aim
from watcher.app.files.settings import Settings
from watcher.app.replay.comparison import differences
from watcher.app.running.lock import sole
from watcher.core.telling import SubscriptionId
from watcher.store import subscriptions
from watcher.store.db import open_db

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
PIER = """rules:
  - id: pier
    when: [pier]
    tests:
      match: [A new pier at Garam]
      no_match: [A new harbour]
"""
GARAM = "feeds:\n  - id: garam\n    name: Garam Daily\n    url: [https://garam.example/a, https://garam.example/b]\n"
CONSOLE = "subscriptions:\n  - id: console\n    via: console\n"
CHANNEL = '  - id: channel\n    via: telegram\n    to: "@sohae_watch"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound folder `rules` in the current folder."""
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / "rules"
    rules.mkdir()
    for name, text in {"pier": PIER, "feeds": GARAM, "subscriptions": CONSOLE}.items():
        (rules / f"{name}.yaml").write_text(text, "utf-8")
    return rules


def check(*arguments: str, **environ: str) -> Result:
    environ = {f"WATCHER_{name}": text for name, text in environ.items()}
    invocation = Invocation(lambda: NOON, lambda: settings.read(environ, Path(".env")))
    return CliRunner().invoke(command, arguments, obj=invocation, standalone_mode=False, catch_exceptions=False)


def test_a_webhook_waits_for_nothing(folder: Path):
    robot = "  - id: robot\n    via: webhook\n    to: https://robot.example/hook\n"
    (folder / "subscriptions.yaml").write_text(CONSOLE + robot, "utf-8")
    done = check(TELEGRAM_TOKEN="1:a")
    assert "kept waiting" not in done.stdout
    assert done.stdout.endswith("No errors.\n")


def test_a_sound_folder_is_told_in_a_table(folder: Path):
    done = check(TELEGRAM_TOKEN="1:a")
    assert done.return_value == 0
    assert [line.split(maxsplit=1) for line in done.stdout.splitlines() if line] == [
        ["rules", f"{'1 rule, 0 entities':<56} ok"],
        ["tests", f"{'2 of 2 pass':<56} ok"],
        ["feeds", f"{'1, of them 1 with a second address':<56} ok"],
        ["subscriptions", f"{'console':<56} ok"],
        ["settings", f"{'Telegram token set':<56} ok"],
        ["No", "errors."],
    ]


def test_a_subscription_that_has_to_wait_is_a_note(folder: Path):
    (folder / "subscriptions.yaml").write_text(CONSOLE + CHANNEL)
    done = check()
    assert done.return_value == 0
    assert "channel is kept waiting, nothing is lost (" in done.stdout
    assert "WATCHER_TELEGRAM_TOKEN" in done.stdout
    assert done.stdout.endswith("\nNo errors, 1 note.\n")


def test_mail_without_a_page_to_unsubscribe_is_a_note(folder: Path):
    aim = load_aim(folder)
    desk = replace(aim.subscriptions[0], via="email", address="desk@example.org")
    mailed = replace(aim, subscriptions=(desk,))
    assert list(mail_notes(mailed, Settings())) == [
        "mail carries no link to unsubscribe (WATCHER_PUBLIC_URL is not set)"
    ]
    assert list(mail_notes(mailed, Settings(public_url="https://watch.example", web=None))) == [
        "the link to unsubscribe leads nowhere (WATCHER_WEB is off)"
    ]
    assert list(mail_notes(aim, Settings())) == []


def test_a_reader_who_left_is_a_note_that_says_how_to_ask_again(folder: Path):
    state = folder.parent / "state"
    state.mkdir()
    with closing(open_db(state / "watcher.db")) as db:
        subscriptions.mirror(db, load_aim(folder).subscriptions, now=NOON)
        subscriptions.leave(db, SubscriptionId("console"))
    assert "console has unsubscribed and is told nothing (to ask again, give the entry another id)" in check().stdout


def test_everything_that_is_wrong_is_said_and_counted(folder: Path):
    (folder / "pier.yaml").write_text(PIER.replace("A new harbour", "A pier glass"))
    (folder / "feeds.yaml").write_text(GARAM + "    text: full\n" + GARAM.removeprefix("feeds:\n"))
    (folder / "subscriptions.yaml").write_text(CONSOLE + "    send: daily 7.00\n    rules: [peer]\n")
    Path(".env").write_text("WATCHER_SMTP_URI=smtp://x\n")
    done = check()
    assert done.return_value == 1
    assert [line for line in done.stdout.splitlines() if line and line[0] != " "] == [
        "rules/feeds.yaml:5:11: warning: `text: full` is not a way to read (page | feed); page is used",
        "rules/feeds.yaml:6:9: error: second feed called `garam` (the first is at line 2)",
        "rules/pier.yaml:6:18: error: test of `pier` failed: matches, and should not",
        "rules/subscriptions.yaml:4:11: error: `daily 7.00` is not a time (write `daily 07:00`)",
        "rules/subscriptions.yaml:5:13: error: no rule or tag is called `peer` (did you mean `pier`?)",
        ".env:1:1: error: WATCHER_SMTP_URI is not a setting (did you mean WATCHER_SMTP_URL?)",
        "5 errors, 1 warning. Not loaded: a running watcher keeps the last files that were sound.",
    ]


def test_settings_that_cannot_be_read_do_not_hide_what_is_wrong_with_the_files(folder: Path):
    folder.rename(folder.with_name("aim"))
    (folder.with_name("aim") / "feeds.yaml").unlink()
    done = check(RULES="aim", LOG="loud")
    assert "aim/feeds.yaml: error: this file is missing" in done.stdout
    assert "environment: error: WATCHER_LOG: `loud` is not a form of log" in done.stdout


def test_a_warning_is_no_error(folder: Path):
    done = check(PASSWORD_HASH="x")
    assert done.return_value == 0
    assert done.stdout.startswith("environment: warning: WATCHER_PASSWORD_HASH is not used by this version\n\nrules ")
    assert done.stdout.endswith("\nNo errors, 1 warning.\n")


def test_a_program_is_told_one_object_a_line_and_nothing_else(folder: Path):
    (folder / "feeds.yaml").write_text(GARAM + "    lable: wire\n")
    done = check("--json", PASSWORD_HASH="x")
    assert done.return_value == 1
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "file": "rules/feeds.yaml",
            "line": 5,
            "column": 5,
            "level": "error",
            "message": "unknown key `lable`",
            "hint": "did you mean `label`?",
            "details": [],
        },
        {
            "file": "environment",
            "line": None,
            "column": None,
            "level": "warning",
            "message": "WATCHER_PASSWORD_HASH is not used by this version",
            "hint": None,
            "details": [],
        },
    ]


def test_a_sound_folder_says_nothing_to_a_program(folder: Path):
    done = check("--json")
    assert (done.return_value, done.stdout) == (0, "")


def checked(town: Town) -> str:
    invocation = Invocation(lambda: TOWN_NOON, lambda: town.settings)
    done = CliRunner().invoke(command, [], obj=invocation, standalone_mode=False, catch_exceptions=False)
    return done.stdout


def heard(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"))
    town.once(TOWN_NOON)


def test_with_stored_articles_it_says_what_would_have_been_told(town: Town):
    heard(town)
    said = checked(town)
    assert "Had these rules run over the last day (1 stored article):" in said
    channel = next(line for line in said.splitlines() if line.startswith("  channel"))
    assert channel.split() == ["channel", "1", "1.0", "1", "(limit", "8)", "0", "0", "0"]
    assert "These are the rules that ran last, of Tue 04 Mar 12:00 UTC (" in said


def test_it_says_what_changes_against_the_rules_in_force(town: Town):
    heard(town)
    rules = town.folder / "rules"
    (rules / "milk.yaml").write_text("rules:\n  - {id: milk, when: [milk], tests: {match: [milk]}}\n")
    (rules / "sohae.yaml").write_text(SOHAE.replace("[Sohae, Sohe]", "[Soheon]").replace("at Sohae", "at Soheon"))
    said = checked(town)
    against = said[said.index("Against the rules that ran last, of Tue 04 Mar 12:00 UTC (") :].splitlines()
    assert [line.strip() for line in against[1:5]] == [
        "rules: 1 new (milk), 1 changed (sohae-site)",
        "articles: 0 more, 1 fewer",
        f"to see them: watcher backtest --since 30d --against {rules}",
        "",
    ]
    shown = town.watcher("backtest", "--against", str(rules)).stdout
    assert f"With {rules}, of 1 article: 0 more, 1 no more." in shown
    assert [line.split()[:2] for line in shown.splitlines()[-2:]] == [["channel", "0"], ["folder", "0"]]


def test_a_rule_has_changed_when_a_spelling_it_rests_on_has(folder: Path):
    entity = "entities:\n  - {id: pier, aliases: [pier]}\n  - {id: sea, weak: [{forms: [sea], requires: '@pier'}]}\n"
    rules = "rules:\n  - {id: sea, when: '@sea'}\n  - {id: quay, when: [quay]}\n"
    (folder / "pier.yaml").write_text(entity + rules)
    before = load_aim(folder)
    (folder / "pier.yaml").write_text("# a note\n" + entity.replace("[pier]", "[pier, mole]") + rules)
    (folder / "feeds.yaml").write_text(GARAM.replace("garam\n", "garam2\n"))
    assert [str(each) for each in differences(before, load_aim(folder))] == [
        "rules: 1 changed (sea)",
        "feeds: 1 new (garam2), 1 gone (garam)",
    ]


def test_broken_rules_name_those_that_stay_in_force(town: Town):
    heard(town)
    (town.folder / "rules/sohae.yaml").write_text("rules: [{id: x, wen: [quay]}]\n")
    assert "Not loaded: a running watcher keeps the rules of Tue 04 Mar 12:00 UTC (" in checked(town)


def test_a_running_watcher_is_said_to_take_them_up(town: Town):
    heard(town)
    (town.folder / "rules/sohae.yaml").write_text(SOHAE.replace("[Sohae, Sohe]", "[Sohae, Sohe, Soheon]"))
    with sole(town.settings.state):
        assert checked(town).endswith("\nNo errors. Loaded by the running watcher within two seconds.\n")


BAY = """entities:
  - id: bay
    aliases: [철산, 청진, Chongjin, 항구]
    weak:
      - forms: [동창리]
        requires: [rocket]
rules:
  - id: bay
    when: "@bay"
    tests: {match: [Chongjin]}
"""


def test_the_spellings_that_korean_names_lack_are_suggested(folder: Path):
    (folder / "pier.yaml").write_text(BAY)
    said = check("--suggest").stdout
    shown = said[said.index("Spellings that news may use") :].splitlines()
    assert shown[1:6] == [
        "@bay (rules/pier.yaml:2) lacks",
        "    청진       Cheongjin, Ch'ŏngjin, Чхонджин",
        "  all of them by  romanize: [청진]",
        "@bay (rules/pier.yaml:5) lacks",
        "    동창리      Dongchang-ni, Dongchang-ri, Tongch'ang-ni, Tongch'ang-ri, 2 more",
    ]
    (folder / "pier.yaml").write_text(BAY.replace("    weak:", "    romanize: [청진]\n    weak:"))
    assert "청진" not in check("--suggest").stdout


def test_common_words_are_no_names(folder: Path):
    """발사장 ends as towns do, and is a launching ground."""
    concept = "  - {id: ground, aliases: [발사장, launch ground*, launching ground], weak: []}\n"
    (folder / "pier.yaml").write_text(
        BAY.replace("rules:", f"{concept}rules:").replace('"@bay"', '["@bay", "@ground"]')
    )
    said = check("--suggest").stdout
    assert "발사장" not in said[said.index("Spellings that news may use") :]


def test_suggestions_are_objects_for_programs(folder: Path):
    (folder / "pier.yaml").write_text(BAY)
    first = json.loads(check("--suggest", "--json").stdout.splitlines()[0])
    assert (first["level"], first["line"], first["hint"]) == ("suggestion", 2, "romanize: [청진]")
    assert "Cheongjin" in first["details"]
