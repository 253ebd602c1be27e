"""What a replay of articles says of them."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.app.town import NOON, Item, Town
from watcher.app.commands.backtest import command
from watcher.app.files import shipped
from watcher.app.files.aim import load_book
from watcher.app.replay.backtest import Replayed, Row, read_rows, replay, stored_rows
from watcher.core.matching.match import match, vocabulary
from watcher.core.news import Article, Field, Match, Relation, RuleId, Severity, Span, Vocabulary
from watcher.core.rules.document import UserProblems
from watcher.store.db import reader

STREAM = Path(__file__).parents[1] / "data" / "stream.jsonl"
SHARED = Path(__file__).parents[3] / "shared" / "data"
WORDS = frozenset({"Sohae", "Sohe", "satellite launching station"})


def matches_sohae(article: Article) -> tuple[Match, ...]:
    at = article.title.find("Sohae")
    if at < 0:
        return ()
    span = Span(Field.TITLE, at, at + 5, "Sohae")
    return (Match(rule=RuleId("site"), severity=Severity.ALERT, score=1.0, spans=(span,)),)


def replayed(*files: Path, unfiltered: bool = True) -> list[Replayed]:
    return list(
        replay(
            read_rows(files),
            match=matches_sohae,
            vocabulary=lambda _, matches: Vocabulary(WORDS if matches else frozenset()),
            index=shipped.empty_index(),
            unfiltered=unfiltered,
        )
    )


def by_shipped_rules(file: Path) -> list[Replayed]:
    book = load_book(Path(__file__).parents[2] / "rules")
    return list(
        replay(
            read_rows([file]),
            match=partial(match, book=book),
            vocabulary=partial(vocabulary, book),
            index=shipped.empty_index(),
            unfiltered=True,
        )
    )


def stories(told: list[Replayed]) -> set[frozenset[str]]:
    found: dict[str | None, set[str]] = defaultdict(set)
    for each in told:
        found[each.story].add(each.row.id)
    return {frozenset(ids) for ids in found.values()}


def gold(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def written(folder: Path, *rows: object) -> Path:
    file = folder / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def test_every_event_of_the_stream_is_one_story() -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    for row in gold(STREAM):
        expected[row["story"]].add(row["id"])
    assert stories(by_shipped_rules(STREAM)) == {frozenset(ids) for ids in expected.values()}


def test_a_repeated_text_names_its_original_whatever_the_headline() -> None:
    copies = {each.row.id: each.copy_of for each in replayed(STREAM) if each.relation is Relation.COPY}
    assert copies == {row["id"]: row["copy_of"] for row in gold(STREAM) if "copy_of" in row}


def test_a_replay_says_the_same_every_time() -> None:
    assert [each.as_json() for each in replayed(STREAM)] == [each.as_json() for each in replayed(STREAM)]


def test_the_founding_articles_are_one_story_that_nothing_else_joins(tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the founding articles and the labelled streams are not beside this checkout")
    titles = ("North Korea builds pier at rocket station", "New sea pier at Sohe range", "Pier at Sohae completed")
    seeds = [
        {"id": f"seed-{at}", "ts": f"2025-07-17T{9 + 3 * at:02}:00:00Z", "title": title, "text": file.read_text()}
        for at, (title, file) in enumerate(zip(titles, sorted((SHARED / "seeds").iterdir()), strict=True))
    ]
    background = SHARED / "stories" / "kcna_bg.jsonl"
    told = replayed(written(tmp_path, *seeds), background)
    assert frozenset({"seed-0", "seed-1", "seed-2"}) in stories(told)


def test_an_unmatched_row_is_in_no_story() -> None:
    milk = next(each for each in replayed(STREAM, unfiltered=False) if each.row.id == "milk-1")
    assert milk.as_json() == {
        "id": "milk-1",
        "matched": [],
        "story": None,
        "relation": "unmatched",
        "copy_of": None,
        "alert": False,
    }


def test_a_matched_row_says_which_words_matched() -> None:
    first = next(each for each in replayed(STREAM, unfiltered=False) if each.row.id == "quay-1")
    span = {"field": "title", "start": 35, "end": 40, "text": "Sohae", "term": "Sohae"}
    assert first.as_json() == {
        "id": "quay-1",
        "matched": [{"rule": "site", "severity": "alert", "score": 1.0, "spans": [span]}],
        "story": "quay-1",
        "relation": "new",
        "copy_of": None,
        "alert": True,
    }


def test_a_story_that_only_grows_raises_no_second_alert() -> None:
    told = {each.row.id: each for each in replayed(STREAM)}
    assert [told[f"quay-{number}"].alert for number in (1, 2, 3, 4)] == [True, False, False, False]


def test_several_files_are_one_stream_by_time_then_place(tmp_path: Path) -> None:
    later = {"id": 1, "ts": "2031-01-01T10:00:00Z", "title": "A", "text": ""}
    same = {"id": "2", "ts": "2031-01-01T11:00:00+01:00", "title": "B", "text": ""}
    early = {"id": "3", "ts": "2031-01-01T00:00:00Z", "title": "C", "text": "", "url": "https://www.example.org/c"}
    rows = read_rows([written(tmp_path, later, same, early)])
    assert [row.id for row in rows] == ["3", "1", "2"]
    assert [row.article.outlet for row in rows] == ["example.org", "", ""]


def test_all_bad_rows_are_named_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    good = '{"id": "a", "ts": "2031-01-01T00:00:00Z", "title": "", "text": ""}'
    file.write_text(f'{good}\n{{"id": "b"}}\nnot json\n[]\n{good}\n{good.replace("2031", "soon")}\n')
    with pytest.raises(UserProblems) as caught:
        read_rows([file, tmp_path / "none.jsonl"])
    assert [(problem.place.file.split("/")[-1], problem.place.line) for problem in caught.value.problems] == [
        ("bad.jsonl", 2),
        ("bad.jsonl", 3),
        ("bad.jsonl", 4),
        ("bad.jsonl", 5),
        ("bad.jsonl", 6),
        ("none.jsonl", 1),
    ]


def test_half_a_character_is_read_as_a_question_mark(tmp_path: Path) -> None:
    row = {"id": "a", "ts": "2031-01-01T00:00:00Z", "title": "Flood \ud83d in Sinuiju", "text": "\udc00"}
    assert read_rows([written(tmp_path, row)])[0].article.title == "Flood ? in Sinuiju"
    assert replayed(written(tmp_path, row))[0].relation is Relation.NEW


RULES = """\
rules:
  - id: site
    severity: alert
    when: [Sohae, Sohe]
"""


def said_by_the_command(folder: Path, *arguments: str) -> str:
    (folder / "site.yaml").write_text(RULES, encoding="utf-8")
    (folder / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    (folder / "subscriptions.yaml").write_text("subscriptions: []\n", encoding="utf-8")
    told = CliRunner().invoke(command, ["--rules", str(folder), "--input", str(STREAM), *arguments])
    assert told.exit_code == 0, told.output
    return told.stdout


def test_the_command_says_one_object_a_row_in_order_of_arrival(tmp_path: Path) -> None:
    told = [json.loads(line) for line in said_by_the_command(tmp_path, "--json").splitlines()]
    assert [row["id"] for row in told] == [row["id"] for row in gold(STREAM)]
    assert {row["relation"] for row in told} == {"new", "grows", "copy", "unmatched"}


def test_the_command_sums_up_rules_and_stories(tmp_path: Path) -> None:
    said = said_by_the_command(tmp_path)
    assert said.startswith(
        "36 articles, 13 of them in 5 stories, 5 alerts\n\nrule  articles  alerts\nsite        13       5\n\n"
    )
    assert "2031-03-04 06:00 UTC  new     Harbour Wire: New quay" in said
    assert all(line == line.rstrip() for line in said.splitlines())
    assert "…" not in said
    assert "Dairy farmers" not in said


ON_TOPIC = Path(__file__).parents[1] / "data" / "on_topic.jsonl"


def test_look_alike_events_of_one_topic_stay_apart_and_few_are_told_twice() -> None:
    """155 reports of 45 events at one place within forty days, in eight languages."""
    told = by_shipped_rules(ON_TOPIC)
    story_of = {each.row.id: each.story for each in told}
    event_of = {row["id"]: row["story"] for row in gold(ON_TOPIC)}
    opened = {event_of[story] for story in story_of.values() if story is not None}
    assert len(set(event_of.values()) - opened) <= 2  # a story that another swallows is hidden news
    assert len(set(story_of.values())) <= 1.3 * len(opened)
    assert sum(event_of[id] != event_of[str(story)] for id, story in story_of.items()) <= 8


def test_a_change_of_rules_says_what_it_adds_and_loses(tmp_path: Path) -> None:
    folders = []
    for name, word in (("now", "milk"), ("next", "quay")):
        folders.append(tmp_path / name)
        folders[-1].mkdir()
        (folders[-1] / "topic.yaml").write_text(
            f"rules: [{{id: topic, when: [{word}], tests: {{match: [{word}], no_match: [a]}}}}]\n"
        )
    arguments = ["--rules", str(folders[0]), "--against", str(folders[1]), "--input", str(STREAM)]
    told = CliRunner().invoke(command, [*arguments, "--json"])
    assert told.exit_code == 0, told.output
    changes = {(row["id"], row["change"]) for row in map(json.loads, told.stdout.splitlines())}
    assert ("quay-1", "added") in changes
    assert ("milk-1", "lost") in changes
    shown = CliRunner().invoke(command, arguments).stdout
    assert "articles: " in shown.splitlines()[0]
    assert "+ New quay finished" in shown
    assert "«quay»" in shown


def test_a_replay_ends_with_what_each_subscription_would_have_heard(tmp_path: Path) -> None:
    (tmp_path / "topic.yaml").write_text("rules: [{id: topic, when: [quay], tests: {match: [quay], no_match: [a]}}]\n")
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    (tmp_path / "subscriptions.yaml").write_text("subscriptions:\n  - {id: screen, via: console}\n")
    told = CliRunner().invoke(command, ["--rules", str(tmp_path), "--input", str(STREAM)])
    assert told.exit_code == 0, told.output
    *_, head, line = told.stdout.splitlines()
    assert head.split() == ["posts", "a", "day", "busiest", "day", "replies", "with", "sound", "together"]
    assert line.split()[0] == "screen"
    assert int(line.split()[1]) > 0


def test_the_stored_articles_are_replayed_without_a_file(town: Town) -> None:
    town.open("Harbour Wire")
    town.publish("Harbour Wire", Item.of("quay-1"), Item.of("milk-1"))
    town.once(NOON)
    rows = stored(town, NOON - timedelta(days=1))
    assert [row.article.outlet for row in rows] == ["Harbour Wire", "Harbour Wire"]
    assert stored(town, NOON + timedelta(days=1)) == []


def stored(town: Town, since: datetime) -> list[Row]:
    with reader(town.folder / "state") as db:
        return stored_rows(db, since)


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_reader_who_has_enough_ends_it_quietly(town: Town, how: tuple[str, ...]) -> None:
    """As Unix tools end by SIGPIPE; 1 would say that something is wrong with the user's files."""
    town.publish("Harbour Wire")
    with town.process("backtest", *how, "--input", str(STREAM)) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, "")
