import json
import re
from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.app.files.subscriptionfile import KEYS, Choices, read_subscriptions
from watcher.app.files.yamlfile import parse
from watcher.core.news import RuleId
from watcher.core.rules.document import UserProblems
from watcher.core.telling import AtOnce, Daily, Quiet, Subscription, SubscriptionId, Weekly

HOUSE = Path(__file__).parents[2]
MANUAL = (HOUSE / "docs" / "subscriptions.md").read_text("utf-8")
SITE, LAUNCH = RuleId("sohae-site"), RuleId("nk-launch")
CHANNEL = 'subscriptions:\n  - id: channel\n    via: telegram\n    to: "@sohae_watch"\n'


def address(via: str, to: object) -> str:
    if via == "telegram" and not isinstance(to, dict) and not str(to).startswith(("@", "-100")):
        raise ValueError('`to` is a chat (write "@name" or its number)')
    return "-" if to is None else str(to)


CHOICES = Choices(
    channels=["console", "feed", "file", "telegram", "webhook"],
    address=address,
    topics={"sohae-site": frozenset([SITE]), "nk-launch": frozenset([LAUNCH]), "launch": frozenset([SITE, LAUNCH])},
    languages=["en", "ko"],
)


def read(text: str) -> tuple[Subscription, ...]:
    subscriptions, problems = read_subscriptions(parse(text, "subscriptions.yaml"), CHOICES)
    assert problems == ()
    return subscriptions


def problems(text: str, choices: Choices = CHOICES) -> list[str]:
    return [str(problem) for problem in read_subscriptions(parse(text, "s.yaml"), choices)[1]]


def test_two_lines_tell_everything_to_the_terminal():
    (console,) = read("subscriptions:\n  - id: console\n    via: console\n")
    assert console == Subscription(
        id=SubscriptionId("console"), via="console", address="-", zone=ZoneInfo("UTC"), rules=None
    )


def test_mail_is_for_lists():
    choices = replace(CHOICES, channels=["email"])
    desk = "subscriptions:\n  - id: desk\n    via: email\n    to: desk@example.org\n"
    said = "s.yaml:3:10: error: `email` carries lists only (write `send: daily 07:00`)"
    assert problems(desk, choices) == [said]
    assert said in problems(desk + "    send: at-once\n", choices)
    assert said not in problems(desk + "    send: daily 07:00\n", choices)


@pytest.mark.parametrize(
    ("send", "cadence"),
    [
        ("at-once", AtOnce()),
        ("daily 07:00", Daily(at=time(7))),
        ("daily 23:59", Daily(at=time(23, 59))),
        ("weekly sun 06:30", Weekly(weekday=6, at=time(6, 30))),
    ],
)
def test_a_list_comes_every_day_or_every_week(send, cadence):
    (channel,) = read(CHANNEL + f"    send: {send}\n")
    assert channel.cadence == cadence


def test_every_key_is_understood():
    (channel,) = read(
        CHANNEL
        + """
    rules: [sohae-site]
    send: at-once
    zone: Asia/Seoul
    lang: ko
    preview: large
    operator: true
"""
    )
    assert channel == Subscription(
        id=SubscriptionId("channel"),
        via="telegram",
        address="@sohae_watch",
        rules=frozenset([SITE]),
        zone=ZoneInfo("Asia/Seoul"),
        lang="ko",
        at_most=8,
        preview="large",
        operator=True,
    )


def test_a_chat_is_given_to_its_channel_as_written():
    (channel,) = read(CHANNEL.replace('"@sohae_watch"', "{chat: -100123, thread: 7}"))
    assert channel.address == "{'chat': -100123, 'thread': 7}"
    (channel,) = read(CHANNEL.replace('"@sohae_watch"', "-100123"))
    assert channel.address == "-100123"


def test_a_tag_stands_for_the_rules_that_bear_it():
    (channel,) = read(CHANNEL + "    rules: launch\n")
    assert channel.rules == {SITE, LAUNCH}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("zones: UTC", "5:5: error: unknown key `zones` (did you mean `zone`?)"),
        ("rules: [sohae]", "5:13: error: no rule or tag is called `sohae` (did you mean `sohae-site`?)"),
        ("rules: []", "5:12: error: `rules` is empty"),
        ("send: daily 7.00", "5:11: error: `daily 7.00` is not a time (write `daily 07:00`)"),
        ("send: weekly mon 7:00", "5:11: error: `weekly mon 7:00` is not a time (write `weekly mon 07:00`)"),
        ("send: weekly monday 07:00", "5:11: error: `monday` is not a day of the week (one of mon, tue, wed"),
        (
            "send: now",
            "5:11: error: `now` is not a time to send (write `at-once`, `daily 07:00` or `weekly mon 07:00`)",
        ),
        ("zone: Asia/Soul", "5:11: error: `Asia/Soul` is not a time zone (did you mean `Asia/Seoul`?)"),
        ("zone: Europe", "5:11: error: `Europe` is not a time zone"),
        ("zone: ../../etc/passwd", "5:11: error: `../../etc/passwd` is not a time zone"),
        ("lang: kr", "5:11: error: `kr` is not a language that posts can speak (known: en, ko)"),
        ("preview: big", "5:14: error: `big` is not a size of preview (known: none, small, large)"),
        ("operator: yes", "5:15: error: `yes` is neither `true` nor `false`"),
        ("at_most: 8", "5:14: error: `8` is not a number of posts a day (write `8/day`, or `none`)"),
        ("at_most: few", "5:14: error: `few` is not a number of posts a day (write `8/day`, or `none`)"),
        ("quiet: 23:00", "5:12: error: `23:00` are not hours of quiet (write `23:00-06:30`)"),
        ("quiet: 23:00-23:00", "5:12: error: `23:00-23:00` are not hours of quiet (write `23:00-06:30`)"),
        ("quiet: 23:00-6.30", "5:12: error: `23:00-6.30` are not hours of quiet (write `23:00-06:30`)"),
        ("quiet: 25:00-3", "5:12: error: `25:00-3` are not hours of quiet (write `01:00-03:00`)"),
        ("quiet: 23:00-06:30", "5:12: warning: posts in a channel are silent anyway: `quiet` changes nothing there"),
        ("review: {after: 10m}", "5:13: error: `to` is missing (write `to: {chat: -1001234567890}`)"),
        ("review: {to: -100555, after: soon}", "5:34: error: `soon` is not a length of time"),
        ("review: {to: -100555, untill: 9m}", "5:27: error: unknown key `untill`"),
        ("review: yes", "5:13: error: `review` is a group of keys"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_with_the_cure(line: str, said: str):
    (problem,) = problems(f"{CHANNEL}    {line}\n")
    assert problem.startswith(f"s.yaml:{said}")


def test_the_channel_says_what_an_address_is():
    assert problems(CHANNEL.replace('"@sohae_watch"', "Sohae Watch")) == [
        's.yaml:4:9: error: `to` is a chat (write "@name" or its number)'
    ]
    assert problems("subscriptions:\n  - id: channel\n    via: telegram\n") == [
        's.yaml:2:5: error: `to` is a chat (write "@name" or its number)'
    ]


def test_a_chat_hears_eight_posts_a_day_and_files_all_of_them():
    (channel,) = read(CHANNEL)
    (console,) = read("subscriptions:\n  - id: console\n    via: console\n")
    assert (channel.at_most, console.at_most) == (8, None)


def test_the_number_of_posts_a_day_is_a_choice():
    assert [read(f"{CHANNEL}    at_most: {text}\n")[0].at_most for text in ("3/day", "0/day", "none")] == [3, 0, None]


def test_a_chat_has_quiet_hours_and_a_screen_has_none():
    (chat,) = read(CHANNEL.replace('"@sohae_watch"', "-100123") + "    quiet: 23:00-06:30\n")
    assert chat.quiet == Quiet(time(23), time(6, 30))
    assert problems("subscriptions:\n  - id: console\n    via: console\n    quiet: 23:00-06:30\n") == [
        "s.yaml:4:12: warning: `console` calls nobody: `quiet` changes nothing there (take it out)"
    ]


def test_a_channel_that_does_not_exist_is_named_with_the_nearest():
    assert problems(CHANNEL.replace("via: telegram", "via: telegramm")) == [
        "s.yaml:3:10: error: `telegramm` is not a channel (did you mean `telegram`?)"
    ]


def test_a_second_subscription_of_one_name_is_pointed_at_the_first():
    second = CHANNEL.removeprefix("subscriptions:\n").replace("@sohae_watch", "@other")
    assert problems(CHANNEL + second) == [
        "s.yaml:5:9: error: second subscription called `channel` (the first is at line 2)"
    ]


def test_two_subscriptions_to_one_place_are_warned_of():
    second = CHANNEL.removeprefix("subscriptions:\n").replace("id: channel", "id: second")
    assert problems(CHANNEL + second) == [
        "s.yaml:5:5: warning: `second` goes where `channel` goes: what both ask for is told there twice "
        "(join them into one)"
    ]


WORDS = st.text(max_size=5) | st.sampled_from(
    ["", ".", "..", "/", "Asia", "UTC", "x" * 5000, "\x00", "daily ٣:00", "daily 99"]
)
VALUES = st.recursive(
    WORDS | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)
ENTRIES = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES), max_size=3)


@given(VALUES | st.fixed_dictionaries({"subscriptions": ENTRIES}))
def test_no_file_crashes_the_reader(written: object):
    try:
        tree = parse(json.dumps(written), "s.yaml")
    except UserProblems:
        return
    subscriptions, found = read_subscriptions(tree, CHOICES)
    assert found or all(subscription.via in CHOICES.channels for subscription in subscriptions)


# --- the shipped file and the manual -------------------------------------------------------------------------------


def test_the_shipped_subscriptions_are_sound():
    text = (HOUSE / "rules" / "subscriptions.yaml").read_text("utf-8")
    assert [subscription.via for subscription in read(text)] == ["console", "file"]


def test_the_examples_in_the_shipped_file_work_once_their_signs_are_gone():
    text = (HOUSE / "rules" / "subscriptions.yaml").read_text("utf-8")
    example = text[text.index("#  - id: channel") :].replace("#  ", "  ").replace("#    ", "    ")
    channel, feed, robot = read("subscriptions:\n" + example)
    assert (channel.via, channel.address, channel.lang) == ("telegram", "@my_channel", "ko")
    assert (feed.via, feed.address) == ("feed", "stories")
    assert (robot.via, robot.address) == ("webhook", "https://example.org/hook")


def test_the_manual_names_every_key():
    assert re.findall(r"^\| `(\w+)` \|", MANUAL, re.MULTILINE) == list(KEYS)


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL))
def test_every_example_of_the_manual_works(example: str):
    assert read(example)


def test_one_mistake_hides_no_other():
    found = problems("subscriptions:\n  - {via: telegram, to: 7, at_most: lots, quiet: never, review: {after: soon}}\n")
    for word in ("`id`", "`lots`", "`never`"):
        assert any(word in line for line in found)
