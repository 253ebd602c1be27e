from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files.aim import Aim, compile_aim, load_aim, version_of
from watcher.app.files.folder import read_folder
from watcher.core.news import RuleId
from watcher.core.rules.document import UserProblems

SHIPPED = Path(__file__).parents[2] / "rules"
FILES = {
    "feeds.yaml": "feeds:\n  - id: garam\n    name: Garam Daily\n    url: https://garam.example/feed\n",
    "subscriptions.yaml": "subscriptions:\n  - id: console\n    via: console\n",
    "pier.yaml": "rules:\n  - id: pier\n    when: [pier]\n    tags: [coast]\n    tests: {match: [A new pier]}\n",
}
FAILS = "rules:\n  - id: fails\n    when: [pier]\n    tests: {match: [A new harbour]}\n"


def the_aim(**changed: str) -> Aim:
    return compile_aim(files(**changed))


def files(**changed: str) -> dict[str, str]:
    return {**FILES, **{name.replace("__", "/") + ".yaml": text for name, text in changed.items()}}


def problems(changed: dict[str, str]) -> list[str]:
    with pytest.raises(UserProblems) as caught:
        compile_aim(changed)
    return [str(problem).splitlines()[0] for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_three_files_make_an_aim():
    aim = the_aim()
    assert [rule.id for rule in aim.book.rules] == ["pier"]
    assert [feed.id for feed in aim.feeds] == ["garam"]
    assert [subscription.id for subscription in aim.subscriptions] == ["console"]
    assert aim.warnings == ()


def test_an_aim_can_be_made_again_from_the_texts_it_kept():
    aim = the_aim()
    again = compile_aim(aim.files)
    assert (again.version, again.feeds, again.subscriptions) == (aim.version, aim.feeds, aim.subscriptions)


def test_several_topics_live_side_by_side():
    aim = the_aim(bridge="rules:\n  - id: bridge\n    when: [bridge]\n    tests: {match: [A bridge]}\n")
    assert {rule.id for rule in aim.book.rules} == {"pier", "bridge"}


def test_the_problems_of_all_files_are_said_at_once():
    said = problems(
        files(
            feeds="feeds:\n  - id: garam\n    name: Garam\n    url: x\n",
            subscriptions="subscriptions:\n  - id: console\n    via: consol\n    rules: [peer]\n",
            pier=FILES["pier.yaml"] + "ruels: []\n",
        )
    )
    assert [line.split(" ")[0] for line in said] == [
        "rules/feeds.yaml:4:10:",
        "rules/pier.yaml:6:1:",
        "rules/subscriptions.yaml:3:10:",
        "rules/subscriptions.yaml:4:13:",
    ]


def test_a_test_in_the_rules_that_fails_is_a_problem():
    (said,) = problems(files(fails=FAILS))
    assert said.startswith("rules/fails.yaml:")
    assert "test of `fails` failed" in said


def test_a_subscription_asks_for_rules_by_id_or_tag():
    wanting = "subscriptions:\n  - id: console\n    via: console\n    rules: [{}]\n"
    for topic in ("pier", "coast"):
        (console,) = the_aim(subscriptions=wanting.format(topic)).subscriptions
        assert console.rules == {RuleId("pier")}
    assert problems(files(subscriptions=wanting.format("peer"))) == [
        "rules/subscriptions.yaml:4:13: error: no rule or tag is called `peer` (did you mean `pier`?)"
    ]


def test_a_rule_file_that_is_not_yaml_raises_no_false_alarm_elsewhere():
    """Its rules and tags can be asked for as far as its text shows them; what stands nowhere is said all the same."""
    wanting = "subscriptions:\n  - id: console\n    via: console\n    rules: [pier, coast, {}]\n"
    broken = FILES["pier.yaml"] + "  - ["
    said = problems(files(pier=broken, subscriptions=wanting.format("pier")))
    assert len(said) == 1
    assert said[0].startswith("rules/pier.yaml:6:6: error: not YAML: ")
    assert problems(files(pier=broken, subscriptions=wanting.format("peer"))) == [
        *said,
        "rules/subscriptions.yaml:4:26: error: no rule or tag is called `peer` (did you mean `pier`?)",
    ]


def test_the_tests_of_sound_rules_are_tried_although_a_neighbour_is_broken():
    broken = "rules:\n  - id: quay\n    whem: [quay]\n    tests: {match: [A new harbour]}\n"
    assert problems(files(fails=FAILS, quay=broken)) == [
        "rules/fails.yaml:4:21: error: test of `fails` failed: does not match, and should",
        "rules/quay.yaml:3:5: error: unknown key `whem` (did you mean `when`?)",
    ]


def test_what_rests_on_a_broken_entity_is_not_tried():
    entity = "entities:\n  - {id: mole, alias: [mole]}\n  - {id: pile, weak: [{forms: [pile], requires: '@mole'}]}\n"
    rules = "rules:\n  - {id: pile, when: '@pile', tests: {match: [pile and mole]}}\n"
    said = problems(files(mole=entity + rules))
    assert len(said) == 1  # of the entity alone
    assert not any("failed" in line for line in said)


def test_an_entity_in_a_file_that_cannot_be_read_is_not_said_to_be_missing():
    rules = "rules:\n  - {id: a, whem: ['@mole']}\n  - {id: b, when: ['@mole'], tests: {match: [mole]}}\n"
    topic = f"include: [words/a.yaml]\n{rules}"
    broken = "entities: [{id: mole, aliases: [mole]}, "
    assert problems(files(topic=topic, words__a=broken)) == [
        "rules/topic.yaml:3:5: warning: rule `a` has no tests (tests: {match: [...], no_match: [...]})",
        "rules/topic.yaml:3:13: error: unknown key `whem` (did you mean `when`?)",
        "rules/words/a.yaml:1:41: error: not YAML: a value is missing here (the list or table begins in line 1)",
    ]


def test_a_name_that_no_file_shows_is_said_while_another_file_cannot_be_read():
    topic = "include: [words/a.yaml]\nrules:\n  - {id: a, when: ['@mule'], tests: {match: [mole]}}\n"
    said = problems(files(topic=topic, words__a="entities: [{id: mole, aliases: [mole]}, "))
    assert "rules/topic.yaml:3:20: error: rule `a` names @mule, which no file defines (did you mean @mole?)" in said


# --- missing, empty, unread ----------------------------------------------------------------------------------------


def test_a_folder_without_feeds_is_an_error():
    without = {name: text for name, text in FILES.items() if name != "feeds.yaml"}
    assert problems(without) == ["rules/feeds.yaml: error: this file is missing (list in it the feeds to read)"]


def test_a_folder_without_rules_is_an_error():
    without = {name: text for name, text in FILES.items() if name != "pier.yaml"}
    assert problems(without) == ["rules: error: no file says what concerns us (write one, such as rules/harbour.yaml)"]


def test_a_folder_without_subscriptions_works_and_warns():
    without = {name: text for name, text in FILES.items() if name != "subscriptions.yaml"}
    assert [str(warning) for warning in compile_aim(without).warnings] == [
        "rules/subscriptions.yaml: warning: no subscriptions: nobody is told anything"
    ]


def test_an_empty_list_of_feeds_works_and_warns():
    (warning,) = the_aim(feeds="feeds: []\n").warnings
    assert str(warning) == "rules/feeds.yaml: warning: no feeds: nothing is read"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("feeds", "write `feeds: []` if that is what you mean"),
        ("subscriptions", "write `subscriptions: []` if that is what you mean"),
        ("pier", "take the file away if that is what you mean"),
    ],
)
def test_a_file_in_which_nothing_stands_is_an_error(name: str, hint: str):
    assert problems(files(**{name: "\n"})) == [f"rules/{name}.yaml: error: this file is empty ({hint})"]


def test_a_folder_whose_files_hold_no_rule_warns():
    (warning,) = the_aim(pier="# rules: to come\n").warnings
    assert str(warning) == "rules: warning: no rules: nothing concerns us"


def test_a_file_that_nobody_includes_is_pointed_at():
    (warning,) = the_aim(words__spare="entities: []\n").warnings
    assert str(warning) == "rules/words/spare.yaml: warning: this file is not read (no file includes it)"


def test_a_file_with_the_other_ending_is_pointed_at():
    (warning,) = compile_aim({**FILES, "bridge.yml": ""}).warnings
    assert str(warning) == "rules/bridge.yml: warning: this file is not read (rename it to bridge.yaml)"


# --- include -------------------------------------------------------------------------------------------------------


def test_a_topic_includes_words_and_words_include_further_words():
    aim = the_aim(
        pier="include: [words/a.yaml]\n" + FILES["pier.yaml"],
        words__a="include: [more/b.yaml]\nrules:\n  - {id: a, when: [quay], tests: {match: [A quay]}}\n",
        words__more__b="rules:\n  - {id: b, when: [mole], tests: {match: [A mole]}}\n",
    )
    assert {rule.id for rule in aim.book.rules} == {"pier", "a", "b"}
    assert aim.warnings == ()


def test_files_that_include_each_other_are_read_once():
    aim = the_aim(
        pier="include: [words/a.yaml]\n" + FILES["pier.yaml"],
        words__a="include: [a.yaml]\nrules:\n  - {id: a, when: [quay], tests: {match: [A quay]}}\n",
    )
    assert len(aim.book.rules) == 2


@pytest.mark.parametrize(
    ("include", "said"),
    [
        ("[words/b.yaml]", "1:11: error: there is no file `words/b.yaml` (did you mean `words/a.yaml`?)"),
        ("[../secrets.yaml]", "1:11: error: `../secrets.yaml` is outside the folder (copy it into the folder)"),
        ("[/etc/passwd]", "1:11: error: `/etc/passwd` is outside the folder (copy it into the folder)"),
        ("[words/../../x]", "1:11: error: `words/../../x` is outside the folder (copy it into the folder)"),
        ("{a: b}", "1:10: error: `include` is a list of files (write `include: [words/sohae.yaml]`)"),
    ],
)
def test_an_include_that_leads_nowhere_is_said_at_its_place(include: str, said: str):
    found = problems(files(pier=f"include: {include}\n" + FILES["pier.yaml"], words__a="entities: []\n"))
    assert f"rules/pier.yaml:{said}" in found


# --- the folder ----------------------------------------------------------------------------------------------------


def test_a_folder_is_read_as_texts(folder: Path):
    (folder / "words").mkdir()
    (folder / "words" / "a.yaml").write_text("entities: []\r\n", "utf-8-sig")
    (folder / "notes.txt").write_text("not ours")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("not ours")
    assert read_folder(folder) == {**FILES, "words/a.yaml": "entities: []\n"}


def test_problems_show_the_folder_as_it_was_given(folder: Path):
    (folder / "feeds.yaml").write_text("feeds: [garam]\n")
    with pytest.raises(UserProblems) as caught:
        load_aim(folder)
    assert str(caught.value).startswith(f"{folder}/feeds.yaml:1:9: error: not an entry")


def test_a_folder_that_is_missing_is_said(tmp_path: Path):
    with pytest.raises(UserProblems, match=r"nowhere: error: there is no such folder \(WATCHER_RULES names it\)"):
        read_folder(tmp_path / "nowhere")


def test_a_file_that_is_not_utf8_is_said_with_its_line(folder: Path):
    (folder / "pier.yaml").write_bytes("rules:\n- id: мол\n".encode("cp1251"))
    with pytest.raises(UserProblems, match=r"pier.yaml:2:1: error: not UTF-8 text \(save the file as UTF-8\)"):
        read_folder(folder)


def test_the_shipped_folder_is_sound():
    if not (SHIPPED / "sohae.yaml").exists():
        pytest.skip("rules/sohae.yaml is not there yet")
    assert load_aim(SHIPPED).warnings == ()


# --- the version ---------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=4), st.text(max_size=9), st.text(max_size=9))
def test_the_version_changes_with_any_text_and_with_nothing_else(texts: dict[str, str], name: str, text: str):
    assert version_of(dict(reversed(texts.items()))) == version_of(texts)
    changed = {**texts, name: text}
    assert (version_of(changed) == version_of(texts)) == (changed == texts)


def test_the_version_is_twelve_hexadecimal_digits():
    assert len(the_aim().version) == 12
    int(the_aim().version, 16)
