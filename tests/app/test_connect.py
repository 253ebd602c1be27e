"""Finding the place to tell, by listening."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.peers.botapi import DROP_BEFORE, TOKEN, BotApi, Fault, error, flood, until
from watcher.app.commands import Invocation
from watcher.app.commands.connect import command, connect
from watcher.app.files import plugs
from watcher.app.files.settings import Settings
from watcher.app.files.subscriptionfile import Choices, read_subscriptions
from watcher.app.files.yamlfile import parse
from watcher.core.rules.document import UserProblems

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
CONFLICT = error(409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running")
WEBHOOK = error(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")


def telegram(api: BotApi, *arguments: str, token: str | None = TOKEN) -> Result:
    """Hears what already waits, and ends."""
    settings = Settings(name="Pier Watch", telegram_token=token, telegram_api=api.url)
    invocation = Invocation(lambda: NOW, lambda: settings)
    return CliRunner().invoke(command, ["telegram", "--wait", "0s", *arguments], obj=invocation, standalone_mode=False)


def offered(shown: str) -> str:
    return "subscriptions:\n" + shown.partition("subscriptions.yaml:\n")[2].partition("Test message")[0]


def read(text: str) -> dict[str, str]:
    """The addresses that a subscriptions file names, by id; it is sound."""
    choices = Choices(channels=["telegram"], address=plugs.address, topics={}, languages=["en"])
    subscriptions, problems = read_subscriptions(parse(text, "subscriptions.yaml"), choices)
    assert not problems
    return {subscription.id: subscription.address for subscription in subscriptions}


def test_a_channel_that_the_bot_was_put_in_is_shown_with_its_rights(api: BotApi) -> None:
    api.appoint("@watch", "administrator", "can_post_messages", "can_edit_messages")
    done = telegram(api)
    assert done.return_value == 0
    assert "@watch\n  id      -1001000000001\n  kind    channel\n  rights  may post and edit\n" in done.stdout
    assert api.messages("@watch") == []


def test_the_lines_offered_are_sound_as_they_are(api: BotApi) -> None:
    api.strangers_post("@watch")
    assert read(offered(telegram(api).stdout)) == {"watch": "@watch"}


def test_a_private_chat_and_a_topic_of_a_group_are_offered_by_their_numbers(api: BotApi) -> None:
    api.add_chat(42, type="private")
    api.strangers_post(42, "hello bot")
    assert read(offered(telegram(api).stdout)) == {"reader": "42"}
    api.add_chat(-1001000000002, type="supergroup", threads=(7,))
    api.strangers_post(-1001000000002, "here please", thread=7)
    shown = telegram(api).stdout.partition("A chat")[2]
    assert read(offered(shown)) == {"a-chat": "-1001000000002/7"}


def test_a_bot_that_may_not_post_is_told_so_and_offered_nothing(api: BotApi) -> None:
    api.appoint("@watch", "administrator", "can_edit_messages")
    done = telegram(api, "--test")
    assert done.return_value == 1
    assert "may not post: make the bot an administrator" in done.stdout
    assert "subscriptions.yaml" not in done.stdout
    assert done.stderr == "The bot may not post in what it found. Nothing is connected yet.\n"


def test_a_bot_that_may_post_but_not_edit_is_told_so(api: BotApi) -> None:
    api.appoint("@watch", "administrator", "can_post_messages")
    assert "may post, but not edit" in telegram(api).stdout


def test_a_chat_that_threw_the_bot_out_is_not_shown(api: BotApi) -> None:
    api.appoint("@watch", "kicked")
    done = telegram(api)
    assert (done.return_value, done.stderr) == (1, "Nobody wrote to it. Nothing is connected yet.\n")


def test_a_test_message_is_sent_once_and_only_when_asked_for(api: BotApi) -> None:
    api.strangers_post("@watch", "one")
    api.strangers_post("@watch", "two")
    assert "Test message sent." in telegram(api, "--test").stdout
    assert [each.text for each in api.messages("@watch") if each.ours] == ["Pier Watch can post here. This was a test."]


def test_presses_of_buttons_are_nothing_to_it(api: BotApi) -> None:
    api.press("d:1")
    assert telegram(api).return_value == 1


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (CONFLICT, 3, "another program asks for this bot's messages (stop it, a running watcher too, and try again)"),
        (WEBHOOK, 3, "a webhook takes this bot's messages to another service"),
        (DROP_BEFORE, 1, "Telegram cannot be reached (look to the network"),
        (error(502, "Bad Gateway"), 1, "Telegram cannot be reached"),
        (error(401, "Unauthorized"), 1, "Telegram does not know this token"),
        (flood(7), 1, "Telegram asks us to wait"),
        (error(200, "no answer of Telegram's"), 1, "what answers is not Telegram (look at WATCHER_TELEGRAM_API"),
    ],
)
def test_what_stands_in_the_way_is_told_in_plain_words(api: BotApi, fault: Fault, code: int, words: str) -> None:
    api.script("getUpdates", fault)
    done = telegram(api)
    assert done.return_value == code
    assert done.stderr.startswith(words)
    assert TOKEN not in done.output


def test_a_wrong_token_is_told_in_plain_words(api: BotApi) -> None:
    done = telegram(api, token="1:wrong")
    assert done.return_value == 1
    assert done.stderr.startswith("Telegram does not know this token (copy it anew from @BotFather")


def test_without_a_token_the_setting_is_named(api: BotApi) -> None:
    failed = telegram(api, token=None).exception
    assert isinstance(failed, UserProblems)
    assert "WATCHER_TELEGRAM_TOKEN is not set" in str(failed)


async def test_who_writes_while_it_listens_is_heard_at_once_and_ends_it(api: BotApi, tmp_path: Path) -> None:
    settings = Settings(telegram_token=TOKEN, telegram_api=api.url)
    listening = asyncio.create_task(connect(settings, wait=timedelta(minutes=5), tests=False, ask=None))
    await until(lambda: bool(api.calls))
    api.strangers_post("@watch")
    async with asyncio.timeout(10):
        assert await listening == 0


async def test_the_person_at_the_terminal_decides_on_the_test_and_on_more_chats(api: BotApi) -> None:
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        if len(asked) == 2:
            api.add_chat(42, type="private")
            api.strangers_post(42)
        return len(asked) == 2  # no test there, but another chat; no test there either, and enough

    api.strangers_post("@watch")
    settings = Settings(telegram_token=TOKEN, telegram_api=api.url)
    assert await connect(settings, wait=timedelta(minutes=5), tests=False, ask=ask) == 0
    assert asked == ["Send a test message there?", "Listen for another chat?"] * 2
    assert [message for message in api.messages("@watch") if message.ours] == []
